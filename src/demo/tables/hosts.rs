//! Made-up institutions that carry the programmes, with planted hosts of several.

use super::catalogue::{CATALOGUE, TYPES};
use super::programmes::{Placement, YEARS, choose};
use super::truth::{Kind, Plant};
use crate::demo::chance;
use crate::demo::place::Places;

/// A planted host carries at least so many programmes, every other one fewer.
pub const SEVERAL: usize = 4;
/// One village in so many has a BUM Desa that carries nothing yet.
const EMPTY: usize = 12;
/// None.
const NONE: u32 = u32::MAX;

/// One institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// Position of its village.
    pub village: usize,
    /// Position in [`TYPES`].
    pub kind: usize,
    /// Villages it serves.
    villages: Vec<usize>,
    /// Carries whatever its village has.
    planted: bool,
}

/// The id of the institution at a position.
pub fn id(position: usize) -> String {
    format!("LB{:06}", position + 1)
}

/// All institutions by village; the placements are told theirs, and what is planted is added to `truth`.
pub fn draw(
    places: &Places,
    placements: &mut [Placement],
    seed: u64,
    truth: &mut Vec<Plant>,
) -> Vec<Host> {
    let n = places.villages.len();
    let (mut held, mut now) = (vec![0_u16; n], vec![0_u16; n]);
    for it in placements.iter() {
        held[it.village] |= 1 << it.programme;
        now[it.village] |= u16::from(it.year == YEARS[1]) << it.programme;
    }
    let rng = &mut chance::stream(seed, "hosts", 0);
    let able: Vec<usize> = (0..n)
        .filter(|&v| now[v].count_ones() as usize >= SEVERAL)
        .collect();
    let planted = choose(&able, (n / 75).max(3), rng);
    let mut hosts: Vec<Host> = planted
        .iter()
        .map(|&village| Host {
            village,
            kind: 0,
            villages: vec![village],
            planted: true,
        })
        .collect();
    for (kind, &(name, most)) in TYPES.iter().enumerate() {
        let carried = (0..CATALOGUE.len()).filter(|&p| CATALOGUE[p].host == name);
        let mask: u16 = carried.map(|p| 1 << p).sum();
        let needs = |v: &usize| held[*v] & mask != 0 && planted.binary_search(v).is_err();
        let mut last: Option<Host> = None;
        for village in (0..n).filter(needs) {
            let near = |host: &&mut Host| {
                host.villages.len() < most
                    && places.villages[host.village].district == places.villages[village].district
            };
            match last.as_mut().filter(near) {
                Some(host) => host.villages.push(village),
                None => hosts.extend(last.replace(Host {
                    village,
                    kind,
                    villages: vec![village],
                    planted: false,
                })),
            }
        }
        hosts.extend(last);
    }
    let mut own = vec![false; n];
    for host in hosts.iter().filter(|host| host.kind == 0) {
        own[host.village] = true;
    }
    let without: Vec<usize> = (0..n).filter(|&v| !own[v]).collect();
    let empty = choose(&without, n / EMPTY, rng);
    hosts.extend(empty.into_iter().map(|village| Host {
        village,
        kind: 0,
        villages: Vec::new(),
        planted: false,
    }));
    hosts.sort_by_key(|host| (host.village, host.kind));

    let mut serves = vec![[NONE; TYPES.len()]; n];
    for (position, host) in (0..).zip(&hosts) {
        for &village in &host.villages {
            if host.planted {
                serves[village] = [position; TYPES.len()];
            } else {
                serves[village][host.kind] = position;
            }
        }
    }
    let kind = |p: usize| TYPES.iter().position(|it| it.0 == CATALOGUE[p].host);
    for it in placements {
        let of = &serves[it.village];
        // the planted host also carries what elsewhere no institution does
        let all = of.iter().all(|host| *host == of[0]) && of[0] != NONE;
        let host = kind(it.programme).map(|kind| of[kind]);
        it.institution = if all { Some(of[0]) } else { host }.filter(|&host| host != NONE);
    }
    let several = (0..).zip(&hosts).filter(|(_, host)| host.planted);
    for (group, (position, host)) in several.enumerate() {
        let count = now[host.village].count_ones();
        let detail = format!("{count} programmes");
        truth.push(Plant::new(Kind::Host, group + 1, &id(position), detail));
    }
    hosts
}
