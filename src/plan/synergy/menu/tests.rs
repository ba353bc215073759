//! Menus of four villages by hand, and sets that reach the next class and no cheaper one does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::totals::{Total, Whose, totals};
use super::*;
use crate::welfare::index::explain::unit_score;
use crate::welfare::index::{Context, score};
use polars::prelude::{Column, DataFrame};
use proptest::prelude::*;

fn frame(columns: &[(&str, Vec<Option<f64>>)]) -> DataFrame {
    let columns: Vec<Column> = columns
        .iter()
        .map(|(name, v)| Column::new((*name).into(), v.clone()))
        .collect();
    DataFrame::new(columns[0].len(), columns).unwrap()
}

/// Two dimensions of weight 1: d of a and b, e of c; scores of 0 to 5; classes to 0.5, to 0.8, above.
fn definition(how: &str, to: &str) -> Definition {
    toml::from_str(&format!(
        "name = \"t\"\nversion = \"1\"\nsource = \"s\"\ngood = \"high\"\naggregate = \"{how}\"\n\
         normalise = {{ method = \"goalposts\", min = 0, max = 5{to} }}\n\
         classes = [{{ name = {{ id = \"r\", en = \"low\" }}, up_to = 0.5 }}, {{ name = {{ id = \"s\", en = \"mid\" }}, up_to = 0.8 }}, {{ name = {{ id = \"t\", en = \"high\" }} }}]\n\
         dimensions = [{{ code = \"d\", aggregate = \"{how}\" }}, {{ code = \"e\", aggregate = \"{how}\" }}]\n\
         indicators = [{{ code = \"a\", parent = \"d\", good = \"high\" }}, {{ code = \"b\", parent = \"d\", good = \"high\" }}, {{ code = \"c\", parent = \"e\", good = \"high\" }}]\n"
    ))
    .unwrap()
}

/// A step of a or b gains 1/5 x 1/2 x 1/2 = 0.05, one of c 0.1; the last village lacks half of d, so that c is all it has, and half of the whole is missing.
///
/// | village | a b c | score | to 0.5 or 0.8 |
/// |---|---|---|---|
/// | 0 | 1 3 1 | 0.3 | more than 0.2: three steps of c |
/// | 1 | 5 5 5 | 1.0 | none above |
/// | 2 | 4 3 3 | 0.65 | more than 0.15: two of c |
/// | 3 | - 2 2 | none | no score, no menu |
fn four() -> (Definition, Scores) {
    let data = frame(&[
        ("a", vec![Some(1.0), Some(5.0), Some(4.0), None]),
        ("b", vec![Some(3.0), Some(5.0), Some(3.0), Some(2.0)]),
        ("c", vec![Some(1.0), Some(5.0), Some(3.0), Some(2.0)]),
    ]);
    let definition = definition("arithmetic", "");
    let scores = score(&definition, &data, &Context::default()).unwrap();
    (definition, scores)
}

