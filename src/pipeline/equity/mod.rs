//! How evenly the study's columns are spread, now and after the money is placed anew.
//!
//! * `over`: a table with a row a unit and year; `subject`: columns to amounts, weights and ranks of units; `groups`: between whom it is measured
//! * `found`: every measure of every column in parts; `sheets`: tables `equity`, `equity_groups` and `concentration`
//! * `change`: before and after the allocation; `picture`: curves for `report/equity.svg`

mod change;
mod found;
mod groups;
pub mod over;
mod picture;
mod sheets;
mod subject;

pub use subject::{Subject, subjects};

use crate::base::finding::Finding;
use crate::base::study::{Equity, Grouping, Inequality, Study};
use crate::error::Result;
use crate::output::curves;
use crate::output::sheet::Sheet;
use crate::pipeline::areas::{Delineation, area_of};
use crate::pipeline::inputs::Inputs;
use crate::pipeline::log::Log;
use crate::pipeline::space::Neighbourhood;
use crate::pipeline::synergy::Money;
use crate::welfare::equity::Measure;
use serde_json::json;

/// Results of the stages before.
pub struct Before<'a> {
    pub inputs: &'a Inputs,
    pub neighbours: &'a Neighbourhood,
    pub areas: Option<&'a Delineation>,
    /// Money of villages now and in the plan, where there is one.
    pub money: Option<&'a Money>,
    /// n needs, where there is an index.
    pub need: Option<&'a [Option<f64>]>,
}

/// What was found, for tables and picture.
pub struct Found {
    pub sheets: Vec<Sheet>,
    /// The picture, where there is a curve.
    pub picture: Option<String>,
}

/// The measures that the study asks for, the spatial one apart.
fn measures(spec: &Equity) -> Vec<Measure> {
    let one = |asked: &Inequality| match asked {
        Inequality::Gini => Some(Measure::Gini),
        Inequality::TheilT => Some(Measure::TheilT),
        Inequality::TheilL => Some(Measure::TheilL),
        Inequality::Atkinson => Some(Measure::Atkinson(spec.epsilon)),
        Inequality::Cv => Some(Measure::Cv),
        Inequality::SquaredCv => Some(Measure::SquaredCv),
        Inequality::SpatialGini => None,
    };
    spec.measures.iter().filter_map(one).collect()
}

/// Measures every column.
///
/// # Errors
/// Those of the spatial Gini.
pub fn measure(
    study: &Study,
    spec: &Equity,
    before: &Before,
    subjects: &[Subject],
    log: &mut Log,
) -> Result<Found> {
    log.stage("equity", |findings| {
        let n = before.inputs.villages.layer.codes.len();
        let areas = area_of(before.areas, n);
        let measures = measures(spec);
        let mut rows = Vec::new();
        for subject in subjects {
            let groups = groups::of(spec, subject, before.inputs, &areas, findings);
            let mut own = found::every(&measures, subject, &groups);
            if spec.measures.contains(&Inequality::SpatialGini) {
                let graph = before.neighbours.statistics();
                own.extend(found::spatial(
                    spec,
                    study.study.seed,
                    subject,
                    before.inputs,
                    graph,
                    findings,
                )?);
            }
            own.extend(found::concentrated(subject));
            rows.extend(own);
        }
        undefined(&rows, findings);
        let lines = found::curves(subjects);
        let language = study.study.language;
        let mut sheets = vec![sheets::equity(spec, &rows, language)];
        sheets.extend(sheets::groups(&rows, language));
        sheets.extend(sheets::concentration(spec, &lines, language));
        if let Some(money) = before.money {
            let change = change::change(spec, before, money, &areas, &measures, findings);
            sheets.extend(change.map(|rows| change::sheet(spec, &rows, language)));
        }
        let picture = picture::choose(&lines);
        let picture =
            (!picture.is_empty()).then(|| curves::svg(&picture, study.study.synthetic, language));
        let counts = json!({"columns": subjects.len(), "rows": rows.len(), "curves": lines.len()});
        let detail = found::first(&rows).unwrap_or_else(|| format!("{} columns", subjects.len()));
        Ok((Found { sheets, picture }, counts, detail))
    })
}

/// Says which measures have no value and why, once for each column.
fn undefined(rows: &[found::Row], findings: &mut Vec<Finding>) {
    let mut said = Vec::new();
    for row in rows.iter().filter(|row| row.by == "all") {
        let Some(why) = row.why else { continue };
        let key = (row.measure.as_str(), row.column.as_str());
        if said.contains(&key) {
            continue;
        }
        said.push(key);
        findings.push(
            Finding::warning(
                "equity-undefined",
                format!("{} has no value: {why}", row.measure),
            )
            .column(&row.column)
            .remedy("gini, theil-t and cv take zeros; nobody is left out for having 0"),
        );
    }
}

/// Whether groups by areas are asked for.
fn by_area(spec: &Equity) -> bool {
    spec.by.contains(&Grouping::Area)
}
