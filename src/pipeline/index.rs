//! The index of a run: its definition, scores of villages and regions, and how sure their ranks are.

use crate::base::finding::Finding;
use crate::base::modelled;
use crate::base::study::{self, LoadedStudy, Missing};
use crate::error::{Error, Result};
use crate::output::manifest::Input;
use crate::output::ranks::Place;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::log::{Log, Outcome};
use crate::space::graph::Graph;
use crate::welfare::index::definition::{Filling, Step};
use crate::welfare::index::hierarchy::Part;
use crate::welfare::index::importance::{Pull, importance};
use crate::welfare::index::uncertainty::{Evidence, Options, Uncertainty, uncertainty as draws};
use crate::welfare::index::{Context, Definition, Region, Scores, regional, score};
use serde_json::{Map, Value, json};
use std::path::Path;

/// The index of a run, by village and by region.
pub struct IndexResult {
    /// What it is; the study's rule for missing values is in it.
    pub definition: Definition,
    /// Its values were put together from persons or households.
    pub gathered: bool,
    /// Of villages.
    pub scores: Scores,
    /// In the order of [`crate::base::model::Level::REGIONS`].
    pub regions: [Vec<Region>; 3],
    /// What weights come to.
    pub pulls: Vec<Pull>,
    /// Modelled columns among what it reads.
    pub modelled: Vec<String>,
    /// Of ranks, when the study asks for draws.
    pub uncertainty: Option<Uncertainty>,
}

impl IndexResult {
    /// `index.json`: the definition, the steps with what came of them, and the ends of scale and classes; enough to put
    /// every score together again from `tables/indicators.csv`.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn make(&self) -> Result<Value> {
        let unwritable = |e| Error::engine(format!("the index cannot be written down: {e}"));
        let definition = serde_json::to_value(&self.definition).map_err(unwritable)?;
        let steps = serde_json::to_value(&self.scores.log).map_err(unwritable)?;
        Ok(json!({
            "definition": definition,
            "form": self.scores.form,
            "finished_dimensions": self.scores.make.leaves.iter().filter_map(|leaf| match leaf.part {
                Part::Dimension(_) => Some(leaf.part.code(&self.definition)),
                Part::Indicator(_) => None,
            }).collect::<Vec<_>>(),
            "steps": steps,
            "best": self.scores.make.best,
            "class_limits": self.scores.limits,
        }))
    }

    /// The scored villages for the picture of ranks, when draws were asked for.
    pub fn places(&self) -> Option<(Vec<Place>, &Uncertainty)> {
        let draws = self.uncertainty.as_ref()?;
        let place = |i: usize| {
            Some(Place {
                rank: self.scores.rank[i]?,
                low: draws.low[i]?,
                high: draws.high[i]?,
                p: draws.p_priority[i]?,
            })
        };
        let places = (0..self.scores.rank.len()).filter_map(place).collect();
        Some((places, draws))
    }
}

/// The definition of the index, and its file when it is not a built-in one.
///
/// # Errors
/// Faults of the definition, with their lines.
pub fn definition(loaded: &LoadedStudy) -> Result<Option<(Definition, Option<Input>)>> {
    let Some(spec) = &loaded.study.index else {
        return Ok(None);
    };
    let mut definition = Definition::load(&spec.definition, loaded.base())?;
    if let Some(missing) = spec.missing {
        definition.impute.method = match missing {
            Missing::None => Filling::None,
            Missing::Mean => Filling::Mean,
            Missing::GroupMedian => Filling::GroupMedian,
            Missing::Neighbours => Filling::Neighbours,
        };
        definition.impute.group = None;
        if !definition.steps.contains(&Step::Impute) {
            definition.steps.push(Step::Impute);
        }
    }
    let built_in = Definition::built_in().any(|name| name == spec.definition);
    let path = loaded.resolve(Path::new(&spec.definition));
    let source = (!built_in)
        .then(|| Input::file(&spec.definition, &path, "definition"))
        .transpose()?;
    Ok(Some((definition, source)))
}

