//! The people of villages.

use crate::base::finding::Finding;
use crate::error::{Error, Result};
use crate::pipeline::inputs::numbers;
use polars::prelude::DataFrame;

/// The village column of people: the one asked for, else a usual one that holds numbers.
///
/// # Errors
/// One asked for that is none of villages, and populations below 0.
pub fn population(
    asked: Option<&str>,
    frame: &DataFrame,
    own: &[String],
    findings: &mut Vec<Finding>,
) -> Result<Option<Vec<Option<f64>>>> {
    let name = match asked {
        Some(name) if own.iter().any(|o| o == name) => name,
        Some(name) => {
            return Err(
                Error::study("`study.population` is no column of a village table")
                    .column(name)
                    .remedy("name a column of a table whose level is village"),
            );
        }
        None => {
            let usual = ["population", "penduduk"].into_iter().find_map(|usual| {
                let same = |o: &&String| o.eq_ignore_ascii_case(usual);
                own.iter().find(same)
            });
            let Some(name) = usual else { return Ok(None) };
            if frame.column(name)?.dtype().is_string() {
                findings.push(
                    Finding::warning("population-not-numeric", "the column is not taken as the population")
                        .column(name)
                        .remedy("mend the cells that are no numbers, or name another column as `study.population`"),
                );
                return Ok(None);
            }
            name
        }
    };
    let people = numbers(frame, name)?;
    let wrong = |p: &Option<f64>| p.is_some_and(|p| !(p.is_finite() && p >= 0.0));
    if let Some(i) = people.iter().position(wrong) {
        let codes = frame.column("code")?.str()?;
        return Err(Error::input("a population must be a number from 0 up")
            .column(name)
            .code(codes.get(i).unwrap_or_default())
            .remedy("leave unknown populations empty"));
    }
    Ok(Some(people))
}
