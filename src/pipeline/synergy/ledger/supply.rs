//! Which programme could bring a lever: the one that stands most often nearby.

use crate::base::model::Level;
use crate::pipeline::synergy::Ground;

/// How many villages of each scope hold each programme.
pub struct Supply {
    programmes: usize,
    areas: Vec<u32>,
    regencies: Vec<u32>,
    all: Vec<u32>,
}

/// Where the programme that could come stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// In other villages of the area.
    Area,
    /// In the regency.
    Regency,
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
    /// In so many villages there.
    pub villages: u32,
}

impl Supply {
    /// Counts. O(n x programmes of a village + scopes x programmes).
    pub fn new(ground: &Ground) -> Self {
        let programmes = ground.inventory.programmes.len();
        let regencies = ground.hierarchy.level(Level::Regency);
        let mut found = Self {
            programmes,
            areas: vec![0; ground.areas.len() * programmes],
            regencies: vec![0; regencies.map_or(0, |r| r.codes.len()) * programmes],
            all: vec![0; programmes],
        };
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

    /// The programme of a lever that stands in most villages of the area, else of the regency, else anywhere; of equal ones the first by id. Programmes
    /// that are not valid in the assessed year are no source.
    pub fn of(
        &self,
        ground: &Ground,
        lever: u32,
        area: Option<u32>,
        regency: Option<u32>,
    ) -> Option<Source> {
        let valid = |programme: usize| {
            let programme = &ground.inventory.programmes[programme];
            let year = ground.year;
            programme.lever == Some(lever)
                && programme
                    .from
                    .zip(year)
                    .is_none_or(|(from, year)| from <= year)
                && programme.to.zip(year).is_none_or(|(to, year)| year <= to)
        };
        let most = |counts: &[u32], from: From| {
            let candidates = (0..self.programmes).filter(|&p| valid(p));
            let best = candidates.max_by_key(|&p| (counts[p], std::cmp::Reverse(p)))?;
            let (programme, villages) = (best as u32, counts[best]);
            Some(Source {
                programme,
                from,
                villages,
            })
        };
        let scope = |counts: &[u32], at: Option<u32>, from: From| {
            let start = at? as usize * self.programmes;
            most(&counts[start..start + self.programmes], from).filter(|found| found.villages > 0)
        };
        scope(&self.areas, area, From::Area)
            .or_else(|| scope(&self.regencies, regency, From::Regency))
            .or_else(|| most(&self.all, From::Elsewhere))
            .map(|found| match found.villages {
                0 => Source {
                    from: From::Catalogue,
                    ..found
                },
                _ => found,
            })
    }
}
