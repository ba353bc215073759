//! Which programme could bring a lever: the one that the allocation places there, else the one that stands most often nearby.

use crate::base::model::Level;
use crate::pipeline::synergy::Ground;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// How many villages of each scope hold each programme.
pub struct Supply<'a> {
    programmes: usize,
    areas: Vec<u32>,
    regencies: Vec<u32>,
    all: Vec<u32>,
    /// Programmes placed at a region as a whole: level, region, programme.
    above: BTreeSet<(Level, u32, u32)>,
    /// Villages and programmes of the allocation, ascending.
    placed: &'a [(u32, u32)],
}

/// Where the programme that could come stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The allocation places it in so many of these villages.
    Plan,
    /// In other villages of the area.
    Area,
    /// In the regency.
    Regency,
    /// In no village of the regency, but placed at a region around as a whole.
    Above,
    /// Somewhere.
    Elsewhere,
    /// Nowhere: it is only in the catalogue.
    Catalogue,
}

/// A programme that could bring a lever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The programme.
    pub programme: u32,
    /// Where it stands.
    pub from: From,
    /// In so many villages there; 0 where it is in none.
    pub villages: u32,
}

impl<'a> Supply<'a> {
    /// Counts; `placed` are villages and programmes of the allocation, ascending. O(n x programmes of a village + scopes x programmes).
    pub fn new(ground: &Ground, placed: &'a [(u32, u32)]) -> Self {
        let programmes = ground.inventory.programmes.len();
        let regencies = ground.hierarchy.level(Level::Regency);
        let mut found = Self {
            programmes,
            areas: vec![0; ground.areas.len() * programmes],
            regencies: vec![0; regencies.map_or(0, |r| r.codes.len()) * programmes],
            all: vec![0; programmes],
            above: BTreeSet::new(),
            placed,
        };
        for &at in &ground.presence.above {
            let placement = &ground.inventory.placements[at as usize];
            let place = (placement.level, placement.unit, placement.programme);
            found.above.insert(place);
        }
        for village in 0..ground.layer.codes.len() {
            for &programme in ground.presence.programmes(village) {
                let programme = programme as usize;
                found.all[programme] += 1;
                if let Some(area) = ground.area_of[village] {
                    found.areas[area as usize * programmes + programme] += 1;
                }
                if let Some(regions) = regencies {
                    let regency = regions.of_village[village] as usize;
                    found.regencies[regency * programmes + programme] += 1;
                }
            }
        }
        found
    }

    /// The programme of a lever that the allocation places in most of the villages, else stands in most of the area, else of the regency, else is placed at a region around, else stands anywhere;
    /// of equal ones the first by id. Programmes that are not valid in the assessed year are no source.
    ///
    /// `members` are the villages that lack it: regions around are those that all of them share.
    pub fn of(
        &self,
        ground: &Ground,
        lever: u32,
        area: Option<u32>,
        members: &[u32],
    ) -> Option<Source> {
        let programmes = (0..).zip(&ground.inventory.programmes);
        let able = programmes.filter(|(_, p)| p.lever == Some(lever) && p.valid(ground.year));
        let able: Vec<u32> = able.map(|(at, _)| at).collect();
        let most = |counts: &[u32], from: From| {
            let best = able.iter().copied();
            let programme = best.max_by_key(|&p| (counts[p as usize], Reverse(p)))?;
            let villages = counts[programme as usize];
            Some(Source {
                programme,
                from,
                villages,
            })
        };
        let scope = |counts: &[u32], at: u32, from: From| {
            let start = at as usize * self.programmes;
            most(&counts[start..start + self.programmes], from).filter(|found| found.villages > 0)
        };
        let around = |level: Level| {
            let of = &ground.hierarchy.level(level)?.of_village;
            let (first, rest) = members.split_first()?;
            let region = of[*first as usize];
            let same = rest.iter().all(|&v| of[v as usize] == region);
            same.then_some(region)
        };
        let above = || {
            let regions = Level::REGIONS.into_iter();
            let regions: Vec<(Level, u32)> = regions
                .filter_map(|level| Some((level, around(level)?)))
                .collect();
            let placed = |p: u32| {
                let mut regions = regions.iter();
                regions.any(|&(level, region)| self.above.contains(&(level, region, p)))
            };
            let programme = able.iter().copied().find(|&p| placed(p))?;
            Some(Source {
                programme,
                from: From::Above,
                villages: 0,
            })
        };
        let mut planned = vec![0; self.programmes];
        for &village in members {
            let from = self.placed.partition_point(|&(v, _)| v < village);
            let own = self.placed[from..].iter();
            for &(_, programme) in own.take_while(|&&(v, _)| v == village) {
                planned[programme as usize] += 1;
            }
        }
        let regency = || scope(&self.regencies, around(Level::Regency)?, From::Regency);
        most(&planned, From::Plan)
            .filter(|found| found.villages > 0)
            .or_else(|| area.and_then(|area| scope(&self.areas, area, From::Area)))
            .or_else(regency)
            .or_else(above)
            .or_else(|| most(&self.all, From::Elsewhere).filter(|found| found.villages > 0))
            .or_else(|| most(&self.all, From::Catalogue))
    }
}
