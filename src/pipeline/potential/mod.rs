//! What places are good at and what they have: read with the inputs, shown with villages and areas, and never a need.
//!
//! * `rows`: long tables to units
//! * `advantage`: quotients, leading sectors, shift-share; `advantage_sheets`: their tables
//! * `assets`: local assets; `together`: the columns of villages and areas
//!
//! Their columns are no part of the village frame, so that neither an index, nor a lever, nor a test can take them for need; `[areas]` may name
//! them as `theme`, `gain` or limit.

mod advantage;
mod advantage_sheets;
mod assets;
pub mod rows;
mod together;

pub use assets::Assets;

use crate::base::finding::Finding;
use crate::base::study::LoadedStudy;
use crate::error::{Error, Result};
use crate::output::sheet::Sheet;
use crate::pipeline::areas::Delineation;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::log::Log;
use crate::welfare::advantage::Lead;
use polars::prelude::{Column, DataFrame};

/// What was found.
pub struct Potential {
    /// n rows: `code`, then `leading` and `assets`, as far as the study has them.
    pub frame: DataFrame,
    advantage: Option<advantage::Advantage>,
    /// Local assets.
    pub assets: Option<Assets>,
}

impl Potential {
    /// Whether a column is one of these.
    pub fn has(&self, name: &str) -> bool {
        name != "code" && self.frame.column(name).is_ok()
    }

    /// An error where a column of these is named as need, under the key `key`.
    pub fn refused(&self, key: &str, name: &str) -> Option<Error> {
        self.has(name).then(|| {
            Error::study(format!(
                "`{key}` names {name}, and what a place is good at or has is no need"
            ))
            .column(name)
            .remedy("name it as `areas.gain`, `areas.theme` or under `areas.limits`: there it may support an area")
        })
    }
}

/// Reads `[advantage]` and `[assets]`; nothing where the study has neither.
///
/// # Errors
/// Any fault of their tables.
pub fn read(loaded: &LoadedStudy, inputs: &mut Inputs, log: &mut Log) -> Result<Option<Potential>> {
    let study = &loaded.study;
    let advantage = match &study.advantage {
        Some(spec) => Some(log.stage("advantage", |findings| {
            advantage::read(loaded, spec, inputs, findings)
        })?),
        None => None,
    };
    let assets = match &study.assets {
        Some(spec) => Some(log.stage("assets", |findings| {
            assets::read(loaded, spec, inputs, findings)
        })?),
        None => None,
    };
    if advantage.is_none() && assets.is_none() {
        return Ok(None);
    }
    let mut columns = vec![inputs.frame.column("code")?.clone()];
    let mut add = |name: &str, column: Column| {
        let mut column = column;
        if inputs.frame.column(name).is_ok() {
            let longer = format!("potential.{name}");
            log.findings.push(
                Finding::info(
                    "column-renamed",
                    format!(
                        "a table has a column {name} too; that of the potential is called {longer}"
                    ),
                )
                .column(name),
            );
            column.rename(longer.as_str().into());
        }
        columns.push(column);
    };
    if let Some(found) = &advantage {
        let leading = found.villages(inputs);
        let name = |v: &Option<Lead>| v.as_ref().map(|lead| lead.sector.clone());
        let names: Vec<Option<String>> = leading.iter().map(name).collect();
        add("leading", Column::new("leading".into(), names));
    }
    if let Some(found) = &assets {
        let counts: Vec<u32> = found.counts();
        add("assets", Column::new("assets".into(), counts));
    }
    let n = inputs.villages.layer.codes.len();
    Ok(Some(Potential {
        frame: DataFrame::new(n, columns)?,
        advantage,
        assets,
    }))
}

/// Their tables.
pub fn sheets(
    loaded: &LoadedStudy,
    inputs: &Inputs,
    found: &Potential,
    areas: Option<&Delineation>,
) -> Vec<Sheet> {
    let language = loaded.study.study.language;
    let mut sheets = Vec::new();
    if let (Some(own), Some(spec)) = (&found.advantage, &loaded.study.advantage) {
        sheets.extend(advantage_sheets::sheets(spec, own, inputs, areas, language));
    }
    if let Some(own) = &found.assets {
        sheets.push(assets::sheet(own, inputs, areas, language));
    }
    sheets.extend(together::sheets(found, inputs, areas, language));
    sheets
}
