//! The run: calls the stages in order, keeps the log; the only room that knows them all.
//!
//! * `inputs`: boundaries and tables to one village frame
//! * `space`: neighbours, hot spots, outlines
//! * `areas`: priority areas
//! * `sheets`, `facts`, `write`: results as tables, as the brief's facts, as files
//! * [`log`]: findings, counts and seconds

mod areas;
mod facts;
mod inputs;
pub mod log;
mod sheets;
mod space;
mod write;

use crate::base::finding::{Finding, Severity};
use crate::base::study::LoadedStudy;
use crate::error::{Error, Result};
use crate::output::folder::Folder;
use crate::output::manifest::{self, Input};
use crate::output::sheet::Sheet;
use crate::welfare::index::{Context, Definition, Region, Scores, regional, score};
use areas::{Delineation, Wanted};
use inputs::Inputs;
use log::{Listener, Log};
use serde_json::{Map, Value, json};
use space::{HotspotResult, Neighbourhood, Outline};
use std::path::{Path, PathBuf};

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
}

/// The index of a run, by village and by region.
struct IndexResult {
    definition: Definition,
    scores: Scores,
    /// In the order of [`crate::base::model::Level::REGIONS`].
    regions: [Vec<Region>; 3],
}

/// Everything a run computes.
struct Results {
    index: Option<IndexResult>,
    neighbours: Neighbourhood,
    hotspots: Option<HotspotResult>,
    areas: Option<Delineation>,
    outlines: [Vec<Outline>; 3],
    area_outlines: Vec<Outline>,
    sheets: Vec<Sheet>,
}

/// What a study works on once its inputs are read: the index, the tested column, the needs to cover.
struct Subjects {
    index: Option<IndexResult>,
    tested: Option<(String, Vec<Option<f64>>)>,
    wanted: Option<Wanted>,
}

/// Reads and joins the inputs, scores them, looks up what the study names, and stops there.
///
/// # Errors
/// Any fault of the inputs.
pub fn check(loaded: &LoadedStudy, listener: Listener) -> Result<Summary> {
    let mut log = Log::new(listener);
    prepare(loaded, &mut log)?;
    Ok(summary(log, None))
}

fn prepare(loaded: &LoadedStudy, log: &mut Log) -> Result<(Inputs, Subjects)> {
    let study = &loaded.study;
    let definition = definition(loaded)?;
    let mut inputs = inputs::read(loaded, log)?;
    let index = match definition {
        None => None,
        Some((definition, source)) => {
            inputs.sources.extend(source);
            let (scores, regions) =
                log.stage("index", |findings| index(&definition, &inputs, findings))?;
            Some(IndexResult {
                definition,
                scores,
                regions,
            })
        }
    };
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
    let wanted = match &study.areas {
        None => None,
        Some(spec) => {
            let need = values(&spec.need)?;
            if !of_villages(&spec.need) {
                return Err(Error::study(
                    "`areas.need` holds one value for a whole region, which cannot be summed over its villages",
                )
                .column(&spec.need)
                .remedy("name a column of a table whose level is village"));
            }
            Some(Wanted::new(spec, &inputs.villages.layer, need)?)
        }
    };
    let subjects = Subjects {
        index,
        tested,
        wanted,
    };
    Ok((inputs, subjects))
}

/// Reads, joins, scores, tests, delineates and writes; the folder `out` changes only when everything is done.
///
/// # Errors
/// Any fault of the inputs, the rules or the output.
pub fn run(loaded: &LoadedStudy, out: &Path, listener: Listener) -> Result<Summary> {
    let study = &loaded.study;
    let mut log = Log::new(listener);
    let folder = Folder::open(out, "run", manifest::files_of)?;
    let (inputs, subjects) = prepare(loaded, &mut log)?;
    let layer = &inputs.villages.layer;
    let centres = space::centroids(layer);
    let neighbours = space::neighbours(study, layer, &centres, &mut log)?;
    let seed = study.study.seed;
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
                centres: &centres,
            };
            Some(areas::delineate(spec, seed, &places, wanted, &mut log)?)
        }
        _ => None,
    };
    let (outlines, area_outlines) = log.stage("dissolve", |_| {
        let coverage = &neighbours.coverage;
        space::dissolve(study, layer, &inputs.hierarchy, coverage, areas.as_ref())
    })?;
    let mut results = Results {
        index: subjects.index,
        neighbours,
        hotspots,
        areas,
        outlines,
        area_outlines,
        sheets: Vec::new(),
    };
    results.sheets = sheets::all(study, &inputs, &results);
    write::all(loaded, &inputs, &results, &folder, &mut log)?;
    folder.publish()?;
    Ok(summary(log, Some(out.to_path_buf())))
}

fn summary(log: Log, out: Option<PathBuf>) -> Summary {
    Summary {
        stages: log.counts,
        findings: log.findings,
        out,
    }
}

/// The definition of the index, and its file when it is not a built-in one.
fn definition(loaded: &LoadedStudy) -> Result<Option<(Definition, Option<Input>)>> {
    let Some(spec) = &loaded.study.index else {
        return Ok(None);
    };
    let definition = Definition::load(&spec.definition, loaded.base())?;
    let built_in = Definition::built_in().any(|name| name == spec.definition);
    let path = loaded.resolve(Path::new(&spec.definition));
    let source = (!built_in)
        .then(|| Input::file(&spec.definition, &path, "definition"))
        .transpose()?;
    Ok(Some((definition, source)))
}

fn index(
    definition: &Definition,
    inputs: &Inputs,
    findings: &mut Vec<Finding>,
) -> log::Outcome<(Scores, [Vec<Region>; 3])> {
    let mut scores = score(definition, &inputs.frame, &Context::default())?;
    findings.append(&mut scores.findings);
    let regions = inputs.hierarchy.regions.each_ref().map(|regions| {
        let people = inputs.population.as_deref();
        regional(&scores, &regions.of_village, regions.codes.len(), people)
    });
    let scored = scores.score.iter().flatten().count();
    let n = scores.score.len();
    if scored == 0 {
        return Err(Error::input("no village has a score").remedy(
            "check that the tables hold the columns of the definition for these villages",
        ));
    }
    let counts = json!({
        "definition": definition.name, "version": definition.version, "form": scores.form,
        "scored": scored, "without_score": n - scored,
    });
    let detail = format!(
        "{} {}: {scored} villages scored, {} without a score",
        definition.name,
        definition.version,
        n - scored
    );
    Ok(((scores, regions), counts, detail))
}
