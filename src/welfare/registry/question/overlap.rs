//! Which programmes people have together, and who has none.

use super::asked::Asked;
use super::{ROWS, Results, place, query as new, targeting};
use crate::base::model::Level;
use crate::error::Result;
use crate::welfare::registry::engine::Key;
use crate::welfare::registry::expression::{Comparison, Expression, Operation};
use crate::welfare::registry::ladder::{Ladder, Scope};
use crate::welfare::registry::measure::ratio;
use crate::welfare::registry::query::{Measure, Query};
use crate::welfare::registry::small::or;
use crate::welfare::registry::table::{Scale, Table};
use std::collections::BTreeMap;

const NAME: &str = "overlap";

/// The sum over programmes of a number where it is received.
fn count(asked: &Asked, number: impl Fn(usize) -> f64) -> Expression {
    let parts = asked.programmes.iter().enumerate().map(|(at, programme)| {
        let (own, none) = (Expression::Number(number(at)), Expression::Number(0.0));
        Expression::If(
            programme.receives.clone().into(),
            own.into(),
            Some(none.into()),
        )
    });
    let whole = parts.reduce(|whole, part| whole.with(Operation::Plus, part));
    whole.unwrap_or(Expression::Number(0.0))
}

/// The conditions that a person has no programme, and two or more.
pub(super) fn counts(asked: &Asked) -> [Expression; 2] {
    let programmes = count(asked, |_| 1.0);
    [
        programmes
            .clone()
            .compare(Comparison::Equal, Expression::Number(0.0)),
        programmes.compare(Comparison::AtLeast, Expression::Number(2.0)),
    ]
}

/// People by the set of their programmes.
pub(super) fn query(asked: &Asked) -> Query {
    let measures = vec![Measure::sum("people", asked.weight.clone())];
    Query {
        groups: vec![("set".to_owned(), count(asked, |at| f64::from(1_u32 << at)))],
        ..new(NAME, Level::District, asked, measures)
    }
}

/// Hides sets of few people. They add up to the people of each programme, so all sets of a place are hidden where one is, or where those of a
/// programme are; those who have none stay as they are told of places.
fn hide(asked: &Asked, sets: &[u32], results: &mut Results, ladder: &mut Ladder) -> Result<()> {
    let n = results.small.down_to(Level::District);
    let mut rows: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
    for (set, (scope, people)) in sets
        .iter()
        .zip(ladder.scopes.iter().zip(ladder.behind("people")))
    {
        if let Some(at) = results.small.position(*scope) {
            rows.entry(*set).or_insert_with(|| vec![0; n])[at] += people;
        }
    }
    let name = |set: u32| format!("{NAME}.{set}");
    let parts: Vec<String> = rows.keys().map(|set| name(*set)).collect();
    let rows = parts.iter().cloned().zip(rows.into_values());
    results.small.split(ROWS, rows.collect())?;
    let none = results.small.hidden(place::NO_PROGRAMME)?;
    let mut any = none[..n].to_vec();
    let sets_of_some = parts.into_iter().filter(|part| *part != name(0));
    for part in sets_of_some.chain(
        asked
            .programmes
            .iter()
            .map(|it| targeting::recipients(&it.code)),
    ) {
        or(&mut any, &results.small.hidden(&part)?[..n]);
    }
    let scopes = ladder.scopes.clone();
    ladder.hide("people", |row| {
        let at = results.small.position(scopes[row]);
        at.is_some_and(|at| if sets[row] == 0 { none[at] } else { any[at] })
    });
    Ok(())
}

/// One row a place and set of programmes.
pub(super) fn table(asked: &Asked, results: &mut Results) -> Result<Option<Table>> {
    let Some(mut ladder) = results.ladder(NAME) else {
        return Ok(None);
    };
    let mut all: BTreeMap<Scope, f64> = BTreeMap::new();
    for (scope, people) in ladder.scopes.iter().zip(ladder.values("people")) {
        *all.entry(*scope).or_default() += people;
    }
    let set = |keys: &Vec<Key>| match keys.as_slice() {
        [Key::Number(set)] => *set as u32,
        _ => 0,
    };
    let sets: Vec<u32> = ladder.keys.iter().map(set).collect();
    hide(asked, &sets, results, &mut ladder)?;
    let people = ladder.values("people");
    let named = |set: &u32| {
        let codes = asked.programmes.iter().enumerate();
        let codes = codes
            .filter(|(at, _)| set >> at & 1 == 1)
            .map(|(_, it)| it.code.as_str());
        codes.collect::<Vec<_>>().join("+")
    };
    let share = |(people, scope): (&f64, &Scope)| ratio(*people, all[scope]);
    let size = |set: &u32| Some(f64::from(set.count_ones()));
    Ok(Some(
        results
            .table("overlap", &ladder.scopes)
            .text("programme_ids", sets.iter().map(named))
            .number("count", Scale::Rows, sets.iter().map(size))
            .number("people", Scale::People, people.iter().map(|x| Some(*x)))
            .number(
                "share",
                Scale::Share,
                people.iter().zip(&ladder.scopes).map(share),
            ),
    ))
}
