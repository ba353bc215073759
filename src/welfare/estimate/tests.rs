//! The models against numbers of others, and against a search that knows nothing of them.

#![allow(clippy::unwrap_used)]

use super::Design;
use super::fay_herriot::{Method, fit};
use super::spatial;
use crate::error::Kind;
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

fn design(columns: &[Vec<f64>], m: usize) -> Design {
    let names: Vec<String> = (0..columns.len()).map(|j| format!("x{j}")).collect();
    Design::new(&names, columns, m).unwrap()
}

/// Twelve areas made up for the purpose.
fn twelve() -> (Vec<Vec<f64>>, Vec<f64>, Vec<f64>) {
    let m = 12;
    let x: Vec<f64> = (0..m).map(|i| 2010.0 + ((i * 7) % 12) as f64).collect();
    let y: Vec<f64> = (0..m)
        .map(|i| 3.0 + 0.2 * x[i] + ((i * i * 5) % 11) as f64 * 0.3)
        .collect();
    let e: Vec<f64> = (0..m).map(|i| 0.2 + 0.1 * ((i * 3) % 5) as f64).collect();
    (vec![x], y, e)
}

#[test]
fn the_estimate_lies_between_direct_and_synthetic() {
    let (x, y, e) = twelve();
    for method in [Method::Reml, Method::Ml, Method::Moment, Method::PrasadRao] {
        let found = fit(&design(&x, 12), &y, &e, method).unwrap();
        assert!(found.variance > 0.0);
        for (i, area) in found.areas.iter().enumerate() {
            let (synthetic, error) = found.synthetic(&[x[0][i]]);
            let (low, high) = (synthetic.min(y[i]), synthetic.max(y[i]));
            assert!(low - 1e-9 <= area.value && area.value <= high + 1e-9);
            assert!(area.mse > 0.0 && error > found.variance);
        }
        let leverage: f64 = found.areas.iter().map(|a| a.leverage).sum();
        assert!((leverage - 2.0).abs() < 1e-9);
    }
}

#[test]
fn no_variance_between_areas_is_zero() {
    let x: Vec<f64> = (0..10).map(f64::from).collect();
    let y: Vec<f64> = x
        .iter()
        .map(|x| 1.0 + 2.0 * x + if *x as i32 % 2 == 0 { 0.01 } else { -0.01 })
        .collect();
    for method in [Method::Reml, Method::Ml, Method::Moment, Method::PrasadRao] {
        let found = fit(
            &design(std::slice::from_ref(&x), 10),
            &y,
            &[1.0; 10],
            method,
        )
        .unwrap();
        assert_eq!(found.variance, 0.0);
        assert!(found.areas.iter().all(|a| a.gamma == 0.0));
    }
}

#[test]
fn what_no_model_can_be_made_of() {
    let (x, y, mut e) = twelve();
    let names = ["a".to_owned(), "b".to_owned()];
    let twice: Vec<f64> = x[0].iter().map(|x| 5.0 - 2.0 * x).collect();
    let error = Design::new(&names, &[x[0].clone(), twice], 12).unwrap_err();
    assert_eq!(error.place.column.as_deref(), Some("b"));
    assert!(error.what.contains("intercept, a"), "{error}");
    let error = Design::new(&names[..1], &[vec![4.0; 12]], 12).unwrap_err();
    assert!(error.what.contains("one value"), "{error}");
    let few = [vec![1.0, 2.0, 4.0], vec![2.0, 0.0, 1.0]];
    let error = Design::new(&names, &few, 3).unwrap_err();
    assert!(error.what.starts_with("3 areas"), "{error}");
    e[4] = 0.0;
    let error = fit(&design(&x, 12), &y, &e, Method::Reml).unwrap_err();
    assert_eq!((error.kind, error.place.row), (Kind::Input, Some(5)));
}

