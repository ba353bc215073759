//! The run: calls the stages in order, keeps the log; the only room that knows them all.
//!
//! * `inputs`: boundaries and tables to one village frame, `columns`: its columns by name; [`registry`]: rows of persons to numbers of villages
//! * [`refresh`]: the registry kept current
//! * [`access`]: services, and how villages get to them
//! * `interpolate`: tables of other layers; `estimates`: small areas, modelled
//! * `index`: scores, their uncertainty, regions
//! * `space`: neighbours, hot spots, outlines
//! * `areas`: priority areas; `meaning`: what villages and rules mean to them
//! * `synergy`: the programme inventory and its ledger
//! * `potential`: leading sectors and local assets; `equity`: how evenly columns and money are spread
//! * `recovery`: villages with a programme beside villages without, before and after
//! * `theme`: what can be shown of the villages; `maps`: pictures of every layer; `web`: the page with every layer
//! * `sheets`, `brief`, `layers`, `write`: results as tables, as the brief, as layers, as files
//! * [`propose`]: a study file for a folder of files
//! * [`log`]: findings, counts and seconds

pub mod access;
mod areas;
mod brief;
mod columns;
mod equity;
mod estimates;
mod index;
mod inputs;
mod interpolate;
mod layers;
pub mod log;
pub(crate) mod maps;
mod meaning;
mod population;
mod potential;
pub mod propose;
pub mod recovery;
pub mod refresh;
pub mod registry;
mod rungs;
mod sheets;
mod space;
mod synergy;
mod theme;
mod web;
mod write;

use crate::base::finding::{Finding, Severity};
use crate::base::study::{LayerFormat, LoadedStudy, Study};
use crate::error::{Error, Result};
use crate::output::brief::Templates;
use crate::output::folder::Folder;
use crate::output::manifest;
use crate::output::sheet::Sheet;
use crate::output::web::Page;
use crate::welfare::index::definition::Filling;
use access::Services;
use areas::{Delineation, Wanted};
use brief::Plates;
use equity::Subject;
use index::IndexResult;
use inputs::Inputs;
use log::{Listener, Log};
use maps::Picture;
use maps::sketch::Sketch;
use potential::Potential;
use recovery::Recovery;
use serde_json::{Map, Value};
use space::{HotspotResult, Neighbourhood, Outline};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use synergy::Stock;

/// What a finished run or check tells its caller.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Counts by stage.
    pub stages: Map<String, Value>,
    /// Every finding, in the order they were made.
    pub findings: Vec<Finding>,
    /// Where the result lies; `None` after a check.
    pub out: Option<PathBuf>,
}

impl Summary {
    /// Number of warnings.
    pub fn warnings(&self) -> usize {
        let warning = |f: &&Finding| f.severity == Severity::Warning;
        self.findings.iter().filter(warning).count()
    }

    /// Why no area could be drawn at all, where that is so.
    pub fn infeasible(&self) -> Option<&Finding> {
        let mut findings = self.findings.iter();
        findings.find(|finding| finding.check == areas::INFEASIBLE)
    }
}

/// Everything a run computes.
struct Results {
    index: Option<IndexResult>,
    neighbours: Neighbourhood,
    hotspots: Option<HotspotResult>,
    areas: Option<Delineation>,
    outlines: [Vec<Outline>; 3],
    area_outlines: Vec<Outline>,
    /// What became of villages with a programme.
    recovery: Option<Recovery>,
    /// Tables of the stages after the areas, in their order.
    further: Vec<Sheet>,
    pictures: Vec<Picture>,
    /// `report/equity.svg`.
    curves: Option<String>,
    /// Maps of the brief.
    plates: Option<Plates>,
    /// Templates of the brief.
    templates: Templates,
    sheets: Vec<Sheet>,
    page: Option<Page>,
}

