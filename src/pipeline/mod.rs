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
use crate::output::manifest::Input;
use crate::output::sheet::Sheet;
use crate::welfare::index::{Definition, Region, Scores, regional, score};
use areas::Delineation;
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

/// Reads and joins the inputs, and stops there.
///
/// # Errors
/// Any fault of the inputs.
pub fn check(loaded: &LoadedStudy, listener: Listener) -> Result<Summary> {
    let mut log = Log::new(listener);
    let inputs = inputs::read(loaded, &mut log)?;
    if let Some((definition, _)) = definition(loaded)? {
        log.stage("index", |findings| index(&definition, &inputs, findings))?;
    }
    Ok(summary(log, None))
}

/// Reads, joins, scores, tests, delineates and writes; the folder `out` changes only when everything is done.
///
/// # Errors
/// Any fault of the inputs, the rules or the output.
pub fn run(loaded: &LoadedStudy, out: &Path, listener: Listener) -> Result<Summary> {
    let study = &loaded.study;
    let mut log = Log::new(listener);
    let folder = Folder::open(out)?;
    let definition = definition(loaded)?;
    let mut inputs = inputs::read(loaded, &mut log)?;
    inputs
        .sources
        .extend(definition.as_ref().and_then(|(_, source)| source.clone()));
    let index = match definition {
        None => None,
        Some((definition, _)) => {
            let (scores, regions) =
                log.stage("index", |findings| index(&definition, &inputs, findings))?;
            Some(IndexResult {
                definition,
                scores,
                regions,
            })
        }
    };
    let layer = &inputs.villages.layer;
    let values = |name: &str| match &index {
        Some(index) if name == "need" => Ok(index.scores.need.clone()),
        Some(index) if name == "score" => Ok(index.scores.score.clone()),
        _ => inputs::numbers(&inputs.frame, name),
    };
    let centres = space::centroids(layer);
    let neighbours = space::neighbours(study, layer, &centres, &mut log)?;
    let hotspots = match &study.hotspots {
        None => None,
        Some(spec) => {
            let variable = spec.value.as_deref().unwrap_or("need");
            let y = values(variable)?;
            let graph = neighbours.statistics();
            Some(space::hotspots(
                spec,
                study.study.seed,
                variable,
                &y,
                graph,
                &mut log,
            )?)
        }
    };
    let areas = match &study.areas {
        None => None,
        Some(spec) => {
            let places = areas::Places {
                layer,
                hierarchy: &inputs.hierarchy,
                graph: &neighbours.borders,
                centres: &centres,
            };
            let need = values(&spec.need)?;
            Some(areas::delineate(
                spec,
                study.study.seed,
                &places,
                &need,
                &mut log,
            )?)
        }
    };
    let (outlines, area_outlines) = log.stage("dissolve", |_| {
        let coverage = &neighbours.coverage;
        space::dissolve(study, layer, &inputs.hierarchy, coverage, areas.as_ref())
    })?;
    let mut results = Results {
        index,
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
    let path = loaded.resolve(Path::new(&spec.definition));
    let source = if path.is_file() {
        Some(Input::file(&spec.definition, &path, "definition")?)
    } else {
        None
    };
    Ok(Some((definition, source)))
}

fn index(
    definition: &Definition,
    inputs: &Inputs,
    findings: &mut Vec<Finding>,
) -> log::Outcome<(Scores, [Vec<Region>; 3])> {
    let mut scores = score(definition, &inputs.frame)?;
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
