//! Panel and treatment to villages.

use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::base::study::{self, LoadedStudy, OneOrMany, Recovery};
use crate::error::{Error, Result};
use crate::input::inventory::Inventory;
use crate::input::join::{self, BY_NAME, Repeated, Units};
use crate::input::panel::{Panel, Part, Wanted, assemble, starts};
use crate::input::read::Door;
use crate::input::read::table;
use crate::output::manifest::Input;
use crate::pipeline::inputs::{self, Inputs, Join, source};
use crate::pipeline::log::Log;
use crate::welfare::impact::design::wave;
use crate::welfare::impact::{Covariates, Design};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::Path;

/// What a file of the panel is to the manifest.
const PANEL: &str = "panel";

/// A panel ready to be compared: m villages with rows, ascending by code.
pub struct Ready {
    /// What the study asks.
    pub spec: Recovery,
    /// T years.
    pub years: Vec<i32>,
    /// m positions among the villages of the study.
    pub units: Vec<u32>,
    /// m codes.
    pub codes: Vec<String>,
    /// m names; empty where the layer has none.
    pub names: Vec<String>,
    /// m waves of the start.
    pub start: Vec<Option<usize>>,
    /// The same of all n villages of the study.
    pub everywhere: Vec<Option<usize>>,
    /// n first treated years.
    pub first: Vec<Option<i32>>,
    /// m clusters.
    pub cluster: Vec<u32>,
    /// Outcomes of m x T values.
    pub outcomes: Vec<(String, Vec<Option<f64>>)>,
    /// What villages are matched on.
    pub covariates: Option<Covariates>,
}

/// What reading needs of the run so far.
struct Work<'a> {
    loaded: &'a LoadedStudy,
    spec: &'a Recovery,
    units: Units,
    door: Door,
}

/// Reads panel and treatment, and refuses what is no comparison.
///
/// # Errors
/// Any fault of the files; what [`assemble`] and [`Design::check`] refuse.
pub fn read(
    loaded: &LoadedStudy,
    spec: &Recovery,
    inputs: &mut Inputs,
    inventory: Option<&Inventory>,
    log: &mut Log,
) -> Result<Ready> {
    log.stage("panel", |findings| {
        let work = Work {
            loaded,
            spec,
            units: Units::of(&inputs.villages, &inputs.hierarchy, Level::Village),
            door: Door::of(&loaded.study.privacy, loaded.base())?,
        };
        let parts = work.panel(inputs, findings)?;
        let n = inputs.villages.layer.codes.len();
        let (columns, fixed) = work.columns(&parts, inputs)?;
        let wanted = Wanted {
            year: spec.year.as_deref(),
            columns: &columns,
            years: spec.years.as_deref(),
            definition: spec.definition.as_deref(),
            breaks: &spec.series_break,
        };
        let panel = assemble(&parts, &wanted, n, findings).map_err(|e| loaded.blame(e, "recovery"))?;
        let first = match &spec.treatment.programme {
            Some(id) => programme(id, inventory, n, findings)?,
            None => work.treated(inputs, findings)?,
        };
        let treated = first.iter().flatten().count();
        let ready = put_together(&work, inputs, &panel, first, fixed)?;
        let (rows, gaps) = (panel.rows.iter().filter(|row| **row).count(), panel.gaps());
        let outside = treated - ready.start.iter().flatten().count();
        let file = first_file(spec);
        if gaps > 0 {
            let what = format!("{gaps} of {} villages have rows in some years only; each comparison takes those it can", ready.units.len());
            findings.push(Finding::info("panel-gaps", what).file(file));
        }
        if outside > 0 {
            let what = format!("{outside} of {treated} treated villages have no row in the panel");
            findings.push(Finding::warning("panel-treated-absent", what).file(file).remedy("add their rows, or see whether the codes are of another year"));
        }
        let counts = json!({
            "rows": rows, "villages": ready.units.len(), "years": panel.years, "gaps": gaps,
            "no_village": panel.no_unit, "other_years": panel.other_years,
            "treated": treated, "treated_without_row": outside,
        });
        let years: Vec<String> = panel.years.iter().map(ToString::to_string).collect();
        let detail = format!(
            "{rows} rows of {} villages in {}; {treated} treated, {outside} of them without a row",
            ready.units.len(),
            years.join(", ")
        );
        Ok((ready, counts, detail))
    })
}

