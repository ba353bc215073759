//! The inventory of a run: its files read and logged, the year chosen.

use super::menu;
use crate::base::finding::Finding;
use crate::base::study::{LoadedStudy, Programmes};
use crate::error::Result;
use crate::input::inventory::actions::Actions;
use crate::input::inventory::{self, Filed, Inventory, Places};
use crate::output::manifest::Input;
use crate::pipeline::index::IndexResult;
use crate::pipeline::inputs::{Inputs, source, words};
use crate::pipeline::log::Log;
use serde_json::json;
use std::collections::BTreeMap;

/// The inventory as it was read.
pub struct Stock {
    /// Who does what where, with whom.
    pub inventory: Inventory,
    /// What became of rows and amounts.
    pub filed: Vec<Filed>,
    /// The year that is assessed: the study's, else the latest of the placements.
    pub year: Option<i32>,
    /// What to do about each indicator, where the study has such a table and an index.
    pub actions: Option<Actions>,
}

/// Reads the inventory and adds its files to the sources of the run.
///
/// # Errors
/// Any fault of its files.
pub fn read(
    loaded: &LoadedStudy,
    spec: &Programmes,
    inputs: &mut Inputs,
    index: Option<&IndexResult>,
    log: &mut Log,
) -> Result<Stock> {
    if let Some(column) = &spec.designated {
        words(&inputs.frame, column)?;
    }
    let actions = menu::read(loaded, spec, index, log)?;
    log.stage("programmes", |findings| {
        let places = Places {
            villages: &inputs.villages,
            hierarchy: &inputs.hierarchy,
            spec,
            codes: &loaded.study.codes,
            base: loaded.base(),
        };
        let read = inventory::read(places, findings)
            .map_err(|error| loaded.blame(error, "programmes"))?;
        let found = &read.inventory;
        let year = year(spec, found, findings);
        let rows = |role: &str| read.filed.iter().filter(|f| f.role == role).map(|f| f.rows).sum();
        let files = [
            (Some(spec.catalogue.clone()), "catalogue"),
            (Some(spec.placements.clone()), "placements"),
            (spec.facilitators.clone(), "facilitators"),
            (spec.institutions.clone(), "institutions"),
            (spec.actions.clone(), "actions"),
            (spec.bridge.as_ref().map(|bridge| bridge.path().to_path_buf()), "bridge"),
        ];
        for (path, role) in files {
            let Some(path) = path else { continue };
            let counted = role != "actions" && role != "bridge";
            inputs.sources.push(Input {
                rows: counted.then(|| rows(role)),
                licence: spec.licence.clone().filter(|_| role != "bridge"),
                ..source(loaded, &path, role)?
            });
        }
        let placed = || read.filed.iter().filter(|f| f.role == "placements");
        let sum = |get: fn(&Filed) -> usize| placed().map(get).sum::<usize>();
        let (all, matched) = (sum(|f| f.rows), sum(|f| f.matched));
        let (unmatched, ambiguous) = (sum(|f| f.unmatched), sum(|f| f.ambiguous));
        let counts = json!({
            "programmes": found.programmes.len(), "facilitators": found.facilitators.len(),
            "institutions": found.institutions.len(), "rows": all, "matched": matched,
            "unmatched": unmatched, "ambiguous": ambiguous, "year": year,
        });
        let assessed = year.map_or("every year".to_owned(), |year| year.to_string());
        let detail = format!(
            "{} programmes; {all} placements: {matched} matched, {unmatched} unmatched, {ambiguous} ambiguous; assessed: {assessed}",
            found.programmes.len(),
        );
        let stock = Stock {
            inventory: read.inventory,
            filed: read.filed,
            year,
            actions,
        };
        Ok((stock, counts, detail))
    })
}

/// That the latest year, which nobody asked for, has far fewer placements than another: a slip of the pen more often than a year begun.
fn thin(spec: &Programmes, inventory: &Inventory, year: Option<i32>) -> Option<Finding> {
    let mut rows = BTreeMap::<i32, Vec<usize>>::new();
    for placement in &inventory.placements {
        if let Some(year) = placement.year {
            rows.entry(year).or_default().push(placement.row);
        }
    }
    let year = year.filter(|_| spec.year.is_none())?;
    let own = rows.get(&year)?;
    let (most, others) = rows.iter().max_by_key(|(_, rows)| rows.len())?;
    (own.len() * 10 < others.len()).then(|| {
        Finding::warning(
            "year-thin",
            format!(
                "the assessed year {year} is the latest of the placements and has {} of them, {most} has {}",
                own.len(),
                others.len()
            ),
        )
        .file(&spec.placements)
        .row(own[0])
        .remedy(format!("correct the year of these rows, or set `year = {most}` under [programmes]"))
    })
}

fn year(spec: &Programmes, inventory: &Inventory, findings: &mut Vec<Finding>) -> Option<i32> {
    let years = || {
        inventory
            .placements
            .iter()
            .filter_map(|placement| placement.year)
    };
    let year = spec.year.or_else(|| years().max());
    let stands = |own: Option<i32>| own.is_none() || own == year;
    if !inventory
        .placements
        .iter()
        .any(|placement| stands(placement.year))
    {
        let latest = years()
            .max()
            .map_or(String::new(), |year| format!("; the latest are of {year}"));
        findings.push(
            Finding::warning(
                "year-empty",
                format!("no placement is of the assessed year{latest}"),
            )
            .file(&spec.placements)
            .remedy("set another `year` under [programmes], or leave it out"),
        );
    }
    findings.extend(thin(spec, inventory, year));
    year
}