#[test]
fn four_villages_by_hand() {
    let (definition, scores) = four();
    let found = menus(&definition, &scores, &[Some(1.0); 3], 2).unwrap();
    let Next::Set {
        class,
        steps,
        cost,
        gain,
    } = found[0].next
    else {
        panic!("{:?}", found[0])
    };
    assert_eq!((class, steps, cost), (1, 3, 3.0));
    assert!((gain - 0.3).abs() < 1e-12);
    // c to its best gains 0.4, a 0.2, b 0.1; two are shown
    let shown: Vec<(usize, f64, f64)> = found[0]
        .entries
        .iter()
        .map(|e| (e.leaf, e.from, e.best))
        .collect();
    assert_eq!(shown, [(2, 1.0, 5.0), (0, 1.0, 5.0)]);
    assert!(
        (found[0].entries[0].gain - 0.4).abs() < 1e-12
            && (found[0].entries[1].gain - 0.2).abs() < 1e-12
    );
    assert_eq!(
        found[0].entries[0].next,
        Some(Taken {
            steps: 3,
            to: 4.0,
            cost: 3.0
        })
    );
    assert_eq!((&found[1].next, found[1].entries.len()), (&Next::Best, 0));
    assert!(matches!(
        found[2].next,
        Next::Set {
            class: 2,
            steps: 2,
            ..
        }
    ));
    // a costs 1, b 2, c 5, and more than 0.15 is wanted: a to its best and two of b gain just 0.15, so c is needed: with one of a and one of b 0.2
    // for 8; with two of b 9; two of c 10
    let dear = menus(&definition, &scores, &[Some(1.0), Some(2.0), Some(5.0)], 5).unwrap();
    let Next::Set { steps, cost, .. } = dear[2].next else {
        panic!("{:?}", dear[2])
    };
    assert_eq!((steps, cost), (3, 8.0));
    // a (1), b (2) and c (5) gain 0.05 + 0.05 + 0.1 = 0.2
    let taken: Vec<(usize, u32)> = dear[2]
        .entries
        .iter()
        .filter_map(|e| Some((e.leaf, e.next?.steps)))
        .collect();
    assert_eq!(taken, [(2, 1), (1, 1), (0, 1)]);
}

#[test]
fn what_cannot_be_reached_is_said() {
    let (definition, scores) = four();
    // only a has a cost: at its best the first village has 0.5, which is not above the limit
    let found = menus(&definition, &scores, &[Some(1.0), None, None], 5).unwrap();
    assert_eq!(found[0].next, Next::Unreachable);
    assert_eq!(found[0].entries.len(), 3);
    assert_eq!(found[0].entries[0].cost, None);
    assert!(found[0].entries.iter().all(|entry| entry.next.is_none()));
}

/// Another indicator in d: then a third of d may be missing, the others share its weight, and a step of b gains 1/5 x 1/2 x 1/2.
#[test]
fn missing_indicators_are_on_no_menu() {
    let mut definition = definition("arithmetic", "");
    let mut more = definition.indicators[1].clone();
    more.code = "b2".into();
    definition.indicators.push(more);
    let data = frame(&[
        ("a", vec![None, Some(1.0)]),
        ("b", vec![Some(2.0), Some(1.0)]),
        ("c", vec![Some(2.0), Some(1.0)]),
        ("b2", vec![Some(2.0), Some(1.0)]),
    ]);
    let scores = score(&definition, &data, &Context::default()).unwrap();
    let found = menus(&definition, &scores, &[Some(1.0); 4], 5).unwrap();
    let codes: Vec<&str> = found[0]
        .entries
        .iter()
        .map(|entry| scores.make.leaves[entry.leaf].part.code(&definition))
        .collect();
    assert_eq!(codes, ["c", "b", "b2"]);
    // three steps of b, of c
    assert!((found[0].entries[1].gain - 0.15).abs() < 1e-12);
    assert!((found[0].entries[0].gain - 0.3).abs() < 1e-12);
    let (definition, scores) = four();
    let found = menus(&definition, &scores, &[Some(1.0); 3], 5).unwrap();
    assert_eq!((scores.score[3], &found[3].next), (None, &Next::None));
    assert!(found[3].entries.is_empty());
}

#[test]
fn sums_by_actor_and_region() {
    let (definition, scores) = four();
    let found = menus(&definition, &scores, &[Some(2.0); 3], 5).unwrap();
    // c: actors 0 and 1; a: actor 1; villages 0 and 2 take three and two steps of c
    let sums = totals(&found, &[vec![1], vec![], vec![0, 1]], &[0, 0, 1, 1]);
    let of = |actor, region| sums.get(&Whose { actor, region }).copied();
    assert_eq!(
        of(None, None),
        Some(Total {
            villages: 2,
            steps: 5,
            cost: 10.0
        })
    );
    assert_eq!(of(Some(0), None), of(None, None));
    assert_eq!(
        of(Some(1), Some(0)),
        Some(Total {
            villages: 1,
            steps: 3,
            cost: 6.0
        })
    );
    assert_eq!(
        of(Some(0), Some(1)),
        Some(Total {
            villages: 1,
            steps: 2,
            cost: 4.0
        })
    );
}

