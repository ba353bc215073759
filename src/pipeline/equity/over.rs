//! Amounts of a table with a row a unit and year.

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
/// Those of [`rows::read`] and [`assemble`]: codes, years that are none, two rows of one unit and year, columns without numbers.
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
