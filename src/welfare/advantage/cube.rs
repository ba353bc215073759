//! Rows of a region, a sector and a year as regions x sectors of each year.

use crate::base::study::Absent;
use crate::error::{Error, Result};
use crate::welfare::equity::sum;
use std::collections::{BTreeMap, BTreeSet};

/// One row of a long table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<'a> {
    /// Its region; none where it is of none that counts.
    pub unit: Option<u32>,
    /// Its sector.
    pub sector: Option<&'a str>,
    /// Its year; none in a table of one time.
    pub year: Option<i32>,
    /// What is there, from 0 up; none where it is not known.
    pub value: Option<f64>,
}

/// Values by year, unit and sector.
#[derive(Debug, Clone)]
pub struct Cube {
    /// S sectors, by name.
    pub sectors: Vec<String>,
    /// Years, ascending; one without a number where the table has none.
    pub years: Vec<Option<i32>>,
    /// Units with a row, ascending.
    pub units: Vec<u32>,
    cells: BTreeMap<(Option<i32>, u32), Vec<Option<f64>>>,
}

impl Cube {
    /// Lays out the rows that have a unit.
    ///
    /// # Errors
    /// A row without a sector, a value below 0, two rows of one unit, sector and year; each with the 1-based position as row.
    pub fn new(rows: &[Row], absent: Absent) -> Result<Self> {
        if let Some(at) = rows.iter().position(|row| row.sector.is_none()) {
            return Err(Error::input("a row has no sector")
                .row(at + 1)
                .remedy("fill it, or leave such rows out"));
        }
        let below = |row: &Row| row.value.is_some_and(|v| v < 0.0);
        if let Some(at) = rows.iter().position(below) {
            let value = rows[at].value.unwrap_or_default();
            return Err(Error::input(format!(
                "a sector has {value}, and shares need values from 0 up"
            ))
            .row(at + 1)
            .remedy("correct it or leave the cell empty"));
        }
        let placed = || {
            let rows = rows.iter().enumerate();
            rows.filter_map(|(at, row)| Some((at, row, row.unit?, row.sector?)))
        };
        let sectors: BTreeSet<&str> = placed().map(|(.., sector)| sector).collect();
        let place: BTreeMap<&str, usize> = sectors.iter().copied().zip(0..).collect();
        let (mut cells, mut first) = (BTreeMap::new(), BTreeMap::new());
        for (at, row, unit, sector) in placed() {
            let i = place[sector];
            if first.insert((row.year, unit, i), at).is_some() {
                return Err(Error::input(format!(
                    "{sector} has an earlier row of the same region and year"
                ))
                .row(at + 1)
                .remedy("keep one row a region, sector and year, or name the column of the year"));
            }
            let empty = match absent {
                Absent::Missing => None,
                Absent::Zero => Some(0.0),
            };
            let cell = cells.entry((row.year, unit));
            cell.or_insert_with(|| vec![empty; sectors.len()])[i] = row.value;
        }
        let years: BTreeSet<Option<i32>> = placed().map(|(_, row, ..)| row.year).collect();
        let units: BTreeSet<u32> = placed().map(|(_, _, unit, _)| unit).collect();
        Ok(Self {
            sectors: sectors.into_iter().map(str::to_owned).collect(),
            years: years.into_iter().collect(),
            units: units.into_iter().collect(),
            cells,
        })
    }

    /// Units of which every sector is known in each of these years, ascending.
    pub fn complete(&self, years: &[Option<i32>]) -> Vec<u32> {
        let known = |unit: &u32| {
            years.iter().all(|year| {
                let row = self.cells.get(&(*year, *unit));
                row.is_some_and(|row| row.iter().all(Option::is_some))
            })
        };
        self.units.iter().copied().filter(known).collect()
    }

    /// Regions x sectors of units that are complete in a year.
    pub fn slice(&self, year: Option<i32>, units: &[u32]) -> Vec<f64> {
        let rows = units
            .iter()
            .filter_map(|&unit| self.cells.get(&(year, unit)));
        rows.flatten().map(|v| v.unwrap_or_default()).collect()
    }
}

/// Sums of the S sectors over regions.
pub fn sums(values: &[f64], sectors: usize) -> Vec<f64> {
    let of = |i: usize| values.iter().skip(i).step_by(sectors).copied();
    (0..sectors).map(|i| sum(of(i))).collect()
}

/// What all have of each sector of a cube in each of its years, from rows without regions.
///
/// # Errors
/// A sector that no region has (with its row), and one that the whole lacks in a year.
pub fn whole(rows: &[Row], cube: &Cube) -> Result<BTreeMap<Option<i32>, Vec<f64>>> {
    let beyond = |row: &Row| {
        let known = |name: &str| cube.sectors.iter().any(|own| own == name);
        !row.sector.is_some_and(known)
    };
    if let Some(at) = rows.iter().position(beyond) {
        let name = rows[at].sector.unwrap_or_default();
        return Err(Error::input(format!(
            "the whole has a sector that no region has: {name}"
        ))
        .row(at + 1)
        .remedy("spell sectors alike in both tables, leave totals out, or give the regions rows of 0"));
    }
    let mut found = BTreeMap::new();
    for &year in &cube.years {
        let mut own = Vec::with_capacity(cube.sectors.len());
        for name in &cube.sectors {
            let mut fits = rows
                .iter()
                .filter(|row| row.sector == Some(name) && row.year == year);
            let value = fits.next().and_then(|row| row.value);
            own.push(value.filter(|v| *v >= 0.0).ok_or_else(|| {
                let of = year.map_or(String::new(), |year| format!(" in {year}"));
                Error::input(format!("the whole has no value of {name}{of}")).remedy(
                    "add the row, from 0 up; sectors are spelled as in the table of the regions",
                )
            })?);
        }
        found.insert(year, own);
    }
    Ok(found)
}