/// What a study works on once its inputs are read: the index, the tested column, the needs to cover.
struct Subjects {
    index: Option<IndexResult>,
    /// Made already when missing values are filled from them.
    neighbours: Option<Neighbourhood>,
    tested: Option<(String, Vec<Option<f64>>)>,
    wanted: Option<Wanted>,
    stock: Option<Stock>,
    templates: Templates,
    services: Option<Services>,
    panel: Option<recovery::Ready>,
    potential: Option<Potential>,
    spread: Vec<Subject>,
}

/// Reads and joins the inputs, scores them, looks up what the study names, and stops there.
///
/// # Errors
/// Any fault of the inputs.
pub fn check(loaded: &LoadedStudy, listener: Listener) -> Result<Summary> {
    let mut log = Log::new(listener);
    prepare(loaded, &mut log).map_err(|error| loaded.locate(error))?;
    Ok(summary(log, None))
}

fn prepare(loaded: &LoadedStudy, log: &mut Log) -> Result<(Inputs, Subjects)> {
    let study = &loaded.study;
    let definition = index::definition(loaded)?;
    let asked = definition.as_ref().map(|(definition, _)| definition);
    let mut inputs = inputs::read(loaded, asked, log)?;
    let services = access::find(loaded, &mut inputs, log)?;
    let mut neighbours = None;
    estimates::make(loaded, &mut inputs, &mut neighbours, log)?;
    let index = match definition {
        None => None,
        Some((definition, source)) => {
            inputs.sources.extend(source);
            let (definition, gathered) = match inputs.gathered.take() {
                Some(made) => (made, true),
                None => (definition, false),
            };
            if definition.impute.method == Filling::Neighbours && neighbours.is_none() {
                neighbours = Some(space::neighbours(study, &inputs.villages.layer, log)?);
            }
            let graph = neighbours.as_ref().map(Neighbourhood::statistics);
            let found = log.stage("index", |findings| {
                index::scores(definition, gathered, &inputs, graph, findings)
            })?;
            Some(found)
        }
    };
    let potential = potential::read(loaded, &mut inputs, log)?;
    let values = |name: &str| match &index {
        Some(index) if name == "need" => Ok(index.scores.need.clone()),
        Some(index) if name == "score" => Ok(index.scores.score.clone()),
        _ => inputs::numbers(&inputs.frame, name),
    };
    let of_villages = |name: &str| {
        index.is_some() && ["need", "score"].contains(&name) || inputs.own.iter().any(|o| o == name)
    };
    let tested = match &study.hotspots {
        None => None,
        Some(spec) => {
            let name = spec.value.as_deref().unwrap_or("need");
            let y = values(name)?;
            if !of_villages(name) {
                log.findings.push(
                    Finding::warning(
                        "region-column",
                        "all villages of a region share one value here, so they cluster by themselves",
                    )
                    .column(name)
                    .remedy("test a column of a table whose level is village"),
                );
            }
            Some((name.to_owned(), y))
        }
    };
    let support = |name: &str| potential.as_ref().filter(|found| found.has(name));
    let wanted = match &study.areas {
        None => None,
        Some(spec) => {
            if let Some(error) =
                support(&spec.need).and_then(|p| p.refused("areas.need", &spec.need))
            {
                return Err(error);
            }
            let values = |name: &str| match support(name) {
                Some(found) => inputs::numbers(&found.frame, name),
                None => values(name),
            };
            let words = |name: &str| match support(name) {
                Some(found) => inputs::words(&found.frame, name),
                None => inputs::words(&inputs.frame, name),
            };
            let wanted = Wanted::new(spec, &inputs.villages.layer, values, words)?;
            let summed = [&spec.need]
                .into_iter()
                .chain(&spec.gain)
                .chain(spec.limits.keys());
            for (at, column) in summed.enumerate() {
                if !of_villages(column) && support(column).is_none() {
                    let key = if at == 0 {
                        "`areas.need`"
                    } else {
                        "a column of [areas]"
                    };
                    return Err(Error::study(format!(
                        "{key} holds one value for a whole region, which cannot be summed over its villages"
                    ))
                    .column(column)
                    .remedy("name a column of a table whose level is village"));
                }
            }
            Some(wanted)
        }
    };
    let stock = match &study.programmes {
        Some(spec) => Some(synergy::read(
            loaded,
            spec,
            &mut inputs,
            index.as_ref(),
            log,
        )?),
        None => None,
    };
    let templates = brief::templates::read(loaded, &mut inputs.sources)?;
    let panel = match &study.recovery {
        Some(spec) => {
            let inventory = stock.as_ref().map(|stock| &stock.inventory);
            Some(recovery::read(loaded, spec, &mut inputs, inventory, log)?)
        }
        None => None,
    };
    let spread = match &study.equity {
        Some(spec) => {
            let over = spec.over.as_ref();
            let over = over.map(|over| equity::over::read(loaded, over, &mut inputs, log));
            let (over, findings) = (over.transpose()?, &mut log.findings);
            equity::subjects(spec, &inputs, index.as_ref(), over.as_ref(), findings)
                .map_err(|error| loaded.blame(error, "equity"))?
        }
        None => Vec::new(),
    };
    let subjects = Subjects {
        potential,
        spread,
        index,
        neighbours,
        tested,
        wanted,
        stock,
        templates,
        services,
        panel,
    };
    Ok((inputs, subjects))
}

