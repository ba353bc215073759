//! AZP: a given number of regions, improved by moving units between them.

use super::descent::{Best, improve};
use super::problem::Ready;
use super::state::{State, rows};
use super::{Linkage, Search, linkage, numbered, tree};
use crate::error::{Error, Result};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use rayon::prelude::*;

/// Regions from several starts, the best of them: REDCAP with Ward linkage is the first start, others grow from random units.
///
/// Errors: infeasible when no start comes to a partition that keeps the floor, which is no proof that there is none.
pub(super) fn azp(ready: &Ready<'_>, regions: usize, search: &Search) -> Result<Vec<u32>> {
    let nested = tree::cut(ready, &linkage::join(ready, Linkage::Ward).links, regions);
    let planned = (nested.most >= regions).then(|| nested.labels(regions));
    let rows = rows(ready.attributes);
    let found: Vec<Option<Best>> = (0..search.starts.max(1))
        .into_par_iter()
        .map(|start| {
            let mut rng = stream(search.seed, start as u64);
            let label = match &planned {
                Some(label) if start == 0 => label.clone(),
                _ => grown(ready, regions, &mut rng),
            };
            descend(ready, &rows, label, search, &mut rng)
        })
        .collect();
    best(found)
        .map(|best| numbered(&best.label))
        .ok_or_else(|| {
            Error::infeasible(format!(
                "no start came to {regions} regions that each keep the floor"
            ))
            .remedy("ask for fewer regions, lower the floor, or give more --starts")
        })
}

/// The random stream of one start.
pub(super) fn stream(seed: u64, start: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(start);
    rng
}

/// Improves one partition; what lacks of a floor has a price.
pub(super) fn descend(
    ready: &Ready<'_>,
    rows: &[f64],
    label: Vec<u32>,
    search: &Search,
    rng: &mut ChaCha8Rng,
) -> Option<Best> {
    let mut state = State::new(ready, rows, search.objective, label, 0.0);
    // a region with nothing of its floor costs as much as several whole regions
    let price = state.cost() / state.regions() as f64;
    state.set_penalty(DEAR * price.max(f64::MIN_POSITIVE));
    improve(&mut state, search.descent, rng)
}

/// The price of an empty region, in mean regions.
const DEAR: f64 = 10.0;

/// The cheapest; of equal ones that of the earliest start.
pub(super) fn best(found: Vec<Option<Best>>) -> Option<Best> {
    let mut found = found.into_iter().flatten();
    let first = found.next()?;
    Some(found.fold(
        first,
        |best, other| if other.cost < best.cost { other } else { best },
    ))
}

/// Regions grown from random units, at least one in each component, the one with the least of the floor first.
fn grown(ready: &Ready<'_>, regions: usize, rng: &mut ChaCha8Rng) -> Vec<u32> {
    let n = ready.n();
    let mut label = vec![u32::MAX; n];
    let pick = |units: &Vec<u32>| units[rng.random_range(0..units.len())];
    let mut seeds: Vec<u32> = ready.components.iter().map(pick).collect();
    for &seed in &seeds {
        label[seed as usize] = 0;
    }
    while seeds.len() < regions {
        let seed = rng.random_range(0..n as u32);
        if label[seed as usize] == u32::MAX {
            label[seed as usize] = 0;
            seeds.push(seed);
        }
    }
    let mut growing: Vec<(u32, Vec<u32>, f64)> = Vec::new();
    for (region, &seed) in (0..).zip(&seeds) {
        label[seed as usize] = region;
        let around = ready.graph.neighbours(seed as usize).to_vec();
        growing.push((region, around, amount(ready, seed)));
    }
    while !growing.is_empty() {
        let turn = match ready.floor {
            // those few that are drawn: the poorest grows
            Some(_) => (0..DRAWN)
                .map(|_| rng.random_range(0..growing.len()))
                .min_by(|&a, &b| growing[a].2.total_cmp(&growing[b].2))
                .unwrap_or(0),
            None => rng.random_range(0..growing.len()),
        };
        let (region, around, sum) = &mut growing[turn];
        if around.is_empty() {
            growing.swap_remove(turn);
            continue;
        }
        let unit = around.swap_remove(rng.random_range(0..around.len()));
        if label[unit as usize] == u32::MAX {
            label[unit as usize] = *region;
            *sum += amount(ready, unit);
            let next = ready.graph.neighbours(unit as usize).iter();
            around.extend(next.filter(|&&j| label[j as usize] == u32::MAX));
        }
    }
    label
}

/// Regions drawn to find a poor one.
const DRAWN: usize = 3;

fn amount(ready: &Ready<'_>, i: u32) -> f64 {
    ready.floor.map_or(1.0, |(amount, _)| amount[i as usize])
}
