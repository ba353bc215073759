//! Lee's L, globally and locally: do x and y of the surroundings go together?

use super::bivariate::pair;
use super::column::{Column, above_noise, score};
use super::drawing::Drawing;
use super::global::{Global, Test};
use super::local::{Local, Unit, linked, quadrant};
use super::permutation::{conditional_product, shuffled};
use super::weights::{Transform, Weights};
use crate::error::Result;
use crate::space::graph::Graph;

/// Lee's L = n / S2 * sum of lag dx_i lag dy_i / sqrt(sum of dx² * sum of dy²), lag being the weighted sum over neighbours, d the
/// difference from the mean and S2 the sum of the squared row sums of the weights.
///
/// * `x`, `y`: n finite values each, not all alike, at least 4. The unit itself is not its own neighbour, as in esda's `Spatial_Pearson`
///   on such weights and spdep's `lee` (with x = y it is Lee's spatial smoothing scalar).
/// * The test in closed form and the permutations shuffle the pairs (x, y) over the units (Lee 2004); exact.
///
/// Missing values, units without neighbours and errors are as in [`super::moran`]; the column at fault is called `x` or `y`.
///
/// Source: Lee 2001, doi:10.1007/s101090100064, equation 18; Lee 2004, Environment and Planning A 36:1687-1703.
/// O((n + links) x permutations + sum of squared degrees).
pub fn lee(
    x: &[f64],
    y: &[f64],
    graph: &Graph,
    transform: Transform,
    permutations: usize,
    seed: u64,
) -> Result<Global> {
    let [x, y] = pair(x, y, graph)?;
    let weights = Weights::new(graph, transform, 0.0)?;
    let n = x.z.len();
    let rows: f64 = (0..n).map(|i| weights.row_sums(i).0.powi(2)).sum();
    let scale = n as f64 / rows / (x.squares * y.squares).sqrt();
    let pairs: Vec<[f64; 2]> = x.z.iter().zip(&y.z).map(|(&x, &y)| [x, y]).collect();
    let statistic = |pairs: &[[f64; 2]]| {
        let row = |i: usize| {
            let add = |[a, b]: [f64; 2], (j, w): (usize, f64)| {
                let [x, y] = pairs[j];
                [a + w * x, b + w * y]
            };
            let [a, b] = weights.row(i).fold([0.0; 2], add);
            a * b
        };
        scale * (0..n).map(row).sum::<f64>()
    };
    let value = statistic(&pairs);
    let (expected, variance) = shuffled_moments(&x, &y, &weights);
    let [permuted] = shuffled(&pairs, permutations, seed, [1e-12], |p| [statistic(p)]);
    Ok(Global {
        name: "lee",
        n,
        value,
        normal: None,
        randomised: Test::new(value, scale * expected, scale * scale * variance),
        permuted,
    })
}

/// Expectation and variance of the sum over j and k of a_jk x_j y_k, A = W'W, with the pairs shuffled: the diagonal is a
/// linear permutation statistic, the rest a Mantel one.
fn shuffled_moments(x: &Column, y: &Column, weights: &Weights<'_>) -> (f64, f64) {
    let n = x.z.len() as f64;
    let product = Product::new(weights);
    let (mut both, mut fourth) = (0.0, 0.0);
    for (x, y) in x.z.iter().zip(&y.z) {
        both += x * y;
        fourth += x * x * y * y;
    }
    // of B, b_jk = (x_j y_k + x_k y_j)/2 off the diagonal: its row sums are -x_j y_j
    let b = [
        -both,
        (x.squares * y.squares + both * both) / 2.0 - fourth,
        fourth,
    ];
    let Product {
        diagonal,
        diagonal_squares,
        off: a,
        meeting,
    } = product;
    let [n2, n3, n4] = [
        n * (n - 1.0),
        n * (n - 1.0) * (n - 2.0),
        n * (n - 1.0) * (n - 2.0) * (n - 3.0),
    ];
    let expected = diagonal * both / n + a[0] * b[0] / n2;
    let on = diagonal_squares * fourth / n
        + (diagonal * diagonal - diagonal_squares) * (both * both - fourth) / n2;
    let cross = 2.0 * meeting * -fourth / n2
        + (diagonal * a[0] - 2.0 * meeting) * (both * b[0] + 2.0 * fourth) / n3;
    let apart = |s: [f64; 3]| s[0] * s[0] + 2.0 * s[1] - 4.0 * s[2];
    let off = 2.0 * a[1] * b[1] / n2
        + 4.0 * (a[2] - a[1]) * (b[2] - b[1]) / n3
        + apart(a) * apart(b) / n4;
    let size = on.abs() + 2.0 * cross.abs() + off.abs();
    (
        expected,
        above_noise(on + 2.0 * cross + off - expected * expected, size),
    )
}

