#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod steps;

use super::*;
use crate::error::Error;
use polars::prelude::*;
use std::path::Path;

const HEAD: &str = "name = \"x\"\nversion = \"1\"\nsource = \"test\"\n";

pub fn define(text: &str) -> Result<Definition, Error> {
    Definition::parse(Path::new("x.toml"), &format!("{HEAD}{text}"))
}

/// An index that is good when low: two poverty measures by min-max, one nested deeper.
const NESTED: &str = r#"
good = "low"
normalise = { method = "min-max" }
dimensions = [
  { code = "money", weight = 3 },
  { code = "income", parent = "money" },
]
indicators = [
  { code = "poor", parent = "income", value = "poor / households", good = "low" },
  { code = "wage", parent = "money", good = "high" },
  { code = "ill", good = "low" },
]
"#;

pub fn frame(columns: &[(&str, &[Option<f64>])]) -> DataFrame {
    let n = columns[0].1.len();
    let columns = columns
        .iter()
        .map(|(name, values)| Column::new((*name).into(), *values))
        .collect();
    DataFrame::new(n, columns).unwrap()
}

fn idm() -> Definition {
    Definition::load("idm-2016", Path::new("")).unwrap()
}

fn close(value: Option<f64>, wanted: f64) {
    assert!(
        (value.unwrap() - wanted).abs() < 1e-12,
        "{value:?} is not {wanted}"
    );
}

#[test]
fn pakisrejo_of_the_methods() {
    let three = frame(&[
        ("IKS", &[Some(0.7257), Some(0.6868)]),
        ("ike", &[Some(0.5333), Some(0.7979)]),
        ("Ikl", &[Some(0.6667), Some(0.7456)]),
    ]);
    let scores = score(&idm(), &three, &Context::default()).unwrap();
    assert!((scores.score[0].unwrap() - 0.6419).abs() < 5e-5);
    assert!((scores.score[1].unwrap() - 0.7434).abs() < 5e-5);
    let class = |i: usize| scores.classes[scores.class[i].unwrap()].en.as_str();
    assert_eq!((class(0), class(1)), ("Developing", "Advanced"));
    assert_eq!(scores.rank, [Some(1), Some(2)]);
    close(scores.need[0], 1.0 - scores.score[0].unwrap());
}

#[test]
fn a_score_on_a_limit_belongs_to_the_class_below() {
    let limits = [0.4907, 0.5989, 0.7072, 0.8155, 1.0].map(Some);
    let scores = score(
        &idm(),
        &frame(&[("iks", &limits), ("ike", &limits), ("ikl", &limits)]),
        &Context::default(),
    )
    .unwrap();
    assert_eq!(scores.class, [0, 1, 2, 3, 4].map(Some));
    let mut upper = idm();
    upper.limit = definition::Limit::Upper;
    let scores = score(
        &upper,
        &frame(&[("iks", &limits), ("ike", &limits), ("ikl", &limits)]),
        &Context::default(),
    )
    .unwrap();
    assert_eq!(scores.class, [1, 2, 3, 4, 4].map(Some));
}

#[test]
fn expressions_directions_and_depth() {
    let data = frame(&[
        ("POOR", &[Some(1.0), Some(2.0), Some(4.0)]),
        ("households", &[Some(10.0), Some(10.0), Some(10.0)]),
        ("wage", &[Some(5.0), Some(15.0), Some(10.0)]),
        ("ill", &[Some(0.0), Some(1.0), Some(2.0)]),
    ]);
    let scores = score(&define(NESTED).unwrap(), &data, &Context::default()).unwrap();
    assert_eq!(
        scores.dimensions[1].1,
        [Some(0.0), Some(1.0 / 3.0), Some(1.0)]
    );
    // money = (wage flipped + income) / 2; the whole is (3 money + ill) / 4; less is better, so the least is the best.
    for (unit, wanted) in [(0, 0.375), (1, 0.25), (2, 0.8125)] {
        close(scores.score[unit], wanted);
        close(scores.need[unit], wanted - 0.25);
    }
    assert_eq!(scores.rank, [Some(2), Some(3), Some(1)]);
}

