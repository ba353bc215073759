//! The nearest controls of each treated village within its stratum.

use super::Rule;
use super::distance::Places;
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// For each treated village, ascending, its controls with their distances, the nearest first. O(treated x controls), but for places on a line with
/// replacement, which are sorted.
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
    let near = |unit: u32| strata.get(&stratum[unit as usize]).map_or(&[][..], Vec::as_slice);
    let distance = |a: &[f64], b: &[f64]| {
        let squares: f64 = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum();
        squares.sqrt()
    };
    let within = |d: f64| rule.caliper.is_none_or(|most| d <= most);
    let sorted = |mut found: Vec<(u32, f64)>| {
        found.sort_unstable_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        found
    };
    let on_a_line = places.treated.iter().all(|(_, place)| place.len() == 1);
    if rule.replacement && on_a_line {
        let mut lines: BTreeMap<u32, Vec<(f64, u32)>> = BTreeMap::new();
        for (unit, place) in &places.controls {
            lines.entry(stratum[*unit as usize]).or_default().push((place[0], *unit));
        }
        lines.values_mut().for_each(|line| line.sort_unstable_by(|a, b| a.0.total_cmp(&b.0)));
        let own = places.treated.par_iter().map(|(unit, place)| {
            let line = lines.get(&stratum[*unit as usize]).map_or(&[][..], Vec::as_slice);
            let found = beside(line, place[0], rule.ratio);
            (*unit, sorted(found.into_iter().filter(|(_, d)| within(*d)).collect()))
        });
        return own.collect();
    }
    if rule.replacement {
        let own = places.treated.par_iter().map(|(unit, place)| {
            let mut found: Vec<(u32, f64)> = near(*unit)
                .iter()
                .map(|&at| (places.controls[at].0, distance(place, &places.controls[at].1)))
                .filter(|(_, d)| within(*d))
                .collect();
            if found.len() > rule.ratio {
                let order = |a: &(u32, f64), b: &(u32, f64)| a.1.total_cmp(&b.1);
                let (_, last, _) = found.select_nth_unstable_by(rule.ratio - 1, order);
                let last = last.1;
                found.retain(|(_, d)| *d <= last);
            }
            (*unit, sorted(found))
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
    let mut found: Vec<(u32, Vec<(u32, f64)>)> =
        places.treated.iter().map(|(unit, _)| (*unit, Vec::new())).collect();
    for _ in 0..rule.ratio {
        for &own in &order {
            let (unit, place) = &places.treated[own];
            let Some(left) = free.get_mut(&stratum[*unit as usize]) else {
                continue;
            };
            let each = left.iter().map(|&(lot, at)| ((lot, at), distance(place, &places.controls[at].1)));
            let best = each.filter(|(_, d)| within(*d)).reduce(|a, b| if b.1 < a.1 { b } else { a });
            if let Some((control, d)) = best {
                left.remove(&control);
                found[own].1.push((places.controls[control.1].0, d));
            }
        }
    }
    found.into_iter().map(|(unit, controls)| (unit, sorted(controls))).collect()
}

/// The `ratio` nearest of places on a line, and those as near as the last of them.
fn beside(line: &[(f64, u32)], at: f64, ratio: usize) -> Vec<(u32, f64)> {
    let mut right = line.partition_point(|(place, _)| *place < at);
    let mut left = right;
    let mut found: Vec<(u32, f64)> = Vec::new();
    loop {
        let low = left.checked_sub(1).map(|i| (line[i].1, at - line[i].0));
        let high = line.get(right).map(|&(place, unit)| (unit, place - at));
        let (next, leftward) = match (low, high) {
            (Some(low), Some(high)) if low.1 <= high.1 => (low, true),
            (Some(low), None) => (low, true),
            (_, Some(high)) => (high, false),
            (None, None) => return found,
        };
        if found.len() >= ratio && found.last().is_some_and(|(_, last)| next.1 > *last) {
            return found;
        }
        match leftward {
            true => left -= 1,
            false => right += 1,
        }
        found.push(next);
    }
}
