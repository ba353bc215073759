//! Everything about the regions of a cube: quotients, leading sectors, what they are made of, and what changed.

use super::cube::{Cube, sums};
use super::leading::{Least, leading};
use super::quotient::{Quotient, quotients};
use super::shift::{Effects, shift_share};
use super::special::{Special, special};
use crate::error::Result;
use std::collections::BTreeMap;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked {
    /// Whether values are counts, which chance moves.
    pub counts: bool,
    /// Whether shift-share goes year by year.
    pub dynamic: bool,
    /// What a leading sector needs.
    pub least: Least,
}

/// What one region leads in.
#[derive(Debug, Clone, PartialEq)]
pub struct Lead {
    /// The sector.
    pub sector: String,
    /// Its quotient, shrunk where there is such.
    pub quotient: f64,
    /// Its share of the region.
    pub share: f64,
    /// Sectors with the same quotient, itself among them.
    pub tied: usize,
}

/// One year of R regions x S sectors.
#[derive(Debug, Clone)]
pub struct Year {
    /// The year; none in a table of one time.
    pub year: Option<i32>,
    /// R units, ascending.
    pub units: Vec<u32>,
    /// R x S.
    pub values: Vec<f64>,
    /// S values of all.
    pub base: Vec<f64>,
    /// R x S.
    pub quotients: Vec<Option<Quotient>>,
    /// R.
    pub special: Vec<Option<Special>>,
    /// R.
    pub lead: Vec<Option<Lead>>,
}

/// What changed from the first year to the last.
#[derive(Debug, Clone)]
pub struct Change {
    /// First year.
    pub from: i32,
    /// Last year.
    pub to: i32,
    /// R units, ascending.
    pub units: Vec<u32>,
    /// R x S.
    pub cells: Vec<Option<Effects>>,
}

/// All of it.
#[derive(Debug, Clone)]
pub struct Panel {
    /// What was asked.
    pub asked: Asked,
    /// S sectors, by name.
    pub sectors: Vec<String>,
    /// Every year, ascending.
    pub years: Vec<Year>,
    /// None where there is one year.
    pub change: Option<Change>,
    /// Regions and years left out, since the value of a sector is not known.
    pub left: usize,
}

impl Panel {
    /// Measures a cube next to `base`, what all have in each year, or next to the sum of its complete regions.
    ///
    /// # Errors
    /// See [`quotients`].
    pub fn new(
        cube: &Cube,
        base: Option<&BTreeMap<Option<i32>, Vec<f64>>>,
        asked: Asked,
    ) -> Result<Self> {
        let s = cube.sectors.len();
        let mut panel = Self {
            asked,
            sectors: cube.sectors.clone(),
            years: Vec::new(),
            change: None,
            left: 0,
        };
        for &year in &cube.years {
            let units = cube.complete(&[year]);
            panel.left += cube.units.len() - units.len();
            let values = cube.slice(year, &units);
            let base = match base {
                Some(base) => base[&year].clone(),
                None => sums(&values, s),
            };
            let quotients = quotients(&values, s, &base, asked.counts)?;
            let own = || values.chunks(s.max(1));
            let lead = own().zip(quotients.chunks(s.max(1)));
            panel.years.push(Year {
                year,
                special: own().map(|own| special(own, &base)).collect(),
                lead: lead.map(|(own, found)| panel.lead(own, found)).collect(),
                units,
                quotients,
                values,
                base,
            });
        }
        panel.change = change(cube, base, asked);
        Ok(panel)
    }

    /// What a region of S values leads in.
    pub fn lead(&self, values: &[f64], found: &[Option<Quotient>]) -> Option<Lead> {
        let best = leading(values, found, self.asked.least)?;
        Some(Lead {
            sector: self.sectors[best.sector].clone(),
            quotient: best.quotient,
            share: best.share,
            tied: best.tied,
        })
    }
}

/// Shift-share from the first to the last year, of regions complete in every year that is looked at.
fn change(
    cube: &Cube,
    base: Option<&BTreeMap<Option<i32>, Vec<f64>>>,
    asked: Asked,
) -> Option<Change> {
    let (first, last) = (*cube.years.first()?, *cube.years.last()?);
    let (from, to) = (first?, last?);
    if from == to {
        return None;
    }
    let years = match asked.dynamic {
        true => cube.years.clone(),
        false => vec![first, last],
    };
    let units = cube.complete(&years);
    let s = cube.sectors.len();
    let slices: Vec<Vec<f64>> = years.iter().map(|&y| cube.slice(y, &units)).collect();
    let bases: Vec<Vec<f64>> = match base {
        Some(base) => years.iter().map(|year| base[year].clone()).collect(),
        None => slices.iter().map(|slice| sums(slice, s)).collect(),
    };
    let slices: Vec<&[f64]> = slices.iter().map(Vec::as_slice).collect();
    let bases: Vec<&[f64]> = bases.iter().map(Vec::as_slice).collect();
    Some(Change {
        from,
        to,
        cells: shift_share(&slices, s, &bases),
        units,
    })
}