/// The restricted log-likelihood from its definition: a full covariance, nothing diagonal about it.
fn restricted(x: &DMatrix<f64>, y: &DVector<f64>, v: &DMatrix<f64>) -> f64 {
    let root = v.clone().cholesky().unwrap();
    let inverse = root.inverse();
    let gram = x.transpose() * &inverse * x;
    let beta = gram
        .clone()
        .lu()
        .solve(&(x.transpose() * &inverse * y))
        .unwrap();
    let r = y - x * beta;
    -0.5 * (v.determinant().ln() + gram.determinant().ln() + (r.transpose() * inverse * &r)[(0, 0)])
}

/// The highest of a function by golden sections from a grid.
fn search(f: impl Fn(f64) -> f64, far: f64) -> f64 {
    let place = |k: usize| far * (k as f64 / 40.0).powi(3);
    let heights: Vec<f64> = (0..=40).map(|k| f(place(k))).collect();
    let higher = |best: usize, k: usize| if heights[k] > heights[best] { k } else { best };
    let best = (0..=40).fold(0, higher);
    let (mut low, mut high) = (place(best.saturating_sub(1)), place((best + 1).min(40)));
    for _ in 0..40 {
        let (a, b) = (low + 0.382 * (high - low), low + 0.618 * (high - low));
        if f(a) > f(b) {
            high = b;
        } else {
            low = a;
        }
    }
    0.5 * (low + high)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn restricted_likelihood_is_highest_there(
        rows in prop::collection::vec((-3.0..3.0_f64, -2.0..2.0_f64, 0.05..1.5_f64), 6..14),
    ) {
        let m = rows.len();
        let x: Vec<f64> = rows.iter().map(|r| r.0).collect();
        let y: Vec<f64> = rows.iter().map(|r| 1.0 + 0.5 * r.0 + 1.5 * r.1).collect();
        let e: Vec<f64> = rows.iter().map(|r| r.2).collect();
        let found = fit(&design(std::slice::from_ref(&x), m), &y, &e, Method::Reml).unwrap();
        let full = DMatrix::from_fn(m, 2, |i, j| if j == 0 { 1.0 } else { x[i] });
        let (y, e) = (DVector::from_vec(y), DVector::from_vec(e));
        let height = |a: f64| restricted(&full, &y, &DMatrix::from_diagonal(&e.map(|e| e + a)));
        let other = search(height, 60.0);
        prop_assert!(height(found.variance) >= height(other) - 1e-9, "{} {other}", found.variance);
    }

    #[test]
    fn order_of_areas_changes_nothing(
        rows in prop::collection::vec((-3.0..3.0_f64, -2.0..2.0_f64, 0.05..1.5_f64), 6..14),
    ) {
        let of = |rows: &[(f64, f64, f64)]| {
            let x: Vec<f64> = rows.iter().map(|r| r.0).collect();
            let y: Vec<f64> = rows.iter().map(|r| r.1).collect();
            let e: Vec<f64> = rows.iter().map(|r| r.2).collect();
            fit(&design(&[x], rows.len()), &y, &e, Method::Ml).unwrap()
        };
        let (one, mut turned) = (of(&rows), rows.clone());
        turned.reverse();
        let other = of(&turned);
        prop_assert!((one.variance - other.variance).abs() < 1e-7 * (1.0 + one.variance));
        for (a, b) in one.areas.iter().zip(other.areas.iter().rev()) {
            prop_assert!((a.value - b.value).abs() < 1e-6 && (a.mse - b.mse).abs() < 1e-5, "{a:?} {b:?}");
        }
    }
}

#[test]
fn no_rho_has_a_higher_likelihood() {
    let (x, y, e) = twelve();
    let ring: Vec<Vec<(usize, f64)>> = (0..12)
        .map(|i| vec![((i + 1) % 12, 1.0), ((i + 11) % 12, 1.0)])
        .collect();
    let all: Vec<usize> = (0..12).collect();
    let found = spatial::fit(&design(&x, 12), &y, &e, &all, &ring, Method::Reml).unwrap();
    let rho = found.rho.unwrap();
    let w = DMatrix::from_fn(12, 12, |i, j| {
        if (i + 1) % 12 == j || (j + 1) % 12 == i {
            0.5
        } else {
            0.0
        }
    });
    let full = DMatrix::from_fn(12, 2, |i, j| if j == 0 { 1.0 } else { x[0][i] });
    let y = DVector::from_vec(y);
    let e = DVector::from_vec(e);
    let height = |rho: f64, a: f64| {
        let c = DMatrix::identity(12, 12) - &w * rho;
        let v = (c.transpose() * c).try_inverse().unwrap() * a + DMatrix::from_diagonal(&e);
        restricted(&full, &y, &v)
    };
    let own = height(rho, found.variance);
    for k in 0..12 {
        let rho = -0.98 + 1.96 * f64::from(k) / 11.0;
        let best = search(|a| height(rho, a), 10.0);
        assert!(own >= height(rho, best) - 1e-9, "{rho}");
    }
}

