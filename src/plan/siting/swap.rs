//! Sites with capacities: a start that can serve all, and single swaps that pay.

use super::greedy::{filled, greedy};
use super::location::{Goal, Location};
use super::transport;
use super::tree::Best;

/// The first sites that can serve what must be; for a cover none when all sites together cannot.
pub(super) fn start(location: &Location) -> Option<Vec<u32>> {
    match location.goal {
        Goal::Cover => cover(location),
        Goal::Most => Some(filled(location, greedy(location, location.p), location.p)),
        Goal::Median => {
            let open = filled(location, greedy(location, location.p), location.p);
            Some(enough(location, open))
        }
    }
}

/// Exchanges the smallest sites for the largest until they hold all demand.
fn enough(location: &Location, mut open: Vec<u32>) -> Vec<u32> {
    let Some(capacity) = &location.capacity else {
        return open;
    };
    let holds = |j: &u32| capacity[*j as usize];
    while open.iter().map(holds).sum::<f64>() < location.total() {
        let marks = location.marks(&open);
        let loose = (0..open.len()).filter(|&at| !location.fixed[open[at] as usize]);
        let least = loose.min_by(|&a, &b| holds(&open[a]).total_cmp(&holds(&open[b])));
        let closed = (0..location.m() as u32).filter(|&j| !marks[j as usize]);
        let most = closed.max_by(|a, b| holds(a).total_cmp(&holds(b)).then(b.cmp(a)));
        match (least, most) {
            (Some(at), Some(j)) if holds(&j) > holds(&open[at]) => open[at] = j,
            _ => break,
        }
    }
    open.sort_unstable();
    open
}

/// What a set of sites leaves out at most, a demand.
pub(super) fn left_out(location: &Location, open: &[u32]) -> Vec<f64> {
    let most = Location {
        goal: Goal::Most,
        ..location.clone()
    };
    let Some(flow) = transport::assign(&most, open) else {
        return location.weight.clone();
    };
    let served = flow
        .parts
        .iter()
        .map(|parts| parts.iter().map(|(_, a)| a).sum::<f64>());
    let left = location
        .weight
        .iter()
        .zip(served)
        .map(|(w, served)| w - served);
    left.map(|left| {
        if left > 1e-9 * location.total() {
            left
        } else {
            0.0
        }
    })
    .collect()
}

/// Sites added where most is left out, until nothing is.
fn cover(location: &Location) -> Option<Vec<u32>> {
    let capacity = location.capacity.as_ref()?;
    let mut open = greedy(location, location.m());
    loop {
        let left = left_out(location, &open);
        if left.iter().all(|left| *left <= 0.0) {
            break;
        }
        let marks = location.marks(&open);
        let helps = |j: u32| {
            let near = location.near.at(j as usize).map(|(i, _)| left[i]);
            near.sum::<f64>().min(capacity[j as usize])
        };
        let closed = (0..location.m() as u32).filter(|&j| !marks[j as usize]);
        let best = closed.map(|j| (helps(j), j));
        let (_, j) = best.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
        open.push(j);
        open.sort_unstable();
    }
    // what is not needed goes, the smallest first
    let mut order = open.clone();
    order.sort_by(|a, b| {
        capacity[*a as usize]
            .total_cmp(&capacity[*b as usize])
            .then(a.cmp(b))
    });
    for j in order.into_iter().filter(|&j| !location.fixed[j as usize]) {
        let without: Vec<u32> = open.iter().copied().filter(|&other| other != j).collect();
        if location.value(&without).is_some() {
            open = without;
        }
    }
    Some(open)
}

/// Takes the first swap that pays, over and over, looking at no more than `looks`; how many were looked at.
pub(super) fn improve(location: &Location, best: &mut Best, looks: u64) -> u64 {
    let mut made = 0;
    if location.goal == Goal::Cover {
        return made;
    }
    loop {
        let before = best.cost;
        for at in 0..best.open.len() {
            for j in 0..location.m() as u32 {
                // a swap that was kept has other sites at this place
                if location.fixed[best.open[at] as usize] || best.open.contains(&j) {
                    continue;
                }
                if made >= looks {
                    return made;
                }
                made += 1;
                let mut next = best.open.clone();
                next[at] = j;
                next.sort_unstable();
                best.offer(location, &next);
            }
        }
        if best.cost >= before {
            return made;
        }
    }
}
