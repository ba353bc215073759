//! Which islands there are, how large, and where: an archipelago drawn out from west to east.

use crate::demo::chance;
use rand::Rng;

/// Villages of a regency, about; more where two digits of a code would not do.
const REGENCY: f64 = 165.0;
/// Regencies of a province, at most; more where there are not provinces enough.
const PROVINCE: usize = 14;
/// Provinces, about, before they grow beyond that.
const PROVINCES: usize = 36;
/// Kilometres of open sea around the far island, more than the default sea links reach.
const FAR_KM: f64 = 66.0;

/// What an island is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Holds whole regencies: (province, regencies) pairs.
    Main(Vec<(usize, usize)>),
    /// A district of its own.
    Small,
    /// One village.
    Islet,
    /// One village far from all others.
    Far,
}

/// One island to be.
#[derive(Debug, Clone)]
pub struct Site {
    /// What it is.
    pub kind: Kind,
    /// Villages on it.
    pub villages: usize,
    /// Hexagons of land.
    pub cells: usize,
    /// Nothing of it lies further than this from its centre, in edge lengths of the mesh.
    pub radius: f64,
    /// Centre, in edge lengths, east and north.
    pub centre: [f64; 2],
}

/// Islands for `villages` villages (at least 60) of about `grain` cells each; `edge_km` is the length of a cell's edge.
pub fn plan(villages: usize, grain: f64, edge_km: f64, seed: u64) -> Vec<Site> {
    let rng = &mut chance::stream(seed, "layout", 0);
    let mut sites = Vec::new();
    let mut add = |kind, villages: usize, size: f64, slack: f64| {
        let cells = ((villages as f64 * grain * size).round() as usize).max(villages + 2);
        let radius = slack * (cells as f64 * 0.827).sqrt() + 3.0;
        sites.push(Site {
            kind,
            villages,
            cells,
            radius,
            centre: [0.0; 2],
        });
    };
    let islets = (villages / 75).clamp(2, 400);
    let small: Vec<usize> = (0..(villages / 130).clamp(1, 300))
        .map(|_| 3 + chance::below(rng, 7))
        .collect();
    let main = villages - islets - 1 - small.iter().sum::<usize>();
    let regencies = ((main as f64 / REGENCY).round() as usize).clamp(1, 90 * PROVINCES);
    let shares = share_out(regencies);
    let weights: Vec<f64> = shares
        .iter()
        .map(|&share| share as f64 * chance::between(rng, 0.85, 1.15))
        .collect();
    let provinces = provinces(&shares);
    for (count, kinds) in allocate(main, &weights).into_iter().zip(provinces) {
        add(Kind::Main(kinds), count, 1.0, 1.6);
    }
    for count in small {
        add(Kind::Small, count, chance::between(rng, 0.5, 1.1), 1.6);
    }
    for _ in 0..islets {
        add(Kind::Islet, 1, chance::between(rng, 0.25, 0.9), 1.5);
    }
    add(Kind::Far, 1, 0.8, 1.5);
    settle(&mut sites, edge_km, rng);
    sites
}

/// Splits `total` by weight: at least one each, largest remainders first. There must be no more weights than `total`.
pub fn allocate(total: usize, weights: &[f64]) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    let ideal: Vec<f64> = weights.iter().map(|w| total as f64 * w / sum).collect();
    let mut counts: Vec<usize> = ideal.iter().map(|&x| (x as usize).max(1)).collect();
    loop {
        let given: usize = counts.iter().sum();
        let lack = |i: usize| ideal[i] - counts[i] as f64;
        let chosen = match given.cmp(&total) {
            std::cmp::Ordering::Equal => return counts,
            std::cmp::Ordering::Less => {
                (0..counts.len()).max_by(|&a, &b| lack(a).total_cmp(&lack(b)).then(b.cmp(&a)))
            }
            std::cmp::Ordering::Greater => (0..counts.len())
                .filter(|&i| counts[i] > 1)
                .min_by(|&a, &b| lack(a).total_cmp(&lack(b)).then(a.cmp(&b))),
        };
        let Some(i) = chosen else { return counts };
        if given < total {
            counts[i] += 1;
        } else {
            counts[i] -= 1;
        }
    }
}

