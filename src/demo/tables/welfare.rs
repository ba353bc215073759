//! The hidden welfare behind all tables: near villages are alike, towns fare better, and some groups are planted.

use super::truth::{Kind, Plant};
use crate::demo::chance;
use crate::demo::place::Places;
use rand::Rng;

/// Villages in a planted group.
const GROUP: std::ops::Range<usize> = 8..13;
/// The villages around a group lean its way by this much.
const RIM: f64 = 1.0;
/// What is not planted stays within this.
const BOUND: f64 = 1.9;

/// Welfare of each village: about mean 0 and variance 1, high is well off; groups are added to `truth`.
pub fn draw(places: &Places, seed: u64, truth: &mut Vec<Plant>) -> Vec<f64> {
    let spacing = spacing(places);
    let regional: Vec<f64> = (0..places.regencies.len() as u64)
        .map(|r| chance::bell(&mut chance::stream(seed, "regency welfare", r)))
        .collect();
    let salt = chance::mix(seed, 77);
    let mut welfare: Vec<f64> = (0_u64..)
        .zip(&places.villages)
        .map(|(unit, place)| {
            let [x, y] = place.centre.map(|c| c / (7.0 * spacing));
            let rng = &mut chance::stream(seed, "village welfare", unit);
            1.3 * chance::fractal(salt, x, y, 3)
                + 0.35 * regional[place.regency]
                + if place.desa { 0.0 } else { 0.9 }
                + 0.5 * chance::bell(rng)
        })
        .collect();
    standardise(&mut welfare);
    for value in &mut welfare {
        *value = value.clamp(-BOUND, BOUND);
    }
    let rng = &mut chance::stream(seed, "plants", 0);
    let n = places.villages.len();
    let mut taken = vec![false; n];
    let kinds = [
        (Kind::Hot, (n / 100).clamp(2, 300), -2.9),
        (Kind::Rich, (n / 200).clamp(1, 150), 2.5),
    ];
    for (kind, count, level) in kinds {
        for number in 1..=count {
            let Some(group) = compact(places, &taken, rng) else {
                break;
            };
            let beside = |&v: &usize| places.villages[v].neighbours.iter().map(|&w| w as usize);
            for village in group.iter().flat_map(beside) {
                if !std::mem::replace(&mut taken[village], true) {
                    let lean = if kind == Kind::Hot { -RIM } else { RIM };
                    welfare[village] = (welfare[village] + lean).clamp(-BOUND, BOUND);
                }
            }
            for &village in &group {
                let place = &places.villages[village];
                welfare[village] = level + 0.2 * chance::bell(rng);
                truth.push(Plant::new(kind, number, &place.code, &place.name));
                taken[village] = true;
            }
        }
    }
    welfare
}

/// A compact, contiguous group of desa of one regency, none of them taken; `None` when chance finds none.
fn compact(places: &Places, taken: &[bool], rng: &mut impl Rng) -> Option<Vec<usize>> {
    let size = GROUP.start + chance::below(rng, GROUP.len());
    for _ in 0..200 {
        let start = chance::below(rng, places.villages.len());
        let home = &places.villages[start];
        let free = |v: usize| {
            let place = &places.villages[v];
            place.desa && !taken[v] && place.regency == home.regency
        };
        let distance = |v: usize| {
            let [x, y] = places.villages[v].centre;
            let (x, y) = (x - home.centre[0], y - home.centre[1]);
            x * x + y * y
        };
        if !free(start) {
            continue;
        }
        let mut group = vec![start];
        while group.len() < size {
            let beside = |v: &usize| places.villages[*v].neighbours.iter().map(|&w| w as usize);
            let nearest = group
                .iter()
                .flat_map(beside)
                .filter(|v| free(*v) && !group.contains(v))
                .min_by(|&a, &b| distance(a).total_cmp(&distance(b)).then(a.cmp(&b)));
            let Some(nearest) = nearest else { break };
            group.push(nearest);
        }
        if group.len() == size {
            group.sort_unstable();
            return Some(group);
        }
    }
    None
}

/// Mean distance between neighbours.
pub fn spacing(places: &Places) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for place in &places.villages {
        for &other in &place.neighbours {
            let [x, y] = places.villages[other as usize].centre;
            let (x, y) = (x - place.centre[0], y - place.centre[1]);
            sum += (x * x + y * y).sqrt();
            count += 1.0;
        }
    }
    if sum > 0.0 { sum / count } else { 1.0 }
}

fn standardise(values: &mut [f64]) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let spread = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
    let deviation = spread.sqrt().max(1e-9);
    for value in values {
        *value = (*value - mean) / deviation;
    }
}
