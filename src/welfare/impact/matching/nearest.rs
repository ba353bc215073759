//! The nearest controls of each treated village within its stratum.

use super::Rule;
use super::distance::Places;
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// For each treated village, ascending, its controls with their distances, the nearest first. With replacement those whose first coordinate alone is farther
/// than the nearest found are passed over; without it O(treated x controls).
///
/// With replacement, controls as near as the last of the `ratio` nearest are taken too (Abadie and Imbens 2006, doi:10.1111/j.1468-0262.2006.00655.x):
/// scores of few values tie often, and whoever comes first by code would stand for all. Without replacement villages choose one after another, the likeliest
/// to be treated first where places are odds; equals, of either side, come in an order drawn by the seed. A second control is chosen when everybody had the chance
/// of a first (as MatchIt does).
pub(super) fn nearest(
    places: &Places,
    stratum: &[u32],
    rule: &Rule,
) -> Vec<(u32, Vec<(u32, f64)>)> {
    let mut strata: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, (unit, _)) in places.controls.iter().enumerate() {
        strata.entry(stratum[*unit as usize]).or_default().push(at);
    }
    let within = |d: f64| rule.caliper.is_none_or(|most| d <= most);
    let sorted = |mut found: Vec<(u32, f64)>| {
        found.sort_unstable_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        found
    };
    if rule.replacement {
        let first = |at: usize| places.controls[at].1[0];
        for line in strata.values_mut() {
            line.sort_by(|&a, &b| first(a).total_cmp(&first(b)));
        }
        let own = places.treated.par_iter().map(|(unit, place)| {
            let line = strata
                .get(&stratum[*unit as usize])
                .map_or(&[][..], Vec::as_slice);
            (*unit, sorted(beside(line, &places.controls, place, rule)))
        });
        return own.collect();
    }
    let mut rng = ChaCha8Rng::seed_from_u64(rule.seed);
    let lots: Vec<u64> = stratum.iter().map(|_| rng.next_u64()).collect();
    let lot = |unit: u32| lots[unit as usize];
    let mut order: Vec<usize> = (0..places.treated.len()).collect();
    order.sort_by_key(|&own| lot(places.treated[own].0));
    if places.odds {
        order.sort_by(|&a, &b| places.treated[b].1[0].total_cmp(&places.treated[a].1[0]));
    }
    // those who are free, in the order of their lots
    let mut free: BTreeMap<u32, BTreeSet<(u64, usize)>> = strata
        .iter()
        .map(|(stratum, at)| {
            let lots = at.iter().map(|&at| (lot(places.controls[at].0), at));
            (*stratum, lots.collect())
        })
        .collect();
    let mut found: Vec<(u32, Vec<(u32, f64)>)> = places
        .treated
        .iter()
        .map(|(unit, _)| (*unit, Vec::new()))
        .collect();
    for _ in 0..rule.ratio {
        for &own in &order {
            let (unit, place) = &places.treated[own];
            let Some(left) = free.get_mut(&stratum[*unit as usize]) else {
                continue;
            };
            let each = left
                .iter()
                .map(|&(lot, at)| ((lot, at), distance(place, &places.controls[at].1)));
            let best = each
                .filter(|(_, d)| within(*d))
                .reduce(|a, b| if b.1 < a.1 { b } else { a });
            if let Some((control, d)) = best {
                left.remove(&control);
                found[own].1.push((places.controls[control.1].0, d));
            }
        }
    }
    found
        .into_iter()
        .map(|(unit, controls)| (unit, sorted(controls)))
        .collect()
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    let squares: f64 = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum();
    squares.sqrt()
}

/// The `ratio` nearest within the caliper, and those as near as the last of them; `line` is sorted by the first coordinate and is left, on both sides, where that
/// alone is too far.
fn beside(
    line: &[usize],
    controls: &[(u32, Vec<f64>)],
    place: &[f64],
    rule: &Rule,
) -> Vec<(u32, f64)> {
    let first = |i: usize| controls[line[i]].1[0];
    let mut right = line.partition_point(|&at| controls[at].1[0] < place[0]);
    let mut left = right;
    let mut most = rule.caliper.unwrap_or(f64::INFINITY);
    let mut found: Vec<(u32, f64)> = Vec::new();
    loop {
        let low = left.checked_sub(1).map(|i| (i, place[0] - first(i)));
        let high = (right < line.len()).then(|| (right, first(right) - place[0]));
        let (at, apart) = match (low, high) {
            (Some(low), Some(high)) if low.1 <= high.1 => low,
            (Some(low), None) => low,
            (_, Some(high)) => high,
            (None, None) => return found,
        };
        if apart > most {
            return found;
        }
        match at < left {
            true => left -= 1,
            false => right += 1,
        }
        let (unit, other) = &controls[line[at]];
        let d = distance(place, other);
        if d > most {
            continue;
        }
        found.push((*unit, d));
        if found.len() >= rule.ratio {
            let order = |a: &(u32, f64), b: &(u32, f64)| a.1.total_cmp(&b.1);
            let (_, last, _) = found.select_nth_unstable_by(rule.ratio - 1, order);
            most = last.1;
            found.retain(|(_, d)| *d <= most);
        }
    }
}