#[test]
fn missing_weight_is_shared_out_until_half_is_missing() {
    let none = None;
    let data = frame(&[
        ("iks", &[Some(0.6), none, none]),
        ("ike", &[Some(0.4), Some(0.4), none]),
        ("ikl", &[none, none, none]),
    ]);
    assert!(
        score(&idm(), &data, &Context::default())
            .unwrap_err()
            .what
            .contains("\"ikl\" has no value")
    );
    let data = frame(&[
        ("iks", &[Some(0.6), none, none, Some(0.1)]),
        ("ike", &[Some(0.4), Some(0.4), none, Some(0.1)]),
        ("ikl", &[none, none, none, Some(0.1)]),
    ]);
    let scores = score(&idm(), &data, &Context::default()).unwrap();
    close(scores.score[0], 0.5);
    assert_eq!(scores.score[1..3], [None, None]);
    assert_eq!(
        (scores.need[1], scores.class[1], scores.rank[1]),
        (None, None, None)
    );
    for (share, wanted) in scores
        .missing_share
        .iter()
        .zip([1.0 / 3.0, 2.0 / 3.0, 1.0, 0.0])
    {
        assert!((share - wanted).abs() < 1e-15);
    }
}

#[test]
fn the_form_is_chosen_by_the_columns() {
    let half = [Some(0.5)];
    let three: [(&str, &[Option<f64>]); 3] = [("iks", &half), ("ike", &half), ("ikl", &half)];
    let with_one = frame(&[three[0], three[1], three[2], ("iks_1", &[Some(5.0)])]);
    let form = score(&idm(), &with_one, &Context::default()).unwrap().form;
    assert!(
        form.starts_with(
            "computed from the finished dimensions iks, ike, ikl, since no table has IKS_2,"
        ),
        "{form}"
    );
    let error = score(&idm(), &frame(&three[..2]), &Context::default()).unwrap_err();
    assert!(
        error
            .what
            .starts_with("index idm-2016 needs the column ikl, which"),
        "{error}"
    );
    let error = score(
        &idm(),
        &frame(&[("iks_1", &[Some(5.0)])]),
        &Context::default(),
    )
    .unwrap_err();
    assert!(
        error
            .what
            .starts_with("index idm-2016 needs the column IKS_2 and 48 more"),
        "{error}"
    );
}

#[test]
fn an_expression_may_use_a_column_twice() {
    let definition = define(
        "good = \"low\"\nindicators = [{ code = \"a\", value = \"p / (p + q)\", good = \"low\" }]",
    );
    let data = frame(&[("p", &[Some(1.0)]), ("Q", &[Some(3.0)])]);
    assert_eq!(
        score(&definition.unwrap(), &data, &Context::default())
            .unwrap()
            .score,
        [Some(0.25)]
    );
}

#[test]
fn a_division_by_zero_is_missing() {
    let definition = define(
        "good = \"low\"\nindicators = [{ code = \"a\", value = \"p / h\", good = \"low\" }, { code = \"b\", weight = 3, good = \"low\" }]",
    );
    let data = frame(&[
        ("p", &[Some(0.0), Some(1.0), Some(1.0)]),
        ("h", &[Some(0.0), Some(0.0), Some(2.0)]),
        ("b", &[Some(0.5); 3]),
    ]);
    let scores = score(&definition.unwrap(), &data, &Context::default()).unwrap();
    assert_eq!(scores.missing_share, [0.25, 0.25, 0.0]);
    assert_eq!(scores.score, [Some(0.5); 3]);
}

