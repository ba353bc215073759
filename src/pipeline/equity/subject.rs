//! Columns of the study as amounts, weights and ranks of the units they belong to.

use super::over::Over;
use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::base::nearest::no_such_column;
use crate::base::study::{Equity, RankFrom};
use crate::error::{Error, Kind, Result};
use crate::input::join::Hierarchy;
use crate::pipeline::index::IndexResult;
use crate::pipeline::inputs::{self, Inputs};

/// One column over the m units of its level.
pub struct Subject {
    /// Its title.
    pub column: String,
    /// The year, where a star stood for it.
    pub year: Option<i32>,
    /// What a unit is.
    pub level: Level,
    /// A village of each unit.
    pub witness: Vec<u32>,
    /// m amounts.
    pub x: Vec<Option<f64>>,
    /// m weights.
    pub w: Vec<Option<f64>>,
    /// The column that ranks, and m ranks.
    pub rank: Option<(String, Vec<Option<f64>>)>,
    /// Whether the greatest rank comes first.
    pub falling: bool,
}

impl Subject {
    /// Units with amount and weight: positions, amounts, weights.
    pub fn known(&self) -> (Vec<usize>, Vec<f64>, Vec<f64>) {
        let both = |i: usize| Some((i, self.x[i]?, self.w[i]?));
        let mut known = (Vec::new(), Vec::new(), Vec::new());
        for (i, x, w) in (0..self.x.len()).filter_map(both) {
            known.0.push(i);
            known.1.push(x);
            known.2.push(w);
        }
        known
    }
}

/// What a study can measure.
struct Columns<'a> {
    inputs: &'a Inputs,
    index: Option<&'a IndexResult>,
    /// n needs of villages and of regions.
    spec: &'a Equity,
}

