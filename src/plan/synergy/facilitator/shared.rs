//! Posts of different programmes that could be one.

use super::demand::bases;
use super::reach::{Places, apart};
use super::{Limits, Load, Now};
use crate::input::inventory::Inventory;
use geo::Point;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What two posts have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Together {
    /// They come to the same village.
    SameVillage,
    /// A base or village of one is near a base or village of the other.
    Near,
}

impl Together {
    /// The machine word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameVillage => "same village",
            Self::Near => "near",
        }
    }
}

/// Two facilitators of different programmes.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The one with the lower position.
    pub first: u32,
    /// The other.
    pub second: u32,
    /// What they have in common.
    pub together: Together,
    /// Villages both come to, ascending.
    pub villages: Vec<u32>,
    /// Metres between the nearest two of their bases and villages.
    pub far: f64,
    /// Villages of both.
    pub union: u32,
    /// Families of both; none where neither says.
    pub families: Option<f64>,
    /// Who could do the work of both: within both caseloads and with all villages in reach of the base; of two the one with less
    /// travel. None where neither could.
    pub stays: Option<u32>,
}

/// What may be shared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shared {
    /// Pairs by position: all that come to the same village; of those that are only near, for each facilitator the nearest whose post and
    /// its own could be one.
    pub pairs: Vec<Pair>,
    /// m numbers of other posts, in the same village or near, that could be one with each.
    pub partners: Vec<u32>,
}

/// Finds pairs of facilitators with villages and not the same programmes that come to one village, or of which a base or village
/// lies at most `tie_m` from a base or village of the other (what is not worth a change is near). That one may serve the programmes
/// of the other is for their ministries to agree.
pub fn shared(
    inventory: &Inventory,
    now: &Now,
    centres: &[Option<Point>],
    limits: &Limits,
) -> Shared {
    let bases = bases(inventory, centres);
    let mut points = Vec::new();
    let mut owner = Vec::new();
    for (f, load) in (0_u32..).zip(&now.loads) {
        if load.villages.is_empty() {
            continue;
        }
        let own = load.villages.iter().map(|&v| centres[v as usize]);
        points.extend(own.chain([bases[f as usize]]));
        owner.resize(points.len(), f);
    }
    let board = Board {
        now,
        centres,
        bases: &bases,
        limits,
        owner: &owner,
        places: Places::of(&points),
    };
    let found: Vec<Vec<Pair>> = (0..now.loads.len() as u32)
        .into_par_iter()
        .map(|f| board.of(f))
        .collect();
    let fits = |pairs: &Vec<Pair>| pairs.iter().filter(|p| p.stays.is_some()).count() as u32;
    let partners = found.iter().map(fits).collect();
    let mut listed: BTreeMap<(u32, u32), Pair> = BTreeMap::new();
    for pairs in found {
        let near = |p: &&Pair| p.together == Together::Near;
        let nearest = pairs.iter().filter(near).min_by(|a, b| {
            let key = |p: &Pair| (p.first, p.second);
            a.far.total_cmp(&b.far).then(key(a).cmp(&key(b)))
        });
        let same = pairs.iter().filter(|p| p.together == Together::SameVillage);
        for pair in same.chain(nearest) {
            listed.insert((pair.first, pair.second), pair.clone());
        }
    }
    Shared {
        pairs: listed.into_values().collect(),
        partners,
    }
}

struct Board<'a> {
    now: &'a Now,
    centres: &'a [Option<Point>],
    bases: &'a [Option<Point>],
    limits: &'a Limits,
    owner: &'a [u32],
    places: Places<'a>,
}

impl Board<'_> {
    /// The pairs of one facilitator; those only near where the posts could be one.
    fn of(&self, f: u32) -> Vec<Pair> {
        let own = &self.now.loads[f as usize];
        if own.villages.is_empty() {
            return Vec::new();
        }
        let mut others: BTreeMap<u32, f64> = BTreeMap::new();
        let villages = own.villages.iter().map(|&v| self.centres[v as usize]);
        for here in villages.chain([self.bases[f as usize]]).flatten() {
            for (far, at) in self.places.within(here, self.limits.tie_m) {
                let least = others.entry(self.owner[at as usize]).or_insert(far);
                *least = least.min(far);
            }
        }
        for &village in &own.villages {
            for &other in &self.now.of_village[village as usize] {
                others.insert(other, 0.0);
            }
        }
        let pairs = others.into_iter().filter(|(other, _)| *other != f);
        pairs
            .filter_map(|(other, far)| self.pair(f.min(other), f.max(other), far))
            .collect()
    }

    fn pair(&self, first: u32, second: u32, far: f64) -> Option<Pair> {
        let load = |f: u32| &self.now.loads[f as usize];
        let (a, b) = (load(first), load(second));
        if a.programmes == b.programmes {
            return None;
        }
        let ours: BTreeSet<u32> = a.villages.iter().copied().collect();
        let both = b.villages.iter().copied().filter(|v| ours.contains(v));
        let villages: Vec<u32> = both.collect();
        let union: BTreeSet<u32> = ours.iter().chain(&b.villages).copied().collect();
        let families = match (a.families, b.families) {
            (None, None) => None,
            (a, b) => Some(a.unwrap_or(0.0) + b.unwrap_or(0.0)),
        };
        let ways = [first, second]
            .into_iter()
            .filter_map(|f| Some((self.travel(f, load(f), &union, families)?, f)));
        let stays = ways.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, f)| f);
        let together = if villages.is_empty() {
            stays?;
            Together::Near
        } else {
            Together::SameVillage
        };
        Some(Pair {
            first,
            second,
            together,
            villages,
            far,
            union: union.len() as u32,
            families,
            stays,
        })
    }

    /// Metres to all villages; none where they, or the families, are too many or one is out of reach.
    fn travel(
        &self,
        f: u32,
        load: &Load,
        villages: &BTreeSet<u32>,
        families: Option<f64>,
    ) -> Option<f64> {
        let many = villages.len() > load.most_villages as usize
            || (load.most_families).is_some_and(|most| families.unwrap_or(0.0) > most);
        if many {
            return None;
        }
        let mut sum = 0.0;
        for &village in villages {
            let far = apart(self.bases[f as usize], self.centres[village as usize])?;
            if far > self.limits.travel_m {
                return None;
            }
            sum += far;
        }
        Some(sum)
    }
}
