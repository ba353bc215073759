//! What a study asks of a registry: the queries it takes, and the tables that follow from their sums.
//!
//! * [`asked`]: the expressions of `[registry]`
//! * [`place`]: people, poverty, deprivations, scores and further measures of every place; [`distribution`]: inequality, quantiles, deciles
//! * [`targeting`]: who is missed and who leaks in; [`incidence`]: what reaches each decile
//! * [`overlap`]: which programmes people have together; [`complement`]: pairs of programmes that people should have both
//! * [`affirmative`]: groups that are counted apart; [`disbursement`]: how payments arrive
//! * [`sample`]: standard errors

pub mod affirmative;
pub mod asked;
pub mod complement;
pub mod disbursement;
pub mod distribution;
pub mod incidence;
pub mod overlap;
pub mod place;
pub mod sample;
pub mod targeting;
#[cfg(test)]
mod tests;

use super::engine::Grouped;
use super::ladder::{Ladder, Layer, Scope};
use super::query::{Measure, Query};
use super::small::{ROWS, Small, Split};
use super::table::{Column, Table};
use crate::base::model::Level;
use crate::error::{Error, Result};
use asked::Asked;

/// Every query of a study, in the order of [`tables`].
pub fn queries(asked: &Asked) -> Vec<Query> {
    let mut queries = vec![place::query(asked)];
    queries.extend(distribution::query(asked));
    queries.extend(sample::query(asked));
    if !asked.programmes.is_empty() {
        queries.push(targeting::query(asked));
        queries.extend(incidence::query(asked));
        queries.push(overlap::query(asked));
        queries.extend(complement::query(asked));
        queries.extend(disbursement::queries(asked));
    }
    queries.extend(affirmative::query(asked));
    queries
}

/// Every table of a study, from the results of its [`queries`]; the first is that of the villages. What comes from fewer than `k` rows is
/// hidden, with as much as it takes that it cannot be worked out; also says how many numbers of places that are.
///
/// # Errors
/// A channel that holds more or other values than channels have; columns of one name.
pub fn tables(
    asked: &Asked,
    queries: &[Query],
    found: &[Grouped],
    layer: Layer,
    k: u64,
) -> Result<(Vec<Table>, usize)> {
    let Some((query, all)) = queries.first().zip(found.first()) else {
        return Err(Error::engine("a registry is asked nothing"));
    };
    let mut results = Results {
        queries,
        found,
        layer,
        small: Small::new(&Ladder::climb(query, all, layer), layer, k)?,
    };
    // who has each programme bears on how many programmes people have
    let targeting = targeting::table(asked, &mut results)?;
    let mut tables = place::tables(asked, &mut results)?;
    tables.extend(targeting);
    tables.extend(incidence::table(asked, &mut results)?);
    tables.extend(overlap::table(asked, &mut results)?);
    tables.extend(complement::table(asked, &mut results)?);
    tables.extend(affirmative::table(asked, &mut results)?);
    tables.extend(disbursement::table(asked, &mut results)?);
    for table in &tables {
        let names: Vec<&str> = table.columns.iter().map(Column::name).collect();
        let again = names
            .iter()
            .enumerate()
            .find(|(at, name)| names[..*at].contains(name));
        if let Some((_, name)) = again {
            return Err(Error::study(format!(
                "two columns of {} would be called {name}",
                table.id
            ))
            .remedy("give the measure, programme or deprivation another name"));
        }
    }
    Ok((tables, results.small.count()))
}

/// Conditions of a study that hold for no row, by the names of their measures: a text that is spelled otherwise, a limit in another unit.
pub fn of_nobody<'a>(queries: &'a [Query], found: &[Grouped]) -> Vec<&'a str> {
    let asked = |name: &str| {
        ["poor", "deprived", "pmt_below", "failed", "late", "ready"].contains(&name)
            || ["lacks_", "people_"]
                .iter()
                .any(|head| name.starts_with(head))
    };
    let mut names = Vec::new();
    for (query, found) in queries.iter().zip(found) {
        let measures = query.measures.iter().zip(&found.behind);
        let nobody = measures.filter(|(measure, behind)| {
            asked(&measure.name) && behind.iter().all(|rows| *rows == 0)
        });
        names.extend(nobody.map(|(measure, _)| measure.name.as_str()));
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// Queries with what they found.
pub struct Results<'a> {
    queries: &'a [Query],
    found: &'a [Grouped],
    layer: Layer<'a>,
    small: Small,
}

impl Results<'_> {
    /// A query by name and its result, where it was asked.
    fn raw(&self, name: &str) -> Option<(&Query, &Grouped)> {
        let mut both = self.queries.iter().zip(self.found);
        both.find(|(query, _)| query.name == name)
    }

    /// Its result, climbed up.
    fn ladder(&self, name: &str) -> Option<Ladder> {
        let (query, found) = self.raw(name)?;
        Some(Ladder::climb(query, found, self.layer))
    }

    /// Takes the values of a measure of a ladder without groups away where a part is hidden.
    fn hide(&self, ladder: &mut Ladder, measure: &str, part: &str) -> Result<()> {
        if ladder.has(measure) {
            let hidden = self.small.hidden(part)?;
            ladder.hide(measure, |row| hidden[row]);
        }
        Ok(())
    }

    /// Whether a part is hidden at a place.
    fn hidden(&self, part: &str, scope: Scope) -> Result<bool> {
        let hidden = self.small.hidden(part)?;
        let at = self.small.position(scope);
        Ok(at.is_some_and(|at| hidden.get(at).copied().unwrap_or(false)))
    }

    /// A table of m rows that names their places: level, code, name.
    fn table(&self, id: &'static str, scopes: &[Scope]) -> Table {
        let called = |part: usize| {
            scopes
                .iter()
                .map(move |scope| self.layer.called(*scope)[part])
        };
        Table::new(id)
            .text("level", scopes.iter().map(|scope| scope.level()))
            .text("code", called(0))
            .text("name", called(1))
    }
}

fn query(name: &str, level: Level, asked: &Asked, measures: Vec<Measure>) -> Query {
    Query {
        name: name.to_owned(),
        level: Some(level),
        groups: Vec::new(),
        filter: asked.filter.clone(),
        measures,
    }
}

/// Parts of a part of the rows, to be hidden: `of` by the name it was hidden under, and measures of a ladder without groups as
/// `QUERY.MEASURE`.
fn split(of: &str, ladder: &Ladder, query: &str, parts: &[&str]) -> Split {
    let parts = parts.iter().filter(|part| ladder.has(part));
    let parts = parts.map(|part| (format!("{query}.{part}"), ladder.behind(part).to_vec()));
    (of.to_owned(), parts.collect())
}

/// Of each row what a formula makes of it.
fn each(m: usize, of: impl Fn(usize) -> Option<f64>) -> Vec<Option<f64>> {
    (0..m).map(of).collect()
}
