//! `programme_pairs`, `ministry_pairs`, `pairs_same_need`, `pairs_apart`, `duplicates`.

use super::{AMOUNT, CHANCE, FINE, Ground, Program};
use crate::base::model::Level;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::sheets::region_names;
use crate::plan::synergy::pairs::Pair;
use std::collections::BTreeMap;

pub(super) fn sheets(ground: &Ground, found: &Program) -> Vec<Sheet> {
    vec![
        programmes(ground, found),
        ministries(ground, found),
        same(ground, found),
        apart(ground, found),
        duplicates(ground, found),
    ]
}

/// Pairs with the unit they are counted by.
fn by_unit(pairs: &[Vec<Pair>; 2]) -> Vec<(&'static str, &Pair)> {
    let [villages, areas] = pairs;
    let villages = villages.iter().map(|pair| ("village", pair));
    villages
        .chain(areas.iter().map(|pair| ("area", pair)))
        .collect()
}

/// The numbers that both kinds of pairs have.
fn numbers(sheet: Sheet, rows: &[(&'static str, &Pair)]) -> Sheet {
    let all = || rows.iter().map(|(_, pair)| *pair);
    sheet
        .count("held_a", all().map(|p| Some(p.held[0])))
        .count("held_b", all().map(|p| Some(p.held[1])))
        .count("shared", all().map(|p| Some(p.shared)))
        .number("jaccard", "", FINE, all().map(|p| Some(p.jaccard)))
        .number("lift", "", FINE, all().map(|p| Some(p.lift)))
        .significant("p_greater", CHANCE, all().map(|p| Some(p.p_greater)))
        .significant("p_less", CHANCE, all().map(|p| Some(p.p_less)))
        .significant("p", CHANCE, all().map(|p| Some(p.p)))
        .significant("q", CHANCE, all().map(|p| Some(p.q)))
}

const LAW: [&str; 2] = [
    "Dihitung per desa (`village`) dan per kawasan prioritas (`area`: kawasan memuat apa yang ada di salah satu desanya). lift = bersama × jumlah unit / (a × b); \
     nilai p adalah batas tepat dari nilai p permutasi (hipergeometrik), dua sisi; nilai q menurut Benjamini-Hochberg. Yang ditempatkan di atas desa tidak dihitung.",
    "Counted by village and by priority area (an area holds what any of its villages does). lift = shared x units / (a x b); the p value is the exact limit of the \
     permutation p value (hypergeometric), two-sided; q values by Benjamini-Hochberg. What is placed above villages does not count.",
];

/// `programme_pairs`: one row a unit and pair of programmes.
fn programmes(ground: &Ground, found: &Program) -> Sheet {
    let language = ground.language();
    let rows = by_unit(&found.programmes);
    let programme = |p: u32| &ground.inventory.programmes[p as usize];
    let relation = |pair: &Pair| {
        let (a, b) = (programme(pair.a), programme(pair.b));
        match (a.lever, b.lever) {
            _ if a.arm != b.arm => "other arm",
            (Some(a), Some(b)) if a == b => "same lever",
            (Some(_), Some(_)) => "other lever",
            _ => "same arm",
        }
    };
    let sheet = Sheet::new("programme_pairs", pick(language, LAW[0], LAW[1]), language)
        .text("unit", rows.iter().map(|(unit, _)| unit))
        .text(
            "programme_a",
            rows.iter().map(|(_, p)| ground.programme_id(p.a)),
        )
        .text(
            "programme_b",
            rows.iter().map(|(_, p)| ground.programme_id(p.b)),
        )
        .text("relation", rows.iter().map(|(_, p)| relation(p)));
    numbers(sheet, &rows)
}

/// `ministry_pairs`: one row a unit and pair of ministries.
fn ministries(ground: &Ground, found: &Program) -> Sheet {
    let language = ground.language();
    let rows = by_unit(&found.ministries);
    let name = |ministry: u32| &ground.inventory.ministries[ministry as usize];
    let sheet = Sheet::new("ministry_pairs", pick(language, LAW[0], LAW[1]), language)
        .text("unit", rows.iter().map(|(unit, _)| unit))
        .text("ministry_a", rows.iter().map(|(_, p)| name(p.a)))
        .text("ministry_b", rows.iter().map(|(_, p)| name(p.b)));
    numbers(sheet, &rows)
}

/// `pairs_same_need`: one row a pair of programmes of one lever.
fn same(ground: &Ground, found: &Program) -> Sheet {
    let language = ground.language();
    let method = pick(
        language,
        "Pasangan program dengan pengungkit yang sama: desa bersama, dan kebutuhan akan pengungkit itu di sana.",
        "Pairs of programmes of one lever: the villages they share, and the need of that lever there.",
    );
    let all = || found.same.iter();
    Sheet::new("pairs_same_need", method, language)
        .text("programme_a", all().map(|p| ground.programme_id(p.a)))
        .text("programme_b", all().map(|p| ground.programme_id(p.b)))
        .text("lever", all().map(|p| ground.lever_code(p.lever)))
        .count("held_a", all().map(|p| Some(p.held[0])))
        .count("held_b", all().map(|p| Some(p.held[1])))
        .count("shared", all().map(|p| Some(p.shared)))
        .count("shared_needing", all().map(|p| Some(p.shared_needing)))
        .number("shared_need", "", FINE, all().map(|p| p.shared_need))
        .count("either_needing", all().map(|p| Some(p.either_needing)))
        .count("neither_needing", all().map(|p| Some(p.neither_needing)))
}

/// `pairs_apart`: one row a pair of complements.
fn apart(ground: &Ground, found: &Program) -> Sheet {
    let language = ground.language();
    let method = pick(
        language,
        "Dua program saling melengkapi bila pengungkitnya berbeda: dalam satu jalur (`levers`) di desa yang membutuhkan keduanya, antarjalur (`arms`) di desa yang membutuhkan salah satunya. \
         Terpisah: satu ada, pengungkit yang lain dibutuhkan dan sama sekali tidak ada di desa itu. together = 0: tidak pernah bersama. `neediest`: hingga sepuluh desa yang paling membutuhkannya.",
        "Two programmes complement each other when their levers differ: of one arm (`levers`) in villages that need both, of two arms (`arms`) in villages that need either. \
         Apart: one stands, the lever of the other is needed and nothing of it is in the village. together = 0: never together. `neediest`: up to ten villages that need it most.",
    );
    let all = || found.apart.iter();
    let areas = found.programmes[1].iter().map(|p| ((p.a, p.b), p.shared));
    let areas: BTreeMap<(u32, u32), usize> = areas.collect();
    let shared = |a: u32, b: u32| areas.get(&(a, b)).copied().unwrap_or_default();
    let codes = |villages: &[u32]| {
        let codes = villages.iter().map(|&v| ground.village_code(v));
        codes.collect::<Vec<_>>().join(" ")
    };
    Sheet::new("pairs_apart", method, language)
        .text("programme_a", all().map(|p| ground.programme_id(p.a)))
        .text("programme_b", all().map(|p| ground.programme_id(p.b)))
        .text("complement", all().map(|p| p.kind.as_str()))
        .count("wanted", all().map(|p| Some(p.wanted)))
        .count("together", all().map(|p| Some(p.together)))
        .count("together_wanted", all().map(|p| Some(p.together_wanted)))
        .count("together_areas", all().map(|p| Some(shared(p.a, p.b))))
        .count("without_b", all().map(|p| Some(p.alone[0])))
        .count("without_a", all().map(|p| Some(p.alone[1])))
        .number("need_of_b", "", FINE, all().map(|p| p.need[0]))
        .number("need_of_a", "", FINE, all().map(|p| p.need[1]))
        .text("neediest", all().map(|p| codes(&p.neediest)))
}

/// `duplicates`: one row a village, lever, target and year.
fn duplicates(ground: &Ground, found: &Program) -> Sheet {
    let language = ground.language();
    let method = pick(
        language,
        "Dua program atau lebih dengan pengungkit dan sasaran yang sama di desa dan tahun yang sama; sasaran yang kosong di katalog dianggap sama dengan yang kosong. Penempatan tanpa tahun menyertai setiap tahun. \
         Jumlah hanya atas yang diketahui; without_budget menghitung penempatan tanpa anggaran.",
        "Two or more programmes of the same lever and target in the same village and year; targets that the catalogue leaves empty are taken as the same. Placements without a year stand beside those of any year. \
         Sums are of what is known; without_budget counts placements without a budget.",
    );
    let regency = region_names(ground.hierarchy, Level::Regency);
    let all = || found.duplicates.iter();
    let ids = |programmes: &[u32]| {
        let ids = programmes.iter().map(|&p| ground.programme_id(p));
        ids.collect::<Vec<_>>().join("; ")
    };
    let ministries = |programmes: &[u32]| {
        let inventory = ground.inventory;
        let ministry = |&p: &u32| inventory.programmes[p as usize].ministry;
        let mut of: Vec<u32> = programmes.iter().map(ministry).collect();
        of.sort_unstable();
        of.dedup();
        let names = of
            .iter()
            .map(|&m| inventory.ministries[m as usize].as_str());
        names.collect::<Vec<_>>().join("; ")
    };
    Sheet::new("duplicates", method, language)
        .text("code", all().map(|d| ground.village_code(d.village)))
        .text("name", all().map(|d| ground.village_name(d.village)))
        .text(
            "regency",
            all().map(|d| regency.get(d.village as usize).copied().unwrap_or("")),
        )
        .text("lever", all().map(|d| ground.lever_code(d.lever)))
        .text("target", all().map(|d| d.target.as_deref().unwrap_or("")))
        .year("year", all().map(|d| d.year))
        .count("programmes", all().map(|d| Some(d.programmes.len())))
        .text("programme_ids", all().map(|d| ids(&d.programmes)))
        .text("ministries_of", all().map(|d| ministries(&d.programmes)))
        .count("placements", all().map(|d| Some(d.sums.placements)))
        .number(
            "beneficiaries",
            "",
            AMOUNT,
            all().map(|d| d.sums.beneficiaries),
        )
        .number("budget", "", AMOUNT, all().map(|d| d.sums.budget))
        .count("without_budget", all().map(|d| Some(d.sums.without_budget)))
}
