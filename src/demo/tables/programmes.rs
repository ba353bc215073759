//! A made-up inventory of programmes: who does what where, with planted overlaps, pairs and missed targets.

use super::people::People;
use super::truth::{Kind, Plant};
use crate::demo::chance;
use crate::demo::place::Places;
use rand::Rng;

/// One programme of the catalogue.
#[derive(Debug)]
pub struct Programme {
    /// Id.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// Ministry or body.
    pub ministry: &'static str,
    /// `beban` lowers spending, `pendapatan` raises income.
    pub arm: &'static str,
    /// Income lever; empty for the other arm.
    pub lever: &'static str,
    /// Institution in the village that carries it.
    pub host: &'static str,
    /// Counts for the RPJMN 2020-2024.
    pub rpjmn: bool,
    /// Counts for the recovery programme PEN.
    pub pen: bool,
    /// Share of villages it reaches.
    share: f64,
    /// Millions of rupiah a household and year.
    cost: f64,
}

const fn programme(
    id: &'static str,
    name: &'static str,
    ministry: &'static str,
    [arm, lever, host]: [&'static str; 3],
    [rpjmn, pen]: [bool; 2],
    [share, cost]: [f64; 2],
) -> Programme {
    Programme {
        id,
        name,
        ministry,
        arm,
        lever,
        host,
        rpjmn,
        pen,
        share,
        cost,
    }
}

/// The catalogue: kinds of programmes that exist, names that do not.
#[rustfmt::skip]
pub const CATALOGUE: [Programme; 12] = [
    programme("P01", "Bantuan Pangan Contoh", "Kemensos", ["beban", "", "Pemerintah Desa"], [true, true], [0.55, 2.4]),
    programme("P02", "Bantuan Tunai Keluarga Contoh", "Kemensos", ["beban", "", "Pemerintah Desa"], [true, true], [0.45, 3.0]),
    programme("P03", "Jaminan Kesehatan Contoh", "Kemenkes", ["beban", "", "Puskesmas"], [true, false], [0.40, 0.5]),
    programme("P04", "Beasiswa Sekolah Contoh", "Kemendikbud", ["beban", "", "Sekolah"], [true, false], [0.30, 0.8]),
    programme("P05", "Kredit Usaha Contoh", "Kemenkop UKM", ["pendapatan", "permodalan", "Koperasi"], [true, true], [0.16, 9.0]),
    programme("P06", "Modal BUM Desa Contoh", "Kemendesa", ["pendapatan", "permodalan", "BUM Desa"], [true, false], [0.14, 4.0]),
    programme("P07", "Kemasan dan Pasar Contoh", "Kemenperin", ["pendapatan", "kualitas-pemasaran", "BUM Desa"], [false, false], [0.10, 3.5]),
    programme("P08", "Pelatihan Usaha Contoh", "Kemnaker", ["pendapatan", "keterampilan", "Koperasi"], [true, true], [0.06, 2.0]),
    programme("P09", "Penyuluhan Tani Contoh", "Kementan", ["pendapatan", "keterampilan", "Kelompok Tani"], [true, false], [0.18, 1.5]),
    programme("P10", "Nelayan Mandiri Contoh", "KKP", ["pendapatan", "kemitraan", "Kelompok Nelayan"], [false, false], [0.08, 5.0]),
    programme("P11", "Wirausaha Muda Contoh", "Kemenpora", ["pendapatan", "kemitraan", "Koperasi"], [false, true], [0.07, 6.0]),
    programme("P12", "Perhutanan Sosial Contoh", "KLHK", ["pendapatan", "kemitraan", "Kelompok Tani"], [true, false], [0.05, 2.5]),
];

/// Where the second of a pair goes, the first goes, and the other way round.
const PAIR: (usize, usize) = (4, 7);
/// A planted overlap has at least so many programmes, every other village fewer.
pub const OVERLAP: usize = 9;
/// Programmes of a village before the pair and the poorest are seen to, which add one each at most.
const MOST: usize = OVERLAP - 3;
/// Years of the inventory.
const YEARS: [u16; 2] = [2023, 2024];

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
}

/// All placements, by programme and village; `poorest` are the poorest desa, ascending. Overlaps, the pair and the missed are added to `truth`.
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
        held[PAIR.0][village] |= held[PAIR.1][village];
        held[PAIR.1][village] = held[PAIR.0][village];
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
    let single: Vec<usize> = (0..CATALOGUE.len())
        .filter(|&p| p != PAIR.0 && p != PAIR.1)
        .collect();
    for &village in &overlaps {
        let lacking = chance::below(rng, CATALOGUE.len() - OVERLAP + 1);
        let lacking = choose(&single, lacking, rng);
        for (p, programme) in held.iter_mut().enumerate() {
            programme[village] = !lacking.contains(&p);
        }
    }
    record(places, &held, &overlaps, &missed, truth);
    place(&held, people, seed)
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
fn choose(from: &[usize], count: usize, rng: &mut impl Rng) -> Vec<usize> {
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
    for programme in [PAIR.0, PAIR.1] {
        let programme = &CATALOGUE[programme];
        truth.push(Plant::new(Kind::Pair, 1, programme.id, programme.name));
    }
}

fn place(held: &[Vec<bool>], people: &[People], seed: u64) -> Vec<Placement> {
    let mut placements = Vec::new();
    for (p, villages) in held.iter().enumerate() {
        let rng = &mut chance::stream(seed, "placements", p as u64);
        for (village, _) in villages.iter().enumerate().filter(|(_, held)| **held) {
            let who = people[village];
            let poor = f64::from(who.poor) / f64::from(who.persons);
            let share = poor * chance::between(rng, 0.3, 1.3);
            let households = (f64::from(who.households) * share).round().max(3.0) as u32;
            let millions = f64::from(households) * CATALOGUE[p].cost;
            placements.push(Placement {
                programme: p,
                village,
                year: YEARS[usize::from(chance::below(rng, 4) > 0)],
                households,
                budget: (millions * chance::between(rng, 0.8, 1.2)).round() as u64 * 1_000_000,
            });
        }
    }
    placements
}
