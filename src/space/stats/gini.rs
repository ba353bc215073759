//! The spatial Gini: inequality among neighbours, and among those who are none.

use super::column::Column;
use super::permutation::{Tails, shuffled};
use crate::error::{Error, Result};
use crate::space::graph::Graph;

/// A Gini coefficient in two parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpatialGini {
    /// Number of units.
    pub n: usize,
    /// The Gini coefficient, each unit weighing the same.
    pub gini: f64,
    /// The part of pairs that are neighbours.
    pub neighbours: f64,
    /// The part of all other pairs; the greater, the more alike neighbours are.
    pub others: f64,
    /// Permutations of the part of the others; `None` when none were asked for.
    pub permuted: Option<Tails>,
}

/// Gini = sum over pairs of |y_i - y_j| / (2 n^2 mean), parted into pairs that are linked and pairs that are not; links weigh 1.
///
/// `y`: n values from 0 up, not all alike, at least 4. Permutations shuffle all values; permutation r draws from stream r of `seed`.
///
/// # Errors
/// Those of [`super::moran`] for the column and the graph; a value below 0.
///
/// Source: Rey and Smith 2013, doi:10.1007/s12076-012-0086-z. O(n log n + links x permutations).
pub fn spatial_gini(
    y: &[f64],
    graph: &Graph,
    permutations: usize,
    seed: u64,
) -> Result<SpatialGini> {
    Column::new(y, graph)?;
    if let Some(i) = y.iter().position(|v| *v < 0.0) {
        return Err(Error::input(format!(
            "inequality is measured of amounts from 0 up, and this is {}",
            y[i]
        ))
        .row(i + 1)
        .remedy("correct it or leave the cell empty"));
    }
    let n = y.len() as f64;
    let mut sorted = y.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let total: f64 = sorted.iter().sum();
    let ranked = sorted.iter().enumerate();
    let ranked: f64 = ranked.map(|(i, v)| (2.0 * i as f64 + 1.0 - n) * v).sum();
    let gini = ranked / (n * total);
    let near = |y: &[f64]| -> f64 {
        let unit = |i: usize| -> f64 {
            let others = graph.neighbours(i).iter();
            others.map(|&j| (y[i] - y[j as usize]).abs()).sum()
        };
        (0..y.len()).map(unit).sum::<f64>() / (2.0 * n * total)
    };
    let neighbours = near(y);
    let [permuted] = shuffled(y, permutations, seed, [1e-12 * gini], |y| [gini - near(y)]);
    Ok(SpatialGini {
        n: y.len(),
        gini,
        neighbours,
        others: gini - neighbours,
        permuted,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::space::graph::{Link, LinkKind};

    /// A chain 1, 2, 3, 10: linked pairs differ by 1, 1 and 7, all pairs by 9 + 8 + 7 + 2 + 1 + 1 = 28, over 2 n sum = 128 each way.
    #[test]
    fn by_hand_and_in_any_threads() {
        let pairs = [(0, 1), (1, 2), (2, 3)];
        let links = pairs
            .into_iter()
            .flat_map(|(a, b)| [(a, b), (b, a)])
            .map(|(from, to)| Link {
                from,
                to,
                weight: 1.0,
                border_m: 0.0,
                kind: LinkKind::Given,
            });
        let graph = Graph::from_links(4, links.collect());
        let y = [1.0, 2.0, 3.0, 10.0];
        let found = spatial_gini(&y, &graph, 99, 1).unwrap();
        assert!((found.gini - 56.0 / 128.0).abs() < 1e-12);
        assert!((found.neighbours - 18.0 / 128.0).abs() < 1e-12);
        assert!((found.others - 38.0 / 128.0).abs() < 1e-12);
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build();
        let again = one
            .unwrap()
            .install(|| spatial_gini(&y, &graph, 99, 1).unwrap());
        assert_eq!(again, found);
        assert_eq!(
            spatial_gini(&[-1.0, 2.0, 3.0, 4.0], &graph, 9, 1)
                .unwrap_err()
                .place
                .row,
            Some(1)
        );
    }
}
