//! Fixed effects of villages and years over all waves, for one common start.
//!
//! y = village + year + effect x treated; weighted by village. Villages are taken out by their means, years stay as columns, so gaps in the panel make no
//! difference. With several starts the estimate weighs some effects negatively (Goodman-Bacon 2021, doi:10.1016/j.jeconom.2021.03.014) and is not made.

use super::design::Design;
use super::effect::Effect;
use nalgebra::{DMatrix, DVector};

/// The effect over all waves of the treated and those compared with; `weight` is by village, 0 leaves one out. None with several starts, or where
/// the panel does not tell effect and years apart.
///
/// K counts the effect, the years and a constant: villages lie within clusters (as reghdfe and fixest count).
pub fn two_way(design: &Design, outcome: &[Option<f64>], weight: &[f64]) -> Option<Effect> {
    let [cohort] = design.cohorts()[..] else {
        return None;
    };
    let waves = design.waves();
    let last = waves - 1;
    let mut rows: Vec<(u32, f64, f64, Vec<f64>)> = Vec::new();
    let (mut treated, mut control) = (Vec::new(), 0);
    for unit in 0..design.start.len() {
        let own = design.start[unit] == Some(cohort);
        if weight[unit] <= 0.0 || !(own || design.compares(unit, last)) {
            continue;
        }
        let there: Vec<(usize, f64)> = (0..waves)
            .filter_map(|wave| Some((wave, outcome[unit * waves + wave]?)))
            .collect();
        // one wave alone is its own mean
        if there.len() < 2 {
            continue;
        }
        let share = 1.0 / there.len() as f64;
        let column = |wave: usize| {
            let mut x = vec![0.0; waves];
            x[0] = f64::from(u8::from(own && wave >= cohort));
            if wave > 0 {
                x[wave] = 1.0;
            }
            x
        };
        let mut means = vec![0.0; waves];
        for (wave, _) in &there {
            for (mean, x) in means.iter_mut().zip(column(*wave)) {
                *mean += share * x;
            }
        }
        let y_mean: f64 = there.iter().map(|(_, y)| share * y).sum();
        for (wave, y) in there {
            let x = column(wave)
                .iter()
                .zip(&means)
                .map(|(x, mean)| x - mean)
                .collect();
            rows.push((unit as u32, weight[unit], y - y_mean, x));
        }
        match own {
            true => treated.push(unit as u32),
            false => control += 1,
        }
    }
    // years that no row has make no column
    let used: Vec<usize> = (0..waves)
        .filter(|&k| rows.iter().any(|(_, _, _, x)| x[k].abs() > 1e-12))
        .collect();
    if used.first() != Some(&0) {
        return None;
    }
    let k = used.len();
    let (mut xx, mut xy) = (DMatrix::<f64>::zeros(k, k), DVector::<f64>::zeros(k));
    for (_, w, y, x) in &rows {
        for (a, &i) in used.iter().enumerate() {
            xy[a] += w * x[i] * y;
            for (b, &j) in used.iter().enumerate() {
                xx[(a, b)] += w * x[i] * x[j];
            }
        }
    }
    let root = xx.clone().cholesky()?;
    let factor = root.l();
    if (0..k).any(|a| factor[(a, a)].powi(2) < 1e-10 * xx[(a, a)]) {
        return None;
    }
    let beta = root.solve(&xy);
    let unit = DVector::from_fn(k, |a, _| f64::from(u8::from(a == 0)));
    let pick = root.solve(&unit);
    let mut influence: Vec<(u32, f64)> = Vec::new();
    for (village, w, y, x) in &rows {
        let of = |v: &DVector<f64>| {
            used.iter()
                .enumerate()
                .map(|(a, &i)| v[a] * x[i])
                .sum::<f64>()
        };
        let part = w * of(&pick) * (y - of(&beta));
        match influence.last_mut().filter(|(last, _)| last == village) {
            Some((_, sum)) => *sum += part,
            None => influence.push((*village, part)),
        }
    }
    let effect = Effect::new(beta[0], &influence, design.cluster, (rows.len(), k + 1));
    Some(effect.of(&treated, control, design.cluster))
}
