//! Who does what where: programmes in villages, with planted overlaps, pairs, doubles and missed targets.

use super::catalogue::{APART, CATALOGUE, PAIR, SAME};
use super::people::People;
use super::truth::{Kind, Plant};
use crate::demo::chance;
use crate::demo::place::Places;
use rand::Rng;

/// A planted overlap has at least so many programmes, every other village fewer.
pub const OVERLAP: usize = 9;
/// Programmes of a village before the pair and the poorest are seen to, which add one each at most.
const MOST: usize = OVERLAP - 3;
/// Years of the inventory: before, and the assessed one.
pub const YEARS: [u16; 2] = [2023, 2024];

/// One programme in one village and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// Position in [`CATALOGUE`].
    pub programme: usize,
    /// Position of the village.
    pub village: usize,
    /// Year.
    pub year: u16,
    /// Households reached.
    pub households: u32,
    /// Rupiah.
    pub budget: u64,
    /// Position of the facilitator.
    pub facilitator: Option<u32>,
    /// Position of the institution.
    pub institution: Option<u32>,
}

/// All placements, by programme, village and year; `poorest` are the poorest desa, ascending. What is planted is added to `truth`.
pub fn draw(
    places: &Places,
    welfare: &[f64],
    people: &[People],
    poorest: &[usize],
    seed: u64,
    truth: &mut Vec<Plant>,
) -> Vec<Placement> {
    let n = places.villages.len();
    let rng = &mut chance::stream(seed, "programmes", 0);
    let mut held: Vec<Vec<bool>> = CATALOGUE
        .iter()
        .map(|programme| reached(welfare, programme.share, rng))
        .collect();
    for village in 0..n {
        let mut count = 0;
        for programme in &mut held {
            programme[village] &= count < MOST;
            count += usize::from(programme[village]);
        }
        held[PAIR[0]][village] |= held[PAIR[1]][village];
        held[PAIR[1]][village] = held[PAIR[0]][village];
    }
    for &village in poorest {
        // nobody is missed by accident
        held[0][village] = true;
    }
    let missed = choose(poorest, (n / 60).max(3), rng);
    for &village in &missed {
        for programme in &mut held {
            programme[village] = false;
        }
    }
    let reached: Vec<usize> = (0..n)
        .filter(|v| missed.binary_search(v).is_err())
        .collect();
    let overlaps = choose(&reached, (n / 75).max(4), rng);
    let single: Vec<usize> = (0..CATALOGUE.len()).filter(|p| !PAIR.contains(p)).collect();
    for &village in &overlaps {
        let lacking = chance::below(rng, CATALOGUE.len() - OVERLAP);
        let lacking = choose(&single, lacking, rng);
        for (p, programme) in held.iter_mut().enumerate() {
            programme[village] = !lacking.contains(&p);
        }
    }
    let other = held[APART[0]].clone();
    for (held, other) in held[APART[1]].iter_mut().zip(other) {
        *held &= !other;
    }
    record(places, &held, &overlaps, &missed, truth);
    let firm = |p: usize, village: usize| {
        overlaps.binary_search(&village).is_ok()
            || (p == 0 && poorest.binary_search(&village).is_ok())
    };
    place(&held, firm, people, seed)
}

/// The neediest by their welfare and a good deal of chance, up to the share.
fn reached(welfare: &[f64], share: f64, rng: &mut impl Rng) -> Vec<bool> {
    let score = |w: &f64| w + 1.2 * chance::bell(rng);
    let scores: Vec<f64> = welfare.iter().map(score).collect();
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    let mut held = vec![false; scores.len()];
    for &village in &order[..(share * scores.len() as f64) as usize] {
        held[village] = true;
    }
    held
}

/// Some of them by chance, ascending.
pub fn choose(from: &[usize], count: usize, rng: &mut impl Rng) -> Vec<usize> {
    let mut left = from.to_vec();
    let count = count.min(left.len());
    let mut chosen: Vec<usize> = (0..count)
        .map(|_| left.swap_remove(chance::below(rng, left.len())))
        .collect();
    chosen.sort_unstable();
    chosen
}

fn record(
    places: &Places,
    held: &[Vec<bool>],
    overlaps: &[usize],
    missed: &[usize],
    truth: &mut Vec<Plant>,
) {
    for (i, &village) in overlaps.iter().enumerate() {
        let count = held.iter().filter(|programme| programme[village]).count();
        let code = &places.villages[village].code;
        truth.push(Plant::new(Kind::Overlap, i + 1, code, count.to_string()));
    }
    for (i, &village) in missed.iter().enumerate() {
        let code = &places.villages[village].code;
        truth.push(Plant::new(Kind::Missed, i + 1, code, ""));
    }
    for (kind, two) in [(Kind::Pair, PAIR), (Kind::Same, SAME), (Kind::Apart, APART)] {
        for programme in two.map(|p| &CATALOGUE[p]) {
            truth.push(Plant::new(kind, 1, programme.id, programme.name));
        }
    }
}

/// Years, households and money; what is `firm` stands in both years, of the rest some ended and some are new.
fn place(
    held: &[Vec<bool>],
    firm: impl Fn(usize, usize) -> bool,
    people: &[People],
    seed: u64,
) -> Vec<Placement> {
    let salt = chance::mix(seed, 79);
    let mut placements = Vec::new();
    for (p, villages) in held.iter().enumerate() {
        let rng = &mut chance::stream(seed, "placements", p as u64);
        for (village, _) in villages.iter().enumerate().filter(|(_, held)| **held) {
            let who = people[village];
            let poor = f64::from(who.poor) / f64::from(who.persons);
            // a pair comes and goes together
            let together = if p == PAIR[1] { PAIR[0] } else { p };
            let luck = chance::at(salt, (village * CATALOGUE.len() + together) as u64);
            let years = match luck {
                _ if firm(p, village) => &YEARS[..],
                ..-0.7 => &YEARS[..1],
                ..-0.1 => &YEARS[1..],
                _ => &YEARS[..],
            };
            for &year in years {
                let share = poor * chance::between(rng, 0.3, 1.3);
                let households = (f64::from(who.households) * share).round().max(3.0) as u32;
                let millions = f64::from(households) * f64::from(CATALOGUE[p].unit_cost) / 1e6;
                placements.push(Placement {
                    programme: p,
                    village,
                    year,
                    households,
                    budget: (millions * chance::between(rng, 0.8, 1.2)).round().max(1.0) as u64
                        * 1_000_000,
                    facilitator: None,
                    institution: None,
                });
            }
        }
    }
    placements
}