/// Sums of A = W'W.
struct Product {
    diagonal: f64,
    diagonal_squares: f64,
    /// Off the diagonal: sum, sum of squares, sum of squared row sums.
    off: [f64; 3],
    /// Sum of the diagonal times the rest of its row.
    meeting: f64,
}

impl Product {
    fn new(weights: &Weights<'_>) -> Self {
        let n = weights.graph().n();
        let mut into: Vec<Vec<(usize, f64)>> = vec![Vec::new(); n];
        for i in 0..n {
            for (j, w) in weights.row(i) {
                into[j].push((i, w));
            }
        }
        let mut row = vec![0.0; n];
        let mut met = Vec::new();
        let mut sums = Self {
            diagonal: 0.0,
            diagonal_squares: 0.0,
            off: [0.0; 3],
            meeting: 0.0,
        };
        for (j, from) in into.iter().enumerate() {
            for &(i, own) in from {
                for (k, w) in weights.row(i) {
                    if row[k] == 0.0 {
                        met.push(k);
                    }
                    row[k] += own * w;
                }
            }
            let (mut sum, mut squares, mut own) = (0.0, 0.0, 0.0);
            for k in met.drain(..) {
                let a = std::mem::take(&mut row[k]);
                if k == j {
                    own = a;
                } else {
                    sum += a;
                    squares += a * a;
                }
            }
            sums.diagonal += own;
            sums.diagonal_squares += own * own;
            sums.meeting += own * sum;
            sums.off[0] += sum;
            sums.off[1] += squares;
            sums.off[2] += sum * sum;
        }
        sums
    }
}

/// Local L of each unit: L_i = n lag dx_i lag dy_i / sqrt(sum of dx² * sum of dy²).
///
/// * As esda's `Spatial_Pearson_Local` and spdep's `lee`; the sum of L_i over S2 is [`lee`].
/// * `value` is the weighted mean (row transform) or sum (binary) of the neighbours' x, `lag` that of y; the quadrant takes
///   the side of x first.
/// * Permutations draw the pairs (x, y) of the neighbours from the other units; expectation and variance in closed form are those of
///   such draws. Units without neighbours, missing values and errors are as in [`super::local_moran`]; the column at fault is called `x` or `y`.
///
/// Source: Lee 2001, doi:10.1007/s101090100064, equation 22; Lee 2009, Geographical Analysis 41:221-248. O(links x permutations).
pub fn local_lee(
    x: &[f64],
    y: &[f64],
    graph: &Graph,
    transform: Transform,
    permutations: usize,
    seed: u64,
) -> Result<Local> {
    let [x, y] = pair(x, y, graph)?;
    let weights = Weights::new(graph, transform, 0.0)?;
    let n = x.z.len();
    let standard = |c: &Column| -> Vec<f64> {
        let deviation = (c.squares / n as f64).sqrt();
        c.z.iter().map(|d| d / deviation).collect()
    };
    let (zx, zy) = (standard(&x), standard(&y));
    let reach = zx
        .iter()
        .chain(&zy)
        .fold(0.0_f64, |most, z| most.max(z.abs()));
    let tails = conditional_product(&weights, permutations, seed, reach, |_, j| [zx[j], zy[j]]);
    let drawing = Drawing::new(&zx, &zy);
    let unit = |i: usize| {
        let (dx, dy) = (weights.lag(i, &x.z), weights.lag(i, &y.z));
        let statistic = weights.lag(i, &zx) * weights.lag(i, &zy);
        let (expected, variance) = drawing.product_of_lags(&weights, i);
        Unit {
            lag: Some(dy + weights.row_sums(i).0 * y.mean),
            statistic,
            expected,
            variance,
            z: score(statistic, expected, variance),
            tails: tails[i],
            quadrant: quadrant(dx > x.noise(), dy > y.noise()),
        }
    };
    let around = |i| weights.lag(i, &x.z) + weights.row_sums(i).0 * x.mean;
    Ok(Local::new(linked(graph, around), &linked(graph, unit)))
}