/// Reads, joins, scores, tests, delineates and writes; the folder `out` changes only when everything is done. Once `stop` is true the search for
/// areas ends with the best so far, and the manifest says that the result cannot be repeated.
///
/// # Errors
/// Any fault of the inputs, the rules or the output.
pub fn run(
    loaded: &LoadedStudy,
    out: &Path,
    stop: &AtomicBool,
    listener: Listener,
) -> Result<Summary> {
    whole(loaded, out, stop, listener).map_err(|error| loaded.locate(error))
}

fn whole(
    loaded: &LoadedStudy,
    out: &Path,
    stop: &AtomicBool,
    listener: Listener,
) -> Result<Summary> {
    let study = &loaded.study;
    let mut log = Log::new(listener);
    manifest::of_this_study(out, &study.study.name)?;
    let folder = Folder::open(out, "run", manifest::files_of)?;
    let (inputs, mut subjects) = prepare(loaded, &mut log)?;
    let layer = &inputs.villages.layer;
    let neighbours = match subjects.neighbours.take() {
        Some(neighbours) => neighbours,
        None => space::neighbours(study, layer, &mut log)?,
    };
    let seed = study.study.seed;
    if let Some((found, spec)) = subjects.index.as_mut().zip(study.index.as_ref())
        && let Some(spec) = &spec.uncertainty
    {
        let graph = neighbours.statistics();
        index::uncertainty(found, spec, seed, &inputs, graph, &mut log)?;
    }
    let hotspots = match (&study.hotspots, &subjects.tested) {
        (Some(spec), Some((name, y))) => {
            let graph = neighbours.statistics();
            Some(space::hotspots(spec, seed, name, y, graph, &mut log)?)
        }
        _ => None,
    };
    let areas = match (&study.areas, &subjects.wanted) {
        (Some(spec), Some(wanted)) => {
            let places = areas::Places {
                layer,
                hierarchy: &inputs.hierarchy,
                graph: &neighbours.borders,
                centres: &neighbours.centres,
            };
            Some(areas::delineate(
                spec, seed, &places, wanted, stop, &mut log,
            )?)
        }
        _ => None,
    };
    let (mut further, mut money, mut curves) = (Vec::new(), None, None);
    if let Some(services) = &subjects.services {
        further.extend(access::tables(study, &inputs, services, &mut log)?);
    }
    if let (Some(spec), Some(stock)) = (&study.programmes, subjects.stock.take()) {
        let before = synergy::Before {
            inputs: &inputs,
            index: subjects.index.as_ref(),
            neighbours: &neighbours,
            areas: areas.as_ref(),
            assets: subjects.potential.as_ref().and_then(|p| p.assets.as_ref()),
        };
        let (sheets, placed) = synergy::ledger(study, spec, &before, stock, &mut log)?;
        further.extend(sheets);
        money = placed;
    }
    if let Some(found) = &subjects.potential {
        further.extend(potential::sheets(loaded, &inputs, found, areas.as_ref()));
    }
    if let Some(spec) = &study.equity {
        let before = equity::Before {
            inputs: &inputs,
            neighbours: &neighbours,
            areas: areas.as_ref(),
            money: money.as_ref(),
            need: subjects
                .index
                .as_ref()
                .map(|found| found.scores.need.as_slice()),
        };
        let found = equity::measure(study, spec, &before, &subjects.spread, &mut log)?;
        further.extend(found.sheets);
        curves = found.picture;
    }
    let recovered = match &subjects.panel {
        Some(ready) => {
            let graph = neighbours.statistics();
            Some(recovery::compare(study, ready, graph, &mut log)?)
        }
        None => None,
    };
    further.extend(
        recovered
            .iter()
            .flat_map(|found| found.sheets.iter().cloned()),
    );
    let (outlines, area_outlines) = log.stage("dissolve", |_| {
        let coverage = &neighbours.coverage;
        space::dissolve(study, layer, &inputs.hierarchy, coverage, areas.as_ref())
    })?;
    let plates = match (&areas, &subjects.wanted) {
        (Some(found), Some(wanted)) if brief::wants_maps(study) => log.stage("plates", |_| {
            brief::plates(&brief::Scene {
                study,
                inputs: &inputs,
                coverage: &neighbours.coverage,
                index: subjects.index.as_ref(),
                need: &wanted.need,
                regencies: &outlines[1],
                outlines: &area_outlines,
                found,
            })
        })?,
        _ => None,
    };
    let mut results = Results {
        index: subjects.index,
        neighbours,
        hotspots,
        areas,
        outlines,
        area_outlines,
        recovery: recovered,
        further,
        pictures: Vec::new(),
        curves,
        plates,
        templates: subjects.templates,
        sheets: Vec::new(),
        page: None,
    };
    results.sheets = sheets::all(study, &inputs, &results);
    draw(
        study,
        &inputs,
        &mut results,
        subjects.wanted.as_ref(),
        &mut log,
    )?;
    write::all(loaded, &inputs, &results, &folder, &mut log)?;
    folder.publish()?;
    Ok(summary(log, Some(out.to_path_buf())))
}

