//! Pairs of programmes: who should have both, and what they have.

use super::asked::Asked;
use super::{ROWS, Results, Split, each, query as new, split, targeting};
use crate::base::model::Level;
use crate::error::Result;
use crate::welfare::registry::expression::Expression;
use crate::welfare::registry::ladder::Ladder;
use crate::welfare::registry::measure::ratio;
use crate::welfare::registry::query::{Measure, Query};
use crate::welfare::registry::table::{Scale, Table};

const NAME: &str = "complementarity";

fn pairs(asked: &Asked) -> Vec<(usize, usize)> {
    let n = asked.programmes.len();
    (0..n)
        .flat_map(|i| (i + 1..n).map(move |j| (i, j)))
        .collect()
}

/// Of those who should have both: how many have both, one, the other.
pub(super) fn query(asked: &Asked) -> Option<Query> {
    let mut measures = Vec::new();
    for (i, j) in pairs(asked) {
        let (one, other) = (&asked.programmes[i], &asked.programmes[j]);
        let should = one.eligible.clone().and(other.eligible.clone());
        let (has, too) = (&one.receives, &other.receives);
        let not = |it: &Expression| it.clone().negated();
        for (part, condition) in [
            ("should", should.clone()),
            ("both", should.clone().and(has.clone()).and(too.clone())),
            ("first", should.clone().and(has.clone()).and(not(too))),
            ("second", should.and(not(has)).and(too.clone())),
        ] {
            measures.push(Measure::sum(
                format!("{part}_{i}_{j}"),
                asked.people(&condition),
            ));
        }
    }
    (!measures.is_empty()).then(|| new(NAME, Level::District, asked, measures))
}

/// Hides small parts of those who should have both.
fn hide(asked: &Asked, results: &mut Results, ladder: &mut Ladder) -> Result<()> {
    for (i, j) in pairs(asked) {
        let name = |part: &str| format!("{part}_{i}_{j}");
        let [should, both, first, second] = ["should", "both", "first", "second"].map(name);
        let eligible = [i, j].map(|at| targeting::eligible(&asked.programmes[at].code));
        let whole = [ROWS, &eligible[0], &eligible[1]];
        let mut splits: Vec<Split> = whole.map(|of| split(of, ladder, NAME, &[&should])).into();
        let part = |name: &str| format!("{NAME}.{name}");
        let rows = |name: &str| ladder.behind(name).iter().copied();
        let some = rows(&both).zip(rows(&first)).zip(rows(&second));
        let some = some.map(|((both, first), second)| both + first + second);
        let neither = rows(&should)
            .zip(some)
            .map(|(should, some)| should - some)
            .collect();
        let parts = [&both, &first, &second].map(|name| (part(name), rows(name).collect()));
        let parts: Vec<_> = parts
            .into_iter()
            .chain([(part(&name("neither")), neither)])
            .collect();
        splits.push((part(&should), parts));
        results.small.splits(splits)?;
        for name in [&should, &both, &first, &second] {
            results.hide(ladder, name, &part(name))?;
        }
    }
    Ok(())
}

/// One row a place and pair.
pub(super) fn table(asked: &Asked, results: &mut Results) -> Result<Option<Table>> {
    let Some(mut ladder) = results.ladder(NAME) else {
        return Ok(None);
    };
    hide(asked, results, &mut ladder)?;
    let pairs = pairs(asked);
    let lines: Vec<(usize, (usize, usize))> = (0..ladder.scopes.len())
        .flat_map(|row| pairs.iter().map(move |&pair| (row, pair)))
        .collect();
    let scopes: Vec<_> = lines.iter().map(|(row, _)| ladder.scopes[*row]).collect();
    let of = |part: &'static str| -> Vec<f64> {
        let value = |(row, (i, j)): &(usize, (usize, usize))| {
            ladder.values(&format!("{part}_{i}_{j}"))[*row]
        };
        lines.iter().map(value).collect()
    };
    let code = |at: usize| asked.programmes[at].code.as_str();
    let [should, both, first, second] = ["should", "both", "first", "second"].map(of);
    let told = |values: &[f64]| values.iter().map(|x| Some(*x)).collect::<Vec<_>>();
    let m = lines.len();
    let neither = each(m, |i| {
        let neither = should[i] - both[i] - first[i] - second[i];
        // never below 0 by rounding
        Some(if neither < 0.0 { 0.0 } else { neither })
    });
    let share = each(m, |i| ratio(both[i], should[i]));
    Ok(Some(
        results
            .table(NAME, &scopes)
            .text("first", lines.iter().map(|(_, (i, _))| code(*i)))
            .text("second", lines.iter().map(|(_, (_, j))| code(*j)))
            .number("should_both", Scale::People, told(&should))
            .number("gets_both", Scale::People, told(&both))
            .number("first_only", Scale::People, told(&first))
            .number("second_only", Scale::People, told(&second))
            .number("neither", Scale::People, neither)
            .number("share_both", Scale::Share, share),
    ))
}
