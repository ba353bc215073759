//! p sites with the least farthest distance: the p-centre (Hakimi 1964, doi:10.1287/opre.12.3.450), by bisection over set covers
//! (Minieka 1970, doi:10.1137/1012016).

use super::budget::Budget;
use super::cover::{self, Fewest};
use super::location::{Goal, Location};
use super::near::{Near, Space};
use crate::error::Result;
use std::sync::Arc;

/// The best sites known, and what is known of better ones.
pub(super) struct Centred {
    pub open: Vec<u32>,
    /// The farthest distance.
    pub far: f64,
    /// No p sites reach all from nearer.
    pub bound: f64,
    pub work: u64,
}

/// Seeks the p sites, fixed ones among them.
pub(super) fn centre(
    space: &Space,
    fixed: &[bool],
    p: usize,
    budget: Budget,
    seed: u64,
) -> Result<Centred> {
    let mut open = farthest_first(space, fixed, p);
    let mut far = farthest(space, &open);
    let near = Near::within(space, far);
    let nearest = (0..near.n()).filter_map(|i| near.of(i).1.first().copied());
    let least = nearest.fold(0.0, f64::max);
    let listed = (0..near.n()).flat_map(|i| near.of(i).1.iter().copied());
    let mut radii: Vec<f64> = listed.filter(|r| *r >= least && *r < far).collect();
    radii.sort_unstable_by(f64::total_cmp);
    radii.dedup();
    let mut work = 1;
    let budget = budget.part(2.0 * (radii.len() as f64 + 2.0).log2());
    // below `low` is proven empty, from `high` on is reached, what was tried between is not known
    let (mut low, mut high, mut tried) = (0, radii.len(), 0);
    let decide = |r: usize| -> Result<Fewest> {
        let location = Location {
            goal: Goal::Cover,
            weight: vec![1.0; near.n()],
            near: Arc::new(near.cut(radii[r])),
            p,
            capacity: None,
            fixed: fixed.to_vec(),
            space: Some(space),
        };
        cover::fewest(&location, budget, seed, Some(p as f64))
    };
    let reaches = |found: &Fewest| found.best.cost <= p as f64;
    let empty = |found: &Fewest| found.bound > p as f64 + 0.5;
    while low.max(tried) < high {
        let middle = low.max(tried) + (high - low.max(tried)) / 2;
        let found = decide(middle)?;
        work += found.work;
        if reaches(&found) {
            open = cover_filled(&found.best.open, space.sites.len(), p);
            far = farthest(space, &open);
            high = radii.partition_point(|r| *r < far).min(middle);
        } else if empty(&found) {
            low = middle + 1;
        } else {
            tried = middle + 1;
        }
    }
    // what was not decided may still be proven further down
    let mut top = tried.min(high);
    while low < top {
        let middle = low + (top - low) / 2;
        let found = decide(middle)?;
        work += found.work;
        if empty(&found) {
            low = middle + 1;
        } else {
            top = middle;
        }
    }
    Ok(Centred {
        bound: radii
            .get(low)
            .copied()
            .unwrap_or(far)
            .min(far)
            .max(least.min(far)),
        open,
        far,
        work,
    })
}

/// Sites added in order until there are p: more sites are never farther.
fn cover_filled(open: &[u32], m: usize, p: usize) -> Vec<u32> {
    let mut open = open.to_vec();
    let rest: Vec<u32> = (0..m as u32).filter(|j| !open.contains(j)).collect();
    open.extend(rest.into_iter().take(p.saturating_sub(open.len())));
    open.sort_unstable();
    open
}

fn farthest(space: &Space, open: &[u32]) -> f64 {
    let near = space.nearest(open).into_iter().flatten();
    near.map(|(_, far)| far).fold(0.0, f64::max)
}

/// The fixed sites, then the site nearest to the demand that is farthest from those chosen (Gonzalez 1985,
/// doi:10.1016/0304-3975(85)90224-5).
fn farthest_first(space: &Space, fixed: &[bool], p: usize) -> Vec<u32> {
    let all = 0..fixed.len() as u32;
    let mut open: Vec<u32> = all.clone().filter(|&j| fixed[j as usize]).collect();
    let to = |j: u32| -> Vec<f64> {
        let near = space.nearest(&[j]).into_iter();
        near.map(|found| found.map_or(0.0, |(_, far)| far))
            .collect()
    };
    let mut far = vec![f64::INFINITY; space.demand.len()];
    for &j in &open {
        far.iter_mut().zip(to(j)).for_each(|(f, d)| *f = f.min(d));
    }
    while open.len() < p {
        let worst = (0..far.len()).max_by(|&a, &b| far[a].total_cmp(&far[b]).then(b.cmp(&a)));
        let Some(worst) = worst else { break };
        let closed = all.clone().filter(|j| !open.contains(j));
        let near = closed.map(|j| (space.apart(worst, j as usize), j));
        let Some((_, j)) = near.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))) else {
            break;
        };
        far.iter_mut().zip(to(j)).for_each(|(f, d)| *f = f.min(d));
        open.push(j);
    }
    open.sort_unstable();
    open
}
