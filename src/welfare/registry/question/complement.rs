//! Pairs of programmes: who should have both, and what they have.

use super::asked::Asked;
use super::{Results, query as new, sum};
use crate::base::model::Level;
use crate::welfare::registry::expression::Expression;
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

/// One row a place and pair.
pub(super) fn table(asked: &Asked, results: &Results) -> Option<Table> {
    let ladder = results.ladder(NAME)?;
    let pairs = pairs(asked);
    let lines: Vec<(usize, (usize, usize))> = (0..ladder.scopes.len())
        .flat_map(|row| pairs.iter().map(move |&pair| (row, pair)))
        .collect();
    let scopes: Vec<_> = lines.iter().map(|(row, _)| ladder.scopes[*row]).collect();
    let name = |part: &str, (i, j): (usize, usize)| format!("{part}_{i}_{j}");
    let of = |part: &'static str| -> Vec<f64> {
        let value =
            |(row, pair): &(usize, (usize, usize))| sum(ladder.values(&name(part, *pair))[*row]);
        lines.iter().map(value).collect()
    };
    let behind = |part: &'static str| -> Vec<u64> {
        let count = |(row, pair): &(usize, (usize, usize))| ladder.behind(&name(part, *pair))[*row];
        lines.iter().map(count).collect()
    };
    let code = |at: usize| asked.programmes[at].code.as_str();
    let [should, both, first, second] = ["should", "both", "first", "second"].map(of);
    let counted = |values: &[f64]| values.iter().map(|x| Some(*x)).collect::<Vec<_>>();
    let m = lines.len();
    let neither = super::each(m, |i| {
        Some((should[i] - both[i] - first[i] - second[i]).max(0.0))
    });
    let none: Vec<u64> = {
        let [should, both, first, second] = ["should", "both", "first", "second"].map(behind);
        (0..m)
            .map(|i| should[i] - both[i] - first[i] - second[i])
            .collect()
    };
    let share = super::each(m, |i| ratio(both[i], should[i]));
    Some(
        results
            .table(NAME, &scopes)
            .text("first", lines.iter().map(|(_, (i, _))| code(*i)))
            .text("second", lines.iter().map(|(_, (_, j))| code(*j)))
            .number(
                "should_both",
                Scale::People,
                counted(&should),
                behind("should"),
            )
            .number("gets_both", Scale::People, counted(&both), behind("both"))
            .number(
                "first_only",
                Scale::People,
                counted(&first),
                behind("first"),
            )
            .number(
                "second_only",
                Scale::People,
                counted(&second),
                behind("second"),
            )
            .number("neither", Scale::People, neither, none)
            .number("share_both", Scale::Share, share, behind("both")),
    )
}