#[test]
fn bad_columns_are_named() {
    let definition = define(NESTED).unwrap();
    let good: [(&str, &[Option<f64>]); 4] = [
        ("poor", &[Some(1.0), Some(2.0)]),
        ("households", &[Some(9.0), Some(9.0)]),
        ("wage", &[Some(5.0), Some(6.0)]),
        ("ill", &[Some(0.0), Some(1.0)]),
    ];
    let with = |name: &str, column: Column| {
        let mut frame = frame(&good);
        frame.drop_in_place(name).unwrap();
        frame.with_column(column).unwrap();
        score(&definition, &frame, &Context::default()).unwrap_err()
    };
    let error = with("wage", Column::new("wages".into(), [1.0, 2.0]));
    assert_eq!(error.place.column.as_deref(), Some("wage"));
    assert!(
        error.what.contains("needs the column wage")
            && error.remedy.unwrap().contains("are wages,")
    );
    let error = with("wage", Column::new("wage".into(), [3.0, 3.0]));
    assert!(error.what.contains("\"wage\" is 3 in every unit"));
    let error = with("wage", Column::new("wage".into(), ["3,0", "x"]));
    assert!(
        error.what.contains("\"wage\" holds text, such as \"3,0\""),
        "{error}"
    );
    let error = with("wage", Column::new("wage".into(), [None::<f64>, None]));
    assert!(error.what.contains("\"wage\" has no value"));
    let error = with("wage", Column::new("wage".into(), [1.0, f64::INFINITY]));
    assert!(error.what.contains("\"wage\" is infinite") && error.place.row == Some(2));
    let mut twice = frame(&good);
    twice
        .with_column(Column::new("WAGE".into(), [1.0, 2.0]))
        .unwrap();
    assert!(score(&definition, &twice, &Context::default()).is_ok());
    twice.rename("wage", "Wage".into()).unwrap();
    assert!(
        score(&definition, &twice, &Context::default())
            .unwrap_err()
            .what
            .contains("could be Wage or WAGE")
    );
}

#[test]
fn values_beyond_goalposts_are_errors_unless_clamped() {
    let text = |clamp: &str| {
        format!(
            "good = \"high\"\nbest = 1\nworst = 0\nnormalise = {{ method = \"goalposts\", min = 0, max = 5{clamp} }}\nindicators = [{{ code = \"a\", good = \"high\" }}]"
        )
    };
    let mut data = frame(&[("a", &[Some(2.5), Some(7.0)])]);
    data.with_column(Column::new("code".into(), ["5301", "5302"]))
        .unwrap();
    let error = score(&define(&text("")).unwrap(), &data, &Context::default()).unwrap_err();
    assert!(error.what.contains("\"a\" is 7 here"), "{error}");
    assert_eq!(error.place.code.as_deref(), Some("5302"));
    let scores = score(
        &define(&text(", clamp = true")).unwrap(),
        &data,
        &Context::default(),
    )
    .unwrap();
    assert_eq!(scores.score, [Some(0.5), Some(1.0)]);
    assert!(
        scores
            .findings
            .iter()
            .any(|finding| finding.check == "index-clamped")
    );

    let off = frame(&[
        ("iks", &[Some(57.0)]),
        ("ike", &[Some(0.5)]),
        ("ikl", &[Some(0.5)]),
    ]);
    assert!(
        score(&idm(), &off, &Context::default())
            .unwrap_err()
            .what
            .contains("\"iks\" is 57 here")
    );
    let wrong =
        define("good = \"high\"\nbest = 1\nindicators = [{ code = \"a\", good = \"high\" }]")
            .unwrap();
    assert!(
        score(&wrong, &data, &Context::default())
            .unwrap_err()
            .what
            .contains("better than the best")
    );
}

#[test]
fn a_geometric_mean_names_the_zero() {
    let definition = define(&NESTED.replace(
        "{ code = \"money\"",
        "{ code = \"money\", aggregate = \"geometric\"",
    ))
    .unwrap();
    let data = frame(&[
        ("poor", &[Some(1.0), Some(2.0)]),
        ("households", &[Some(9.0), Some(9.0)]),
        ("wage", &[Some(5.0), Some(6.0)]),
        ("ill", &[Some(0.0), Some(1.0)]),
    ]);
    let error = score(&definition, &data, &Context::default()).unwrap_err();
    assert!(
        error
            .what
            .contains("\"income\" is 0 here after normalising"),
        "{error}"
    );
    let raised = NESTED
        .replace("\"min-max\"", "\"min-max\", to = [1, 100]")
        .replace("weight = 3", "weight = 3, aggregate = \"geometric\"");
    let scores = score(&define(&raised).unwrap(), &data, &Context::default()).unwrap();
    close(scores.dimensions[0].1[0], 10.0);
}

