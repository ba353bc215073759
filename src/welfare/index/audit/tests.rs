#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::welfare::index::tests::define;
use crate::welfare::index::{Context, score};
use polars::prelude::{Column, df};
use proptest::prelude::{Strategy, prop, prop_assert, prop_assert_eq, proptest};

/// A geometric index: `money` of two parts, one of them a group itself, and `health` on top of it.
const DEEP: &str = r#"
good = "high"
aggregate = "geometric"
normalise = { method = "goalposts", min = 0, max = 100, to = [1, 100] }
dimensions = [
  { code = "money", weight = 2, aggregate = "geometric" },
  { code = "assets", parent = "money", weight = 3, aggregate = "harmonic" },
]
indicators = [
  { code = "wage", parent = "money", good = "high" },
  { code = "land", parent = "assets", good = "high" },
  { code = "debt", parent = "assets", good = "low" },
  { code = "health", good = "high" },
]
"#;

fn deep(n: usize) -> DataFrame {
    let column = |step: usize, name: &str| {
        let values = (0..n).map(|i| 10.0 + ((i * step * 7919) % 8000) as f64 / 100.0);
        Column::new(name.into(), values.collect::<Vec<f64>>())
    };
    let columns = [(3, "wage"), (5, "land"), (11, "debt"), (13, "health")];
    let columns = columns.map(|(step, name)| column(step, name));
    DataFrame::new(n, columns.into()).unwrap()
}

/// The frame with what its indicators give as published columns.
fn published(definition: &Definition, frame: &DataFrame) -> DataFrame {
    let scores = score(definition, frame, &Context::default()).unwrap();
    let mut frame = frame.clone();
    for (code, values) in &scores.dimensions {
        frame
            .with_column(Column::new(format!("p_{code}").into(), values))
            .unwrap();
    }
    frame
        .with_column(Column::new("p_score".into(), &scores.score))
        .unwrap();
    frame
}

fn put(frame: &mut DataFrame, column: &str, row: usize, value: Option<f64>) {
    let values = frame.column(column).unwrap().f64().unwrap();
    let mut values: Vec<Option<f64>> = values.iter().collect();
    values[row] = value;
    frame
        .with_column(Column::new(column.into(), values))
        .unwrap();
}

fn run(definition: &Definition, frame: &DataFrame, names: &[&str]) -> Result<Audit> {
    let names: Vec<(String, String)> = names
        .iter()
        .map(|name| ((*name).to_owned(), format!("p_{name}")))
        .collect();
    let around = Around {
        others: &|_| Vec::new(),
        label: &|i| format!("row {i}"),
    };
    audit(definition, frame, &names, &around)
}

fn causes(audit: &Audit, value: usize) -> Vec<(usize, Kind, &str)> {
    let causes = audit.values[value].cause.iter().enumerate();
    causes
        .filter_map(|(i, cause)| cause.as_ref().map(|c| (i, c.kind, c.text.as_str())))
        .collect()
}

#[test]
fn one_cell_is_solved_through_every_mean_and_level() {
    let definition = define(DEEP).unwrap();
    let clean = published(&definition, &deep(50));
    assert!(
        run(&definition, &clean, &["money", "score"])
            .unwrap()
            .values
            .iter()
            .all(|value| value.cause.iter().all(Option::is_none))
    );
    for (column, names) in [
        ("health", ["money", "score"].as_slice()),
        ("wage", &["assets", "money"]),
        ("debt", &["assets"]),
    ] {
        let mut frame = clean.clone();
        let was = frame
            .column(column)
            .unwrap()
            .f64()
            .unwrap()
            .get(20)
            .unwrap();
        put(&mut frame, column, 20, Some(was + 9.5));
        let audit = run(&definition, &frame, names).unwrap();
        let last = causes(&audit, names.len() - 1);
        let [(20, Kind::OneIndicator, text)] = last.as_slice() else {
            panic!("{column}: {last:?}");
        };
        let needed = cause::number(was);
        let words = format!(
            "{column} is {}, and {needed} in its place",
            cause::number(was + 9.5)
        );
        let listed = format!("{column} {needed} instead of");
        assert!(text.contains(&words) || text.contains(&listed), "{text}");
        // what is published beside it and is not made of the cell still reproduces
        assert!(names.len() == 1 || causes(&audit, 0).is_empty());
    }
}

#[test]
fn a_missing_indicator_is_solved_for() {
    let definition = define(DEEP).unwrap();
    let mut frame = published(&definition, &deep(50));
    let was = frame.column("wage").unwrap().f64().unwrap().get(7).unwrap();
    put(&mut frame, "wage", 7, None);
    put(&mut frame, "p_money", 9, None);
    let audit = run(&definition, &frame, &["money", "score"]).unwrap();
    let words = format!(
        "the indicator wage is missing; {} in its place reproduces it",
        cause::number(was)
    );
    assert_eq!(
        causes(&audit, 0),
        [
            (7, Kind::IndicatorMissing, words.as_str()),
            (9, Kind::PublishedMissing, "the published value is missing")
        ]
    );
    let follows = format!("it follows from the published money: {words}");
    assert_eq!(causes(&audit, 1), [(7, Kind::Follows, follows.as_str())]);
}

