//! Scores and ranks of the scored units under many choices, alternatives of the columns made once for all that need them.

use super::choices::Choices;
use super::space::Space;
use crate::base::meter;
use crate::error::{Error, Result};
use crate::welfare::index::aggregate::{Mean, Piece, Recipe, aggregate};
use crate::welfare::index::definition::{
    Aggregation, Definition, Filling, Good, Method, Normalise,
};
use crate::welfare::index::hierarchy::Part;
use crate::welfare::index::impute::impute;
use crate::welfare::index::normalise::{Trouble, normalise};
use crate::welfare::index::prepare::Leaf;
use crate::welfare::index::rank::places;
use crate::welfare::index::score::{Context, Scores};
use rayon::prelude::*;

/// Draws ranked before they are handed on.
const BATCH: usize = 32;

/// The range values are brought to when a mean is not defined on theirs (JRC practice).
const ABOVE_ZERO: [f64; 2] = [1.0, 100.0];

/// Where the parts of a group are: leaves by place, groups by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Leaf(usize),
    Group(usize),
}

/// An index ready to be put together again.
pub struct Engine<'a> {
    definition: &'a Definition,
    scores: &'a Scores,
    context: &'a Context<'a>,
    space: &'a Space,
    /// Units with a score; m of them.
    units: &'a [usize],
    /// For every group, deepest first, its parts and weights.
    sources: Vec<Vec<(Source, f64)>>,
    /// Group of every leaf.
    home: Vec<usize>,
}

/// Columns of one alternative, each of m values, ready for the means of their groups.
struct Table {
    columns: Vec<Vec<f64>>,
    /// Which columns have gaps.
    holes: Vec<bool>,
    recipes: Vec<Recipe>,
}

impl<'a> Engine<'a> {
    pub fn new(
        definition: &'a Definition,
        scores: &'a Scores,
        context: &'a Context<'a>,
        space: &'a Space,
        units: &'a [usize],
    ) -> Self {
        let make = &scores.make;
        let mut home = vec![0; make.leaves.len()];
        let mut sources = Vec::new();
        for (g, group) in make.groups.iter().enumerate() {
            let mut parts = Vec::new();
            for &(part, weight) in &group.parts {
                let leaf = make.leaves.iter().position(|leaf| leaf.part == part);
                let inner = |part: Part| match part {
                    Part::Dimension(d) => make.groups.iter().position(|g| g.dimension == Some(d)),
                    Part::Indicator(_) => None,
                };
                if let Some(leaf) = leaf {
                    home[leaf] = g;
                    parts.push((Source::Leaf(leaf), weight));
                } else if let Some(inner) = inner(part) {
                    parts.push((Source::Group(inner), weight));
                }
            }
            sources.push(parts);
        }
        Self {
            definition,
            scores,
            context,
            space,
            units,
            sources,
            home,
        }
    }

    /// Number of units ranked.
    pub fn count(&self) -> usize {
        self.units.len()
    }

    /// Ranks the units under every one of the choices and hands them on in batches, with the places of the choices.
    ///
    /// # Errors
    /// Values outside the domain of a rule that compares units.
    pub fn each(
        &self,
        draws: &[Choices],
        mut take: impl FnMut(&[usize], &[Vec<u32>]),
    ) -> Result<()> {
        meter::expect(draws.len());
        for (f, &filling) in self.space.fillings.iter().enumerate() {
            let mut raw = None;
            for (s, &scale) in self.space.normalisations.iter().enumerate() {
                let mut comparable = None;
                for (a, &how) in self.space.aggregations.iter().enumerate() {
                    let here: Vec<usize> = (0..draws.len())
                        .filter(|&d| {
                            let one = &draws[d];
                            (one.missing, one.normalisation, one.aggregation) == (f, s, a)
                        })
                        .collect();
                    if here.is_empty() {
                        continue;
                    }
                    let raw = raw.get_or_insert_with(|| self.fill(filling));
                    let columns =
                        comparable.get_or_insert_with(|| self.compare(raw, filling, scale));
                    let table = self.table(columns, scale, how);
                    for batch in here.chunks(BATCH) {
                        let ranks: Vec<Result<Vec<u32>>> = batch
                            .par_iter()
                            .map(|&d| Ok(places(&self.need(&table, &draws[d])?)))
                            .collect();
                        take(batch, &ranks.into_iter().collect::<Result<Vec<_>>>()?);
                        meter::done(batch.len());
                    }
                }
            }
        }
        Ok(())
    }

