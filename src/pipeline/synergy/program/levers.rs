//! `levers` and `lever_gaps`: who needs, has and lacks each lever.

use super::{AMOUNT, FINE, Ground, Program, Scope};
use crate::output::number;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::plan::synergy::lever::{Coverage, Part};

pub(super) fn sheets(ground: &Ground, found: &Program) -> Vec<Sheet> {
    vec![levers(ground, found), gaps(ground, found)]
}

/// `levers`: one row a scope and arm, lever, or rest of an arm without a lever.
fn levers(ground: &Ground, found: &Program) -> Sheet {
    let language = ground.language();
    let needed = number::plain(ground.spec.needed, language);
    let method = match language {
        crate::base::study::Language::Id => format!(
            "Desa membutuhkan pengungkit mulai kebutuhan {needed}; jalur dibutuhkan bila salah satu pengungkitnya dibutuhkan. needing = met + gap; desa yang kebutuhannya tidak diketahui tidak dihitung di situ. \
             Jumlah orang dan anggaran hanya atas yang diketahui. budget_per_needy = anggaran di desa yang membutuhkan / desa yang membutuhkan. region_*: yang ditempatkan di atas desa, tidak disebar."
        ),
        crate::base::study::Language::En => format!(
            "A village needs a lever from a need of {needed}; an arm when it needs any lever of it. needing = met + gap; villages whose need is not known are not among them. \
             People and money are sums of what is known. budget_per_needy = money in villages that need it / villages that need it. region_*: placed above villages, not spread."
        ),
    };
    let scopes = Scope::ALL.into_iter().zip(&found.coverage);
    let rows: Vec<(Scope, &Coverage)> = scopes
        .flat_map(|(scope, rows)| rows.iter().map(move |row| (scope, row)))
        .collect();
    let all = || rows.iter().map(|(_, row)| *row);
    let names = |(scope, row): &(Scope, &Coverage)| ground.scope_name(*scope, row.scope);
    let lever = |row: &Coverage| match row.part {
        Part::Lever(lever) => Some(&ground.inventory.levers[lever as usize]),
        Part::Arm | Part::NoLever => None,
    };
    let breakdown = |row: &Coverage| match row.part {
        Part::Arm => "arm",
        Part::Lever(_) => "lever",
        Part::NoLever => "no lever",
    };
    let known =
        |get: fn(&Coverage) -> usize| all().map(move |row| (row.known > 0).then(|| get(row)));
    let above = |row: &Coverage| row.above;
    Sheet::new("levers", method, language)
        .text("scope", rows.iter().map(|(scope, _)| scope.as_str()))
        .text("code", rows.iter().map(|row| names(row).0))
        .text("name", rows.iter().map(|row| names(row).1))
        .text(
            "arm",
            all().map(|row| &ground.inventory.arms[row.arm as usize]),
        )
        .text("breakdown", all().map(breakdown))
        .text(
            "lever",
            all().map(|row| lever(row).map_or("", |l| l.code.as_str())),
        )
        .text(
            "lever_title",
            all().map(|row| lever(row).map_or("", |l| l.title.get(language))),
        )
        .count("villages", all().map(|row| Some(row.villages)))
        .count("villages_known", all().map(|row| Some(row.known)))
        .number(
            "mean_need",
            "",
            FINE,
            all().map(|row| (row.known > 0).then(|| row.need / row.known as f64)),
        )
        .count("needing", known(|row| row.needing))
        .count("having", all().map(|row| Some(row.having)))
        .count("met", known(|row| row.met))
        .count("gap_villages", known(|row| row.gap))
        .count("unneeded", known(|row| row.unneeded))
        .number(
            "gap_need",
            "",
            FINE,
            all().map(|row| (row.known > 0).then_some(row.gap_need)),
        )
        .count("placements", all().map(|row| Some(row.sums.placements)))
        .number(
            "beneficiaries",
            "",
            AMOUNT,
            all().map(|row| row.sums.beneficiaries),
        )
        .number("budget", "", AMOUNT, all().map(|row| row.sums.budget))
        .count(
            "without_budget",
            all().map(|row| Some(row.sums.without_budget)),
        )
        .number(
            "budget_needed",
            "",
            AMOUNT,
            all().map(|row| row.budget_needed),
        )
        .number(
            "budget_per_needy",
            "",
            AMOUNT,
            all().map(Coverage::budget_per_needy),
        )
        .count(
            "region_placements",
            all().map(|row| Some(above(row).placements)),
        )
        .number(
            "region_beneficiaries",
            "",
            AMOUNT,
            all().map(|row| above(row).beneficiaries),
        )
        .number(
            "region_budget",
            "",
            AMOUNT,
            all().map(|row| above(row).budget),
        )
}

/// `lever_gaps`: one row a village, three columns a lever.
fn gaps(ground: &Ground, found: &Program) -> Sheet {
    let language = ground.language();
    let needed = number::plain(ground.spec.needed, language);
    let method = match language {
        crate::base::study::Language::Id => format!(
            "Kebutuhan 0 sampai 1; ada atau tidak di desa pada tahun yang dinilai; celah adalah kebutuhan yang sekurangnya {needed} dan tidak ada pengungkitnya, selain itu 0, kosong bila kebutuhan tidak diketahui. \
             Konvergensi: bagian kebutuhan (yang sekurangnya {needed}) yang pengungkitnya ada bersama di desa."
        ),
        crate::base::study::Language::En => format!(
            "Need from 0 to 1; whether it stands in the village in the assessed year; the gap is a need of at least {needed} without its lever, else 0, empty where the need is not known. \
             Convergence: the share of needs (of at least {needed}) whose levers stand in the village together."
        ),
    };
    let n = ground.layer.codes.len();
    let villages = || 0..n as u32;
    let mut sheet = Sheet::new("lever_gaps", method, language)
        .text("code", villages().map(|v| ground.village_code(v)))
        .text("name", villages().map(|v| ground.village_name(v)))
        .count(
            "area",
            ground.area_of.iter().map(|area| area.map(|a| a + 1)),
        );
    for (at, lever) in ground.inventory.levers.iter().enumerate() {
        let need = &ground.lever_need[at];
        let has = |v: usize| {
            let held = ground.presence.programmes(v).iter();
            let of = |&p: &u32| ground.inventory.programmes[p as usize].lever;
            held.map(of).any(|own| own == Some(at as u32))
        };
        let gap = |v: usize| {
            need[v].map(|need| match need >= ground.spec.needed && !has(v) {
                true => need,
                false => 0.0,
            })
        };
        let label = |id: &str, en: &str| {
            let title = lever.title.get(language);
            format!("{}: {title}", pick(language, id, en))
        };
        let code = &lever.code;
        sheet = sheet
            .number(&format!("need_{code}"), "", FINE, need.iter().copied())
            .labelled(label("Kebutuhan", "Need"))
            .flag(
                &format!("has_{code}"),
                (0..n).map(|v| if has(v) { "true" } else { "false" }),
            )
            .labelled(label("Ada", "Present"))
            .number(&format!("gap_{code}"), "", FINE, (0..n).map(gap))
            .labelled(label("Celah", "Gap"));
    }
    let found = &found.convergence;
    sheet
        .count("levers_needed", found.needed.iter().copied())
        .count("levers_present", found.present.iter().copied())
        .number("convergence", "", FINE, found.score.iter().copied())
        .page_by("convergence")
}
