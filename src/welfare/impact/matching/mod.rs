//! Villages without the programme that were like those with it before it started.
//!
//! Nearest neighbours by the log odds of treatment (Rosenbaum and Rubin 1983, doi:10.1093/biomet/70.1.41; caliper of 0.2 standard deviations: Austin
//! 2011, doi:10.1002/pst.433), by Mahalanobis distance (Rubin 1980, doi:10.2307/2529981) or by standardised Euclidean distance. Each cohort is matched by
//! itself on the wave before its start.
//!
//! * `distance`: places in which distance is plain; `nearest`: the search

mod distance;
mod nearest;

use super::design::Design;
use crate::error::{Error, Result};

/// How alike is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Log odds of treatment, in standard deviations.
    Propensity,
    /// Mahalanobis distance, covariance within treated and others.
    Mahalanobis,
    /// Euclidean distance, each covariate in standard deviations.
    Euclidean,
}

/// How villages are matched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// How alike is measured.
    pub method: Method,
    /// Farthest a control may be, in the method's unit; any when left out.
    pub caliper: Option<f64>,
    /// Controls a treated village; with replacement more where several are as near as the last.
    pub ratio: usize,
    /// Whether a control may serve several.
    pub replacement: bool,
    /// Seed of the order of equals without replacement.
    pub seed: u64,
}

/// k columns over n villages and T waves.
#[derive(Debug, Clone)]
pub struct Covariates {
    /// k names.
    pub names: Vec<String>,
    /// k columns of n x T values, the waves of a village together.
    pub values: Vec<Vec<Option<f64>>>,
    /// n strata: matches share one.
    pub stratum: Vec<u32>,
}

/// A treated village and those it is compared with, the nearest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The treated village.
    pub treated: u32,
    /// Controls with their distances; one or more.
    pub controls: Vec<(u32, f64)>,
}

/// The matches of a cohort.
#[derive(Debug, Clone, PartialEq)]
pub struct Matched {
    /// Wave of its start.
    pub cohort: usize,
    /// Ascending by treated village.
    pub matches: Vec<Match>,
    /// Treated villages without a control near enough, ascending.
    pub alone: Vec<u32>,
    /// Treated villages without a covariate, ascending.
    pub unknown: Vec<u32>,
    /// Those who could have been compared with, ascending.
    pub pool: Vec<u32>,
    /// Of those, how many lack a covariate.
    pub pool_unknown: usize,
}

impl Covariates {
    /// The k values of a village at a wave; none when one is missing.
    pub fn at(&self, unit: u32, wave: usize, waves: usize) -> Option<Vec<f64>> {
        let cell = unit as usize * waves + wave;
        self.values.iter().map(|values| values[cell]).collect()
    }
}

/// Matches every cohort.
///
/// # Errors
/// Covariates that cannot be used (see [`super::logit::logit`]); a cohort nobody of which finds a control.
pub fn matched(design: &Design, covariates: &Covariates, rule: &Rule) -> Result<Vec<Matched>> {
    let cohorts = design.cohorts().into_iter();
    let found: Vec<Matched> = cohorts
        .map(|cohort| one(design, covariates, rule, cohort))
        .collect::<Result<_>>()?;
    if found.iter().all(|cohort| cohort.matches.is_empty()) {
        let unknown: usize = found.iter().map(|cohort| cohort.unknown.len()).sum();
        let alone: usize = found.iter().map(|cohort| cohort.alone.len()).sum();
        return Err(Error::input(format!(
            "no treated village finds one like it: {alone} have none near enough, {unknown} lack a value that they are matched on"
        ))
        .remedy("widen the caliper, match on fewer columns, or add rows of more villages without the programme"));
    }
    Ok(found)
}

fn one(design: &Design, covariates: &Covariates, rule: &Rule, cohort: usize) -> Result<Matched> {
    let (base, waves) = (cohort - 1, design.waves());
    let know = |units: Vec<u32>| -> (Vec<(u32, Vec<f64>)>, Vec<u32>) {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for unit in units {
            match covariates.at(unit, base, waves) {
                Some(values) => known.push((unit, values)),
                None => unknown.push(unit),
            }
        }
        (known, unknown)
    };
    let n = design.start.len() as u32;
    let other = |unit: &u32| {
        design.start[*unit as usize] != Some(cohort) && design.compares(*unit as usize, cohort)
    };
    let pool: Vec<u32> = (0..n).filter(other).collect();
    let (treated, unknown) = know(design.members(cohort));
    let (controls, no_value) = know(pool.clone());
    let mut found = Matched {
        cohort,
        matches: Vec::new(),
        alone: Vec::new(),
        unknown,
        pool,
        pool_unknown: no_value.len(),
    };
    if treated.is_empty() || controls.is_empty() {
        found.alone = treated.into_iter().map(|(unit, _)| unit).collect();
        return Ok(found);
    }
    let places = distance::places(&treated, &controls, &covariates.names, rule.method)?;
    for (unit, controls) in nearest::nearest(&places, &covariates.stratum, rule) {
        match controls.is_empty() {
            true => found.alone.push(unit),
            false => found.matches.push(Match {
                treated: unit,
                controls,
            }),
        }
    }
    Ok(found)
}
