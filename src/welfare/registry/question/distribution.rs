//! How what people have is spread: inequality, quantiles, and the deciles of everybody.

use super::asked::{Asked, there};
use super::{Results, place, query as new};
use crate::base::model::Level;
use crate::error::Result;
use crate::welfare::registry::engine::Key;
use crate::welfare::registry::expression::Expression;
use crate::welfare::registry::ladder::{Ladder, Scope};
use crate::welfare::registry::measure::bins::{self, Bin};
use crate::welfare::registry::measure::{gini, quantile};
use crate::welfare::registry::query::{Measure, Query};
use crate::welfare::registry::table::{Scale, Table};
use std::collections::BTreeMap;

const NAME: &str = "distribution";

/// Quantiles that are told, and how they are called.
const QUANTILES: [(&str, f64); 3] = [("q10", 0.1), ("median", 0.5), ("q90", 0.9)];

/// People and what they have by bin.
pub(super) fn query(asked: &Asked) -> Option<Query> {
    let welfare = asked.welfare.as_ref()?;
    let measures = vec![
        Measure::sum("people", asked.weight.clone()),
        Measure::sum(
            "amount",
            asked.weighted(&welfare.value, &Expression::Truth(true)),
        ),
    ];
    Some(Query {
        groups: vec![("bin".to_owned(), bins::number(&welfare.value))],
        filter: both(asked.filter.clone(), there(&welfare.value)),
        ..new(NAME, welfare.level, asked, measures)
    })
}

/// Two conditions, where the first may be left out.
pub(super) fn both(one: Option<Expression>, other: Expression) -> Option<Expression> {
    Some(match one {
        Some(one) => one.and(other),
        None => other,
    })
}

/// Bins of every place, ascending; places where they are hidden are left out.
pub(super) type Spread = BTreeMap<Scope, Vec<Bin>>;

/// Where the distributions were asked for.
pub(super) fn spread(asked: &Asked, results: &Results) -> Result<Option<Spread>> {
    let Some(ladder) = asked.welfare.as_ref().and_then(|_| results.ladder(NAME)) else {
        return Ok(None);
    };
    let mut spread = Spread::new();
    for (row, scope) in ladder.scopes.iter().enumerate() {
        if !results.hidden(place::WELFARE, *scope)? {
            spread.entry(*scope).or_default().push(bin(&ladder, row));
        }
    }
    Ok(Some(spread))
}

fn bin(ladder: &Ladder, row: usize) -> Bin {
    let number = match ladder.keys[row].as_slice() {
        [Key::Number(number)] => *number,
        _ => f64::NEG_INFINITY,
    };
    let value = |name: &str| ladder.values(name)[row];
    Bin::new(number, value("people"), value("amount"))
}

/// Adds bounds of the Gini coefficient and quantiles to places.
pub(super) fn columns(mut table: Table, scopes: &[Scope], spread: &Spread) -> Table {
    let of = |scope: &Scope| spread.get(scope).map(Vec::as_slice);
    let bounds: Vec<Option<[f64; 2]>> = scopes
        .iter()
        .map(|scope| gini::bounds(of(scope)?))
        .collect();
    for (at, name) in ["gini_low", "gini_high"].into_iter().enumerate() {
        let values = bounds.iter().map(|bounds| bounds.map(|bounds| bounds[at]));
        table = table.number(name, Scale::Share, values);
    }
    for (name, share) in QUANTILES {
        let values = scopes
            .iter()
            .map(|scope| quantile::quantile(of(scope)?, share));
        table = table.number(name, Scale::Amount, values);
    }
    table
}

/// The level where incidence is kept.
pub(super) fn incidence_level(asked: &Asked) -> Level {
    let level = asked
        .welfare
        .as_ref()
        .map_or(Level::Regency, |welfare| welfare.level);
    level.max(Level::District)
}
