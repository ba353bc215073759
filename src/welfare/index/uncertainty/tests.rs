#![allow(clippy::unwrap_used, clippy::panic)]
use super::super::definition::{Aggregation, Filling, Method, Normalise};
use super::super::score::score;
use super::super::tests::{define, frame};
use super::super::{Context, Definition};
use super::*;
use polars::prelude::DataFrame;

const TEXT: &str = r#"
good = "high"
normalise = { method = "goalposts", min = 0, max = 10 }
dimensions = [
  { code = "x", weight = 2 },
  { code = "y", aggregate = "geometric" },
]
indicators = [
  { code = "a", parent = "x", good = "high", weight = 0.3 },
  { code = "b", parent = "x", good = "low", weight = 3 },
  { code = "c", parent = "x", good = "high" },
  { code = "d", parent = "y", good = "high" },
  { code = "e", parent = "y", good = "high", weight = 0.5 },
]
"#;

/// Forty units with values in 1 to 9, some of `a` missing.
fn data() -> DataFrame {
    let value = |i: usize, k: usize| 1.0 + ((i * (7 + 4 * k) + 3 * k * k) % 37) as f64 / 36.0 * 8.0;
    let column = |k: usize| -> Vec<Option<f64>> {
        (0..40)
            .map(|i| (k > 0 || i % 9 != 4).then(|| value(i, k)))
            .collect()
    };
    let columns: Vec<Vec<Option<f64>>> = (0..5).map(column).collect();
    frame(&[
        ("a", &columns[0]),
        ("b", &columns[1]),
        ("c", &columns[2]),
        ("d", &columns[3]),
        ("e", &columns[4]),
    ])
}

fn options(draws: usize) -> Options {
    Options {
        draws,
        weights: 0.25,
        methods: true,
        sobol: false,
        priority: 8,
        seed: 5,
    }
}

/// The ranks under one draw by the plain way: another definition, scored anew.
fn brute(definition: &Definition, space: &Space, choice: &choices::Choices) -> Vec<u32> {
    let data = data();
    let mut other = definition.clone();
    other.impute.method = space.fillings[choice.missing].unwrap_or(Filling::None);
    // groups come deepest first: y, x, the whole; the engine's factors follow its groups
    let base = score(definition, &data, &Context::default()).unwrap();
    let mut factors = choice.weights.iter();
    for group in &base.make.groups {
        for (part, _) in &group.parts {
            let factor = factors.next().unwrap();
            match *part {
                super::super::hierarchy::Part::Indicator(i) => other.indicators[i].weight *= factor,
                super::super::hierarchy::Part::Dimension(d) => other.dimensions[d].weight *= factor,
            }
        }
    }
    if choice.omission > 0 {
        let super::super::hierarchy::Part::Indicator(i) =
            base.make.leaves[choice.omission - 1].part
        else {
            panic!("a dimension was left out")
        };
        other.indicators[i].weight = 0.0;
    }
    if let Some(method) = space.normalisations[choice.normalisation] {
        other.normalise = Normalise {
            method,
            ..Normalise::default()
        };
    }
    if let Some(how) = space.aggregations[choice.aggregation] {
        other.aggregate = how;
        for dimension in &mut other.dimensions {
            dimension.aggregate = how;
        }
    }
    // a geometric mean of values that reach 0 or below works on 1 to 100
    let geometric = other.aggregate == Aggregation::Geometric
        || other
            .dimensions
            .iter()
            .any(|d| d.aggregate == Aggregation::Geometric);
    let moved = geometric && other.normalise.method != Method::Goalposts;
    let mut other_data = data.clone();
    if moved {
        let mut plain = other.clone();
        plain.aggregate = Aggregation::Arithmetic;
        for dimension in &mut plain.dimensions {
            dimension.aggregate = Aggregation::Arithmetic;
        }
        let leaves = score(&plain, &data, &Context::default())
            .unwrap()
            .make
            .leaves;
        let all = || {
            leaves
                .iter()
                .flat_map(|leaf| leaf.value.iter().copied().filter(|x| !x.is_nan()))
        };
        let least = all().fold(f64::INFINITY, f64::min);
        let greatest = all().fold(f64::NEG_INFINITY, f64::max);
        let columns: Vec<(String, Vec<Option<f64>>)> = leaves
            .iter()
            .map(|leaf| {
                let into = |x: &f64| {
                    Some(1.0 + 99.0 * ((x - least) / (greatest - least))).filter(|x| !x.is_nan())
                };
                let code = leaf.part.code(definition).to_owned();
                (code, leaf.value.iter().map(into).collect())
            })
            .collect();
        let columns: Vec<(&str, &[Option<f64>])> = columns
            .iter()
            .map(|(code, values)| (code.as_str(), values.as_slice()))
            .collect();
        other_data = frame(&columns);
        other.normalise = Normalise::default();
        other.impute.method = Filling::None;
        for indicator in &mut other.indicators {
            indicator.good = other.good;
        }
    }
    let scores = score(&other, &other_data, &Context::default()).unwrap();
    scores.rank.into_iter().flatten().collect()
}