impl Columns<'_> {
    fn of_index(&self, name: &str) -> bool {
        self.index.is_some() && ["need", "score"].contains(&name)
    }

    /// What a unit of a column is.
    fn level(&self, name: &str) -> Result<Level> {
        if self.of_index(name) {
            return Ok(Level::Village);
        }
        self.inputs
            .origins
            .get(name)
            .map(|origin| origin.level)
            .ok_or_else(|| {
                let names = self.inputs.origins.keys().map(String::as_str);
                Error {
                    kind: Kind::Study,
                    what: "no table has this column".into(),
                    ..no_such_column(name, names)
                }
            })
    }

    /// n values, one a village.
    fn villages(&self, name: &str) -> Result<Vec<Option<f64>>> {
        match self.index {
            Some(index) if name == "need" => Ok(index.scores.need.clone()),
            Some(index) if name == "score" => Ok(index.scores.score.clone()),
            _ => inputs::numbers(&self.inputs.frame, name),
        }
    }

    /// A column over units of a level: as it is where it is of that level or of one above; where it is of one below, its sum, or for the need
    /// and score the mean of the regions; none where part of a sum is not known.
    fn over(&self, name: &str, level: Level, witness: &[u32]) -> Result<Vec<Option<f64>>> {
        let own = self.level(name)?;
        let values = self.villages(name)?;
        if own >= level {
            return Ok(witness.iter().map(|&v| values[v as usize]).collect());
        }
        if let (Some(index), true) = (self.index, self.of_index(name)) {
            let at = Level::REGIONS.iter().position(|one| *one == level);
            let regions = at.and_then(|at| index.regions.get(at));
            let of = |i: usize| {
                let region = regions.and_then(|regions| regions.get(i))?;
                if name == "need" {
                    region.need
                } else {
                    region.score
                }
            };
            return Ok((0..witness.len()).map(of).collect());
        }
        let hierarchy = &self.inputs.hierarchy;
        let (_, parts) = units(hierarchy, own, values.len());
        let of = unit_of(hierarchy, level, values.len());
        let mut sums = vec![Some(0.0); witness.len()];
        for part in parts {
            let sum = &mut sums[of[part as usize] as usize];
            *sum = sum.zip(values[part as usize]).map(|(sum, own)| sum + own);
        }
        Ok(sums)
    }

    /// One column, with the ranks of its units.
    fn subject(
        &self,
        (column, year): (String, Option<i32>),
        level: Level,
        witness: &[u32],
        x: Vec<Option<f64>>,
        (weight, w): (&str, Vec<Option<f64>>),
    ) -> Result<Subject> {
        let code = |i: usize| match self.inputs.hierarchy.level(level) {
            Some(regions) => regions.codes[i].as_str(),
            None => self.inputs.villages.layer.codes[i].as_str(),
        };
        let wrong = |v: &Option<f64>| v.is_some_and(|v| v < 0.0);
        if let Some(i) = x.iter().position(wrong) {
            let error = below_zero(x[i].unwrap_or_default(), year);
            return Err(error.column(&column).code(code(i)));
        }
        if let Some(i) = w.iter().position(wrong) {
            let error = below_zero_weight(w[i].unwrap_or_default(), year);
            return Err(error.column(weight).code(code(i)));
        }
        let ranked = self.spec.rank_by.as_deref();
        let ranked = ranked.or(self.index.map(|_| "need"));
        let rank = match ranked.filter(|name| *name != column) {
            None => None,
            Some(name) => {
                let own = self.level(name)?;
                // villages' columns other than the index have no rank of a region
                match own >= level || self.of_index(name) {
                    true => Some((name.to_owned(), self.over(name, level, witness)?)),
                    false => None,
                }
            }
        };
        Ok(Subject {
            column,
            year,
            level,
            witness: witness.to_vec(),
            x,
            w,
            rank,
            falling: self.spec.rank_from == RankFrom::Highest,
        })
    }

    fn weights(
        &self,
        level: Level,
        witness: &[u32],
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Option<f64>>> {
        let alike = || vec![Some(1.0); witness.len()];
        match self.spec.weight.as_str() {
            "none" => Ok(alike()),
            "population" => {
                let Some(people) = &self.inputs.population else {
                    findings.push(
                        Finding::info(
                            "equity-unweighted",
                            "the study has no population of villages, so that every unit weighs the same",
                        )
                        .remedy("name a column as `equity.weight`, such as one of a table of regencies"),
                    );
                    return Ok(alike());
                };
                let of = unit_of(&self.inputs.hierarchy, level, people.len());
                let mut sums = vec![Some(0.0); witness.len()];
                for (unit, own) in of.iter().zip(people) {
                    let sum = &mut sums[*unit as usize];
                    *sum = sum.zip(*own).map(|(sum, own)| sum + own);
                }
                Ok(sums)
            }
            name => {
                let own = self.level(name)?;
                if own > level {
                    return Err(Error::study(format!(
                        "`equity.weight` holds one value for a whole {}, and units are smaller",
                        own.as_str()
                    ))
                    .column(name)
                    .remedy("name a column of the same table, or of a finer level"));
                }
                self.over(name, level, witness)
            }
        }
    }
}

fn of(year: Option<i32>) -> String {
    year.map_or_else(String::new, |year| format!(" in {year}"))
}

/// The error for an amount below 0, without its place.
pub fn below_zero(amount: f64, year: Option<i32>) -> Error {
    let what = "inequality is measured of amounts from 0 up, and this is";
    Error::input(format!("{what} {amount}{}", of(year)))
        .remedy("correct the cell or leave it empty; a loss or a debt has no share of a total")
}

/// The error for a weight below 0, without its place.
pub fn below_zero_weight(weight: f64, year: Option<i32>) -> Error {
    let what = "a weight is a number from 0 up, and this is";
    Error::input(format!("{what} {weight}{}", of(year))).remedy("leave unknown weights empty")
}

