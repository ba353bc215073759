//! Max-p: as many regions as the floor lets be, then the most alike ones.

use super::azp::{best, descend, stream};
use super::descent::Best;
use super::problem::Ready;
use super::state::{State, rows};
use super::{Search, numbered};
use crate::error::{Error, Result};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;
use rayon::prelude::*;

/// Starts that are improved, of those with the most regions and the least cost.
const IMPROVED: usize = 12;

/// Each start builds regions up to the floor; of those with the most regions the best are improved.
///
/// Errors: without a floor there is no most.
pub(super) fn max_p(ready: &Ready<'_>, search: &Search) -> Result<Vec<u32>> {
    if ready.floor.is_none_or(|(_, least)| least <= 0.0) {
        return Err(Error::study("max-p needs a floor above 0")
            .remedy("give a floor, such as people and the fewest of them"));
    }
    let rows = rows(ready.attributes);
    let built: Vec<(usize, f64, Vec<u32>, ChaCha8Rng)> = (0..search.starts.max(1))
        .into_par_iter()
        .map(|start| {
            let mut rng = stream(search.seed, start as u64);
            let label = build(ready, &rows, search, start, &mut rng);
            let state = State::new(ready, &rows, search.objective, label, 0.0);
            (state.regions(), state.cost(), state.label, rng)
        })
        .collect();
    let most = built
        .iter()
        .map(|(regions, ..)| *regions)
        .max()
        .unwrap_or(0);
    let mut chosen: Vec<_> = built.into_iter().filter(|built| built.0 == most).collect();
    chosen.sort_by(|a, b| a.1.total_cmp(&b.1));
    chosen.truncate(IMPROVED);
    let found: Vec<Option<Best>> = chosen
        .into_par_iter()
        .map(|(_, cost, label, mut rng)| {
            let improved = descend(ready, &rows, label.clone(), search, &mut rng);
            improved.or(Some(Best { label, cost }))
        })
        .collect();
    best(found)
        .map(|best| numbered(&best.label))
        .ok_or_else(|| Error::engine("no start of max-p made a region"))
}

/// Regions grown up to the floor one after another, each from a unit with few free neighbours or from any; what is left over joins
/// the neighbouring region that it costs least.
fn build(
    ready: &Ready<'_>,
    rows: &[f64],
    search: &Search,
    start: usize,
    rng: &mut ChaCha8Rng,
) -> Vec<u32> {
    const FREE: u32 = u32::MAX;
    const LEFT: u32 = u32::MAX - 1;
    let n = ready.n();
    let (amount, least) = ready.floor.unwrap_or((&[], 0.0));
    let mut label = vec![FREE; n];
    let mut order: Vec<u32> = (0..n as u32).collect();
    order.shuffle(rng);
    // odd starts peel the map from its rim, so that few units are left over; even ones take seeds as they come
    let peel = start % 2 == 1;
    let mut rim: Vec<u32> = Vec::new();
    let mut next = 0;
    let mut regions = 0;
    let free = |label: &[u32], i: u32| {
        let around = ready.graph.neighbours(i as usize).iter();
        around.filter(|&&j| label[j as usize] == FREE).count()
    };
    loop {
        rim.retain(|&i| label[i as usize] == FREE);
        let on_rim = rim.iter().copied().filter(|_| peel);
        let narrow = on_rim.min_by_key(|&i| (free(&label, i), i));
        let seed = narrow.or_else(|| {
            while next < n && label[order[next] as usize] != FREE {
                next += 1;
            }
            order.get(next).copied()
        });
        let Some(seed) = seed else { break };
        let mut members = vec![seed];
        let mut around: Vec<u32> = Vec::new();
        let mut sum = amount[seed as usize];
        label[seed as usize] = regions;
        let mut at = 0;
        while sum < least {
            while let Some(&i) = members.get(at) {
                at += 1;
                let fresh = ready.graph.neighbours(i as usize).iter();
                around.extend(fresh.filter(|&&j| label[j as usize] == FREE));
            }
            around.retain(|&i| label[i as usize] == FREE);
            around.sort_unstable();
            around.dedup();
            if around.is_empty() {
                break;
            }
            let lacking = least - sum;
            let choice = if peel && rng.random_bool(0.8) {
                // the last one should pass the floor by little, the others leave no holes
                let last = around
                    .iter()
                    .copied()
                    .filter(|&i| amount[i as usize] >= lacking);
                let last = last.min_by(|&a, &b| {
                    amount[a as usize]
                        .total_cmp(&amount[b as usize])
                        .then(a.cmp(&b))
                });
                last.or_else(|| around.iter().copied().min_by_key(|&i| (free(&label, i), i)))
            } else {
                Some(around[rng.random_range(0..around.len())])
            };
            let Some(unit) = choice else { break };
            label[unit as usize] = regions;
            sum += amount[unit as usize];
            members.push(unit);
        }
        if sum >= least {
            regions += 1;
            let beside = members
                .iter()
                .flat_map(|&i| ready.graph.neighbours(i as usize));
            rim.extend(beside.filter(|&&j| label[j as usize] == FREE));
            rim.sort_unstable();
            rim.dedup();
        } else {
            members.iter().for_each(|&i| label[i as usize] = LEFT);
        }
    }
    absorb(ready, rows, search, label, regions, LEFT)
}

/// Puts the units left over into the region beside them that they cost least, until there are none.
fn absorb(
    ready: &Ready<'_>,
    rows: &[f64],
    search: &Search,
    mut label: Vec<u32>,
    regions: u32,
    left_over: u32,
) -> Vec<u32> {
    let mut regions = regions;
    // a component where nothing reached the floor is one region
    for units in &ready.components {
        if units.iter().all(|&i| label[i as usize] == left_over) {
            units.iter().for_each(|&i| label[i as usize] = regions);
            regions += 1;
        }
    }
    let mut left: Vec<u32> = (0..ready.n() as u32)
        .filter(|&i| label[i as usize] == left_over)
        .collect();
    // those left over are a region of their own until they are put elsewhere
    left.iter().for_each(|&i| label[i as usize] = regions);
    let mut state = State::new(ready, rows, search.objective, label, 0.0);
    while !left.is_empty() {
        let before = left.len();
        left.retain(|&i| {
            let beside = state.neighbours(i).iter().map(|&j| state.label[j as usize]);
            let beside = beside.filter(|&region| region != regions);
            let costs = beside.map(|region| (state.within(i, region), region));
            let cheapest = costs.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            match cheapest {
                Some((_, region)) => state.put(i, region),
                None => return true,
            }
            false
        });
        if left.len() == before {
            break;
        }
    }
    state.label
}
