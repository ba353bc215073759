//! Which programmes people have together, and who has none.

use super::asked::Asked;
use super::{Results, query as new, sum};
use crate::base::model::Level;
use crate::welfare::registry::engine::Key;
use crate::welfare::registry::expression::{Comparison, Expression, Operation};
use crate::welfare::registry::ladder::Scope;
use crate::welfare::registry::measure::ratio;
use crate::welfare::registry::query::{Measure, Query};
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

/// One row a place and set of programmes.
pub(super) fn table(asked: &Asked, results: &Results) -> Option<Table> {
    let ladder = results.ladder(NAME)?;
    let people = ladder.values("people");
    let mut all: BTreeMap<Scope, f64> = BTreeMap::new();
    for (scope, people) in ladder.scopes.iter().zip(people) {
        *all.entry(*scope).or_default() += sum(*people);
    }
    let sets: Vec<u32> = ladder
        .keys
        .iter()
        .map(|keys| match keys.as_slice() {
            [Key::Number(set)] => *set as u32,
            _ => 0,
        })
        .collect();
    let named = |set: &u32| {
        let codes = asked.programmes.iter().enumerate();
        let codes = codes
            .filter(|(at, _)| set >> at & 1 == 1)
            .map(|(_, it)| it.code.as_str());
        codes.collect::<Vec<_>>().join("+")
    };
    let share = |(people, scope): (&f64, &Scope)| ratio(sum(*people), all[scope]);
    let size = |set: &u32| Some(f64::from(set.count_ones()));
    Some(
        results
            .table("overlap", &ladder.scopes)
            .text("programme_ids", sets.iter().map(named))
            .number(
                "count",
                Scale::Rows,
                sets.iter().map(size),
                ladder.n.clone(),
            )
            .number(
                "people",
                Scale::People,
                people.iter().map(|x| Some(sum(*x))),
                ladder.n.clone(),
            )
            .number(
                "share",
                Scale::Share,
                people.iter().zip(&ladder.scopes).map(share),
                ladder.n.clone(),
            ),
    )
}
