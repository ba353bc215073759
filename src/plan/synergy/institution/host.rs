//! Who could host what is missing in a village.

use super::kind::{OWNED, kind, types};
use super::standing::Standing;
use crate::base::model::Measure;
use crate::input::geometry::distance;
use crate::input::inventory::Inventory;
use crate::plan::synergy::Presence;
use geo::Point;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// A lever that is needed and that no programme there has.
    Lever(u32),
    /// The host of a programme that is there.
    Host(u32),
}

/// Where a host was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the village itself.
    Village,
    /// In another village of its area.
    Area,
    /// In another village of its district.
    District,
}

impl Place {
    /// The machine word; an institution that another village owns needs an agreement between the villages.
    pub fn as_str(self, agreement: bool) -> &'static str {
        match (self, agreement) {
            (Self::Village, _) => "village",
            (Self::Area, false) => "other village of the area",
            (Self::Area, true) => "other village of the area, by agreement",
            (Self::District, false) => "other village of the district",
            (Self::District, true) => "other village of the district, by agreement",
        }
    }
}

/// What nobody could host anywhere: the types it wants are none of the inventory's, or none is named.
#[derive(Debug, Clone, PartialEq)]
pub struct Nowhere {
    /// What is missing.
    pub missing: Missing,
    /// The first programme that names a host; none where none does.
    pub programme: Option<u32>,
    /// Villages where it is missing.
    pub villages: u32,
}

/// All gaps: each village and what is missing there is in one of the lists, or counted there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gaps {
    /// By village, then levers, then programmes.
    pub hosts: Vec<Host>,
    /// By what is missing.
    pub nowhere: Vec<Nowhere>,
}

/// Who could host what is missing in a village.
#[derive(Debug, Clone, PartialEq)]
pub struct Host {
    /// The village.
    pub village: u32,
    /// What is missing.
    pub missing: Missing,
    /// The programme it would host; where nobody is found, the first of the lever that names a host, none where none does.
    pub programme: Option<u32>,
    /// The institution; none where none of the type is in any place looked at.
    pub institution: Option<u32>,
    /// Where it is.
    pub place: Option<Place>,
    /// Whether another village owns it (BUM Desa), so that it hosts by an agreement between villages (kerja sama antardesa, Law 6/2014 article 92).
    pub agreement: bool,
    /// Metres from its village to this one; 0 in the village.
    pub far: Option<f64>,
    /// Institutions of a fitting type there, with this one.
    pub candidates: u32,
}

/// For each village, the hosts of its missing levers, then of its programmes without a host, in the order of levers and programmes; what no
/// institution of the inventory could host by its type is counted apart.
///
/// A programme could be hosted by institutions of the types its `host` names (several apart by semicolons; letter case, spaces and
/// signs do not count): those of the village, else those of the first of the `wider` places that has any (n groups each), who holds most programmes
/// first, then the nearest, then the first.
/// `missing` are n lists of levers, ascending; programmes count that are valid in `year`; `centres` are n places of villages.
pub fn hosts(
    inventory: &Inventory,
    presence: &Presence,
    standings: &[Standing],
    missing: &[Vec<u32>],
    wider: &[(Place, &[Option<u32>])],
    centres: &[Option<Point>],
    year: Option<i32>,
) -> Gaps {
    let search = Search::of(inventory, standings, wider, centres, year);
    let of_village = |village: usize| {
        let levers = missing[village].iter().map(|&lever| {
            let programmes = &search.of_lever[lever as usize];
            search.best(village, Missing::Lever(lever), programmes)
        });
        let mut unhosted: Vec<u32> = presence
            .placements(village)
            .iter()
            .map(|&at| &inventory.placements[at as usize])
            .filter(|placement| placement.institution.is_none())
            .map(|placement| placement.programme)
            .filter(|&p| !search.types[p as usize].is_empty())
            .collect();
        unhosted.sort_unstable();
        unhosted.dedup();
        let unhosted = unhosted.into_iter();
        let unhosted = unhosted.map(|p| search.best(village, Missing::Host(p), &[p]));
        levers.chain(unhosted).collect::<Vec<Host>>()
    };
    let all: Vec<Host> = (0..presence.villages())
        .into_par_iter()
        .flat_map_iter(of_village)
        .collect();
    let mut gaps = Gaps::default();
    let mut nowhere: BTreeMap<Missing, Nowhere> = BTreeMap::new();
    for host in all {
        if search.somewhere(host.missing) {
            gaps.hosts.push(host);
            continue;
        }
        let gap = nowhere.entry(host.missing).or_insert(Nowhere {
            missing: host.missing,
            programme: host.programme,
            villages: 0,
        });
        gap.villages += 1;
    }
    gaps.nowhere = nowhere.into_values().collect();
    gaps
}

