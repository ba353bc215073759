//! `allocation`, `allocation_summary`: what is placed where, and what deciding together is worth.

use super::Placed;
use crate::base::model::{Code, Level};
use crate::base::study::Language;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::synergy::Ground;
use std::collections::BTreeMap;

/// Decimals of money and people.
const AMOUNT: usize = 2;
/// Decimals of gains.
const FINE: usize = 6;

/// The tables.
pub fn sheets(ground: &Ground, placed: &Placed) -> Vec<Sheet> {
    vec![allocation(ground, placed), summary(ground, placed)]
}

/// A row: village, fund; the offer of the plan with its gain, the offer that stands now.
struct Row {
    offer: u32,
    gain: Option<f64>,
    now: bool,
}

fn rows(placed: &Placed) -> Vec<Row> {
    let mut rows = BTreeMap::new();
    for (&offer, &gain) in placed.plan.placed.iter().zip(&placed.gains[0]) {
        rows.insert(
            offer,
            Row {
                offer,
                gain: Some(gain),
                now: false,
            },
        );
    }
    for &offer in &placed.placeable.now {
        let row = rows.entry(offer).or_insert(Row {
            offer,
            gain: None,
            now: true,
        });
        row.now = true;
    }
    rows.into_values().collect()
}

/// `allocation`: one row a programme and village of the plan, or where the plan takes it away.
fn allocation(ground: &Ground, placed: &Placed) -> Sheet {
    let language = ground.language();
    let method = pick(
        language,
        "Penempatan yang menutup kebutuhan paling banyak dengan uang yang ada. Satu penempatan berbiaya biaya satuan x penerima manfaat (yang ada sekarang; \
         bila tidak ada, median penduduk yang dijangkau penempatan program itu). Manfaat = kebutuhan pengungkit x penduduk; program kedua dan berikutnya dari pengungkit \
         yang sama di desa mendapat bagian `repeat`, dan yang pertama mendapat tambahan `complement` bila pengungkit lain yang dibutuhkan ada di desa atau kawasan yang sama. \
         `now`: tetap; `new`: baru; `moved`: sekarang ada, uangnya dipindah.",
        "Placements that close the most need with the money there is. One costs unit cost x beneficiaries (those it has now, else the median share of people that \
         placements of the programme reach). Gain = need of the lever x people; a second and further programme of a lever in a village brings the share `repeat`, and the first one \
         `complement` more where another needed lever stands in the same village or area. `now`: stays; `new`: comes; `moved`: stands now, its money goes elsewhere.",
    );
    let rows = rows(placed);
    let (layer, inventory) = (ground.layer, ground.inventory);
    let offer = |row: &Row| placed.placeable.offers[row.offer as usize];
    let village = |row: &Row| offer(row).village as usize;
    let of = |row: &Row| placed.placeable.programme[offer(row).fund as usize];
    let programme = |row: &Row| &inventory.programmes[of(row) as usize];
    let lever = |row: &Row| {
        programme(row)
            .lever
            .map(|lever| &inventory.levers[lever as usize])
    };
    let in_plan = |row: &Row, value: f64| if row.gain.is_some() { value } else { 0.0 };
    let change = |row: &Row| match (row.gain.is_some(), row.now) {
        (true, true) => "now",
        (true, false) => "new",
        (false, _) => "moved",
    };
    let now = |row: &Row| {
        let own = ground.presence.placements(village(row)).iter();
        let own = own.map(|&at| &inventory.placements[at as usize]);
        let own = own.filter(|placement| placement.programme == of(row));
        let budgets: Vec<f64> = own.filter_map(|placement| placement.budget).collect();
        (!budgets.is_empty()).then(|| budgets.iter().sum())
    };
    let reached = |row: &Row| match row.gain {
        Some(_) => placed.placeable.beneficiaries[row.offer as usize],
        None => Some(0.0),
    };
    Sheet::new("allocation", method, language)
        .text(
            "code",
            rows.iter().map(|row| layer.codes[village(row)].as_str()),
        )
        .text(
            "name",
            rows.iter()
                .map(|row| layer.names.get(village(row)).map_or("", String::as_str)),
        )
        .text("programme", rows.iter().map(|row| &programme(row).id))
        .text(
            "programme_name",
            rows.iter().map(|row| &programme(row).name),
        )
        .text(
            "ministry",
            rows.iter()
                .map(|row| &inventory.ministries[programme(row).ministry as usize]),
        )
        .text(
            "lever",
            rows.iter()
                .map(|row| lever(row).map_or("", |lever| lever.code.as_str())),
        )
        .text("change", rows.iter().map(change))
        .number(
            "money",
            "",
            AMOUNT,
            rows.iter().map(|row| Some(in_plan(row, offer(row).cost))),
        )
        .number("money_now", "", AMOUNT, rows.iter().map(now))
        .number("beneficiaries", "", AMOUNT, rows.iter().map(reached))
        .number(
            "gain",
            "",
            FINE,
            rows.iter().map(|row| Some(row.gain.unwrap_or(0.0))),
        )
}