/// A village of each unit of a level, and the same with villages themselves as units.
fn units(hierarchy: &Hierarchy, level: Level, n: usize) -> (usize, Vec<u32>) {
    match hierarchy.level(level) {
        None => (n, (0..n as u32).collect()),
        Some(regions) => {
            let mut witness = vec![0; regions.codes.len()];
            for (village, &region) in regions.of_village.iter().enumerate().rev() {
                witness[region as usize] = village as u32;
            }
            (regions.codes.len(), witness)
        }
    }
}

/// The unit of a level that each of n villages is in.
pub fn unit_of(hierarchy: &Hierarchy, level: Level, n: usize) -> Vec<u32> {
    match hierarchy.level(level) {
        None => (0..n as u32).collect(),
        Some(regions) => regions.of_village.clone(),
    }
}

/// Titles that a value of the study stands for, with their years.
fn titles(asked: &str, inputs: &Inputs) -> Result<Vec<(String, Option<i32>)>> {
    let Some((head, tail)) = asked.split_once('*') else {
        return Ok(vec![(asked.to_owned(), None)]);
    };
    let year = |title: &String| {
        let year = title.strip_prefix(head)?.strip_suffix(tail)?;
        let digits = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let year = digits.then(|| year.parse().ok()).flatten()?;
        Some((title.clone(), Some(year)))
    };
    let mut found: Vec<(String, Option<i32>)> = inputs.origins.keys().filter_map(year).collect();
    found.sort_by_key(|(_, year)| *year);
    if found.is_empty() {
        return Err(Error::study(format!(
            "no column is {asked} with a year of four digits in place of the star"
        ))
        .column(asked)
        .remedy("look at the titles of the tables"));
    }
    Ok(found)
}

/// Every column of `[equity]`, then those of the table of years.
///
/// # Errors
/// No such column, one without numbers, an amount or a weight below 0.
pub fn subjects(
    spec: &Equity,
    inputs: &Inputs,
    index: Option<&IndexResult>,
    over: Option<&Over>,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Subject>> {
    let columns = Columns {
        inputs,
        index,
        spec,
    };
    let need = ["need".to_owned()];
    let asked = match spec.values.is_empty() && over.is_none() {
        true => &need[..],
        false => &spec.values,
    };
    let mut found = Vec::new();
    let mut said = Vec::new();
    let mut told = |new: Vec<Finding>| {
        // once is enough
        for finding in new {
            if !said.contains(&finding.what) {
                said.push(finding.what.clone());
                findings.push(finding);
            }
        }
    };
    let n = inputs.villages.layer.codes.len();
    for (column, year) in titles_of(asked, inputs)? {
        let level = columns.level(&column)?;
        let (_, witness) = units(&inputs.hierarchy, level, n);
        let x = columns.over(&column, level, &witness)?;
        let mut new = Vec::new();
        let w = columns.weights(level, &witness, &mut new)?;
        told(new);
        let made = columns.subject((column, year), level, &witness, x, (&spec.weight, w))?;
        found.push(made);
    }
    if let Some(over) = over {
        let (_, witness) = units(&inputs.hierarchy, over.level, n);
        let mut new = Vec::new();
        let alike = match over.weight {
            None => columns.weights(over.level, &witness, &mut new)?,
            Some(_) => Vec::new(),
        };
        told(new);
        for (column, values) in &over.columns {
            for (at, year) in over.years.iter().enumerate() {
                let (name, w) = match &over.weight {
                    Some((name, values)) => (name, over.year(values, at)),
                    None => (&spec.weight, alike.clone()),
                };
                let (called, x) = ((column.clone(), Some(*year)), over.year(values, at));
                found.push(columns.subject(called, over.level, &witness, x, (name, w))?);
            }
        }
    }
    Ok(found)
}

fn titles_of(asked: &[String], inputs: &Inputs) -> Result<Vec<(String, Option<i32>)>> {
    let mut all = Vec::new();
    for asked in asked {
        for title in titles(asked, inputs)? {
            if !all.contains(&title) {
                all.push(title);
            }
        }
    }
    Ok(all)
}