/// Regencies per main island: each island takes about half of what is left.
fn share_out(regencies: usize) -> Vec<usize> {
    let (mut left, mut shares) = (regencies, Vec::new());
    while left > 0 {
        let share = (left * 9 / 20).max(1);
        shares.push(share);
        left -= share;
    }
    shares
}

/// Large islands are cut into provinces; small ones share one while it has room.
fn provinces(shares: &[usize]) -> Vec<Vec<(usize, usize)>> {
    let most = (shares.iter().sum::<usize>().div_ceil(PROVINCES)).max(PROVINCE);
    let (mut next, mut room) = (0, 0);
    let mut of_island = Vec::new();
    for &share in shares {
        let cut = share.div_ceil(most);
        if cut == 1 && share <= room {
            room -= share;
            of_island.push(vec![(next - 1, share)]);
            continue;
        }
        let parts = allocate(share, &vec![1.0; cut]);
        of_island.push((next..).zip(parts).collect());
        next += cut;
        room = if cut == 1 { most - share } else { 0 };
    }
    of_island
}

/// Finds each island a place near the others, the far one apart.
fn settle(sites: &mut [Site], edge_km: f64, rng: &mut impl Rng) {
    for i in 1..sites.len() {
        let radius = sites[i].radius;
        if sites[i].kind == Kind::Far {
            let reach = |site: &Site| site.radius - 0.96 * site.centre[0] - 0.28 * site.centre[1];
            let out = sites[..i].iter().map(reach).fold(0.0, f64::max) + radius + FAR_KM / edge_km;
            sites[i].centre = [-0.96 * out, -0.28 * out];
            continue;
        }
        let tries = if matches!(sites[i].kind, Kind::Main(_)) {
            120
        } else {
            6
        };
        let mut best: Option<(f64, [f64; 2])> = None;
        let mut done = 0;
        while done < tries || best.is_none() {
            done += 1;
            let host = &sites[chance::below(rng, i)];
            let gap = chance::between(rng, 1.0, 1.0 + 6.0 / edge_km) + done as f64 * 0.05;
            let [x, y] = chance::direction(rng);
            let away = host.radius + radius + gap;
            let place = [host.centre[0] + x * away, host.centre[1] + y * away];
            let clear = |other: &Site| {
                let (x, y) = (other.centre[0] - place[0], other.centre[1] - place[1]);
                (x * x + y * y).sqrt() >= other.radius + radius + 1.0
            };
            let cost = place[0] * place[0] + 7.0 * place[1] * place[1];
            if best.is_none_or(|(least, _)| cost < least) && sites[..i].iter().all(clear) {
                best = Some((cost, place));
            }
        }
        if let Some((_, place)) = best {
            sites[i].centre = place;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn islands_hold_all_villages_and_keep_apart() {
        for villages in [60, 300, 3000] {
            let sites = plan(villages, 16.0, 0.7, 1);
            assert_eq!(
                sites.iter().map(|site| site.villages).sum::<usize>(),
                villages
            );
            for (i, a) in sites.iter().enumerate() {
                for b in &sites[..i] {
                    let (x, y) = (a.centre[0] - b.centre[0], a.centre[1] - b.centre[1]);
                    let sea = (x * x + y * y).sqrt() - a.radius - b.radius;
                    assert!(sea > 0.0);
                    if a.kind == Kind::Far {
                        assert!(sea * 0.7 > 60.0);
                    }
                }
            }
        }
    }

    #[test]
    fn provinces_fit_their_codes() {
        for (regencies, most) in [(1, 14), (2, 14), (500, 14), (1000, 28), (3240, 90)] {
            let mut held = std::collections::BTreeMap::new();
            for (province, count) in provinces(&share_out(regencies)).into_iter().flatten() {
                *held.entry(province).or_insert(0) += count;
            }
            assert_eq!(held.values().sum::<usize>(), regencies);
            assert!(held.values().all(|&count| count <= most));
            assert!(held.keys().copied().eq(0..held.len()));
            assert!(held.len() <= crate::demo::place::MOST_PROVINCES);
        }
    }

    proptest! {
        #[test]
        fn allocation_adds_up(weights in proptest::collection::vec(0.1f64..5.0, 1..30), more in 0usize..200) {
            let total = weights.len() + more;
            let counts = allocate(total, &weights);
            prop_assert_eq!(counts.iter().sum::<usize>(), total);
            prop_assert!(counts.iter().all(|&count| count > 0));
        }
    }
}
