//! Getis-Ord general G: do high values meet high ones?

use super::column::Column;
use super::global::{Global, Test};
use super::permutation::shuffled;
use super::weights::{Transform, Weights};
use crate::error::{Error, Result};
use crate::space::graph::Graph;

/// General G = sum of w_ij y_i y_j / sum over i != j of y_i y_j, each link weighing 1; above its expectation where high values
/// meet, below where low ones do.
///
/// G is made for values that are not negative: a column with a negative value is shifted up by its least one, as esda's documents ask
/// of the user, and G is that of the shifted column. Moments are those of randomisation (Getis and Ord 1992); there is no normal
/// form. Units, missing values, permutations and errors are as in [`super::moran`]; an error too where no two units are above 0.
///
/// Source: Getis and Ord 1992, doi:10.1111/j.1538-4632.1992.tb00261.x. O((n + links) x permutations).
pub fn general_g(y: &[f64], graph: &Graph, permutations: usize, seed: u64) -> Result<Global> {
    Column::new(y, graph)?;
    let weights = Weights::new(graph, Transform::Binary, 0.0)?;
    let least = y.iter().fold(0.0_f64, |least, &v| least.min(v));
    let y: Vec<f64> = y.iter().map(|v| v - least).collect();
    let sum = |power: i32| y.iter().map(|v| v.powi(power)).sum::<f64>();
    let [m1, m2, m3, m4] = [sum(1), sum(2), sum(3), sum(4)];
    let all: f64 = y.iter().map(|v| v * (m1 - v)).sum();
    if y.iter().filter(|v| **v > 0.0).count() < 2 {
        return Err(Error::input(
            "G multiplies values of two units, and fewer than two are above the least",
        )
        .remedy("use Moran or join counts"));
    }
    let n = y.len() as f64;
    let (s0, s1, s2) = weights.totals();
    let statistic = |y: &[f64]| {
        let product: f64 = (0..y.len()).map(|i| y[i] * weights.lag(i, y)).sum();
        product / all
    };
    let value = statistic(&y);

    let (nn, ss0) = (n * n, s0 * s0);
    let b0 = (nn - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * ss0;
    let b1 = -((nn - n) * s1 - 2.0 * n * s2 + 6.0 * ss0);
    let b2 = -(2.0 * n * s1 - (n + 3.0) * s2 + 6.0 * ss0);
    let b3 = 4.0 * (n - 1.0) * s1 - 2.0 * (n + 1.0) * s2 + 8.0 * ss0;
    let b4 = s1 - s2 + ss0;
    let square = b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1.powi(4);
    let square = square / (all * all * n * (n - 1.0) * (n - 2.0) * (n - 3.0));
    let noise = 1e-12 * value.max(s0 / nn);
    let [permuted] = shuffled(&y, permutations, seed, [noise], |y| [statistic(y)]);
    Ok(Global {
        name: "general-g",
        n: y.len(),
        value,
        normal: None,
        randomised: Test::from_square(value, s0 / (n * (n - 1.0)), square),
        permuted,
    })
}
