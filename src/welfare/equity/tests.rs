#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use proptest::prelude::*;
use std::f64::consts::LN_2;

const ALL: [Measure; 7] = [
    Measure::Gini,
    Measure::TheilT,
    Measure::TheilL,
    Measure::Atkinson(0.5),
    Measure::Atkinson(1.0),
    Measure::Cv,
    Measure::SquaredCv,
];

fn ones(n: usize) -> Vec<f64> {
    vec![1.0; n]
}

fn near(a: f64, b: f64) {
    assert!(
        (a - b).abs() <= 1e-12 * a.abs().max(b.abs()).max(1.0),
        "{a} {b}"
    );
}

#[test]
fn all_of_it_may_lie_between_groups() {
    let x = [0.0, 0.0, 0.0, 10.0, 10.0, 10.0];
    let group = [0, 0, 0, 1, 1, 1];
    let parts = decompose(Measure::TheilT, &x, &ones(6), &group, 2).unwrap();
    near(parts.total, LN_2);
    near(parts.between.unwrap(), LN_2);
    assert_eq!(parts.within, Some(0.0));
    assert_eq!(parts.groups[0].own, None, "nothing is there to be shared");
    let gini = decompose(Measure::Gini, &x, &ones(6), &group, 2).unwrap();
    assert_eq!((gini.total, gini.between), (0.5, Some(0.5)));
    assert_eq!((gini.within, gini.residual), (Some(0.0), Some(0.0)));
    let squared = decompose(Measure::SquaredCv, &x, &ones(6), &group, 2).unwrap();
    assert_eq!((squared.total, squared.between), (1.0, Some(1.0)));
    let log = decompose(Measure::TheilL, &x, &ones(6), &group, 2);
    assert_eq!(log, Err(Undefined::Zeros));
}

#[test]
fn by_hand() {
    // Haughton and Khandker, Handbook on Poverty and Inequality: the mean log deviation of 1, 1, 1, 1 is 0
    let w = ones(4);
    for measure in ALL {
        near(measure.of(&[7.0; 4], &w).unwrap(), 0.0);
    }
    // one of two has all: half the mean difference over the mean is 1/2, r ln r is ln 2
    assert_eq!(Measure::Gini.of(&[0.0, 2.0], &ones(2)), Ok(0.5));
    near(Measure::TheilT.of(&[0.0, 2.0], &ones(2)).unwrap(), LN_2);
    // 1 - (sqrt(1) / 2)^2 / 1 with mean 1: half of it would do
    near(
        Measure::Atkinson(0.5).of(&[0.0, 2.0], &ones(2)).unwrap(),
        0.5,
    );
    near(
        Measure::Atkinson(1.0).of(&[1.0, 4.0], &ones(2)).unwrap(),
        0.2,
    );
    near(
        Measure::Atkinson(2.0).of(&[1.0, 4.0], &ones(2)).unwrap(),
        1.0 - 1.6 / 2.5,
    );
    near(Measure::Cv.of(&[1.0, 3.0], &ones(2)).unwrap(), 0.5);
    near(
        Measure::TheilL.of(&[1.0, 4.0], &ones(2)).unwrap(),
        (2.5_f64 / 2.0).ln(),
    );
}

#[test]
fn what_has_no_value_says_why() {
    assert_eq!(Measure::Gini.of(&[], &[]), Err(Undefined::Empty));
    assert_eq!(Measure::Gini.of(&[1.0], &[0.0]), Err(Undefined::Empty));
    assert_eq!(
        Measure::TheilT.of(&[0.0; 3], &ones(3)),
        Err(Undefined::Nothing)
    );
    assert_eq!(
        Measure::Atkinson(1.0).of(&[0.0, 1.0], &ones(2)),
        Err(Undefined::Zeros)
    );
    // a place without people holds nobody who has 0
    assert_eq!(Measure::TheilL.of(&[0.0, 1.0], &[0.0, 3.0]), Ok(0.0));
    let error = check(&[1.0, -2.0], &ones(2)).unwrap_err();
    assert_eq!(error.place.row, Some(2));
    assert!(error.to_string().contains("this is -2"));
    assert_eq!(
        check(&[1.0, 2.0], &[1.0, f64::NAN]).unwrap_err().place.row,
        Some(2)
    );
}

