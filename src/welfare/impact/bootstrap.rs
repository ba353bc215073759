//! p of a difference of changes when clusters are few: the wild cluster bootstrap-t with the null imposed.
//!
//! Cameron, Gelbach and Miller (2008), doi:10.1162/rest.90.3.414, Rademacher weights. A draw turns the signs of the residuals of the null, those of a
//! cluster together. Draw r has the random stream r of the seed; where there are no more ways to turn signs than draws, every one is taken once.

use super::cell::{Member, mean};
use super::effect::factor;
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What a draw needs to know of a cluster.
#[derive(Debug, Clone, Copy, Default)]
struct Cluster {
    /// Sums of weights of treated and others.
    weight: [f64; 2],
    /// Sums of weighted residuals under the null.
    rest: [f64; 2],
}

/// What came of the draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// Share of draws with a t as far from 0; (M+1)/(R+1) where they are random.
    pub p: f64,
    /// Draws made.
    pub draws: usize,
    /// Whether they are all there are.
    pub exact: bool,
}

/// Draws of a sample; none with one side empty, fewer than two clusters, or no draw asked for.
pub fn bootstrap(
    members: &[Member],
    cluster: &[u32],
    draws: usize,
    seed: u64,
) -> Option<Bootstrap> {
    let (_, own) = mean(members, true)?;
    let (_, other) = mean(members, false)?;
    let total: f64 = members.iter().map(|m| m.weight).sum();
    let level = members.iter().map(|m| m.weight * m.change).sum::<f64>() / total;
    let mut clusters: BTreeMap<u32, Cluster> = BTreeMap::new();
    for m in members {
        let of = clusters.entry(cluster[m.unit as usize]).or_default();
        let side = usize::from(!m.treated);
        of.weight[side] += m.weight;
        of.rest[side] += m.weight * (m.change - level);
    }
    let clusters: Vec<Cluster> = clusters.into_values().collect();
    let factor = factor(clusters.len(), members.len(), 2).filter(|_| draws > 0)?;
    let t = |sign: &dyn Fn(usize) -> f64| -> f64 {
        let (mut a, mut b) = (0.0, 0.0);
        for (c, of) in clusters.iter().enumerate() {
            a += sign(c) * of.rest[0];
            b += sign(c) * of.rest[1];
        }
        let (a, b) = (a / own, b / other);
        let scores = clusters.iter().enumerate().map(|(c, of)| {
            let treated = sign(c) * of.rest[0] - a * of.weight[0];
            let control = sign(c) * of.rest[1] - b * of.weight[1];
            treated / own - control / other
        });
        let squares: f64 = scores.map(|score| score * score).sum();
        (a - b) / (factor * squares).sqrt()
    };
    let found = t(&|_| 1.0).abs();
    if !found.is_finite() {
        return None;
    }
    // rounding must not part a draw from its mirror image
    let as_far = |t: f64| t.is_nan() || t.abs() >= found * (1.0 - 1e-12);
    let ways = 1_usize
        .checked_shl(clusters.len() as u32)
        .filter(|ways| clusters.len() < 64 && *ways <= draws);
    if let Some(ways) = ways {
        let far = (0..ways)
            .into_par_iter()
            .filter(|way| as_far(t(&|c| if (way >> c) & 1 == 1 { -1.0 } else { 1.0 })));
        return Some(Bootstrap {
            p: far.count() as f64 / ways as f64,
            draws: ways,
            exact: true,
        });
    }
    let far = (0..draws).into_par_iter().filter(|draw| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(*draw as u64);
        let words: Vec<u64> = (0..clusters.len().div_ceil(64))
            .map(|_| rng.next_u64())
            .collect();
        as_far(t(&|c| {
            if (words[c / 64] >> (c % 64)) & 1 == 1 {
                -1.0
            } else {
                1.0
            }
        }))
    });
    Some(Bootstrap {
        p: (far.count() + 1) as f64 / (draws + 1) as f64,
        draws,
        exact: false,
    })
}
