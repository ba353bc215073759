#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::tests::{define, frame};
use super::*;
use polars::prelude::DataFrame;
use proptest::prelude::*;

fn methods() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "goalposts\", min = -100, max = 100, to = [1, 2] }",
        "min-max\" }",
        "z\" }",
        "rank\" }",
        "percentile\" }",
    ])
}

fn random_frame() -> impl Strategy<Value = Vec<[f64; 3]>> {
    prop::collection::vec(prop::array::uniform3(-100.0..100.0_f64), 3..20)
        .prop_filter("constant columns are refused", |rows| {
            (0..3).all(|k| rows.iter().any(|row| row[k] != rows[0][k]))
        })
}

fn of_rows(rows: &[[f64; 3]]) -> DataFrame {
    let column = |k: usize| rows.iter().map(|row| Some(row[k])).collect::<Vec<_>>();
    frame(&[("a", &column(0)), ("b", &column(1)), ("c", &column(2))])
}

fn three(method: &str) -> Definition {
    define(&format!(
        "good = \"high\"\nnormalise = {{ method = \"{method}\ndimensions = [{{ code = \"d\" }}]\nindicators = [{{ code = \"a\", parent = \"d\", good = \"high\" }}, {{ code = \"b\", parent = \"d\", good = \"low\", weight = 2 }}, {{ code = \"c\", good = \"high\" }}]"
    ))
    .unwrap()
}

proptest! {
    #[test]
    fn better_values_never_score_worse(mut rows in random_frame(), method in methods(), unit in 0..3_usize, by in 0.0..50.0_f64) {
        let definition = three(method);
        let before = score(&definition, &of_rows(&rows), &Context::default()).unwrap();
        rows[unit][1] = (rows[unit][1] - by).max(-100.0);
        let after = score(&definition, &of_rows(&rows), &Context::default()).unwrap();
        let ahead = |scores: &Scores, other: usize| scores.score[unit].unwrap() - scores.score[other].unwrap();
        prop_assert!(after.score[unit].unwrap() >= before.score[unit].unwrap() - 1e-9);
        // An outlier may bring others together under z; under every other rule it gains on each of them.
        for other in (0..rows.len()).filter(|_| !method.starts_with('z')) {
            prop_assert!(ahead(&after, other) >= ahead(&before, other) - 1e-9);
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(rows in random_frame(), method in methods()) {
        let definition = three(method);
        let forward = score(&definition, &of_rows(&rows), &Context::default()).unwrap();
        let turned: Vec<[f64; 3]> = rows.iter().rev().copied().collect();
        let backward = score(&definition, &of_rows(&turned), &Context::default()).unwrap();
        for (i, value) in backward.score.iter().rev().enumerate() {
            prop_assert!((value.unwrap() - forward.score[i].unwrap()).abs() < 1e-9);
        }
        let ranks: Vec<Option<u32>> = backward.rank.iter().rev().copied().collect();
        prop_assert_eq!(ranks, forward.rank);
    }

    #[test]
    fn units_of_measurement_change_nothing_under_min_max(rows in random_frame(), scale in 0.001..1000.0_f64, shift in -10.0..10.0_f64) {
        let definition = three("min-max\" }");
        let before = score(&definition, &of_rows(&rows), &Context::default()).unwrap();
        let other: Vec<[f64; 3]> = rows.iter().map(|row| [row[0] * scale + shift, row[1], row[2]]).collect();
        let after = score(&definition, &of_rows(&other), &Context::default()).unwrap();
        for (a, b) in before.score.iter().zip(&after.score) {
            prop_assert!((a.unwrap() - b.unwrap()).abs() < 1e-9);
        }
    }

    #[test]
    fn only_shares_of_weight_count(rows in random_frame(), method in methods(), scale in 0.01..100.0_f64) {
        let definition = three(method);
        let mut scaled = definition.clone();
        for indicator in &mut scaled.indicators[..2] {
            indicator.weight *= scale;
        }
        let (a, b) = (score(&definition, &of_rows(&rows), &Context::default()).unwrap(), score(&scaled, &of_rows(&rows), &Context::default()).unwrap());
        for (a, b) in a.score.iter().zip(&b.score) {
            prop_assert!((a.unwrap() - b.unwrap()).abs() < 1e-9);
        }
    }

    #[test]
    fn intervals_hold_the_rank_and_probabilities_sum_to_the_set(rows in random_frame(), method in methods(), seed in 0..100_u64) {
        let definition = three(method);
        let scores = score(&definition, &of_rows(&rows), &Context::default()).unwrap();
        let options = uncertainty::Options {
            draws: 40,
            weights: 0.25,
            methods: true,
            sobol: false,
            priority: 2,
            seed,
        };
        let found = uncertainty::uncertainty(&definition, &scores, &Context::default(), &options).unwrap();
        for (i, rank) in scores.rank.iter().enumerate() {
            prop_assert!(found.low[i] <= *rank && *rank <= found.high[i]);
            prop_assert!(found.low[i] <= found.median[i] && found.median[i] <= found.high[i]);
        }
        // two places in every draw, more only where ranks tie
        prop_assert!(found.p_priority.iter().flatten().sum::<f64>() >= 2.0 - 1e-9);
    }
}
