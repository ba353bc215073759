//! Amounts of a table with a row a unit and year.

use super::subject;
use crate::base::model::Level;
use crate::base::study::{LoadedStudy, LongTable};
use crate::error::Result;
use crate::input::join::Units;
use crate::input::panel::{Part, Wanted, assemble};
use crate::pipeline::inputs::Inputs;
use crate::pipeline::log::Log;
use crate::pipeline::potential::rows;
use serde_json::json;

/// m units of a level over T years.
pub struct Over {
    /// What a unit is.
    pub level: Level,
    /// T years, ascending.
    pub years: Vec<i32>,
    /// Columns of m x T amounts, the years of a unit together.
    pub columns: Vec<(String, Vec<Option<f64>>)>,
    /// The column that weighs, with m x T weights.
    pub weight: Option<(String, Vec<Option<f64>>)>,
}

impl Over {
    /// m values of one year.
    pub fn year(&self, values: &[Option<f64>], at: usize) -> Vec<Option<f64>> {
        let years = self.years.len().max(1);
        values.chunks(years).map(|unit| unit[at]).collect()
    }
}

/// Reads the table and puts its rows together; a unit without a row in a year has no value there.
///
/// # Errors
/// An amount or a weight below 0; those of [`rows::read`] and [`assemble`]: codes, years that are none, two rows of one unit and year, columns without numbers.
pub fn read(
    loaded: &LoadedStudy,
    spec: &LongTable,
    inputs: &mut Inputs,
    log: &mut Log,
) -> Result<Over> {
    log.stage("equity-over", |findings| {
        let at = |error| loaded.blame(error, "equity.over");
        let text = [spec.year.as_str()];
        let read = rows::read(loaded, "equity.over", &spec.table(), &text, inputs, findings)?;
        let units = Units::of(&inputs.villages, &inputs.hierarchy, spec.level);
        let mut columns = spec.values.clone();
        columns.extend(spec.weight.clone());
        let parts = [Part {
            table: read.table,
            unit_of: read.unit,
            year: None,
            definition: None,
        }];
        let wanted = Wanted {
            year: Some(&spec.year),
            columns: &columns,
            years: None,
            definition: None,
            breaks: &[],
        };
        let mut panel = assemble(&parts, &wanted, units.codes.len(), findings).map_err(at)?;
        let waves = panel.years.len().max(1);
        for (name, values) in columns.iter().zip(&panel.values) {
            let below = |v: &Option<f64>| v.is_some_and(|v| v < 0.0);
            let Some(cell) = values.iter().position(below) else {
                continue;
            };
            let (unit, year) = (cell / waves, panel.years[cell % waves]);
            let amount = values[cell].unwrap_or_default();
            let error = match spec.weight.as_ref() == Some(name) {
                true => subject::below_zero_weight(amount, Some(year)),
                false => subject::below_zero(amount, Some(year)),
            };
            let [part] = &parts;
            let years = part.years(wanted.year)?;
            let is = |row: &usize| {
                part.unit_of[*row] == Some(unit as u32) && years[*row] == Some(year)
            };
            let error = match (0..years.len()).find(is) {
                Some(row) => error.row(part.table.rows[row]),
                None => error,
            };
            let code = units.codes[unit].as_str();
            return Err(at(error.file(&part.table.source).column(name).code(code)));
        }
        let weight = match &spec.weight {
            Some(name) => panel.values.pop().map(|values| (name.clone(), values)),
            None => None,
        };
        let there = panel.rows.iter().filter(|row| **row).count();
        let counts = json!({
            "rows": there, "units": panel.units().len(), "years": panel.years, "gaps": panel.gaps(), "no_unit": panel.no_unit,
        });
        let detail = format!(
            "{there} rows of {} in {} years",
            spec.level.as_str(),
            panel.years.len()
        );
        let over = Over {
            level: spec.level,
            columns: spec.values.iter().cloned().zip(panel.values).collect(),
            years: panel.years,
            weight,
        };
        Ok((over, counts, detail))
    })
}
