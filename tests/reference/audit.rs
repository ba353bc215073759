//! The audit on the published IDM of real villages (Kemendesa): nothing is listed but what was spoiled, with its cause.

use crate::support::shared;
use kawasan::input::read::{Door, table};
use kawasan::welfare::index::audit::{Around, Audit, Kind};
use kawasan::welfare::index::{Definition, audit};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// The published table as text, to be spoiled cell by cell.
#[derive(Clone)]
struct Sheet {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

const PUBLISHED: [(&str, &str); 5] = [
    ("iks", "IKS"),
    ("ike", "IKE"),
    ("ikl", "IKL"),
    ("score", "IDM"),
    ("class", "STATUS"),
];

impl Sheet {
    fn read() -> Option<Self> {
        let path = shared("data/idm/idm_indicators_2021_2023.csv")?;
        let mut reader = csv::Reader::from_path(path).unwrap();
        let header = reader.headers().unwrap();
        let header = header.iter().map(str::to_owned).collect();
        let row = |row: csv::Result<csv::StringRecord>| {
            row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()
        };
        let rows: Vec<Vec<String>> = reader.records().map(row).collect();
        assert_eq!(rows.len(), 7508);
        Some(Self { header, rows })
    }

    /// The villages of one year.
    fn year(mut self, year: &str) -> Self {
        self.rows.retain(|row| row[1] == year);
        self
    }

    fn at(&self, column: &str) -> usize {
        self.header.iter().position(|name| name == column).unwrap()
    }

    fn get(&self, row: usize, column: &str) -> &str {
        &self.rows[row][self.at(column)]
    }

    fn set(&mut self, row: usize, column: &str, value: impl ToString) {
        let at = self.at(column);
        self.rows[row][at] = value.to_string();
    }

    fn swap(&mut self, row: usize, a: &str, b: &str) {
        let (a, b) = (self.at(a), self.at(b));
        self.rows[row].swap(a, b);
    }

    fn number(&self, row: usize, column: &str) -> f64 {
        self.get(row, column).parse().unwrap()
    }

