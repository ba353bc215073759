//! `kawasan recovery`: units with a programme beside units without, before and after it started, of any panel.

mod panel;
mod result;

use super::beside::Beside;
use super::keyed::trimmed;
use super::layer::warn;
use super::outputs;
use super::progress::{Loudness, say};
use crate::base::study::Language;
use crate::error::{Error, Result};
use crate::output::{csv, recovery, single};
use crate::pipeline::recovery::sheets::{self, Asked, Told};
use crate::welfare::impact::spillover::exposure;
use crate::welfare::impact::{Design, Method, Question, Rule, doubts, evaluate};
use clap::{Args, ValueEnum};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// More draws change no p in its third digit.
const MOST: i64 = 99_999;

/// Options of `kawasan recovery`.
#[derive(Debug, Args)]
pub struct Options {
    /// Tables with a row a unit and year, one or several: csv, tsv, xlsx, xls, ods or parquet
    #[arg(required = true, value_name = "PANEL")]
    panel: Vec<PathBuf>,
    /// Column that names the unit
    #[arg(long, value_name = "COL", value_parser = trimmed)]
    key: String,
    /// Column of the year, or of a date in it
    #[arg(long, value_name = "COL", value_parser = trimmed)]
    year: String,
    /// Columns of numbers that are compared, repeated or with commas
    #[arg(long, value_name = "COL", num_args = 1.., value_delimiter = ',', value_parser = trimmed, required = true)]
    outcome: Vec<String>,
    /// Column of the panel that is 1 in treated years and 0 in others
    #[arg(long, value_name = "COL", value_parser = trimmed, required_unless_present = "start", conflicts_with_all = ["start", "treatment"], help_heading = "Treatment")]
    treated: Option<String>,
    /// Column of the first treated year, empty for units that are never treated; of the panel, or of --treatment
    #[arg(long, value_name = "COL", value_parser = trimmed, help_heading = "Treatment")]
    start: Option<String>,
    /// Table of the treated units
    #[arg(
        long,
        value_name = "FILE",
        requires = "start",
        help_heading = "Treatment"
    )]
    treatment: Option<PathBuf>,
    /// Its column that names the unit; that of --key when left out
    #[arg(long, value_name = "COL", value_parser = trimmed, requires = "treatment", help_heading = "Treatment")]
    treatment_key: Option<String>,
    /// Whom the treated are compared with
    #[arg(long, value_enum, default_value = "never", help_heading = "Treatment")]
    controls: Controls,
    /// Years that are looked at; all when left out
    #[arg(long, value_name = "YEAR", num_args = 1.., value_delimiter = ',', help_heading = "Series")]
    years: Vec<i32>,
    /// A year from which the outcomes are measured otherwise; a comparison across it is refused
    #[arg(long, value_name = "YEAR", num_args = 1.., value_delimiter = ',', help_heading = "Series")]
    series_break: Vec<i32>,
    /// Column that names how a row was measured, such as the version of an index; a comparison across two is refused
    #[arg(long, value_name = "COL", value_parser = trimmed, help_heading = "Series")]
    definition: Option<String>,
    /// Compare units that were alike in these columns of the panel in the year before the start
    #[arg(long, value_name = "COL", num_args = 1.., value_delimiter = ',', value_parser = trimmed, help_heading = "Matching")]
    match_on: Vec<String>,
    /// How alike is measured; propensity when left out
    #[arg(
        long,
        value_enum,
        value_name = "NAME",
        requires = "match_on",
        help_heading = "Matching"
    )]
    method: Option<Way>,
    /// Farthest a match may be: standard deviations of the log odds for propensity (0.2 when left out), the distance itself otherwise (any)
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = above_zero, requires = "match_on", help_heading = "Matching")]
    caliper: Option<f64>,
    /// Matches of each treated unit, and those that are as near as the last; 1 when left out
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u16).range(1..=100), requires = "match_on", help_heading = "Matching")]
    ratio: Option<u16>,
    /// Each unit may be the match of one treated unit only
    #[arg(long, requires = "match_on", help_heading = "Matching")]
    no_replacement: bool,
    /// Column of the panel that matches must share
    #[arg(long, value_name = "COL", value_parser = trimmed, requires = "match_on", help_heading = "Matching")]
    exact: Option<String>,
    /// Column of the panel whose values are the clusters of the errors; each unit by itself when left out
    #[arg(long, value_name = "COL", value_parser = trimmed, help_heading = "Errors")]
    cluster: Option<String>,
    /// Draws of the wild cluster bootstrap; 0 for none
    #[arg(long, value_name = "N", default_value_t = 999, value_parser = clap::value_parser!(u32).range(..=MOST), help_heading = "Errors")]
    bootstrap: u32,
    /// Seed of the draws, and of the order of equals without replacement
    #[arg(long, value_name = "S", default_value_t = 1, help_heading = "Errors")]
    seed: u64,
    /// Links of the units (.csv with from and to, .gal, .gwt): neighbours of the treated are compared with nobody, and have an effect of their own
    #[arg(long, value_name = "FILE")]
    neighbours: Option<PathBuf>,
    /// The effects as CSV; - is standard output
    #[arg(short, long = "out", value_name = "FILE")]
    out: PathBuf,
    /// A row a treated unit and match
    #[arg(long, value_name = "FILE", requires = "match_on")]
    matches: Option<PathBuf>,
    /// The picture of waves from the start, as SVG
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
    #[command(flatten)]
    loudness: Loudness,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Controls {
    /// Units that are treated in no year of the panel
    Never,
    /// Units that start later, too, until they do
    NotYet,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Way {
    /// The chance to be treated, by logistic regression
    Propensity,
    /// Mahalanobis distance
    Mahalanobis,
    /// Euclidean distance of standardised columns
    Euclidean,
}

fn above_zero(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.parse().ok();
    let number = number.filter(|x| x.is_finite() && *x > 0.0);
    number.ok_or_else(|| "write a number above 0".to_owned())
}

/// Compares and writes a row an outcome and estimator; waves, balance, neighbours and what was asked go beside as JSON.
///
/// Units are taken in the order of their keys, so that the order of rows changes no number.
///
/// # Errors
/// See [`panel::read`] and [`evaluate`]; a column named twice; a result that would replace an input.
pub fn execute(options: &Options) -> Result<()> {
    options.check()?;
    let beside = Beside::of(&options.out)?;
    let outs = || {
        let result = std::iter::once(&options.out).chain(beside.as_ref().map(|b| &b.path));
        result.chain(&options.matches).chain(&options.picture)
    };
    let inputs = options
        .panel
        .iter()
        .chain(&options.treatment)
        .chain(&options.neighbours);
    outputs::check(outs(), inputs)?;
    outputs::apart(outs(), &options.loudness)?;
    let voice = options.loudness.voice();
    let mut findings = Vec::new();
    let ready = panel::read(options, &mut findings)?;
    let exposed = ready.graph.as_ref().map(|graph| {
        let waves = ready.years.len();
        let all = exposure(&ready.everywhere, waves, |unit| graph.neighbours(unit));
        ready
            .units
            .iter()
            .map(|&unit| all[unit as usize])
            .collect::<Vec<_>>()
    });
    let rule = (!options.match_on.is_empty()).then(|| options.rule());
    let question = Question {
        years: &ready.years,
        start: &ready.start,
        exposed: exposed.as_deref(),
        cluster: &ready.cluster,
        later: options.controls == Controls::NotYet,
        outcomes: &ready.outcomes,
        matching: ready.covariates.as_ref().zip(rule),
        draws: (options.bootstrap as usize, options.seed),
    };
    let answer = evaluate(&question).and_then(crate::welfare::impact::Answer::whole);
    let answer = answer.map_err(|error| error.file(&options.panel[0]))?;
    let control = vec![true; ready.start.len()];
    let design = Design {
        years: &ready.years,
        start: &ready.start,
        control: &control,
        cluster: &ready.cluster,
        later: question.later,
    };
    findings.extend(doubts(
        &answer,
        &design,
        ready.covariates.as_ref(),
        &options.outcome,
    ));
    warn(&findings, voice);
    let told = Told {
        answer: &answer,
        years: &ready.years,
        start: &ready.start,
        outcomes: &options.outcome,
        units: &BTreeMap::new(),
        covariates: ready.covariates.as_ref(),
        codes: &ready.ids,
        names: &[],
        language: Language::En,
        asked: Asked {
            rule,
            exact: options.exact.clone(),
            cluster: options
                .cluster
                .clone()
                .unwrap_or_else(|| options.key.clone()),
            later: question.later,
            draws: options.bootstrap as usize,
        },
    };
    let sheets = sheets::all(&told);
    single::write(&options.out, |out| csv::write(out, &sheets[0].frame()?))?;
    if let Some(path) = &options.matches
        && let Some(sheet) = sheets.iter().find(|sheet| sheet.id == "recovery_matches")
    {
        single::write(path, |out| csv::write(out, &sheet.frame()?))?;
    }
    if let Some(path) = &options.picture {
        let picture = recovery::svg(&sheets::picture(&told), false, Language::En);
        single::write(path, |out| {
            out.write_all(picture.as_bytes())
                .map_err(|e| Error::output(format!("cannot be written: {e}")))
        })?;
    }
    let described = result::described(options, &ready, &answer, &sheets)?;
    if let Some(beside) = &beside {
        beside.write(described.clone())?;
    }
    if options.loudness.speaks() {
        result::lines(&answer, &options.outcome)
            .iter()
            .for_each(|line| say(line));
    }
    outputs::written(outs(), &options.loudness, "recovery", described);
    Ok(())
}

impl Options {
    fn check(&self) -> Result<()> {
        for (option, names) in [("--outcome", &self.outcome), ("--match-on", &self.match_on)] {
            if let Some(at) = (1..names.len()).find(|&at| names[..at].contains(&names[at])) {
                return Err(Error::study(format!("{option} names {} twice", names[at]))
                    .remedy("name each column once"));
            }
        }
        Ok(())
    }

    fn rule(&self) -> Rule {
        let method = match self.method {
            None | Some(Way::Propensity) => Method::Propensity,
            Some(Way::Mahalanobis) => Method::Mahalanobis,
            Some(Way::Euclidean) => Method::Euclidean,
        };
        let usual = (method == Method::Propensity).then_some(0.2);
        Rule {
            method,
            caliper: self.caliper.or(usual),
            ratio: usize::from(self.ratio.unwrap_or(1)),
            replacement: !self.no_replacement,
            seed: self.seed,
        }
    }
}
