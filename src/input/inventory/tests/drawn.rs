//! Drawn inventories: conservation, the order of rows; and one of a nation.

use super::*;
use proptest::prelude::*;

/// A row: programme, place (some of no village, some of regions), year, people, money, facilitator.
type Drawn = (
    usize,
    usize,
    Option<u16>,
    Option<u32>,
    Option<f64>,
    Option<u8>,
);

const SPOTS: [&str; 9] = [
    "53.01.04.2001",
    "53.01.04.2002",
    "53.01.05.2001",
    "53.02.01.2001",
    "53.01.04.2999",
    "53.01.04",
    "53.02",
    "53.99",
    "53",
];

fn file(rows: &[Drawn]) -> String {
    let mut text =
        "programme,code,year,beneficiaries,budget,facilitator\nP1,53.01.04.2001,2020,1,1,F0\n"
            .to_owned();
    let cell = |value: Option<String>| value.unwrap_or_default();
    for (programme, spot, year, people, money, who) in rows {
        text += &format!(
            "P{},{},{},{},{},{}\n",
            programme + 1,
            SPOTS[*spot],
            cell(year.map(|year| year.to_string())),
            cell(people.map(|n| n.to_string())),
            cell(money.map(|n| format!("{n:.2}"))),
            cell(who.map(|who| format!("F{who}"))),
        );
    }
    text
}

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    use proptest::option::of;
    let row = (
        0..3_usize,
        0..SPOTS.len(),
        of(2019..2026_u16),
        of(0..500_u32),
        of(0.0..1e9_f64),
        of(0..5_u8),
    );
    proptest::collection::vec(row, 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_row_and_every_amount_is_somewhere(rows in drawn()) {
        let (found, filed, findings) = made(&file(&rows));
        let placed = || filed.iter().filter(|f| f.role == "placements");
        let count = |get: fn(&Filed) -> usize| placed().map(get).sum::<usize>();
        prop_assert_eq!(count(|f| f.rows), rows.len() + 1);
        prop_assert_eq!(count(|f| f.matched), found.placements.len());
        let lost = findings.iter().filter(|f| f.check == "row-unmatched").count();
        prop_assert_eq!(count(|f| f.unmatched), lost);
        let given: f64 = rows.iter().filter_map(|row| row.4).map(|n| (n * 100.0).round() / 100.0).sum::<f64>() + 1.0;
        let kept: f64 = found.placements.iter().filter_map(|p| p.budget).sum();
        let unplaced: f64 = placed().filter_map(|f| f.budget.unplaced).sum();
        prop_assert!((given - kept - unplaced).abs() <= 1e-3, "{given} {kept} {unplaced}");
        let people: f64 = placed().filter_map(|f| f.beneficiaries.given).sum();
        prop_assert_eq!(people, 1.0 + rows.iter().filter_map(|row| row.3).map(f64::from).sum::<f64>());
    }

    #[test]
    fn the_order_of_rows_never_shows(rows in drawn(), turn in 0..40_usize) {
        let (mut found, filed, _) = made(&file(&rows));
        let mut turned = rows.clone();
        turned.reverse();
        turned.rotate_left(turn % rows.len().max(1));
        let (mut other, others, _) = made(&file(&turned));
        for inventory in [&mut found, &mut other] {
            inventory.placements.iter_mut().for_each(|p| p.row = 0);
        }
        prop_assert_eq!(found, other);
        prop_assert_eq!(filed, others);
    }
}

/// 83,000 villages and a million placements: `cargo test --release inventory -- --ignored --nocapture`.
#[test]
#[ignore = "takes seconds"]
#[allow(clippy::print_stdout)]
fn a_nation_is_read_in_two_seconds() {
    let n = 83_000;
    let code = |i: usize| {
        let (province, regency, district) = (11 + i / 2_500, 1 + i / 160 % 16, 1 + i / 10 % 16);
        format!("{province}{regency:02}{district:02}2{:03}", 1 + i % 10)
    };
    let mut codes: Vec<String> = (0..n).map(code).collect();
    codes.sort();
    codes.dedup();
    let names: Vec<String> = (0..codes.len()).map(|i| format!("Desa {i}")).collect();
    let (villages, hierarchy) = placed(&codes, &names);
    let folder = tempfile::tempdir().unwrap();
    let mut catalogue = "id,ministry,arm\n".to_owned();
    (0..40).for_each(|p| catalogue += &format!("P{p:02},K{},beban\n", p % 7));
    let mut text = "programme,code,year,beneficiaries,budget,facilitator,institution\n".to_owned();
    for row in 0..1_000_000 {
        let village = row * 7_919 % codes.len();
        let line = format!(
            "P{:02},{},{},{},{},F{:05},L{:05}\n",
            row % 40,
            codes[village],
            2020 + row % 5,
            row % 300,
            row * 1_000,
            village % 40_000,
            village % 30_000
        );
        text += &line;
    }
    std::fs::write(folder.path().join("c.csv"), catalogue).unwrap();
    std::fs::write(folder.path().join("p.csv"), text).unwrap();
    let spec: Programmes =
        toml::from_str("catalogue = 'c.csv'\nplacements = 'p.csv'\nsystem = 'kemendagri'").unwrap();
    let places = Places {
        villages: &villages,
        hierarchy: &hierarchy,
        spec: &spec,
        codes: &Codes::default(),
        base: folder.path(),
    };
    let start = std::time::Instant::now();
    let found = read(places, &mut Vec::new()).unwrap();
    println!("{} villages, {:?}", codes.len(), start.elapsed());
    assert_eq!(found.inventory.placements.len(), 1_000_000);
    assert_eq!(found.inventory.facilitators.len(), 40_000);
}
