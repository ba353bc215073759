//! Whom each programme misses, and whom it reaches that it should not.

use super::asked::{Asked, Programme};
use super::{ROWS, Results, each, query as new, split};
use crate::base::model::Level;
use crate::error::Result;
use crate::welfare::registry::expression::{Comparison, Expression};
use crate::welfare::registry::ladder::Ladder;
use crate::welfare::registry::measure::ratio;
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

/// The names under which those who should have a programme, who have it, and who should but do not are hidden.
pub(super) fn eligible(code: &str) -> String {
    format!("{NAME}.eligible_{code}")
}
pub(super) fn recipients(code: &str) -> String {
    format!("{NAME}.recipients_{code}")
}
pub(super) fn missed(code: &str) -> String {
    format!("{NAME}.missed_{code}")
}

/// Hides small parts.
fn hide(programmes: &[Programme], results: &mut Results, ladder: &mut Ladder) -> Result<()> {
    let part = |name: &str| format!("{NAME}.{name}");
    let of = |name: &str, code: &str| format!("{name}_{code}");
    let rows = |name: String| ladder.behind(&name).iter();
    let mut splits = vec![split(ROWS, ladder, NAME, &["people"])];
    for Programme { code, .. } in programmes {
        let should = rows(of("hit", code)).zip(rows(of("missed", code)));
        let should = should.map(|(hit, missed)| hit + missed).collect();
        splits.push((ROWS.to_owned(), vec![(eligible(code), should)]));
    }
    results.small.splits(splits)?;
    let mut splits = Vec::new();
    for Programme { code, .. } in programmes {
        results.small.rest(part(code), ROWS, &eligible(code))?;
        let parts = ["hit", "missed"].map(|name| of(name, code));
        let parts = parts.each_ref().map(String::as_str);
        splits.push(split(&eligible(code), ladder, NAME, &parts));
        splits.push(split(&part(code), ladder, NAME, &[&of("leaked", code)]));
    }
    results.small.splits(splits)?;
    results.hide(ladder, "people", &part("people"))?;
    for Programme { code, .. } in programmes {
        let of = |name: &str| of(name, code);
        let [hit, missed, leaked] = ["hit", "missed", "leaked"].map(|name| part(&of(name)));
        results.small.sum(recipients(code), &[&hit, &leaked])?;
        for (measure, part) in [
            ("hit", &hit),
            ("missed", &missed),
            ("leaked", &leaked),
            ("well", &hit),
            ("all", &recipients(code)),
        ] {
            results.hide(ladder, &of(measure), part)?;
        }
    }
    Ok(())
}

/// One row a place and programme.
pub(super) fn table(asked: &Asked, results: &mut Results) -> Result<Option<Table>> {
    let Some(mut ladder) = results.ladder(NAME) else {
        return Ok(None);
    };
    let programmes = programmes(asked);
    hide(&programmes, results, &mut ladder)?;
    let lines: Vec<(usize, &Programme)> = (0..ladder.scopes.len())
        .flat_map(|row| programmes.iter().map(move |programme| (row, programme)))
        .collect();
    let scopes: Vec<_> = lines.iter().map(|&(row, _)| ladder.scopes[row]).collect();
    let of = |part: &str, line: usize| {
        let (row, programme) = lines[line];
        let values = ladder.values(&format!("{part}_{}", programme.code));
        values.get(row).copied()
    };
    let people = |line: usize| ladder.values("people")[lines[line].0];
    let reach: Vec<Reach> = (0..lines.len())
        .map(|line| reach(&ladder, lines[line]))
        .collect();
    let m = lines.len();
    let column = |of: fn(&Reach) -> Option<f64>| reach.iter().map(of).collect::<Vec<_>>();
    let coverage = |line: usize| ratio(reach[line].hit + reach[line].leaked, people(line));
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
        .number("people", Scale::People, each(m, |line| Some(people(line))))
        .number(
            "eligible",
            Scale::People,
            column(|r| Some(r.hit + r.missed)),
        )
        .number(
            "recipients",
            Scale::People,
            column(|r| Some(r.hit + r.leaked)),
        )
        .number("missed", Scale::People, column(|r| Some(r.missed)))
        .number("leaked", Scale::People, column(|r| Some(r.leaked)))
        .number("coverage", Scale::Share, each(m, coverage))
        .number("undercoverage", Scale::Share, column(Reach::undercoverage))
        .number("leakage", Scale::Share, column(Reach::leakage))
        .number("kappa", Scale::Share, column(Reach::kappa))
        .number("cgh", Scale::Share, each(m, cgh));
    let paid = programmes
        .iter()
        .any(|programme| programme.amount.is_some());
    Ok(Some(match paid {
        true => table.number("amount", Scale::Amount, each(m, |line| of("all", line))),
        false => table,
    }))
}

fn reach(ladder: &Ladder, (row, programme): (usize, &Programme)) -> Reach {
    let of = |part: &str| ladder.values(&format!("{part}_{}", programme.code))[row];
    let [hit, missed, leaked] = ["hit", "missed", "leaked"].map(of);
    let rest = ladder.values("people")[row] - hit - missed - leaked;
    Reach {
        hit,
        missed,
        leaked,
        // never below 0 by rounding
        rest: if rest < 0.0 { 0.0 } else { rest },
    }
}