/// Draws the pictures and the page.
fn draw(
    study: &Study,
    inputs: &Inputs,
    results: &mut Results,
    wanted: Option<&Wanted>,
    log: &mut Log,
) -> Result<()> {
    let outputs = &study.outputs;
    let paged = outputs.map || outputs.layers.contains(&LayerFormat::Pmtiles);
    if results.areas.is_none() && outputs.maps.is_empty() && !paged {
        return Ok(());
    }
    let geometry = &inputs.villages.layer.geometry;
    let coverage = &results.neighbours.coverage;
    let (mut sketch, mut themes) = (None, Vec::new());
    results.pictures = log.stage("maps", |_| {
        themes = theme::all(study, inputs, results)?;
        let own = sketch.insert(Sketch::new(geometry, coverage));
        let wanted = wanted.map(|wanted| wanted.need.as_slice());
        maps::all(study, inputs, results, own, &themes, wanted)
    })?;
    if let Some(sketch) = sketch.filter(|_| paged) {
        results.page = log.stage("page", |findings| {
            web::page(study, inputs, results, (&sketch, &themes), findings)
        })?;
    }
    Ok(())
}

fn summary(log: Log, out: Option<PathBuf>) -> Summary {
    Summary {
        stages: log.counts,
        findings: log.findings,
        out,
    }
}
