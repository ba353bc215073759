//! Whether several estimates are all nothing: the check of trends before the start.
//!
//! F = b' V^-1 b / q against F(q, G-1), V the cluster-robust covariance.

use super::effect::{cluster_sums, clusters_of, factor};
use super::overall::Mean;
use nalgebra::{DMatrix, DVector};
use statrs::distribution::{ContinuousCDF, FisherSnedecor};

/// A joint test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wald {
    /// The statistic.
    pub f: f64,
    /// Estimates that are tested.
    pub leads: usize,
    /// Degrees of freedom below: clusters less one.
    pub freedom: usize,
    /// Chance of a statistic as great where all are nothing.
    pub p: f64,
}

/// Tests that all means are 0; none without means, with as many as clusters or more, with all treated in one cluster, or when one follows from the others.
pub fn wald(means: &[Mean], cluster: &[u32]) -> Option<Wald> {
    let q = means.len();
    let sums: Vec<_> = means
        .iter()
        .map(|mean| cluster_sums(&mean.influence, cluster))
        .collect();
    let mut clusters: Vec<u32> = sums.iter().flatten().map(|(cluster, _)| *cluster).collect();
    clusters.sort_unstable();
    clusters.dedup();
    let freedom = clusters
        .len()
        .checked_sub(1)
        .filter(|freedom| *freedom > 0)?;
    let treated = |mean: &Mean| clusters_of(&mean.treated, cluster);
    if q == 0 || q > freedom || means.iter().any(|mean| treated(mean) < 2) {
        return None;
    }
    let mut scores = DMatrix::<f64>::zeros(clusters.len(), q);
    for (column, sums) in sums.iter().enumerate() {
        for (cluster, sum) in sums {
            let row = clusters.binary_search(cluster).ok()?;
            scores[(row, column)] = *sum;
        }
    }
    let mut units: Vec<u32> = means
        .iter()
        .flat_map(|m| m.influence.iter().map(|(unit, _)| *unit))
        .collect();
    units.sort_unstable();
    units.dedup();
    let covariance = scores.transpose() * &scores * factor(clusters.len(), units.len(), 2)?;
    // scaled to correlations, so that units of the outcome make no difference to what is singular
    let scale = DVector::from_iterator(q, (0..q).map(|i| covariance[(i, i)].sqrt()));
    if scale.iter().any(|s| *s <= 0.0) {
        return None;
    }
    let correlation = DMatrix::from_fn(q, q, |i, j| covariance[(i, j)] / (scale[i] * scale[j]));
    let b = DVector::from_iterator(q, means.iter().zip(scale.iter()).map(|(m, s)| m.effect / s));
    let root = correlation.cholesky()?;
    let factor = root.l();
    if (0..q).any(|i| factor[(i, i)] < 1e-7) {
        return None;
    }
    let f = b.dot(&root.solve(&b)) / q as f64;
    let law = FisherSnedecor::new(q as f64, freedom as f64).ok()?;
    Some(Wald {
        f,
        leads: q,
        freedom,
        p: law.sf(f),
    })
}