/// What a scope has.
#[derive(Default, Clone)]
struct Total {
    budget: Option<f64>,
    floor: Option<f64>,
    money: f64,
    placements: usize,
    /// Gain of the plan, of each for itself, of what stands now.
    gains: [f64; 3],
}

/// `allocation_summary`: all, by ministry, by regency.
fn summary(ground: &Ground, placed: &Placed) -> Sheet {
    let language = ground.language();
    let proof = match language {
        Language::Id => "gap 0 terbukti (proven); cut: kerja habis; bounded: batas saja",
        Language::En => "gap 0 is proven; cut: the work ended first; bounded: a bound only",
    };
    let method = match language {
        Language::Id => format!(
            "alone: setiap kementerian menempatkan uangnya sendiri menurut manfaatnya sendiri tanpa melihat yang lain, lalu gabungannya dinilai dengan ukuran yang sama. \
             synergy = objective - alone, tidak pernah di bawah 0. now: penempatan sekarang dengan ukuran yang sama. Manfaat tiap bagian berjumlah seluruhnya; batas oleh harga \
             (relaksasi Lagrange), {proof}."
        ),
        Language::En => format!(
            "alone: every ministry places its own money by its own gain without seeing the others, and what they make together is counted by the same measure. \
             synergy = objective - alone, never below 0. now: what stands today by the same measure. The gains of parts sum to the whole; the bound is by prices \
             (Lagrangian relaxation), {proof}."
        ),
    };
    let inventory = ground.inventory;
    let regencies = ground.hierarchy.level(Level::Regency);
    let mut whole = Total {
        budget: Some(0.0),
        ..Total::default()
    };
    let mut ministries = BTreeMap::<u32, Total>::new();
    let mut regions = vec![Total::default(); placed.floor.len()];
    for fund in &placed.placeable.funds {
        for total in [&mut whole, ministries.entry(fund.ministry).or_default()] {
            total.budget = Some(total.budget.unwrap_or(0.0) + fund.money);
        }
    }
    for (region, &floor) in regions.iter_mut().zip(&placed.plan.floor) {
        region.floor = Some(floor);
    }
    let plans = [
        &placed.plan.placed,
        &placed.plan.alone,
        &placed.placeable.now,
    ];
    for (which, plan) in plans.into_iter().enumerate() {
        for (&at, &gain) in plan.iter().zip(&placed.gains[which]) {
            let offer = &placed.placeable.offers[at as usize];
            let ministry = placed.placeable.funds[offer.fund as usize].ministry;
            let region = regencies.map_or(0, |r| r.of_village[offer.village as usize] as usize);
            let totals = [
                &mut whole,
                ministries.entry(ministry).or_default(),
                &mut regions[region],
            ];
            for total in totals {
                total.gains[which] += gain;
                if which == 0 {
                    total.money += offer.cost;
                    total.placements += 1;
                }
            }
        }
    }
    let mut rows: Vec<(&str, &str, &str, Total)> = vec![("all", "", "", whole)];
    for (ministry, total) in ministries {
        rows.push((
            "ministry",
            "",
            &inventory.ministries[ministry as usize],
            total,
        ));
    }
    if let Some(regencies) = regencies {
        for ((code, name), total) in regencies
            .codes
            .iter()
            .map(Code::as_str)
            .zip(&regencies.names)
            .zip(regions)
        {
            rows.push(("regency", code, name, total));
        }
    }
    let answer = &placed.plan.answer;
    let first = |value: Option<f64>| (0..rows.len()).map(move |at| value.filter(|_| at == 0));
    let proof = (0..rows.len()).map(|at| if at == 0 { answer.proof.as_str() } else { "" });
    let gain = |which: usize| rows.iter().map(move |row| Some(row.3.gains[which]));
    Sheet::new("allocation_summary", method, language)
        .text("scope", rows.iter().map(|row| row.0))
        .text("code", rows.iter().map(|row| row.1))
        .text("name", rows.iter().map(|row| row.2))
        .number("budget", "", AMOUNT, rows.iter().map(|row| row.3.budget))
        .number(
            "money",
            "",
            AMOUNT,
            rows.iter().map(|row| Some(row.3.money)),
        )
        .number(
            "money_left",
            "",
            AMOUNT,
            rows.iter().map(|row| Some(row.3.budget? - row.3.money)),
        )
        .number("floor", "", AMOUNT, rows.iter().map(|row| row.3.floor))
        .count("placements", rows.iter().map(|row| Some(row.3.placements)))
        .number("objective", "", FINE, gain(0))
        .number("bound", "", FINE, first(Some(answer.bound)))
        .number("gap", "", FINE, first(Some(answer.gap)))
        .text("proof", proof)
        .number("alone", "", FINE, gain(1))
        .number(
            "synergy",
            "",
            FINE,
            rows.iter().map(|row| Some(row.3.gains[0] - row.3.gains[1])),
        )
        .number("now", "", FINE, gain(2))
}