/// Institutions by place and type.
type Kinds = BTreeMap<(u32, String), Vec<u32>>;

struct Search<'a> {
    standings: &'a [Standing],
    wider: &'a [(Place, &'a [Option<u32>])],
    centres: &'a [Option<Point>],
    villages: Vec<Option<u32>>,
    /// Marks of institutions that belong to their village.
    owned: Vec<bool>,
    /// Types that may host each programme.
    types: Vec<Vec<String>>,
    /// Valid programmes of each lever that name a host.
    of_lever: Vec<Vec<u32>>,
    /// Types of institutions that have a village.
    kinds: BTreeSet<String>,
    in_village: Kinds,
    /// As `wider`.
    in_wider: Vec<Kinds>,
}

impl<'a> Search<'a> {
    fn of(
        inventory: &Inventory,
        standings: &'a [Standing],
        wider: &'a [(Place, &'a [Option<u32>])],
        centres: &'a [Option<Point>],
        year: Option<i32>,
    ) -> Self {
        let types = inventory.programmes.iter().map(types);
        let mut found = Self {
            standings,
            wider,
            centres,
            villages: inventory.institutions.iter().map(|i| i.village).collect(),
            owned: (inventory.institutions.iter())
                .map(|i| kind(&i.kind) == OWNED)
                .collect(),
            types: types.collect(),
            of_lever: vec![Vec::new(); inventory.levers.len()],
            kinds: BTreeSet::new(),
            in_village: BTreeMap::new(),
            in_wider: vec![BTreeMap::new(); wider.len()],
        };
        for (at, programme) in (0..).zip(&inventory.programmes) {
            let valid = programme.valid(year);
            let Some(lever) = programme.lever else {
                continue;
            };
            if valid && !found.types[at as usize].is_empty() {
                found.of_lever[lever as usize].push(at);
            }
        }
        for (at, institution) in (0..).zip(&inventory.institutions) {
            let kind = kind(&institution.kind);
            let Some(village) = institution.village.filter(|_| !kind.is_empty()) else {
                continue;
            };
            found.kinds.insert(kind.clone());
            for ((_, group_of), there) in wider.iter().zip(&mut found.in_wider) {
                if let Some(group) = group_of[village as usize] {
                    there.entry((group, kind.clone())).or_default().push(at);
                }
            }
            found
                .in_village
                .entry((village, kind))
                .or_default()
                .push(at);
        }
        found
    }

    /// Whether the inventory has an institution of a type that could host it.
    fn somewhere(&self, missing: Missing) -> bool {
        let of = |programme: u32| {
            let mut types = self.types[programme as usize].iter();
            types.any(|kind| self.kinds.contains(kind))
        };
        match missing {
            Missing::Lever(lever) => self.of_lever[lever as usize].iter().any(|&p| of(p)),
            Missing::Host(programme) => of(programme),
        }
    }

    /// Institutions that could host any of the programmes, and the first programme each could.
    fn able(&self, place: &Kinds, key: u32, programmes: &[u32]) -> BTreeMap<u32, u32> {
        let mut able = BTreeMap::new();
        for &programme in programmes {
            for kind in &self.types[programme as usize] {
                for &institution in place.get(&(key, kind.clone())).into_iter().flatten() {
                    able.entry(institution).or_insert(programme);
                }
            }
        }
        able
    }

    fn best(&self, village: usize, missing: Missing, programmes: &[u32]) -> Host {
        let mut place = Place::Village;
        let mut able = self.able(&self.in_village, village as u32, programmes);
        for ((wider, group_of), there) in self.wider.iter().zip(&self.in_wider) {
            if let Some(group) = group_of[village].filter(|_| able.is_empty()) {
                place = *wider;
                able = self.able(there, group, programmes);
            }
        }
        let far = |institution: u32| -> Option<f64> {
            let own = self.villages[institution as usize]? as usize;
            if own == village {
                return Some(0.0);
            }
            let (from, to) = (self.centres[own]?, self.centres[village]?);
            Some(distance(from, to, Measure::Geodesic))
        };
        let key = |institution: u32| {
            let held = self.standings[institution as usize].programmes.len();
            let metres = far(institution).map_or(u64::MAX, |far| far.round() as u64);
            (Reverse(held), metres, institution)
        };
        let best = able
            .iter()
            .min_by_key(|(institution, _)| key(**institution));
        let institution = best.map(|(institution, _)| *institution);
        Host {
            village: village as u32,
            missing,
            programme: best.map(|(_, p)| *p).or(programmes.first().copied()),
            institution,
            place: institution.map(|_| place),
            agreement: place != Place::Village
                && institution.is_some_and(|i| self.owned[i as usize]),
            far: institution.and_then(far),
            candidates: able.len() as u32,
        }
    }
}
