//! Posts of different programmes that could be one.

use super::demand::{bases, may};
use super::reach::{Places, apart};
use super::{Limits, Load, Now};
use crate::input::inventory::Inventory;
use geo::Point;
use rayon::prelude::*;
use std::cmp::{Ordering, Reverse};
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
    /// Whether who stays may serve all programmes of both already.
    pub permitted: bool,
}

/// Most pairs that are listed of one facilitator.
pub const LISTED: usize = 5;

/// What may be shared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shared {
    /// Pairs by position: of each facilitator the [`LISTED`] best. Those that could be one come first, of these those with who stays permitted,
    /// of these those in one village, then the nearest, then those with most villages in common.
    pub pairs: Vec<Pair>,
    /// For each of m facilitators all others, in the same village or near, whose post could be one with its own, ascending.
    pub partners: Vec<Vec<u32>>,
}

impl Shared {
    /// Pairs that could be one with any of these facilitators, given ascending and once each; listed or not.
    pub fn pairs_of(&self, facilitators: &BTreeSet<u32>) -> usize {
        let others = |f: &u32| {
            let partners = self.partners.get(*f as usize);
            let twice = |other: &&u32| !(facilitators.contains(*other) && *other < f);
            partners.map_or(0, |own| own.iter().filter(twice).count())
        };
        facilitators.iter().map(others).sum()
    }
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
        inventory,
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
    let partners = (0..).zip(&found).map(|(f, pairs)| {
        let could = pairs.iter().filter(|pair| pair.stays.is_some());
        could
            .map(|pair| {
                if pair.first == f {
                    pair.second
                } else {
                    pair.first
                }
            })
            .collect()
    });
    let partners = partners.collect();
    let mut listed: BTreeMap<(u32, u32), Pair> = BTreeMap::new();
    for mut pairs in found {
        pairs.sort_by(better);
        for pair in pairs.into_iter().take(LISTED) {
            listed.insert((pair.first, pair.second), pair);
        }
    }
    Shared {
        pairs: listed.into_values().collect(),
        partners,
    }
}

/// The better of two pairs first.
fn better(a: &Pair, b: &Pair) -> Ordering {
    let key = |p: &Pair| (p.stays.is_none(), !p.permitted, p.together);
    let common = |p: &Pair| Reverse(p.villages.len());
    (key(a).cmp(&key(b)))
        .then(a.far.total_cmp(&b.far))
        .then(common(a).cmp(&common(b)))
        .then((a.first, a.second).cmp(&(b.first, b.second)))
}

struct Board<'a> {
    inventory: &'a Inventory,
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
            permitted: stays.is_some_and(|f| {
                let facilitator = &self.inventory.facilitators[f as usize];
                may(facilitator, &a.programmes) && may(facilitator, &b.programmes)
            }),
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