#[test]
fn rows_without_anything_are_counted_as_missing() {
    let definition = define(DEEP).unwrap();
    let mut frame = published(&definition, &deep(20));
    for column in ["wage", "land", "debt", "health", "p_money", "p_score"] {
        put(&mut frame, column, 3, None);
    }
    put(&mut frame, "p_score", 4, None);
    for column in ["wage", "land", "debt"] {
        put(&mut frame, column, 5, None);
    }
    let audit = run(&definition, &frame, &["money", "score"]).unwrap();
    let kinds: Vec<(usize, Kind)> = causes(&audit, 1).iter().map(|c| (c.0, c.1)).collect();
    assert_eq!(
        kinds,
        [
            (3, Kind::PublishedMissing),
            (4, Kind::PublishedMissing),
            (5, Kind::IndicatorMissing)
        ]
    );
    assert!(
        causes(&audit, 0)[0]
            .2
            .contains("3 indicators are missing (wage, land, debt)")
    );
}

#[test]
fn rules_that_compare_units_are_rebuilt_but_not_solved() {
    let definition = define(
        r#"
good = "high"
aggregate = "topsis"
normalise = { method = "min-max" }
indicators = [{ code = "wage", good = "high" }, { code = "health", good = "high" }]
"#,
    )
    .unwrap();
    let mut frame = published(&definition, &deep(30));
    put(&mut frame, "p_score", 4, Some(0.123_456_789_012));
    let audit = run(&definition, &frame, &["score"]).unwrap();
    let found = causes(&audit, 0);
    assert!(
        matches!(found.as_slice(), [(4, Kind::Unexplained, _)]),
        "{found:?}"
    );
}

#[test]
fn wrong_names_are_told() {
    let definition = define(DEEP).unwrap();
    let frame = published(&definition, &deep(5));
    let say = |name: &str, column: &str| {
        let names = [(name.to_owned(), column.to_owned())];
        let around = Around {
            others: &|_| Vec::new(),
            label: &|i| i.to_string(),
        };
        audit(&definition, &frame, &names, &around).unwrap_err()
    };
    assert_eq!(say("mony", "p_money").exit_code(), 2);
    assert!(say("mony", "p_money").remedy.unwrap().contains("money"));
    assert_eq!(say("score", "p_skor").exit_code(), 3);
    assert!(say("score", "health").what.contains("compared with itself"));
    assert!(say("class", "p_score").what.contains("has no classes"));
    // the finished dimensions are what is audited, never what it is rebuilt from
    let definition =
        define(&DEEP.replace("code = \"money\"", "code = \"money\", column = \"p_money\""))
            .unwrap();
    let frame = frame.drop("wage").unwrap();
    let error = run(&definition, &frame, &["money"]).unwrap_err();
    assert!(error.what.contains("wage"), "{}", error.what);
}

#[test]
fn numbers_kept_as_text_are_read() {
    let frame = df!("p" => [Some("0,5"), Some(" 0.25 "), Some("n/a*"), None]).unwrap();
    let numbers = claims::numbers(frame.column("p").unwrap()).unwrap();
    assert_eq!(numbers.values[..2], [0.5, 0.25]);
    assert!(numbers.values[2].is_nan() && numbers.values[3].is_nan());
    assert_eq!(numbers.odd, [(2, "n/a*".to_owned())]);
}

const GRADES: &str = r#"
good = "high"
best = 1
worst = 0
normalise = { method = "goalposts", min = 0, max = 5 }
dimensions = [{ code = "a" }, { code = "b" }]
indicators = [
  { code = "a1", parent = "a", good = "high" },
  { code = "a2", parent = "a", good = "high" },
  { code = "a3", parent = "a", good = "high" },
  { code = "b1", parent = "b", good = "high" },
  { code = "b2", parent = "b", good = "high" },
]
"#;

/// Rows of scores, and cells to be spoiled: row, column, value.
type Spoiled = (Vec<Vec<u8>>, Vec<(usize, usize, u8)>);

fn grades() -> impl Strategy<Value = Spoiled> {
    let table = prop::collection::vec(prop::collection::vec(0_u8..6, 5), 20..60);
    let spoiled = prop::collection::vec((0_usize..60, 0_usize..5, 0_u8..6), 0..8);
    (table, spoiled)
}

proptest! {
    /// Listed are exactly the values that spoiled cells change, each with a cause; the rest reproduces.
    #[test]
    fn spoiled_cells_and_nothing_else(( table, spoiled) in grades()) {
        let definition = define(GRADES).unwrap();
        let frame = |table: &[Vec<u8>]| {
            let columns = ["a1", "a2", "a3", "b1", "b2"].iter().enumerate().map(|(j, name)| {
                let values: Vec<f64> = table.iter().map(|row| f64::from(row[j])).collect();
                Column::new((*name).into(), values)
            });
            DataFrame::new(table.len(), columns.collect()).unwrap()
        };
        let names = ["a", "b", "score"];
        let clean = published(&definition, &frame(&table));
        let mut wrong = table.clone();
        for (row, column, value) in spoiled {
            let row = row % table.len();
            wrong[row][column] = value;
        }
        let again = published(&definition, &frame(&wrong));
        let mut audited = frame(&wrong);
        for name in names {
            audited.with_column(clean.column(&format!("p_{name}")).unwrap().clone()).unwrap();
        }
        let audit = run(&definition, &audited, &names).unwrap();
        for (value, name) in audit.values.iter().zip(names) {
            let column = format!("p_{name}");
            let was = clean.column(&column).unwrap().f64().unwrap();
            let is = again.column(&column).unwrap().f64().unwrap();
            for i in 0..table.len() {
                let same = (was.get(i).unwrap() - is.get(i).unwrap()).abs() <= TOLERANCE;
                prop_assert_eq!(value.cause[i].is_none(), same, "row {}, {}", i, name);
                prop_assert!(value.cause[i].as_ref().is_none_or(|cause| !cause.text.is_empty()));
            }
        }
    }
}