type Links = Vec<Vec<(usize, f64)>>;

/// A strip of two rows of areas, whose estimates rise and fall along it.
fn strip(n: usize) -> (Vec<f64>, Vec<f64>, Vec<f64>, Links) {
    let x: Vec<f64> = (0..n).map(|i| ((i * 7) % 13) as f64).collect();
    let wave = |i: usize| ((i / 2) as f64 / 2.5).sin();
    let y = (0..n)
        .map(|i| 1.0 + 0.1 * x[i] + wave(i) + ((i * i * 5) % 11) as f64 * 0.04)
        .collect();
    let e = (0..n).map(|i| 0.03 + 0.01 * ((i * 3) % 5) as f64).collect();
    let near = |i: usize| {
        let all = [i.wrapping_sub(2), i ^ 1, i + 2].into_iter();
        all.filter(|j| *j < n).map(|j| (j, 1.0)).collect()
    };
    (x, y, e, (0..n).map(near).collect())
}

#[test]
fn an_area_without_an_estimate_is_one_that_tells_nothing() {
    let (x, y, mut e, near) = strip(30);
    let gone = [4, 17, 28];
    let kept: Vec<usize> = (0..30).filter(|i| !gone.contains(i)).collect();
    let of = |values: &[f64]| -> Vec<f64> { kept.iter().map(|&i| values[i]).collect() };
    for method in [Method::Reml, Method::Ml] {
        let less = design(&[of(&x)], kept.len());
        let less = spatial::fit(&less, &of(&y), &of(&e), &kept, &near, method).unwrap();
        assert!(less.rho.unwrap() > 0.5);
        gone.iter().for_each(|&i| e[i] = 1e11);
        let all: Vec<usize> = (0..30).collect();
        let whole = design(std::slice::from_ref(&x), 30);
        let whole = spatial::fit(&whole, &y, &e, &all, &near, method).unwrap();
        assert!((less.variance - whole.variance).abs() < 1e-6);
        let mut off = (0.0, 0.0);
        for &i in &gone {
            let (value, mse) = less.elsewhere(i, &[x[i]]);
            let area = whole.areas[i];
            assert!((value - area.value).abs() < 1e-5, "{value} {area:?}");
            assert!((mse - area.mse).abs() < 1e-5, "{mse} {area:?}");
            let (alone, unsure) = less.synthetic(&[x[i]]);
            assert!(mse < unsure);
            off.0 += (value - y[i]).abs();
            off.1 += (alone - y[i]).abs();
        }
        // nearer to what was hidden than the covariate alone
        assert!(off.0 < 0.5 * off.1, "{off:?}");
        for (place, &i) in kept.iter().enumerate() {
            let (one, other) = (less.areas[place], whole.areas[i]);
            assert!((one.value - other.value).abs() < 1e-5 && (one.mse - other.mse).abs() < 1e-5);
        }
    }
}

#[test]
fn areas_that_hang_together_with_no_other_are_told() {
    let (x, y, e, _) = strip(8);
    let pairs: Vec<Vec<(usize, f64)>> = (0..8).map(|i: usize| vec![(i ^ 1, 1.0)]).collect();
    let even = [0, 2, 4, 6];
    let of = |values: &[f64]| -> Vec<f64> { even.iter().map(|&i| values[i]).collect() };
    let design = design(&[of(&x)], 4);
    let words = spatial::fit(&design, &of(&y), &of(&e), &even, &pairs, Method::Reml).unwrap_err();
    assert!(words.to_string().contains("tie areas"), "{words}");
}
