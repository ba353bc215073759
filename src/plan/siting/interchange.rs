//! Fast interchange: the best swap of an open site for a closed one, until none pays (Whitaker 1983; Resende and Werneck 2007,
//! doi:10.1016/j.cor.2004.12.006), with random kicks in between.

use super::location::{Goal, Location};
use super::tree::Best;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use rayon::prelude::*;

/// How demand is served: the place of its site in the list of open ones, its cost there, and at the next best.
struct Served {
    at: usize,
    cost: f64,
    next: f64,
}

fn served(location: &Location, open: &[u32], place: &[usize]) -> Vec<Served> {
    let one = |i: usize| {
        let (near, far) = location.near.of(i);
        let beyond = location.near.beyond[i];
        let listed = near
            .iter()
            .zip(far)
            .filter(|(j, _)| place[**j as usize] != usize::MAX);
        let mut two: Vec<(f64, usize)> = listed
            .take(2)
            .map(|(&j, &far)| (far, place[j as usize]))
            .collect();
        if let Some(space) = location.space
            && beyond < f64::INFINITY
            && two.get(1).is_none_or(|(far, _)| *far > beyond)
        {
            let apart = |(at, &j): (usize, &u32)| (space.apart(i, j as usize), at);
            two = open.iter().enumerate().map(apart).collect();
            two.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(open[a.1].cmp(&open[b.1])));
        }
        let none = match location.goal {
            Goal::Median => f64::INFINITY,
            Goal::Most | Goal::Cover => location.weight[i],
        };
        let cost = |at: usize| two.get(at).map_or(none, |(far, _)| location.cost(i, *far));
        Served {
            at: two.first().map_or(usize::MAX, |(_, at)| *at),
            cost: cost(0),
            next: cost(1),
        }
    };
    (0..location.n()).into_par_iter().map(one).collect()
}

/// Swaps while it pays, at most `most` times; the cost and the number of swaps.
fn descend(location: &Location, open: &mut [u32], most: u64) -> (f64, u64) {
    let mut place = vec![usize::MAX; location.m()];
    open.iter()
        .enumerate()
        .for_each(|(at, &j)| place[j as usize] = at);
    let mut moves = 0;
    loop {
        let served = served(location, open, &place);
        let cost: f64 = served.iter().map(|s| s.cost).sum();
        if moves >= most {
            return (cost, moves);
        }
        let mut loss = vec![0.0; open.len()];
        for s in served.iter().filter(|s| s.at != usize::MAX) {
            loss[s.at] += s.next - s.cost;
        }
        for (at, &j) in open.iter().enumerate() {
            if location.fixed[j as usize] {
                loss[at] = f64::INFINITY;
            }
        }
        let swap = |j: usize| {
            let (mut gain, mut spared) = (0.0, vec![0.0; open.len()]);
            for (i, far) in location.near.at(j) {
                let (here, s) = (location.cost(i, far), &served[i]);
                gain += (s.cost - here).max(0.0);
                // what a fixed site would lose does not count, as it stays
                if s.at != usize::MAX && !location.fixed[open[s.at] as usize] && here < s.next {
                    spared[s.at] += s.next - here.max(s.cost);
                }
            }
            let left = loss.iter().zip(&spared).map(|(loss, spared)| loss - spared);
            let best = left
                .enumerate()
                .min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
            best.map(|(at, left)| (left - gain, j, at))
        };
        let closed = (0..location.m())
            .into_par_iter()
            .filter(|&j| place[j] == usize::MAX);
        let best = closed
            .filter_map(swap)
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        match best {
            // inf - inf of a lone site is no number and no swap
            Some((change, j, at)) if change < -1e-9 * cost.abs().max(1e-300) => {
                place[open[at] as usize] = usize::MAX;
                place[j] = at;
                open[at] = j as u32;
                moves += 1;
            }
            _ => return (cost, moves),
        }
    }
}

/// Improves p open sites by swaps and kicks, looking at `looks` swaps of all; how many were looked at.
///
/// A kick exchanges up to three open sites for closed ones by chance; it is kept when the descent after it ends lower.
pub(super) fn improve(
    location: &Location,
    best: &mut Best,
    looks: u64,
    kicks: u32,
    seed: u64,
) -> u64 {
    let mut open = best.open.clone();
    let (_, mut made) = descend(location, &mut open, looks);
    open.sort_unstable();
    best.offer(location, &open);
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    for _ in 0..kicks {
        if made >= looks || best.cost == 0.0 {
            break;
        }
        let mut next = best.open.clone();
        for _ in 0..next.len().min(3) {
            kick(location, &mut next, &mut chance);
        }
        let (_, moves) = descend(location, &mut next, looks - made);
        made += moves + 1;
        next.sort_unstable();
        best.offer(location, &next);
    }
    made + 1
}

fn kick(location: &Location, open: &mut [u32], chance: &mut ChaCha8Rng) {
    let marks = location.marks(open);
    let closed: Vec<u32> = (0..location.m() as u32)
        .filter(|&j| !marks[j as usize])
        .collect();
    let loose: Vec<usize> = (0..open.len())
        .filter(|&at| !location.fixed[open[at] as usize])
        .collect();
    if closed.is_empty() || loose.is_empty() {
        return;
    }
    let at = loose[chance.random_range(0..loose.len())];
    open[at] = closed[chance.random_range(0..closed.len())];
}