    /// Raw columns of n units with their gaps filled in another way; `None` keeps the definition's.
    fn fill(&self, filling: Option<Filling>) -> Vec<Vec<f64>> {
        let screened: Vec<bool> = self.scores.score.iter().map(Option::is_none).collect();
        let one = |leaf: &Leaf| {
            let mut raw = leaf.raw.clone();
            if let Some(rule) = filling {
                for (value, _) in raw.iter_mut().zip(&leaf.gap).filter(|(_, gap)| **gap) {
                    *value = f64::NAN;
                }
                impute(
                    &mut raw,
                    rule,
                    &screened,
                    self.context.groups,
                    self.context.graph,
                );
            }
            raw
        };
        self.scores.make.leaves.par_iter().map(one).collect()
    }

    /// Columns of m units made comparable in another way; `None` keeps the definition's.
    fn compare(
        &self,
        raw: &[Vec<f64>],
        filling: Option<Filling>,
        scale: Option<Method>,
    ) -> Vec<Vec<f64>> {
        let one = |(leaf, raw): (&Leaf, &Vec<f64>)| {
            let all = match (filling, scale) {
                (None, None) => leaf.value.clone(),
                _ => self.normalised(leaf, raw, scale),
            };
            self.units.iter().map(|&i| all[i]).collect()
        };
        (self.scores.make.leaves.par_iter().zip(raw))
            .map(one)
            .collect()
    }

    /// A column under another scale; a constant one tells nobody apart and becomes the middle.
    fn normalised(&self, leaf: &Leaf, raw: &[f64], scale: Option<Method>) -> Vec<f64> {
        let mut values = raw.to_vec();
        let (own, flip, less) = match leaf.part {
            Part::Dimension(_) => (Normalise::default(), false, false),
            Part::Indicator(i) => {
                let indicator = &self.definition.indicators[i];
                let rule = indicator.normalise.unwrap_or(self.definition.normalise);
                let less = indicator.good == Good::Low;
                (rule, indicator.good != self.definition.good, less)
            }
        };
        let rule = scale.map_or(own, |method| Normalise {
            method,
            ..Normalise::default()
        });
        let middle = match scale {
            Some(Method::Z) => 0.0,
            _ => 0.5,
        };
        match normalise(&mut values, &rule, flip, less) {
            Ok(_) => {}
            Err(Trouble::Constant(_) | Trouble::Reached(_) | Trouble::Outside(..)) => {
                for value in values.iter_mut().filter(|value| !value.is_nan()) {
                    *value = middle;
                }
            }
        }
        values
    }