/// An index of unlike means has gains and no sets.
#[test]
fn unlike_means_do_not_add_up() {
    let mut definition = definition("geometric", ", to = [0.1, 1]");
    definition.aggregate = crate::welfare::index::definition::Aggregation::Arithmetic;
    let data = frame(&[
        ("a", vec![Some(1.0)]),
        ("b", vec![Some(3.0)]),
        ("c", vec![Some(2.0)]),
    ]);
    let scores = score(&definition, &data, &Context::default()).unwrap();
    let found = menus(&definition, &scores, &[Some(1.0); 3], 5).unwrap();
    assert_eq!(found[0].next, Next::Mixed);
    assert_eq!(found[0].entries.len(), 3);
    let gain =
        crate::welfare::index::explain::gain(&definition, &scores, 0, found[0].entries[0].leaf);
    assert!((found[0].entries[0].gain - gain.unwrap()).abs() < 1e-12);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn sets_reach_the_class_and_none_is_cheaper(
        rows in prop::collection::vec((0_u32..6, 0_u32..6, 0_u32..6), 1..4),
        cost in (1_u32..5, 1_u32..5, 1_u32..5),
        how in 0_usize..3,
    ) {
        let (how, to) = [("arithmetic", ""), ("geometric", ", to = [0.1, 1]"), ("harmonic", ", to = [0.1, 1]")][how];
        let definition = definition(how, to);
        let column = |get: fn(&(u32, u32, u32)) -> u32| rows.iter().map(|r| Some(f64::from(get(r)))).collect();
        let data = frame(&[("a", column(|r| r.0)), ("b", column(|r| r.1)), ("c", column(|r| r.2))]);
        let scores = score(&definition, &data, &Context::default()).unwrap();
        let cost = [cost.0, cost.1, cost.2].map(f64::from);
        let found = menus(&definition, &scores, &cost.map(Some), 5).unwrap();
        let make = &scores.make;
        for (unit, menu) in found.iter().enumerate() {
            let now = scores.class[unit].unwrap();
            let raw: Vec<f64> = make.leaves.iter().map(|leaf| leaf.raw[unit]).collect();
            let class_of = |raw: &[f64]| {
                let values: Vec<f64> = make.leaves.iter().zip(raw).map(|(leaf, &x)| leaf.scale.of(x).unwrap()).collect();
                let score = unit_score(&definition, make, &values).unwrap();
                scores.limits.iter().filter(|&&limit| score > limit + 1e-12).count()
            };
            // every way up
            let mut best: Option<f64> = None;
            for a in raw[0] as u32..6 { for b in raw[1] as u32..6 { for c in raw[2] as u32..6 {
                let to = [a, b, c].map(f64::from);
                if class_of(&to) > now {
                    let cost: f64 = (0..3).map(|i| cost[i] * (to[i] - raw[i])).sum();
                    best = Some(best.map_or(cost, |b: f64| b.min(cost)));
                }
            }}}
            match menu.next {
                Next::Best => prop_assert_eq!(now, 2),
                Next::Set { cost, gain, .. } => {
                    prop_assert!((cost - best.unwrap()).abs() < 1e-9);
                    let mut to = raw.clone();
                    for entry in &menu.entries {
                        if let Some(taken) = entry.next { to[entry.leaf] = taken.to; }
                    }
                    prop_assert!(class_of(&to) > now);
                    let values: Vec<f64> = make.leaves.iter().zip(&to).map(|(leaf, &x)| leaf.scale.of(x).unwrap()).collect();
                    let after = unit_score(&definition, make, &values).unwrap();
                    prop_assert!((after - scores.score[unit].unwrap() - gain).abs() < 1e-9);
                }
                ref other => prop_assert!(false, "{other:?}"),
            }
        }
    }
}
