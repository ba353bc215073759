//! Local Geary of one column or of several together.

use super::column::{Column, above_noise, drawn, score};
use super::local::{Cluster, Local, Unit, linked, own};
use super::permutation::conditional_terms;
use super::weights::{Transform, Weights};
use crate::error::{Error, Result};
use crate::space::graph::Graph;

/// Local Geary of each unit: C_i = weighted sum over neighbours of (z_i - z_j)², z being y in standard deviations (divisor n).
///
/// * Small where a unit is like its neighbours. Expectation and variance are those of conditional randomisation.
/// * Where C_i is below its expectation the unit is High-High or Low-Low if it and its neighbours' mean lie on the same side of the
///   mean, else Other positive; where it is not, Negative (GeoDa's words).
/// * esda's scale; GeoDa's and spdep's divisor is n-1, so theirs is (n-1)/n times ours. The sum of C_i times (n-1)/(2 n S0) is
///   [`super::geary`].
/// * `y`, p-values, units without neighbours and errors are as in [`super::local_moran`].
///
/// Source: Anselin 1995, doi:10.1111/j.1538-4632.1995.tb00338.x; Anselin 2019, doi:10.1111/gean.12164. O(links x permutations).
pub fn local_geary(
    y: &[f64],
    graph: &Graph,
    transform: Transform,
    permutations: usize,
    seed: u64,
) -> Result<Local> {
    let column = Column::new(y, graph)?;
    let weights = Weights::new(graph, transform, 0.0)?;
    let scores = Scores::new(&[&column]);
    let z = &scores.z;
    let gap = |i: usize, j: usize| (z[i] - z[j]) * (z[i] - z[j]);
    let found = gearies(&scores, gap, &weights, permutations, seed);
    let noise = column.noise();
    let side = |deviation: f64| i8::from(deviation > noise) - i8::from(deviation < -noise);
    let units: Vec<_> = found
        .into_iter()
        .enumerate()
        .map(|(i, unit)| {
            let lag = weights.lag(i, &column.z);
            let quadrant = |unit: &Unit| match (unit.quadrant, side(column.z[i]), side(lag)) {
                (Cluster::Positive, 1, 1) => Cluster::HighHigh,
                (Cluster::Positive, -1, -1) => Cluster::LowLow,
                (Cluster::Positive, _, _) => Cluster::OtherPositive,
                (other, _, _) => other,
            };
            unit.map(|unit| Unit {
                lag: Some(lag + weights.row_sums(i).0 * column.mean),
                quadrant: quadrant(&unit),
                ..unit
            })
        })
        .collect();
    Ok(Local::new(own(y), &units))
}

/// Multivariate local Geary: the mean over k columns of their C_i, all columns of a unit drawn together.
///
/// * `columns`: k columns of n values each. There is no single value or lag. A unit is Positive where the statistic is below its
///   expectation, else Negative, as in GeoDa.
/// * esda's scale; GeoDa's and spdep's is (n-1)/n times ours. With one column it is [`local_geary`].
/// * p-values, units without neighbours and errors are as in [`super::local_moran`]; an error names the column by its number, and it is
///   one to give none.
///
/// Source: Anselin 2019, doi:10.1111/gean.12164, equation 9. O(k x links x permutations + n k²).
pub fn local_geary_multivariate(
    columns: &[&[f64]],
    graph: &Graph,
    transform: Transform,
    permutations: usize,
    seed: u64,
) -> Result<Local> {
    let checked = (1..)
        .zip(columns)
        .map(|(number, y)| Column::new(y, graph).map_err(|e| e.column(format!("number {number}"))));
    let checked: Vec<Column> = checked.collect::<Result<_>>()?;
    if checked.is_empty() {
        return Err(Error::input("no column to compare units by").remedy("name at least one"));
    }
    let weights = Weights::new(graph, transform, 0.0)?;
    let columns: Vec<&Column> = checked.iter().collect();
    let scores = Scores::new(&columns);
    let gap = |i: usize, j: usize| {
        let (a, b) = (scores.of(i), scores.of(j));
        a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>() / scores.k as f64
    };
    let units = gearies(&scores, gap, &weights, permutations, seed);
    Ok(Local::new(vec![None; graph.n()], &units))
}

/// The statistic of each unit with neighbours, given the gap between two units: Positive or Negative, without value and lag.
fn gearies(
    scores: &Scores,
    gap: impl Fn(usize, usize) -> f64 + Sync,
    weights: &Weights<'_>,
    permutations: usize,
    seed: u64,
) -> Vec<Option<Unit>> {
    let n = weights.graph().n();
    let others = (n - 1) as f64;
    let reach = 4.0 * scores.z.iter().fold(0.0_f64, |most, z| most.max(z * z));
    let tails = conditional_terms(weights, permutations, seed, reach, &gap);
    let unit = |i: usize| {
        let (w1, w2) = weights.row_sums(i);
        let (sum, squares) = scores.gaps(i);
        let mean = sum / others;
        let about = above_noise(squares - sum * mean, squares);
        let (expected, variance) = drawn(others, mean, about, w1, w2);
        let statistic: f64 = weights.row(i).map(|(j, w)| w * gap(i, j)).sum();
        Unit {
            lag: None,
            statistic,
            expected,
            variance,
            z: score(statistic, expected, variance),
            tails: tails[i],
            // not told by the last bit where all draws are alike
            quadrant: if statistic < expected * (1.0 - 1e-12) {
                Cluster::Positive
            } else {
                Cluster::Negative
            },
        }
    };
    linked(weights.graph(), unit)
}

/// n x k standard scores, and sums over all units of products of two columns a and b.
struct Scores {
    k: usize,
    n: f64,
    z: Vec<f64>,
    /// k x k of the sums of ab, ab², a²b and a²b².
    cross: Vec<[f64; 4]>,
}

impl Scores {
    fn new(columns: &[&Column]) -> Self {
        let (n, k) = (columns[0].z.len(), columns.len());
        let deviation: Vec<f64> = columns
            .iter()
            .map(|c| (c.squares / n as f64).sqrt())
            .collect();
        let mut z = Vec::with_capacity(n * k);
        for i in 0..n {
            z.extend(columns.iter().zip(&deviation).map(|(c, d)| c.z[i] / d));
        }
        let mut cross = vec![[0.0; 4]; k * k];
        for row in z.chunks_exact(k) {
            for (a, sums) in row.iter().zip(cross.chunks_exact_mut(k)) {
                for (b, sums) in row.iter().zip(sums) {
                    let ab = a * b;
                    let terms = [ab, ab * b, a * ab, ab * ab];
                    sums.iter_mut()
                        .zip(terms)
                        .for_each(|(sum, term)| *sum += term);
                }
            }
        }
        Self {
            k,
            n: n as f64,
            z,
            cross,
        }
    }

    fn of(&self, i: usize) -> &[f64] {
        &self.z[i * self.k..(i + 1) * self.k]
    }

    /// Sums over all units j of the gap between i and j and of its square; the gap of i itself is 0.
    fn gaps(&self, i: usize) -> (f64, f64) {
        let (own, k, n) = (self.of(i), self.k as f64, self.n);
        let (mut sum, mut squares) = (0.0, 0.0);
        for (a, cross) in own.iter().zip(self.cross.chunks_exact(self.k)) {
            sum += n * a * a + n;
            for (b, [xy, xyy, xxy, xxyy]) in own.iter().zip(cross) {
                squares += n * (a * a * b * b + a * a + b * b) + 4.0 * a * b * xy + xxyy
                    - 2.0 * (a * xyy + b * xxy);
            }
        }
        (sum / k, squares / (k * k))
    }
}