#[test]
fn concentration_is_by_the_order_of_another_column() {
    let (x, w) = ([1.0, 2.0, 3.0], ones(3));
    let gini = Measure::Gini.of(&x, &w).unwrap();
    assert_eq!(
        concentration(&x, &w, &[10.0, 20.0, 30.0], false),
        Some(gini)
    );
    assert_eq!(
        concentration(&x, &w, &[10.0, 20.0, 30.0], true),
        Some(-gini)
    );
    assert_eq!(
        concentration(&x, &w, &[5.0; 3], true),
        Some(0.0),
        "one rank for all"
    );
    assert_eq!(concentration(&[0.0; 3], &w, &x, true), None);
    let points = curve(&x, &w, &x, false);
    assert_eq!(points[0], [0.0, 0.0]);
    near(points[1][1], 1.0 / 6.0);
    assert_eq!(points[3], [1.0, 1.0]);
    assert_eq!(thin(&points, 10), points);
    let many: Vec<f64> = (1..=1000).map(f64::from).collect();
    let whole = curve(&many, &ones(1000), &many, false);
    let few = thin(&whole, 100);
    assert_eq!((few.len(), few[50]), (101, [0.5, whole[500][1]]));
}

/// Amounts, weights and groups.
fn sample() -> impl Strategy<Value = (Vec<f64>, Vec<f64>, Vec<u32>)> {
    prop::collection::vec((1.0..1e4_f64, 0.5..50.0_f64, 0..4_u32), 2..60).prop_map(|rows| {
        let (mut x, mut w, mut g) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            x.push(row.0);
            w.push(row.1);
            g.push(row.2);
        }
        (x, w, g)
    })
}

proptest! {
    #[test]
    fn parts_add_up_and_groups_to_parts((x, w, g) in sample()) {
        for measure in ALL {
            let parts = decompose(measure, &x, &w, &g, 4).unwrap();
            let Some(between) = parts.between else { continue };
            let (within, left) = (parts.within.unwrap(), parts.residual.unwrap());
            prop_assert!((between + within + left - parts.total).abs() < 1e-10, "{measure:?} {parts:?}");
            prop_assert!(between >= -1e-12 && within >= -1e-12);
            let of = |get: fn(&Share) -> Option<f64>| parts.groups.iter().filter_map(get).sum::<f64>();
            prop_assert!((of(|g| g.within) - within).abs() < 1e-10);
            if parts.groups.iter().all(|g| g.between.is_some()) {
                prop_assert!((of(|g| g.between) - between).abs() < 1e-10);
            }
            prop_assert!((of(|g| Some(g.people)) - 1.0).abs() < 1e-12);
            prop_assert!((of(|g| Some(g.amount)) - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn neither_scale_nor_copies_nor_order_change_it((x, w, g) in sample(), by in 0.001..1000.0_f64, turn in 0..60_usize) {
        for measure in ALL {
            let value = measure.of(&x, &w).unwrap();
            let scaled: Vec<f64> = x.iter().map(|x| x * by).collect();
            prop_assert!((measure.of(&scaled, &w).unwrap() - value).abs() < 1e-10);
            let heavier: Vec<f64> = w.iter().map(|w| w * by).collect();
            prop_assert!((measure.of(&x, &heavier).unwrap() - value).abs() < 1e-10);
            let twice = [x.clone(), x.clone()].concat();
            prop_assert!((measure.of(&twice, &[w.clone(), w.clone()].concat()).unwrap() - value).abs() < 1e-10);
            let turned = |v: &[f64]| { let mut v = v.to_vec(); v.rotate_left(turn % x.len()); v.reverse(); v };
            prop_assert_eq!(measure.of(&turned(&x), &turned(&w)).unwrap().to_bits(), value.to_bits());
            let mut groups: Vec<u32> = g.clone();
            groups.rotate_left(turn % x.len());
            groups.reverse();
            prop_assert_eq!(decompose(measure, &turned(&x), &turned(&w), &groups, 4), decompose(measure, &x, &w, &g, 4));
        }
    }

    #[test]
    fn weights_are_copies(rows in prop::collection::vec((0.0..100.0_f64, 1..6_usize), 2..20)) {
        let x: Vec<f64> = rows.iter().map(|r| r.0 + 0.1).collect();
        let w: Vec<f64> = rows.iter().map(|r| r.1 as f64).collect();
        let each: Vec<f64> = rows.iter().flat_map(|r| vec![r.0 + 0.1; r.1]).collect();
        for measure in ALL {
            let (a, b) = (measure.of(&x, &w).unwrap(), measure.of(&each, &ones(each.len())).unwrap());
            prop_assert!((a - b).abs() < 1e-10, "{measure:?} {a} {b}");
        }
    }

    #[test]
    fn gini_is_half_the_mean_difference((x, w, _) in sample()) {
        let (mut differences, mut people, mut amount) = (0.0, 0.0, 0.0);
        for i in 0..x.len() {
            people += w[i];
            amount += w[i] * x[i];
            for j in 0..x.len() {
                differences += w[i] * w[j] * (x[i] - x[j]).abs();
            }
        }
        let gini = Measure::Gini.of(&x, &w).unwrap();
        prop_assert!((gini - differences / (2.0 * people * amount)).abs() < 1e-11);
    }
}