/// Scores villages and regions.
///
/// # Errors
/// See [`score`]; no village has a score.
pub fn scores(
    definition: Definition,
    gathered: bool,
    inputs: &Inputs,
    graph: Option<&Graph>,
    findings: &mut Vec<Finding>,
) -> Outcome<IndexResult> {
    let scored = score(&definition, &inputs.frame, &context(inputs, graph));
    let mut scores = scored.map_err(|error| inputs.placed(error))?;
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
    let modelled = modelled(&definition, inputs);
    if !modelled.is_empty() {
        let what = format!(
            "the index rests on modelled values: {}",
            modelled.join(", ")
        );
        findings.push(Finding::info("modelled-indicator", what).remedy(
            "say so where scores are shown; their mean squared errors are in table estimates",
        ));
    }
    let counts = json!({
        "definition": definition.name, "version": definition.version, "form": scores.form,
        "scored": scored, "without_score": n - scored, "modelled": modelled,
    });
    let detail = format!(
        "{} {}: {scored} villages scored, {} without a score",
        definition.name,
        definition.version,
        n - scored
    );
    let found = IndexResult {
        pulls: importance(&definition, &scores),
        definition,
        gathered,
        scores,
        regions,
        modelled,
        uncertainty: None,
    };
    Ok((found, counts, detail))
}

/// The columns of modelled values that a definition reads.
fn modelled(definition: &Definition, inputs: &Inputs) -> Vec<String> {
    let indicators = definition.indicators.iter().flat_map(|indicator| {
        let own = indicator.value.as_deref().unwrap_or(indicator.column());
        [Some(own), indicator.denominator.as_deref()]
    });
    let dimensions = definition
        .dimensions
        .iter()
        .map(|one| one.column.as_deref());
    let read: Vec<String> = indicators
        .chain(dimensions)
        .flatten()
        .map(str::to_lowercase)
        .collect();
    let columns = inputs.frame.get_column_names().into_iter();
    let marked = columns.filter(|column| modelled::marked(column));
    let used = marked.filter(|column| {
        let column = column.to_lowercase();
        read.iter().any(|text| text.contains(&column))
    });
    used.map(|column| column.to_string()).collect()
}

/// What lies around the villages: their regencies, and their neighbours when they are known.
fn context<'a>(inputs: &'a Inputs, graph: Option<&'a Graph>) -> Context<'a> {
    Context {
        groups: Some(&inputs.hierarchy.regions[1].of_village),
        graph,
    }
}

/// Draws other choices, and adds what they say of the ranks.
///
/// # Errors
/// See [`draws`].
pub fn uncertainty(
    index: &mut IndexResult,
    spec: &study::Uncertainty,
    seed: u64,
    inputs: &Inputs,
    graph: &Graph,
    log: &mut Log,
) -> Result<()> {
    let scored = index.scores.score.iter().flatten().count();
    let options = Options {
        draws: spec.draws,
        weights: spec.weights,
        methods: spec.methods,
        sobol: spec.sobol,
        priority: spec.priority.of(scored),
        seed,
    };
    let found = log.stage("uncertainty", |_| {
        let context = context(inputs, Some(graph));
        let found = draws(&index.definition, &index.scores, &context, &options)?;
        let count = |wanted: Evidence| found.evidence.iter().filter(|e| **e == wanted).count();
        let (robust, contested) = (count(Evidence::Robust), count(Evidence::Contested));
        let alternatives: Map<String, Value> = found
            .alternatives
            .iter()
            .map(|(factor, words)| (factor.as_str().to_owned(), json!(words)))
            .collect();
        let counts = json!({
            "draws": spec.draws, "priority": options.priority, "choices": alternatives,
            "robust": robust, "contested": contested, "rank_resolution": found.resolution,
        });
        let detail = format!(
            "{} draws: {robust} villages robust, {contested} contested",
            spec.draws
        );
        Ok((found, counts, detail))
    })?;
    index.uncertainty = Some(found);
    Ok(())
}
