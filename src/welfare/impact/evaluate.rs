//! Everything that is asked of a panel: each outcome with all villages and with matched ones, and the neighbours of the treated.

use super::balance::{Balance, balance};
use super::comparison::{Comparison, compare};
use super::design::{Counts, Design};
use super::matching::{Covariates, Matched, Rule, matched};
use crate::error::Result;

/// A panel of n villages over T waves, and what is asked of it.
pub struct Question<'a> {
    /// T years, ascending.
    pub years: &'a [i32],
    /// n waves from which a village is treated; see [`Design::start`].
    pub start: &'a [Option<usize>],
    /// n waves from which an untreated village has a treated neighbour; none when neighbours are not looked at.
    pub exposed: Option<&'a [Option<usize>]>,
    /// n clusters, counted from 0.
    pub cluster: &'a [u32],
    /// Whether villages that start later are compared with until then.
    pub later: bool,
    /// Outcomes of n x T values, with their names.
    pub outcomes: &'a [(String, Vec<Option<f64>>)],
    /// What villages are matched on, and how.
    pub matching: Option<(&'a Covariates, Rule)>,
    /// Draws of the bootstrap, and their seed.
    pub draws: (usize, u64),
}

/// The treated, or their neighbours, beside those compared with.
#[derive(Debug)]
pub struct Told {
    /// Who is who.
    pub counts: Counts,
    /// By outcome, with everybody.
    pub all: Vec<Comparison>,
    /// By outcome, with villages alike; why not, where matching fails for neighbours.
    pub alike: Option<Result<Vec<Comparison>>>,
    /// Matches by cohort; empty without.
    pub matches: Vec<Matched>,
    /// How alike they are; empty without matches.
    pub balance: Vec<Balance>,
}

/// What was found.
#[derive(Debug)]
pub struct Answer {
    /// Of the treated.
    pub treated: Told,
    /// Of their neighbours; why not, where they cannot be compared; none when not asked or nobody has a treated neighbour.
    pub neighbours: Option<Result<Told>>,
}

/// Answers.
///
/// # Errors
/// See [`Design::check`], [`matched()`] and [`compare`], the last with the column of the outcome.
pub fn evaluate(question: &Question) -> Result<Answer> {
    let n = question.start.len();
    let exposed = |unit: usize| {
        question
            .exposed
            .is_some_and(|exposed| exposed[unit].is_some())
    };
    let control: Vec<bool> = (0..n).map(|unit| !exposed(unit)).collect();
    let design = Design {
        years: question.years,
        start: question.start,
        control: &control,
        cluster: question.cluster,
        later: question.later,
    };
    let treated = told(question, &design)?;
    let any = (0..n).any(exposed);
    let neighbours = question.exposed.filter(|_| any).map(|exposed| {
        // those treated at any time are no control of their neighbours
        let within =
            |start: &Option<usize>| start.is_some_and(|start| start < question.years.len());
        let control: Vec<bool> = (question.start.iter())
            .zip(exposed)
            .map(|(start, exposed)| exposed.is_none() && !within(start))
            .collect();
        let design = Design {
            start: exposed,
            control: &control,
            later: false,
            ..design
        };
        told(question, &design)
    });
    Ok(Answer {
        treated,
        neighbours,
    })
}

fn told(question: &Question, design: &Design) -> Result<Told> {
    design.check()?;
    let each = |matched: Option<&[Matched]>| -> Result<Vec<Comparison>> {
        let outcomes = question.outcomes.iter();
        let one = |(name, outcome): &(String, Vec<Option<f64>>)| {
            compare(design, outcome, matched, question.draws).map_err(|error| error.column(name))
        };
        outcomes.map(one).collect()
    };
    let all = each(None)?;
    let mut found = Told {
        counts: design.counts(),
        all,
        alike: None,
        matches: Vec::new(),
        balance: Vec::new(),
    };
    if let Some((covariates, rule)) = &question.matching {
        let alike = matched(design, covariates, rule).and_then(|matches| {
            let alike = each(Some(&matches))?;
            Ok((matches, alike))
        });
        found.alike = Some(match alike {
            Ok((matches, alike)) => {
                let balanced = matches
                    .iter()
                    .flat_map(|one| balance(design, covariates, one));
                found.balance = balanced.collect();
                found.matches = matches;
                Ok(alike)
            }
            Err(error) => Err(error),
        });
    }
    Ok(found)
}

impl Answer {
    /// The answer, or why the treated cannot be matched: who asks for matches is not content with less.
    ///
    /// # Errors
    /// That of the matching.
    pub fn whole(self) -> Result<Self> {
        let failed = self
            .treated
            .alike
            .as_ref()
            .and_then(|alike| alike.as_ref().err());
        match failed.cloned() {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }
}