impl Work<'_> {
    /// A table of rows that many may have one village.
    fn spec(&self, path: &Path, code: &OneOrMany) -> study::Table {
        study::Table {
            code: Some(code.clone()),
            system: self.spec.system,
            bridge: self.spec.bridge.clone(),
            vintage: self.spec.vintage,
            ..study::Table::at(path.to_path_buf())
        }
    }

    /// A table and the village of each of its rows.
    fn rows(
        &self,
        (path, code, role): (&Path, &OneOrMany, &'static str),
        text: &[&str],
        inputs: &mut Inputs,
        findings: &mut Vec<Finding>,
    ) -> Result<Part> {
        let loaded = self.loaded;
        let text = text.iter().map(|text| (*text).to_owned());
        let text: Vec<String> = code.columns().iter().cloned().chain(text).collect();
        let table = table::read(&loaded.resolve(path), None, &text, &self.door, findings)?;
        let spec = self.spec(path, code);
        let codes = &loaded.study.codes;
        // no name joins a panel: what says how to join by one does not apply
        let at = |mut error: Error| {
            if let Some((bridge, _)) = error.remedy.as_deref().and_then(|r| r.split_once(BY_NAME)) {
                error.remedy = Some(format!(
                    "name the column of the village code as `code`; or {bridge}"
                ));
            }
            loaded.blame(error, "recovery")
        };
        let (unit_of, accounting) = match role {
            PANEL => {
                let (unit, accounting) =
                    join::assign(&self.units, &table, &spec, codes, loaded.base(), findings)
                        .map_err(at)?;
                let unit = unit.into_iter().map(|unit| unit.map(|unit| unit as u32));
                (unit.collect(), accounting)
            }
            // who is not treated has no row, which is not worth a word each
            _ => {
                let each: Vec<u32> = (0..table.rows.len() as u32).collect();
                let repeated = Repeated {
                    pairs: &table,
                    of_row: &each,
                    rows: &table.rows,
                    partial: false,
                };
                join::place(&self.units, repeated, &spec, codes, loaded.base(), findings)
                    .map_err(at)?
            }
        };
        inputs.sources.push(Input {
            rows: Some(table.rows.len()),
            licence: self.spec.licence.clone(),
            ..source(loaded, path, role)?
        });
        inputs.joins.push(Join {
            path: path.display().to_string(),
            filtered: 0,
            accounting,
        });
        Ok(Part {
            unit_of,
            table,
            year: None,
            definition: None,
        })
    }

    fn panel(&self, inputs: &mut Inputs, findings: &mut Vec<Finding>) -> Result<Vec<Part>> {
        let spec = self.spec;
        let mut parts = Vec::new();
        for (path, own) in spec.panel.each() {
            let year = spec.year.as_deref().filter(|_| own.is_none());
            let text: Vec<&str> = year.into_iter().chain(spec.definition.as_deref()).collect();
            let mut part = self.rows((path, &spec.code, PANEL), &text, inputs, findings)?;
            if let Some(own) = own {
                part.year = Some(own.year);
                let made = || of_run(&self.loaded.resolve(path));
                part.definition = own.definition.clone().or_else(made);
            }
            parts.push(part);
        }
        if let Some(bridge) = &spec.bridge {
            inputs
                .sources
                .push(source(self.loaded, bridge.path(), "bridge")?);
        }
        Ok(parts)
    }

    /// The panel columns that are read: outcomes, then those of the columns to match on that the panel has; and where each of the latter is.
    #[allow(clippy::type_complexity)]
    fn columns(
        &self,
        parts: &[Part],
        inputs: &Inputs,
    ) -> Result<(Vec<String>, Vec<(String, Option<Vec<Option<f64>>>)>)> {
        let spec = self.spec;
        let mut columns = spec.outcomes.clone();
        let mut fixed = Vec::new();
        for name in spec.matching.iter().flat_map(|alike| &alike.on) {
            let there = |part: &Part| part.table.frame.column(name).is_ok();
            if parts.iter().any(there) {
                if !columns.contains(name) {
                    columns.push(name.clone());
                }
                fixed.push((name.clone(), None));
                continue;
            }
            let values = inputs::numbers(&inputs.frame, name)
                .map_err(|error| self.loaded.blame(error, "recovery.match"))?;
            fixed.push((name.clone(), Some(values)));
        }
        Ok((columns, fixed))
    }

    fn treated(
        &self,
        inputs: &mut Inputs,
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Option<i32>>> {
        let asked = &self.spec.treatment;
        let (Some(path), Some(code), Some(start)) = (&asked.path, &asked.code, &asked.start) else {
            return Err(Error::study(
                "`recovery.treatment` does not say who is treated from when",
            ));
        };
        let part = self.rows((path, code, "treatment"), &[start], inputs, findings)?;
        let (first, without) = starts(&part.table, &part.unit_of, start, self.units.codes.len())
            .map_err(|error| self.loaded.blame(error, "recovery.treatment"))?;
        if without > 0 {
            let what =
                format!("{without} rows name no start; their villages are not treated by them");
            findings.push(
                Finding::info("treatment-without-start", what)
                    .file(path)
                    .column(start),
            );
        }
        Ok(first)
    }
}

/// Name and version of the index of the finished run that a table is of, and what tells apart two of one name.
fn of_run(table: &Path) -> Option<String> {
    let text = std::fs::read_to_string(table.parent()?.parent()?.join("index.json")).ok()?;
    let made: Value = serde_json::from_str(&text).ok()?;
    let definition = &made["definition"];
    let (name, version) = (
        definition["name"].as_str()?,
        definition["version"].as_str()?,
    );
    let hash = Sha256::digest(definition.to_string().as_bytes());
    let hash: String = hash
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Some(format!("{name} {version} ({hash})"))
}

/// The file that faults of the panel are told of.
fn first_file(spec: &Recovery) -> &Path {
    spec.panel
        .each()
        .first()
        .map_or(Path::new(""), |(path, _)| path)
}

/// The first year of a programme in each village.
fn programme(
    id: &str,
    inventory: Option<&Inventory>,
    n: usize,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Option<i32>>> {
    let programmes = inventory.map_or(&[][..], |inventory| &inventory.programmes);
    let Some(own) = programmes.iter().position(|programme| programme.id == id) else {
        let ids: Vec<&str> = programmes.iter().map(|p| p.id.as_str()).collect();
        return Err(Error::study(format!(
            "`recovery.treatment` names the programme {id}, which the catalogue lacks"
        ))
        .remedy(format!("name one of: {}", ids.join(", "))));
    };
    let mut first: Vec<Option<i32>> = vec![None; n];
    let (mut regions, mut undated) = (0, 0);
    for placement in inventory.iter().flat_map(|inventory| &inventory.placements) {
        if placement.programme as usize != own {
            continue;
        }
        match (placement.level, placement.year) {
            (Level::Village, Some(year)) => {
                let start = &mut first[placement.unit as usize];
                *start = Some(start.map_or(year, |known| known.min(year)));
            }
            (Level::Village, None) => undated += 1,
            _ => regions += 1,
        }
    }
    if undated > 0 {
        return Err(Error::input(format!(
            "{undated} placements of {id} have no year, so nobody knows what was before"
        ))
        .remedy("give the placements a column `year`, or the treated villages as treatment = { path = …, code = …, start = … }"));
    }
    if regions > 0 {
        let what = format!(
            "{regions} placements of {id} are at regions and start nothing in a single village"
        );
        findings.push(Finding::info("treatment-at-regions", what));
    }
    Ok(first)
}

fn put_together(
    work: &Work,
    inputs: &Inputs,
    panel: &Panel,
    first: Vec<Option<i32>>,
    fixed: Vec<(String, Option<Vec<Option<f64>>>)>,
) -> Result<Ready> {
    let (spec, layer) = (work.spec, &inputs.villages.layer);
    let waves = panel.years.len();
    let units = panel.units();
    let compact = |column: &[Option<f64>]| -> Vec<Option<f64>> {
        let rows = units.iter().map(|&unit| unit as usize * waves);
        rows.flat_map(|row| column[row..row + waves].iter().copied())
            .collect()
    };
    let everywhere: Vec<Option<usize>> = first
        .iter()
        .map(|year| Some(wave(&panel.years, (*year)?)))
        .collect();
    let regions = |level: Level| -> Result<Vec<u32>> {
        let regions = inputs.hierarchy.level(level).ok_or_else(|| {
            Error::study(format!("the codes of the layer name no {}", level.as_str()))
                .remedy("name another level")
        })?;
        Ok(units
            .iter()
            .map(|&unit| regions.of_village[unit as usize])
            .collect())
    };
    let column = |name: &str| {
        // outcomes are read once, covariates behind them
        let names = spec.outcomes.iter().chain(
            fixed
                .iter()
                .filter(|(name, values)| values.is_none() && !spec.outcomes.contains(name))
                .map(|(name, _)| name),
        );
        names
            .zip(&panel.values)
            .find(|(own, _)| *own == name)
            .map(|(_, values)| compact(values))
    };
    let covariates = match &spec.matching {
        None => None,
        Some(alike) => {
            let values = fixed.iter().map(|(name, values)| match values {
                Some(values) => units
                    .iter()
                    .flat_map(|&unit| vec![values[unit as usize]; waves])
                    .collect(),
                None => column(name).unwrap_or_default(),
            });
            Some(Covariates {
                names: alike.on.clone(),
                values: values.collect(),
                stratum: alike
                    .exact
                    .map_or_else(|| Ok(vec![0; units.len()]), regions)?,
            })
        }
    };
    let ready = Ready {
        years: panel.years.clone(),
        codes: units
            .iter()
            .map(|&unit| layer.codes[unit as usize].to_string())
            .collect(),
        names: units
            .iter()
            .map(|&unit| layer.names.get(unit as usize).cloned().unwrap_or_default())
            .collect(),
        start: units
            .iter()
            .map(|&unit| everywhere[unit as usize])
            .collect(),
        everywhere,
        first,
        cluster: regions(spec.cluster)?,
        outcomes: (spec.outcomes.iter())
            .map(|name| (name.clone(), column(name).unwrap_or_default()))
            .collect(),
        covariates,
        spec: spec.clone(),
        units,
    };
    let control = vec![true; ready.start.len()];
    let design = Design {
        years: &ready.years,
        start: &ready.start,
        control: &control,
        cluster: &ready.cluster,
        later: spec.controls == study::Controls::NotYet,
    };
    design
        .check()
        .map_err(|error| error.file(first_file(spec)))?;
    Ok(ready)
}
