//! `programmes`, `inventory`: what is there, and what became of the files.

use super::Ground;
use crate::base::model::Level;
use crate::input::inventory::{Amount, Filed, Placement, Programme};
use crate::output::sheet::Sheet;
use crate::output::words::pick;

/// Decimals of money and people: whole rupiah and persons mostly, cents where other units have them.
const AMOUNT: usize = 2;

pub(super) fn sheets(ground: &Ground, filed: &[Filed]) -> Vec<Sheet> {
    vec![programmes(ground), inventory(ground, filed)]
}

/// What stands of one programme in the assessed year.
#[derive(Default)]
struct Total {
    villages: usize,
    placements: usize,
    beneficiaries: Option<f64>,
    budget: Option<f64>,
    above: usize,
    above_budget: Option<f64>,
}

fn totals(ground: &Ground) -> Vec<Total> {
    let placement = |&at: &u32| &ground.inventory.placements[at as usize];
    let mut totals: Vec<Total> = Vec::new();
    totals.resize_with(ground.inventory.programmes.len(), Total::default);
    let add = |sum: &mut Option<f64>, amount: Option<f64>| {
        if let Some(amount) = amount {
            *sum = Some(sum.unwrap_or(0.0) + amount);
        }
    };
    for village in 0..ground.presence.villages() {
        for &programme in ground.presence.programmes(village) {
            totals[programme as usize].villages += 1;
        }
        for Placement {
            programme,
            beneficiaries,
            budget,
            ..
        } in ground.presence.placements(village).iter().map(placement)
        {
            let total = &mut totals[*programme as usize];
            total.placements += 1;
            add(&mut total.beneficiaries, *beneficiaries);
            add(&mut total.budget, *budget);
        }
    }
    for above in ground.presence.above.iter().map(placement) {
        let total = &mut totals[above.programme as usize];
        total.above += 1;
        add(&mut total.above_budget, above.budget);
    }
    totals
}

/// `programmes`: one row a programme.
fn programmes(ground: &Ground) -> Sheet {
    let language = ground.language();
    let inventory = ground.inventory;
    let all = || inventory.programmes.iter();
    let totals = totals(ground);
    let year = ground.year.map_or_else(
        || pick(language, "semua tahun", "every year").to_owned(),
        |year| year.to_string(),
    );
    let method = match language {
        crate::base::study::Language::Id => format!(
            "Penempatan tahun {year}, dan yang tanpa tahun. Yang ditempatkan di kecamatan, kabupaten, atau provinsi dihitung tersendiri dan tidak disebar ke desa."
        ),
        crate::base::study::Language::En => format!(
            "Placements of {year}, and those without a year. What is placed at districts, regencies or provinces is counted apart and not spread over villages."
        ),
    };
    let years = |get: fn(&Programme) -> Option<i32>| {
        let text = move |p: &Programme| get(p).map_or_else(String::new, |year| year.to_string());
        all().map(text)
    };
    let lever = |p: &Programme| p.lever.map(|lever| &inventory.levers[lever as usize]);
    let code = |p| lever(p).map_or("", |lever| lever.code.as_str());
    let title = |p| lever(p).map_or("", |lever| lever.title.get(language));
    let text = |get: fn(&Programme) -> Option<&String>| {
        all().map(move |p| get(p).map_or("", String::as_str))
    };
    Sheet::new("programmes", method, language)
        .text("programme", all().map(|p| &p.id))
        .text("programme_name", all().map(|p| &p.name))
        .text(
            "ministry",
            all().map(|p| &inventory.ministries[p.ministry as usize]),
        )
        .text("arm", all().map(|p| &inventory.arms[p.arm as usize]))
        .text("lever", all().map(code))
        .text("lever_title", all().map(title))
        .text("target", text(|p| p.target.as_ref()))
        .number("unit_cost", "", AMOUNT, all().map(|p| p.unit_cost))
        .text("host", text(|p| p.host.as_ref()))
        .text("tags", all().map(|p| p.tags.join("; ")))
        .text("valid_from", years(|p| p.from))
        .text("valid_to", years(|p| p.to))
        .count("villages", totals.iter().map(|t| Some(t.villages)))
        .count("placements", totals.iter().map(|t| Some(t.placements)))
        .number(
            "beneficiaries",
            "",
            AMOUNT,
            totals.iter().map(|t| t.beneficiaries),
        )
        .number("budget", "", AMOUNT, totals.iter().map(|t| t.budget))
        .count("region_placements", totals.iter().map(|t| Some(t.above)))
        .number(
            "region_budget",
            "",
            AMOUNT,
            totals.iter().map(|t| t.above_budget),
        )
}

/// `inventory`: one row a file and level.
fn inventory(ground: &Ground, filed: &[Filed]) -> Sheet {
    let language = ground.language();
    let count = |get: fn(&Filed) -> usize| filed.iter().map(move |f| Some(get(f)));
    let budget = |get: fn(&Amount) -> Option<f64>| filed.iter().map(move |f| get(&f.budget));
    let people = |get: fn(&Amount) -> Option<f64>| filed.iter().map(move |f| get(&f.beneficiaries));
    let method = pick(
        language,
        "matched + unmatched + ambiguous = rows dan placed + unplaced = given untuk setiap berkas dan tingkat, semua tahun; baris satu per satu di checks.csv.",
        "matched + unmatched + ambiguous = rows and placed + unplaced = given for every file and level, all years; row by row in checks.csv.",
    );
    Sheet::new("inventory", method, language)
        .text("file", filed.iter().map(|f| &f.path))
        .text("role", filed.iter().map(|f| f.role))
        .text(
            "level",
            filed.iter().map(|f| f.level.map_or("", Level::as_str)),
        )
        .count("rows", count(|f| f.rows))
        .count("matched", count(|f| f.matched))
        .count("unmatched", count(|f| f.unmatched))
        .count("ambiguous", count(|f| f.ambiguous))
        .number("budget_given", "", AMOUNT, budget(|a| a.given))
        .number("budget_placed", "", AMOUNT, budget(|a| a.placed))
        .number("budget_unplaced", "", AMOUNT, budget(|a| a.unplaced))
        .number("beneficiaries_given", "", AMOUNT, people(|a| a.given))
        .number("beneficiaries_placed", "", AMOUNT, people(|a| a.placed))
        .number("beneficiaries_unplaced", "", AMOUNT, people(|a| a.unplaced))
}