#[test]
fn quantiles_and_probabilities_are_those_of_brute_force() {
    let definition = define(TEXT).unwrap();
    let context = Context::default();
    let scores = score(&definition, &data(), &context).unwrap();
    let options = options(301);
    let found = uncertainty(&definition, &scores, &context, &options).unwrap();
    assert_eq!((found.resolution, found.cutoff), (1, 8));
    let space = Space::new(&definition, &scores, &context, true);
    assert_eq!(
        (
            space.normalisations.len(),
            space.aggregations.len(),
            space.fillings.len(),
            space.omissions()
        ),
        (4, 3, 2, 6)
    );
    let ranks: Vec<Vec<u32>> = (0..301)
        .map(|d| brute(&definition, &space, &draw(&space, 0.25, 5, d)))
        .collect();
    for unit in 0..40 {
        let mut own: Vec<u32> = ranks.iter().map(|ranks| ranks[unit]).collect();
        own.sort_unstable();
        let rank = scores.rank[unit].unwrap();
        // the 16th, 151st and 286th of 301 are the first that 5 %, 50 % and 95 % do not exceed
        assert_eq!(found.low[unit], Some(own[15].min(rank)), "unit {unit}");
        assert_eq!(found.median[unit], Some(own[150]));
        assert_eq!(found.high[unit], Some(own[285].max(rank)));
        let inside = own.iter().filter(|rank| **rank <= 8).count();
        assert_eq!(found.p_priority[unit], Some(inside as f64 / 301.0));
        assert!(found.low[unit] <= Some(rank) && found.high[unit] >= Some(rank));
    }
    assert!(found.evidence.contains(&Evidence::Robust));
    assert!(found.evidence.contains(&Evidence::Contested));
}

#[test]
fn without_choices_the_rank_is_sure() {
    let definition = define(TEXT).unwrap();
    let context = Context::default();
    let scores = score(&definition, &data(), &context).unwrap();
    let still = Options {
        weights: 0.0,
        methods: false,
        ..options(7)
    };
    let found = uncertainty(&definition, &scores, &context, &still).unwrap();
    assert_eq!(found.low, scores.rank);
    assert_eq!(found.median, scores.rank);
    assert_eq!(found.high, scores.rank);
    assert!(found.alternatives.is_empty());
}

#[test]
fn bins_hold_the_points_they_cannot_tell_apart() {
    // 40,000 units leave room for 3,355 bins of 12 ranks
    let n = 40_000;
    let mut spread = Spread::new(n, 10);
    let shifted = |shift: usize| {
        (0..n)
            .map(|i| ((i + shift) % n) as u32 + 1)
            .collect::<Vec<u32>>()
    };
    spread.add(&(0..100).map(|d| shifted(d * 10)).collect::<Vec<_>>());
    let width = spread.resolution();
    assert!(width > 1);
    // unit 100 has the ranks 101, 111, ... 1091: the 5th is 141, the 50th 591, the 95th 1041
    let (low, median, high) = spread.interval(100);
    assert!(low <= 141 && 141 < low + width);
    assert!(high >= 1041 && 1041 + width > high);
    assert!(median.abs_diff(591) <= width);
    assert_eq!(spread.p_priority(0), 0.01);
}

#[test]
fn shares_of_an_additive_choice_sum_to_one() {
    let definition = define(TEXT).unwrap();
    let context = Context::default();
    let scores = score(&definition, &data(), &context).unwrap();
    let only_weights = Options {
        methods: false,
        sobol: true,
        ..options(200)
    };
    let found = uncertainty(&definition, &scores, &context, &only_weights).unwrap();
    assert_eq!(found.shares.len(), 1);
    assert!((found.shares[0].first - 1.0).abs() < 1e-12);
    assert!(
        (found.shares[0].total - 1.0).abs() < 0.2,
        "{:?}",
        found.shares
    );

    let all = Options {
        sobol: true,
        ..options(400)
    };
    let found = uncertainty(&definition, &scores, &context, &all).unwrap();
    assert_eq!(found.shares.len(), 5);
    for share in &found.shares {
        assert!(share.first < share.total + 3.0 * (share.first_error + share.total_error));
        assert!(share.first > -3.0 * share.first_error - 0.02, "{share:?}");
        assert!(share.total_error > 0.0 && share.total_error < 0.2);
    }
    let first: f64 = found.shares.iter().map(|share| share.first).sum();
    let total: f64 = found.shares.iter().map(|share| share.total).sum();
    assert!(first < 1.1 && total > 0.9, "{:?}", found.shares);
}
