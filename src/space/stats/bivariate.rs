//! Bivariate Moran, globally and locally: is x in a unit like y around it?

use super::column::{Column, above_noise, score};
use super::global::{Global, Test};
use super::local::{Local, Unit, linked, own, quadrant};
use super::permutation::{conditional, shuffled};
use super::weights::{Transform, Weights};
use crate::error::Result;
use crate::space::graph::Graph;

/// Two columns on one graph; an error names the column `x` or `y`.
pub(super) fn pair(x: &[f64], y: &[f64], graph: &Graph) -> Result<[Column; 2]> {
    let column = |values, name| Column::new(values, graph).map_err(|e| e.column(name));
    Ok([column(x, "x")?, column(y, "y")?])
}

/// Bivariate Moran = n/S0 * sum of dx_i w_ij dy_j / sqrt(sum of dx² * sum of dy²), d being the difference from the mean.
///
/// * `x`, `y`: n finite values each, not all alike, at least 4. With x = y it is Moran's I. esda's `Moran_BV` lacks the factor n/S0,
///   which is 1 for row-standardised weights without isolates.
/// * The test in closed form shuffles y over the units, x fixed: expectation 0, exact variance; permutations do the same. It asks
///   whether x and the surroundings of y go together, not whether they do so beyond the correlation of x and y in place.
///
/// Missing values, units without neighbours and errors are as in [`super::moran`]; the column at fault is called `x` or `y`.
///
/// Source: Wartenberg 1985, doi:10.1111/j.1538-4632.1985.tb00849.x; Anselin, Syabri and Smirnov 2002. O((n + links) x permutations).
pub fn moran_bivariate(
    x: &[f64],
    y: &[f64],
    graph: &Graph,
    transform: Transform,
    permutations: usize,
    seed: u64,
) -> Result<Global> {
    let [x, y] = pair(x, y, graph)?;
    let weights = Weights::new(graph, transform, 0.0)?;
    let n = x.z.len() as f64;
    let scale = n / weights.totals().0 / (x.squares * y.squares).sqrt();
    let mut onto = vec![0.0; x.z.len()];
    for i in 0..x.z.len() {
        for (j, w) in weights.row(i) {
            onto[j] += w * x.z[i];
        }
    }
    let statistic = |y: &[f64]| scale * onto.iter().zip(y).map(|(a, b)| a * b).sum::<f64>();
    let value = statistic(&y.z);
    let mean = onto.iter().sum::<f64>() / n;
    let spread: f64 = onto.iter().map(|c| (c - mean).powi(2)).sum();
    let size: f64 = onto.iter().map(|c| c * c).sum();
    let variance = scale * scale * above_noise(spread, size) * y.squares / (n - 1.0);
    let [permuted] = shuffled(&y.z, permutations, seed, [1e-12], |y| [statistic(y)]);
    Ok(Global {
        name: "moran-bivariate",
        n: x.z.len(),
        value,
        normal: None,
        randomised: Test::new(value, 0.0, variance),
        permuted,
    })
}

/// Local bivariate Moran: I_i = (n-1) dx_i lag_i / sqrt(sum of dx² * sum of dy²), lag_i the weighted sum of the neighbours' dy.
///
/// As esda's `Moran_Local_BV` and, with x = y, [`super::local_moran`], whose conditional moments, p-values and treatment of units
/// without neighbours it shares: x_i stays, y is drawn from the other units. `value` is x, `lag` that of y; the quadrant takes x
/// first, so High-Low is high x among low y. Errors name the column `x` or `y`.
///
/// Source: Anselin, Syabri and Smirnov 2002; Anselin 2019, doi:10.1111/gean.12164. O(links x permutations).
pub fn local_moran_bivariate(
    x: &[f64],
    y: &[f64],
    graph: &Graph,
    transform: Transform,
    permutations: usize,
    seed: u64,
) -> Result<Local> {
    let [own_column, around] = pair(x, y, graph)?;
    let weights = Weights::new(graph, transform, 0.0)?;
    let (dx, dy) = (&own_column.z, &around.z);
    let scale = (x.len() - 1) as f64 / (own_column.squares * around.squares).sqrt();
    let tails = conditional(&weights, permutations, seed, around.reach, dy);
    let unit = |i: usize| {
        let (w1, w2) = weights.row_sums(i);
        let (mean, variance) = around.conditional_moments(i, w1, w2);
        let (lag, factor) = (weights.lag(i, dy), dx[i] * scale);
        let (statistic, expected) = (factor * lag, factor * mean);
        let variance = factor * factor * variance;
        Unit {
            lag: Some(lag + w1 * around.mean),
            statistic,
            expected,
            variance,
            z: score(statistic, expected, variance),
            tails: tails[i].map(|tails| tails.times(dx[i])),
            quadrant: quadrant(dx[i] > own_column.noise(), lag > around.noise()),
        }
    };
    Ok(Local::new(own(x), &linked(graph, unit)))
}
