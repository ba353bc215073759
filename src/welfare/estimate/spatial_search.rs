//! Where the likelihood of the spatial model is highest: a look at many places, then steps of Newton on its slope.

use super::spatial::Model;
use nalgebra::{Matrix2, Vector2};
use rayon::prelude::*;

/// Where it is looked at first; effects of row-standardised neighbours are stationary between -1 and 1.
const PLACES: [f64; 13] = [
    -0.999, -0.8, -0.6, -0.4, -0.2, 0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.97, 0.999,
];
const END: f64 = 0.999;
/// Variances a place: each half of the one before, and 0.
const VARIANCES: i32 = 20;

/// Rho and variance at the highest likelihood; rho is 0 where the variance is.
pub(super) fn highest(model: &Model) -> Option<(f64, f64)> {
    let far = model.far();
    let variances: Vec<f64> = (0..VARIANCES).map(|k| far * 0.5_f64.powi(k)).collect();
    let along = |&rho: &f64| {
        let prior = model.prior(rho)?;
        let height = |variance: &f64| Some(model.at(&prior, *variance)?.height);
        let heights = variances.iter().map(height).collect::<Option<Vec<_>>>()?;
        let none = model.at(&prior, 0.0)?;
        let rising = model.slope(&prior, &none, 0.0)[0];
        Some((heights, none.height, rising))
    };
    let looked = PLACES.par_iter().map(along).collect::<Option<Vec<_>>>()?;
    let nothing = looked[0].1;
    let mut best = (f64::NEG_INFINITY, 0.0, 0.0);
    for (rho, (heights, ..)) in PLACES.iter().zip(&looked) {
        for (variance, height) in variances.iter().zip(heights) {
            if *height > best.0 {
                best = (*height, *rho, *variance);
            }
        }
    }
    if best.0 <= nothing {
        let steep = PLACES.iter().zip(&looked);
        let steep = steep.fold((0.0, 0.0), |steep: (f64, f64), (rho, (_, _, rising))| {
            if *rising > steep.0 {
                (*rising, *rho)
            } else {
                steep
            }
        });
        if steep.0 <= 0.0 {
            return Some((0.0, 0.0));
        }
        best = (nothing, steep.1, far * 0.5_f64.powi(VARIANCES + 8));
    }
    let found = climb(model, [best.2.ln(), best.1], far.ln() + 10.0)?;
    let height = model.at(&model.prior(found[1])?, found[0].exp())?.height;
    match height >= nothing && found[0].exp() > 1e-12 * far {
        true => Some((found[1], found[0].exp())),
        false => Some((0.0, 0.0)),
    }
}

/// From a place of log variance, up to an end, and rho upwards, to where no step makes it higher.
fn climb(model: &Model, start: [f64; 2], end: f64) -> Option<[f64; 2]> {
    let height = |at: [f64; 2]| Some(model.at(&model.prior(at[1])?, at[0].exp())?.height);
    let slope = |at: [f64; 2]| {
        let variance = at[0].exp();
        let prior = model.prior(at[1])?;
        let [by_variance, by_rho] = model.slope(&prior, &model.at(&prior, variance)?, variance);
        Some(Vector2::new(variance * by_variance, by_rho))
    };
    let mut at = start;
    let mut now = height(at)?;
    for _ in 0..100 {
        let here = slope(at)?;
        let aside = |k: usize| {
            let step = if at[k] > 0.0 && k == 1 { -1e-5 } else { 1e-5 };
            let mut there = at;
            there[k] += step;
            Some((slope(there)? - here) / step)
        };
        let (first, second) = rayon::join(|| aside(0), || aside(1));
        let (first, second) = (first?, second?);
        let across = 0.5 * (first[1] + second[0]);
        let held = at[1].abs() >= END && here[1] * at[1] > 0.0;
        let mut step = upwards(here, [first[0], across, second[1]], held);
        let longest = (step[0].abs() / 1.5).max(step[1].abs() / 0.1).max(1.0);
        step /= longest;
        // half as far until it is no lower; what rounding hides is not
        let mut moved = false;
        for _ in 0..40 {
            let there = [
                (at[0] + step[0]).min(end),
                (at[1] + step[1]).clamp(-END, END),
            ];
            let high = height(there)?;
            if high >= now - 1e-13 * now.abs() {
                moved = there != at;
                (at, now) = (there, high);
                break;
            }
            step *= 0.5;
        }
        if !moved || step.amax() < 1e-11 {
            break;
        }
    }
    Some(at)
}

/// Newton's step where the height bends down all ways, else along the slope; along the first alone where the second is held.
fn upwards(slope: Vector2<f64>, bend: [f64; 3], held: bool) -> Vector2<f64> {
    let [a, b, c] = bend;
    let steep = |slope: f64, bend: f64| {
        if bend < 0.0 {
            -slope / bend
        } else {
            slope.signum() * 0.5
        }
    };
    if held {
        return Vector2::new(steep(slope[0], a), 0.0);
    }
    let whole = Matrix2::new(a, b, b, c).try_inverse();
    match whole {
        Some(inverse) if a < 0.0 && a * c > b * b => -(inverse * slope),
        _ => Vector2::new(steep(slope[0], a), steep(slope[1], c)),
    }
}
