//! One site after the other, each the best addition (Nemhauser, Wolsey and Fisher 1978, doi:10.1007/BF01588971), gains looked at lazily.

use super::location::{Goal, Location};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A number that heaps can order.
#[derive(PartialEq)]
struct Gain(f64);
impl Eq for Gain {}
impl PartialOrd for Gain {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Gain {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// The fixed sites and the best additions, at most `most` in all; fewer where nothing more is gained. Capacities do not count.
pub(super) fn greedy(location: &Location, most: usize) -> Vec<u32> {
    let mut cost: Vec<f64> = match location.goal {
        Goal::Median => {
            let last = |i: usize| location.near.of(i).1.last().copied().unwrap_or(0.0);
            let far = (0..location.n()).map(last).fold(0.0, f64::max);
            location.weight.iter().map(|w| 2.0 * w * far).collect()
        }
        Goal::Most => location.weight.clone(),
        Goal::Cover => vec![1.0; location.n()],
    };
    let gain = |j: u32, cost: &[f64]| -> f64 {
        let gains = location
            .near
            .at(j as usize)
            .map(|(i, far)| cost[i] - location.cost(i, far));
        gains.filter(|g| *g > 0.0).sum()
    };
    let add = |j: u32, cost: &mut [f64]| {
        for (i, far) in location.near.at(j as usize) {
            cost[i] = cost[i].min(location.cost(i, far));
        }
    };
    let all = 0..location.m() as u32;
    let (mut open, free): (Vec<u32>, Vec<u32>) = all.partition(|&j| location.fixed[j as usize]);
    open.iter().for_each(|&j| add(j, &mut cost));
    let gains = free.into_iter().map(|j| (Gain(gain(j, &cost)), Reverse(j)));
    let mut heap: BinaryHeap<(Gain, Reverse<u32>)> = gains.collect();
    while open.len() < most
        && let Some((_, Reverse(j))) = heap.pop()
    {
        // gains only fall, so a gain that still leads is the best
        let now = (Gain(gain(j, &cost)), Reverse(j));
        if heap.peek().is_some_and(|next| *next > now) {
            heap.push(now);
            continue;
        }
        if now.0.0 <= 0.0 {
            break;
        }
        add(j, &mut cost);
        open.push(j);
    }
    open.sort_unstable();
    open
}

/// Sites added in order, whatever they gain, until there are `p`.
pub(super) fn filled(location: &Location, mut open: Vec<u32>, p: usize) -> Vec<u32> {
    let marks = location.marks(&open);
    let rest = (0..location.m() as u32).filter(|&j| !marks[j as usize]);
    let wanted = p.saturating_sub(open.len());
    open.extend(rest.take(wanted));
    open.sort_unstable();
    open
}
