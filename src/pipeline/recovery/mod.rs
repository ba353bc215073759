//! Recovery in a run: villages with a programme beside villages without, before and after.
//!
//! * `read`: panel and treatment to villages, refused where they are no comparison
//! * `sheets`: tables; `villages`: one of what each village is; `facts`: what brief and picture say

mod facts;
mod read;
pub mod sheets;
mod villages;

pub use read::{Ready, read};
pub use villages::GROUPS;

use crate::base::study::{Controls, MatchMethod, Study};
use crate::error::Result;
use crate::output::recovery::Panel as Picture;
use crate::output::sheet::Sheet;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::log::Log;
use crate::space::graph::Graph;
use crate::welfare::impact::spillover::exposure;
use crate::welfare::impact::{Design, Method, Question, Rule, doubts, evaluate};
use serde_json::{Value, json};

/// What recovery gives to a run.
pub struct Recovery {
    /// Its tables.
    pub sheets: Vec<Sheet>,
    /// Its picture, a panel an outcome.
    pub picture: Vec<Picture>,
    /// What the brief says.
    pub facts: Value,
}

/// Compares.
///
/// # Errors
/// See [`evaluate`].
pub fn compare(
    study: &Study,
    inputs: &Inputs,
    ready: &Ready,
    graph: &Graph,
    log: &mut Log,
) -> Result<Recovery> {
    log.stage("recovery", |findings| {
        let spec = &ready.spec;
        let everywhere = spec.spillover.then(|| {
            // of all villages: one that the panel lacks may be a treated neighbour
            exposure(&ready.everywhere, ready.years.len(), |unit| {
                graph.neighbours(unit)
            })
        });
        let exposed = everywhere.as_ref().map(|all| {
            let own = ready.units.iter().map(|&unit| all[unit as usize]);
            own.collect::<Vec<_>>()
        });
        let rule = spec.matching.as_ref().map(|alike| Rule {
            method: match alike.method {
                MatchMethod::Propensity => Method::Propensity,
                MatchMethod::Mahalanobis => Method::Mahalanobis,
                MatchMethod::Euclidean => Method::Euclidean,
            },
            caliper: alike.reach(),
            ratio: alike.ratio,
            replacement: alike.replacement,
            seed: study.study.seed,
        });
        let question = Question {
            years: &ready.years,
            start: &ready.start,
            exposed: exposed.as_deref(),
            cluster: &ready.cluster,
            later: spec.controls == Controls::NotYet,
            outcomes: &ready.outcomes,
            matching: ready.covariates.as_ref().zip(rule),
            draws: (spec.bootstrap, study.study.seed),
        };
        let answer = evaluate(&question)?.whole()?;
        let control = vec![true; ready.start.len()];
        let design = Design {
            years: &ready.years,
            start: &ready.start,
            control: &control,
            cluster: &ready.cluster,
            later: question.later,
        };
        let names: Vec<String> = ready
            .outcomes
            .iter()
            .map(|(name, _)| name.clone())
            .collect();
        findings.extend(doubts(&answer, &design, ready.covariates.as_ref(), &names));
        let told = sheets::Told {
            answer: &answer,
            years: &ready.years,
            start: &ready.start,
            outcomes: &names,
            units: &spec.units,
            covariates: ready.covariates.as_ref(),
            codes: &ready.codes,
            names: &ready.names,
            language: study.study.language,
            asked: sheets::Asked {
                rule,
                exact: spec
                    .matching
                    .as_ref()
                    .and_then(|alike| alike.exact)
                    .map(|level| level.as_str().to_owned()),
                cluster: spec.cluster.as_str().to_owned(),
                later: question.later,
                draws: spec.bootstrap,
            },
        };
        let counts = answer.treated.counts;
        let stage = json!({
            "villages": ready.start.len(),
            "years": ready.years,
            "treated": counts.treated,
            "always_treated": counts.always,
            "controls": counts.control,
            "neighbours": counts.left_out,
            "outcomes": names,
        });
        let detail = format!(
            "{} villages with the programme beside {} without, {} neighbours apart; {} outcomes",
            counts.treated,
            counts.control,
            counts.left_out,
            names.len()
        );
        let mut tables = sheets::all(&told);
        let language = study.study.language;
        tables.push(villages::sheet(
            inputs,
            ready,
            &answer.treated,
            everywhere.as_deref(),
            language,
        ));
        let made = Recovery {
            sheets: tables,
            picture: sheets::picture(&told),
            facts: facts::facts(&told),
        };
        Ok((made, stage, detail))
    })
}
