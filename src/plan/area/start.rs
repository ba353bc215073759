//! First answers: patches around the lock-ins, then the best of many seeds.

use super::grow::State;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;

/// Empties some patches and covers the locked villages anew with them, in random order, each by few added villages; false when this
/// order fails.
pub(super) fn cover(
    state: &mut State,
    patches: &[usize],
    mut locked: Vec<u32>,
    least: usize,
    rng: &mut ChaCha8Rng,
) -> bool {
    for &a in patches {
        state.clear(a);
    }
    locked.shuffle(rng);
    let eager = rng.random_bool(0.5);
    for i in locked {
        if !state.is_free(i) {
            continue;
        }
        let is_empty = |a: &usize| state.patches[*a].members.is_empty();
        let empty = patches.iter().copied().find(is_empty);
        match empty {
            Some(a) if eager => open_around(state, a, i, rng),
            _ => {
                let joined = patches
                    .iter()
                    .filter_map(|&a| path(state, a, i, rng).map(|path| (path.len(), a, path)))
                    .min();
                match (joined, empty) {
                    (Some((_, a, path)), _) => path.into_iter().for_each(|j| state.add(a, j)),
                    (None, Some(a)) => open_around(state, a, i, rng),
                    (None, None) => return false,
                }
            }
        }
    }
    for &a in patches {
        while (1..least).contains(&state.patches[a].members.len()) {
            if !state.grow_once(a, 1.0, rng) {
                return false;
            }
        }
    }
    true
}

/// Opens a patch at a locked village, under a radius with a random free village near it as the centre.
fn open_around(state: &mut State, a: usize, i: u32, rng: &mut ChaCha8Rng) {
    if let Some(reach) = &state.group.reach {
        let near = &reach[i as usize];
        let centre = near[rng.random_range(0..near.len())];
        if state.is_free(centre) && centre != i {
            state.open(a, centre);
            if let Some(path) = path(state, a, i, rng) {
                path.into_iter().for_each(|j| state.add(a, j));
                return;
            }
            state.clear(a);
        }
    }
    state.open(a, i);
}

/// Villages that tie a free one to a patch, itself included, by the fewest that fit; `None` when too many.
///
/// A third of the villages on the way are passed over at random, so that other ways are found too.
fn path(state: &State, a: usize, to: u32, rng: &mut ChaCha8Rng) -> Option<Vec<u32>> {
    let patch = &state.patches[a];
    if patch.members.is_empty() || !state.allows(a, to) {
        return None;
    }
    let room = state.max - patch.members.len();
    let mut from = std::collections::BTreeMap::from([(to, to)]);
    let mut layer = vec![to];
    for _ in 0..room {
        let mut next = Vec::new();
        for &i in &layer {
            let neighbours = state.group.neighbours(i);
            if neighbours.iter().any(|j| patch.members.contains(j)) {
                let mut path = vec![i];
                let mut at = i;
                while at != to {
                    at = from[&at];
                    path.push(at);
                }
                return Some(path);
            }
            for &j in neighbours {
                if state.allows(a, j) && !from.contains_key(&j) && rng.random_bool(2.0 / 3.0) {
                    from.insert(j, i);
                    next.push(j);
                }
            }
        }
        layer = next;
    }
    None
}

/// Fills each empty patch with the best that the seeds give; seeds come most promising first and `tries` free ones are grown.
pub(super) fn fill(
    state: &mut State,
    least: usize,
    seeds: &[u32],
    tries: usize,
    noise: f64,
    rng: &mut ChaCha8Rng,
) {
    for a in 0..state.patches.len() {
        if !state.patches[a].members.is_empty() {
            state.grow(a, noise, rng);
            state.improve(a);
            continue;
        }
        let mut best: Option<(f64, super::grow::Patch)> = None;
        let free: Vec<u32> = seeds
            .iter()
            .copied()
            .filter(|&i| state.is_free(i))
            .collect();
        for (tried, seed) in free.into_iter().enumerate() {
            if tried >= tries && best.is_some() {
                break;
            }
            state.open(a, seed);
            state.grow(a, noise, rng);
            state.improve(a);
            if state.is_whole(a, least) {
                let value = state.value(a);
                if best.as_ref().is_none_or(|(most, _)| value > *most) {
                    best = Some((value, state.patches[a].clone()));
                }
            }
            state.clear(a);
        }
        match best {
            Some((value, patch)) if value > 0.0 => state.restore(a, patch),
            _ => break,
        }
    }
}