#[test]
fn the_hierarchy_holds_together() {
    let cases = [
        (
            "{ code = \"money\"",
            "{ code = \"money\", parent = \"income\"",
            "\"money\" is part of itself: money in income in money",
        ),
        (
            "parent = \"money\" },\n]",
            "parent = \"mony\" },\n]",
            "\"income\" is part of \"mony\"",
        ),
        (
            "code = \"ill\"",
            "code = \"WAGE\"",
            "the code \"WAGE\" is used twice",
        ),
        (
            "code = \"ill\"",
            "code = \"ill\", parent = \"health\"",
            "\"ill\" is part of \"health\", which is no dimension",
        ),
        (
            "parent = \"income\", value",
            "value",
            "dimension \"income\" has no parts",
        ),
        (
            "\"wage\", parent = \"money\"",
            "\"wage\", parent = \"income\", weight = 0, column = \"w\"",
            "",
        ),
        (
            "good = \"low\" },\n  { code = \"wage\"",
            "weight = 0, good = \"low\" },\n  { code = \"wage\"",
            "the parts of dimension \"income\" have no weight",
        ),
        (
            "{ code = \"money\", weight = 3",
            "{ code = \"rank\", weight = -1",
            "`dimensions.0.weight` must be at least 0",
        ),
        ("poor / households", "poor /", "is not SQL"),
        (
            "min-max\" }",
            "goalposts\", min = 3 }",
            "goalposts need `min` below `max`",
        ),
        ("min-max\" }", "none\" }", "\"wage\" points the other way"),
        ("min-max\" }", "z\", to = [0, 1] }", "`to` is only for"),
        (
            "good = \"low\"\n",
            "good = \"low\"\nbest = 1\nworst = 0\n",
            "the best score 1 is not better",
        ),
    ];
    for (from, to, what) in cases {
        assert!(NESTED.contains(from), "{from}");
        match define(&NESTED.replacen(from, to, 1)) {
            Ok(_) => assert_eq!(what, ""),
            Err(error) => assert!(!what.is_empty() && error.what.contains(what), "{error}"),
        }
    }
    let classes = "good = \"high\"\nindicators = [{ code = \"a\", good = \"high\" }]\n";
    let class =
        |limit: &str| format!("[[classes]]\nname = {{ id = \"a\", en = \"b\" }}\n{limit}\n");
    let growing = format!(
        "{classes}{}{}{}",
        class("up_to = 2"),
        class("up_to = 1"),
        class("")
    );
    let error = define(&growing).unwrap_err();
    assert!(error.what.contains("limits must grow") && error.place.row == Some(9));
    assert!(
        define(&format!("{classes}{}", class("up_to = 2")))
            .unwrap_err()
            .what
            .contains("last class")
    );
}

#[test]
fn an_unknown_definition_names_the_built_in() {
    let error = Definition::load("idm-2106", Path::new("")).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(error.remedy.unwrap().contains("idm-2016"));
}

#[test]
fn regions_state_their_rule() {
    let values = [Some(0.2), Some(0.6), None, Some(0.4), None];
    let scores = score(
        &idm(),
        &frame(&[("iks", &values), ("ike", &values), ("ikl", &values)]),
        &Context::default(),
    )
    .unwrap();
    let of_village = [0, 0, 0, 1, 2];
    let rows = regional(
        &scores,
        &of_village,
        3,
        Some(&[Some(300.0), Some(100.0), None, None, Some(5.0)]),
    );
    assert_eq!(rows[0].rule, Rule::Population);
    close(rows[0].score, 0.3);
    close(rows[0].need, 0.7);
    assert_eq!(
        (rows[0].villages, rows[0].scored, rows[0].population),
        (3, 2, None)
    );
    assert_eq!(rows[0].class_share, [0.5, 0.0, 0.5, 0.0, 0.0]);
    assert_eq!(rows[1].rule, Rule::Villages);
    close(rows[1].score, 0.4);
    assert_eq!(
        (rows[2].rule, rows[2].score, rows[2].population),
        (Rule::None, None, Some(5.0))
    );
    assert!(rows[2].class_share.is_empty());
    assert_eq!(
        [rows[0].rank, rows[1].rank, rows[2].rank],
        [Some(1), Some(2), None]
    );
}