    fn audit(&self, published: &[(&str, &str)]) -> Audit {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("idm.csv");
        let mut writer = csv::Writer::from_path(&file).unwrap();
        writer.write_record(&self.header).unwrap();
        for row in &self.rows {
            writer.write_record(row).unwrap();
        }
        writer.flush().unwrap();
        let keys = ["id_desa".to_owned(), "tahun".to_owned()];
        let table = table::read(&file, None, &keys, &Door::default(), &mut Vec::new()).unwrap();
        let mut units: HashMap<&str, Vec<usize>> = HashMap::new();
        for (i, row) in self.rows.iter().enumerate() {
            units.entry(&row[0]).or_default().push(i);
        }
        let others = |i: usize| {
            let unit = units[self.rows[i][0].as_str()].iter().copied();
            unit.filter(|&other| other != i).collect()
        };
        let definition = Definition::load("idm-2016", Path::new("")).unwrap();
        let published: Vec<(String, String)> = published
            .iter()
            .map(|(name, column)| ((*name).to_owned(), (*column).to_owned()))
            .collect();
        let around = Around {
            others: &others,
            label: &|i| format!("row {}", table.rows[i]),
        };
        audit(&definition, &table.frame, &published, &around).unwrap()
    }
}

/// Row, value, kind and words of everything that does not reproduce.
type Listed = BTreeMap<(usize, String), (Kind, String)>;

fn listed(audit: &Audit) -> Listed {
    let mut found = Listed::new();
    for value in &audit.values {
        for (i, cause) in value.cause.iter().enumerate() {
            if let Some(cause) = cause {
                let said = (cause.kind, cause.text.clone());
                found.insert((i, value.name.clone()), said);
            }
        }
    }
    found
}

/// What is to be listed; of classes that change with a score only what is asked for is compared.
#[derive(Default)]
struct Wanted(BTreeMap<(usize, &'static str), (Kind, String)>);

impl Wanted {
    fn add(&mut self, row: usize, values: &[&'static str], kind: Kind, words: &str) {
        for value in values {
            self.0.insert((row, value), (kind, words.to_owned()));
        }
    }

    /// Exactly these rows and values, each with its kind and its words; a class may follow a score that is listed.
    fn meets(&self, listed: &Listed) {
        for ((row, value), (kind, words)) in &self.0 {
            let said = listed.get(&(*row, (*value).to_owned()));
            let Some((found, text)) = said else {
                panic!("row {row}, {value}: {words} is not listed");
            };
            assert_eq!(found, kind, "row {row}, {value}: {text}");
            assert!(text.contains(words), "row {row}, {value}: {text}");
        }
        for ((row, value), (kind, text)) in listed {
            let follows = value == "class"
                && *kind == Kind::Follows
                && listed.contains_key(&(*row, "score".to_owned()));
            assert!(
                follows || self.0.contains_key(&(*row, value.as_str())),
                "row {row}, {value}: {text}"
            );
        }
    }
}

#[test]
fn all_7508_village_years_reproduce() {
    let Some(sheet) = Sheet::read() else { return };
    let audit = sheet.audit(&PUBLISHED);
    assert_eq!(audit.values.len(), 5);
    for value in &audit.values {
        assert_eq!(value.published.iter().flatten().count(), 7508);
        assert_eq!(value.rebuilt.iter().flatten().count(), 7508);
        let apart = value.difference.iter().flatten();
        assert!(apart.fold(0.0, |most: f64, d| most.max(d.abs())) <= 1e-9);
    }
    assert_eq!(listed(&audit), Listed::new());
    assert_eq!(audit.suspects, []);
}

#[test]
fn only_the_spoiled_cells_are_listed_with_their_cause() {
    let Some(mut sheet) = Sheet::read() else {
        return;
    };
    let clean = sheet.clone();
    let mut wanted = Wanted::default();
    // a column copied into the next one
    for row in 1000..1060 {
        if sheet.get(row, "IKS_4") != sheet.get(row, "IKS_5") {
            wanted.add(row, &["iks"], Kind::CopiedColumn, "IKS_5 repeats IKS_4");
            wanted.add(row, &["score"], Kind::Follows, "IKS_5 repeats IKS_4");
        }
        let copied = sheet.get(row, "IKS_4").to_owned();
        sheet.set(row, "IKS_5", copied);
    }
    // two published values exchanged
    for row in [12, 2500, 7400] {
        sheet.swap(row, "IKS", "IKE");
        wanted.add(
            row,
            &["iks", "ike"],
            Kind::Exchanged,
            "iks and ike are exchanged",
        );
    }
    // one published value copied into another
    for row in [300, 5000] {
        let copied = sheet.get(row, "IKL").to_owned();
        sheet.set(row, "IKE", copied);
        wanted.add(row, &["ike"], Kind::CopiedValue, "holds the value of ikl");
    }
    // two cells exchanged across blocks, where the other years tell which
    for (row, a, b) in [
        (232, "IKS_2", "IKE_11"),
        (6846, "IKS_14", "IKE_7"),
        (7318, "IKS_35", "IKE_1"),
    ] {
        assert_ne!(sheet.get(row, a), sheet.get(row, b));
        sheet.swap(row, a, b);
        wanted.add(row, &["iks", "ike"], Kind::CellsExchanged, a);
        wanted.add(row, &["score"], Kind::Follows, b);
    }
    // classes shifted up and down
    for (row, to, side) in [(40, 1_usize, "low"), (41, 3, "high"), (4100, 4, "high")] {
        let classes = [
            "SANGAT TERTINGGAL",
            "TERTINGGAL",
            "BERKEMBANG",
            "MAJU",
            "MANDIRI",
        ];
        let now = classes
            .iter()
            .position(|c| *c == sheet.get(row, "STATUS"))
            .unwrap();
        let to = if side == "low" {
            now - 1
        } else {
            to.max(now + 1)
        };
        sheet.set(row, "STATUS", classes[to].to_lowercase());
        wanted.add(row, &["class"], Kind::Class, side);
    }
    // a single indicator, told by another year
    for (row, column, value) in [
        (2000, "IKE_9", "1"),
        (3000, "IKS_34", "1"),
        (7000, "IKL_1", "0"),
    ] {
        assert_ne!(sheet.get(row, column), value);
        sheet.set(row, column, value);
        let block = ["iks", "ike", "ikl"];
        let block = block
            .iter()
            .find(|b| column.to_lowercase().starts_with(*b))
            .unwrap();
        wanted.add(row, &[block], Kind::OneIndicator, column);
        wanted.add(row, &["score"], Kind::Follows, column);
    }
    // published values that nothing in the row explains
    sheet.set(3500, "IKS", sheet.number(3500, "IKS") + 0.0123);
    wanted.add(
        3500,
        &["iks"],
        Kind::PublishedOnly,
        "the published iks itself",
    );
    sheet.set(3600, "IDM", sheet.number(3600, "IDM") - 0.0011);
    wanted.add(
        3600,
        &["score"],
        Kind::NotOfParts,
        "although each of them reproduces",
    );
    sheet.set(3700, "IDM", format!("{:.4}", sheet.number(3700, "IDM")));
    wanted.add(3700, &["score"], Kind::Rounded, "rounded to 4 decimals");
    // gaps
    sheet.set(3800, "IKE", "");
    wanted.add(3800, &["ike"], Kind::PublishedMissing, "missing");
    sheet.set(3900, "STATUS", "HEBAT");
    wanted.add(3900, &["class"], Kind::PublishedUnreadable, "HEBAT");
    sheet.set(4000, "IKS_9", "55");
    wanted.add(4000, &["iks"], Kind::BeyondGoalposts, "IKS_9 is 55");
    wanted.add(4000, &["score"], Kind::Follows, "IKS_9 is 55");
    let there = clean.get(4200, "IKL_3");
    let there = format!("the indicator IKL_3 is missing; {there} in its place");
    sheet.set(4200, "IKL_3", "");
    wanted.add(4200, &["ikl"], Kind::IndicatorMissing, &there);
    wanted.add(4200, &["score"], Kind::Follows, &there);

    let audit = sheet.audit(&PUBLISHED);
    wanted.meets(&listed(&audit));
    assert_eq!(audit.suspects.len(), 1, "{:?}", audit.suspects);
    assert_eq!(audit.suspects[0].columns, ["IKS_5", "IKS_4"]);
}

#[test]
fn faults_of_whole_columns_are_told_from_one_year() {
    let Some(all) = Sheet::read() else { return };
    let clean = all.year("2023");
    let n = clean.rows.len();

    // a column repeated in every row: which of the two is right cannot be seen
    let mut sheet = clean.clone();
    for row in 0..n {
        let copied = sheet.get(row, "IKS_4").to_owned();
        sheet.set(row, "IKS_5", copied);
    }
    let audit = sheet.audit(&PUBLISHED);
    let changed = (0..n).filter(|&i| clean.get(i, "IKS_4") != clean.get(i, "IKS_5"));
    assert_eq!(audit.suspects.len(), 1, "{:?}", audit.suspects);
    assert_eq!(audit.suspects[0].kind, Kind::CopiedColumn);
    assert_eq!(audit.suspects[0].rows, changed.count());

    // an indicator and a published column one row too low from some row on
    for (column, value, kind) in [
        ("IKS_18", "iks", Kind::ShiftedColumn),
        ("IKE", "ike", Kind::OtherRow),
    ] {
        let mut sheet = clean.clone();
        for row in 1501..n {
            sheet.set(row, column, clean.get(row - 1, column));
        }
        let listed = listed(&sheet.audit(&PUBLISHED));
        let own = listed.iter().filter(|((_, v), _)| v == value);
        assert!(own.clone().count() > 200);
        for ((row, _), (found, text)) in own {
            assert!(*row > 1500 && *found == kind, "{column}, row {row}: {text}");
        }
    }

    // two columns of different blocks exchanged throughout
    let mut sheet = clean.clone();
    for row in 0..n {
        sheet.swap(row, "IKS_35", "IKE_1");
    }
    let audit = sheet.audit(&PUBLISHED);
    assert_eq!(audit.suspects.len(), 1, "{:?}", audit.suspects);
    assert_eq!(audit.suspects[0].columns, ["IKS_35", "IKE_1"]);
    let exchanged = (0..n).filter(|&i| clean.get(i, "IKS_35") != clean.get(i, "IKE_1"));
    assert_eq!(audit.suspects[0].rows, exchanged.count());

    // published with an indicator always counted in full, the score with it
    let mut sheet = clean.clone();
    for row in (0..n).filter(|row| row % 9 == 0) {
        let gain = (5.0 - sheet.number(row, "IKS_20")) / 175.0;
        sheet.set(row, "IKS", sheet.number(row, "IKS") + gain);
        sheet.set(row, "IDM", sheet.number(row, "IDM") + gain / 3.0);
    }
    let audit = sheet.audit(&PUBLISHED);
    assert_eq!(audit.suspects.len(), 1, "{:?}", audit.suspects);
    assert_eq!(audit.suspects[0].columns, ["IKS_20"]);
    assert!(audit.suspects[0].text.contains("always 5"));
}

#[test]
fn digits_scales_and_limits_of_whole_columns_are_told() {
    let Some(all) = Sheet::read() else { return };
    let clean = all.year("2023");
    let n = clean.rows.len();
    let kinds = |listed: &Listed, value: &str| {
        let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
        for (_, (kind, _)) in listed.iter().filter(|((_, v), _)| v == value) {
            *counts.entry(*kind).or_default() += 1;
        }
        counts
    };

    // four decimals everywhere, and one indicator wrong under them
    let mut sheet = clean.clone();
    for row in 0..n {
        for (_, column) in &PUBLISHED[..4] {
            sheet.set(row, column, format!("{:.4}", clean.number(row, column)));
        }
    }
    assert_ne!(clean.get(700, "IKE_9"), "1");
    sheet.set(700, "IKE_9", "1");
    let found = listed(&sheet.audit(&PUBLISHED));
    let others = found
        .iter()
        .filter(|(_, (kind, _))| *kind != Kind::Rounded)
        .map(|((row, _), _)| *row);
    assert!(others.clone().all(|row| row == 700) && others.count() >= 2);
    let (kind, text) = &found[&(700, "ike".to_owned())];
    assert_eq!(*kind, Kind::OneIndicator);
    assert!(text.contains("IKE_9"), "{text}");

    // per cent from some row on
    let mut sheet = clean.clone();
    for row in 1500..n {
        sheet.set(row, "IKS", clean.number(row, "IKS") * 100.0);
    }
    let found = listed(&sheet.audit(&PUBLISHED));
    assert_eq!(
        kinds(&found, "iks"),
        BTreeMap::from([(Kind::Scale, n - 1500)])
    );
    assert_eq!(found.len(), n - 1500);
    assert!(found[&(1500, "iks".to_owned())].1.ends_with("times 100"));

    // classes with another limit
    let mut sheet = clean.clone();
    let mut moved = 0;
    for row in 0..n {
        if (0.70..=0.7072).contains(&clean.number(row, "IDM")) {
            sheet.set(row, "STATUS", "Maju");
            moved += 1;
        }
    }
    let audit = sheet.audit(&PUBLISHED);
    assert!(moved > 10);
    assert_eq!(
        kinds(&listed(&audit), "class"),
        BTreeMap::from([(Kind::ClassLimits, moved)])
    );
    assert!(audit.suspects[0].text.contains("Berkembang and Maju"));
}
