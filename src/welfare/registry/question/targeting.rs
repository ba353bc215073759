//! Whom each programme misses, and whom it reaches that it should not.

use super::asked::{Asked, Programme};
use super::{Results, each, query as new, sum};
use crate::base::model::Level;
use crate::welfare::registry::expression::{Comparison, Expression};
use crate::welfare::registry::ladder::Ladder;
use crate::welfare::registry::measure::targeting::Reach;
use crate::welfare::registry::query::{Measure, Query};
use crate::welfare::registry::table::{Scale, Table};

const NAME: &str = "targeting";

/// People by whether they should have a programme and whether they have it, and what they get.
pub(super) fn query(asked: &Asked) -> Query {
    let mut measures = vec![Measure::sum("people", asked.weight.clone())];
    for programme in programmes(asked) {
        let code = &programme.code;
        let (should, has) = (&programme.eligible, &programme.receives);
        let hit = should.clone().and(has.clone());
        let missed = should.clone().and(has.clone().negated());
        let leaked = has.clone().and(should.clone().negated());
        measures.push(Measure::sum(format!("hit_{code}"), asked.people(&hit)));
        measures.push(Measure::sum(
            format!("missed_{code}"),
            asked.people(&missed),
        ));
        measures.push(Measure::sum(
            format!("leaked_{code}"),
            asked.people(&leaked),
        ));
        if let Some(amount) = &programme.amount {
            let of = |condition| asked.weighted(amount, condition);
            measures.push(Measure::sum(format!("well_{code}"), of(&hit)));
            measures.push(Measure::sum(format!("all_{code}"), of(has)));
        }
    }
    new(NAME, Level::Village, asked, measures)
}

/// The programmes, and the score as one: those below its cutoff against the poor.
fn programmes(asked: &Asked) -> Vec<Programme> {
    let mut programmes = asked.programmes.clone();
    if let Some((_, Some(below))) = &asked.pmt
        && let Some(welfare) = &asked.welfare
        && let Some(line) = &welfare.line
        && programmes.iter().all(|programme| programme.code != "pmt")
    {
        let poor = welfare
            .value
            .clone()
            .compare(Comparison::Less, line.clone());
        programmes.push(Programme {
            code: "pmt".to_owned(),
            eligible: poor.surely(),
            receives: Expression::surely(below.clone()),
            amount: None,
            channel: None,
            marks: Vec::new(),
        });
    }
    programmes
}

/// One row a place and programme.
pub(super) fn table(asked: &Asked, results: &Results) -> Option<Table> {
    let ladder = results.ladder(NAME)?;
    let programmes = programmes(asked);
    let lines: Vec<(usize, &Programme)> = (0..ladder.scopes.len())
        .flat_map(|row| programmes.iter().map(move |programme| (row, programme)))
        .collect();
    let scopes: Vec<_> = lines.iter().map(|&(row, _)| ladder.scopes[row]).collect();
    let of = |part: &str, line: usize| {
        let (row, programme) = lines[line];
        let values = ladder.values(&format!("{part}_{}", programme.code));
        values.get(row).map(|x| sum(*x))
    };
    let reach: Vec<Reach> = (0..lines.len())
        .map(|line| reach(&ladder, lines[line]))
        .collect();
    let m = lines.len();
    let behind = |parts: &'static [&'static str]| {
        lines.iter().map(|(row, programme)| {
            let count = |part: &&str| ladder.behind(&format!("{part}_{}", programme.code))[*row];
            parts.iter().map(count).sum::<u64>()
        })
    };
    let column = |of: fn(&Reach) -> Option<f64>| reach.iter().map(of).collect::<Vec<_>>();
    let cgh = |line: usize| {
        let amounts = of("well", line).zip(of("all", line));
        reach[line].cgh(amounts.map(|(well, all)| [well, all]))
    };
    let table = results
        .table("targeting", &scopes)
        .text(
            "programme",
            lines.iter().map(|(_, programme)| programme.code.as_str()),
        )
        .number(
            "people",
            Scale::People,
            column(|r| Some(r.people())),
            scopes
                .iter()
                .enumerate()
                .map(|(line, _)| ladder.n[lines[line].0]),
        )
        .number(
            "eligible",
            Scale::People,
            column(|r| Some(r.hit + r.missed)),
            behind(&["hit", "missed"]),
        )
        .number(
            "recipients",
            Scale::People,
            column(|r| Some(r.hit + r.leaked)),
            behind(&["hit", "leaked"]),
        )
        .number(
            "missed",
            Scale::People,
            column(|r| Some(r.missed)),
            behind(&["missed"]),
        )
        .number(
            "leaked",
            Scale::People,
            column(|r| Some(r.leaked)),
            behind(&["leaked"]),
        )
        .number(
            "coverage",
            Scale::Share,
            column(Reach::coverage),
            behind(&["hit", "leaked"]),
        )
        .number(
            "undercoverage",
            Scale::Share,
            column(Reach::undercoverage),
            behind(&["missed"]),
        )
        .number(
            "leakage",
            Scale::Share,
            column(Reach::leakage),
            behind(&["leaked"]),
        )
        .number(
            "kappa",
            Scale::Share,
            column(Reach::kappa),
            behind(&["hit"]),
        )
        .number("cgh", Scale::Share, each(m, cgh), behind(&["hit"]));
    let paid = programmes
        .iter()
        .any(|programme| programme.amount.is_some());
    Some(match paid {
        true => table.number(
            "amount",
            Scale::Amount,
            each(m, |line| of("all", line)),
            behind(&["hit", "leaked"]),
        ),
        false => table,
    })
}

fn reach(ladder: &Ladder, (row, programme): (usize, &Programme)) -> Reach {
    let of = |part: &str| sum(ladder.values(&format!("{part}_{}", programme.code))[row]);
    let [hit, missed, leaked] = ["hit", "missed", "leaked"].map(of);
    Reach {
        hit,
        missed,
        leaked,
        // what is left; never below 0 by rounding
        rest: (sum(ladder.values("people")[row]) - hit - missed - leaked).max(0.0),
    }
}