    /// Comparable columns taken into the domain of the means, and through the first transform of theirs.
    fn table(
        &self,
        columns: &[Vec<f64>],
        scale: Option<Method>,
        how: Option<Aggregation>,
    ) -> Table {
        let recipes: Vec<Recipe> = (self.scores.make.groups.iter())
            .map(|group| Recipe {
                how: how.unwrap_or(group.recipe.how),
                ..group.recipe
            })
            .collect();
        let values = || columns.iter().flatten().copied().filter(|x| !x.is_nan());
        let moved = |x: f64| {
            recipes
                .iter()
                .any(|r| r.mean().is_some_and(|mean| !mean.allows(x)))
        };
        let inverted = recipes.iter().find(|r| r.how == Aggregation::Inverted);
        let range = match inverted {
            Some(recipe) if scale.is_some() => Some(recipe.scale),
            _ => values().any(moved).then_some(ABOVE_ZERO),
        };
        let (least, greatest) = match range {
            None => (0.0, 1.0),
            Some(_) => values().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| {
                (a.min(x), b.max(x))
            }),
        };
        let span = if greatest > least {
            greatest - least
        } else {
            1.0
        };
        let one = |(column, &home): (&Vec<f64>, &usize)| {
            let mean = recipes[home].mean().unwrap_or(Mean::Arithmetic);
            let into = |x: f64| match range {
                None => x,
                Some([low, high]) => low + (high - low) * ((x - least) / span),
            };
            column.iter().map(|&x| mean.forth(into(x))).collect()
        };
        let columns: Vec<Vec<f64>> = columns.par_iter().zip(&self.home).map(one).collect();
        Table {
            holes: columns
                .iter()
                .map(|column| column.iter().any(|x| x.is_nan()))
                .collect(),
            columns,
            recipes,
        }
    }

    /// Needs of the m units under one choice, up to a constant.
    fn need(&self, table: &Table, choice: &Choices) -> Result<Vec<f64>> {
        let m = self.units.len();
        let mut done: Vec<Option<Vec<f64>>> = vec![None; self.sources.len()];
        let mut factors = choice.weights.iter();
        for (g, parts) in self.sources.iter().enumerate() {
            let weighted: Vec<(Source, f64)> = parts
                .iter()
                .zip(&mut factors)
                .map(|(&(source, weight), factor)| (source, weight * factor))
                .filter(|(source, weight)| {
                    let gone = match source {
                        Source::Leaf(leaf) => choice.omission == leaf + 1,
                        Source::Group(inner) => done[*inner].is_none(),
                    };
                    !gone && *weight > 0.0
                })
                .collect();
            if weighted.is_empty() {
                continue;
            }
            let values = match table.recipes[g].mean() {
                Some(mean) => self.mean(table, mean, &weighted, &done),
                None => self.compared(table, g, &weighted, &done)?,
            };
            done[g] = Some(self.masked(g, choice, values));
        }
        let mut score = done.pop().flatten().unwrap_or_else(|| vec![0.0; m]);
        let sign = match self.definition.good {
            Good::High => -1.0,
            Good::Low => 1.0,
        };
        for value in &mut score {
            // a unit that has nothing left under these choices stands last
            *value = if value.is_nan() {
                f64::NEG_INFINITY
            } else {
                sign * *value
            };
        }
        Ok(score)
    }

    /// A mean over what is there, from transformed leaves and finished groups.
    fn mean(
        &self,
        table: &Table,
        mean: Mean,
        parts: &[(Source, f64)],
        done: &[Option<Vec<f64>>],
    ) -> Vec<f64> {
        let m = self.units.len();
        let mut sum = vec![0.0; m];
        let mut always = 0.0;
        let mut there: Option<Vec<f64>> = None;
        for &(source, weight) in parts {
            let made: Vec<f64>;
            let (column, holes): (&[f64], bool) = match source {
                Source::Leaf(leaf) => (&table.columns[leaf], table.holes[leaf]),
                Source::Group(inner) => {
                    let values = done[inner].as_deref().unwrap_or_default();
                    made = values.iter().map(|&x| mean.forth(x)).collect();
                    let holes = made.iter().any(|x| x.is_nan());
                    (&made, holes)
                }
            };
            if holes {
                let there = there.get_or_insert_with(|| vec![0.0; m]);
                for ((sum, there), &x) in sum.iter_mut().zip(there).zip(column) {
                    if !x.is_nan() {
                        *sum += weight * x;
                        *there += weight;
                    }
                }
            } else {
                always += weight;
                for (sum, &x) in sum.iter_mut().zip(column) {
                    *sum += weight * x;
                }
            }
        }
        match there {
            None => {
                for sum in &mut sum {
                    *sum = mean.back(*sum / always);
                }
            }
            Some(there) => {
                for (sum, there) in sum.iter_mut().zip(there) {
                    *sum = mean.back(*sum / (always + there));
                }
            }
        }
        sum
    }

    /// A rule that compares units with each other.
    fn compared(
        &self,
        table: &Table,
        g: usize,
        parts: &[(Source, f64)],
        done: &[Option<Vec<f64>>],
    ) -> Result<Vec<f64>> {
        let pieces: Vec<Piece<'_>> = parts
            .iter()
            .map(|&(source, weight)| Piece {
                value: match source {
                    Source::Leaf(leaf) => &table.columns[leaf],
                    Source::Group(inner) => done[inner].as_deref().unwrap_or_default(),
                },
                missing: None,
                weight,
            })
            .collect();
        let (values, _) = aggregate(&table.recipes[g], &pieces)
            .map_err(|_| Error::engine("a draw left the domain of its aggregation"))?;
        Ok(values)
    }

    /// What the definition holds for missing stays missing, as long as nothing fills it.
    fn masked(&self, g: usize, choice: &Choices, mut values: Vec<f64>) -> Vec<f64> {
        let group = &self.scores.make.groups[g];
        let filled = self.space.fillings[choice.missing].is_some_and(|f| f != Filling::None);
        let Some(dimension) = group.dimension.filter(|_| !filled) else {
            return values;
        };
        let code = &self.definition.dimensions[dimension].code;
        let own = self
            .scores
            .dimensions
            .iter()
            .find(|(known, _)| known == code);
        if let Some((_, own)) = own {
            for (value, &unit) in values.iter_mut().zip(self.units) {
                if own[unit].is_none() {
                    *value = f64::NAN;
                }
            }
        }
        values
    }
}
