//! What of each programme reaches each tenth of the people, from the poorest.

use super::asked::{Asked, Programme};
use super::distribution::incidence_level;
use super::{ROWS, Results, query as new, targeting};
use crate::error::Result;
use crate::welfare::registry::engine::Key;
use crate::welfare::registry::ladder::{Ladder, Scope};
use crate::welfare::registry::measure::quantile::{deciles, incidence};
use crate::welfare::registry::measure::{bins, ratio};
use crate::welfare::registry::query::{Measure, Query};
use crate::welfare::registry::table::{Scale, Table};
use std::collections::BTreeMap;

const NAME: &str = "incidence";

/// People, those reached and what they get, by decile where it is given, else by bin.
pub(super) fn query(asked: &Asked) -> Option<Query> {
    let welfare = asked.welfare.as_ref()?;
    let mut measures = vec![Measure::sum("people", asked.weight.clone())];
    for programme in &asked.programmes {
        let (code, receives) = (&programme.code, &programme.receives);
        measures.push(Measure::sum(
            format!("reached_{code}"),
            asked.people(receives),
        ));
        if let Some(amount) = &programme.amount {
            let sum = asked.weighted(amount, receives);
            measures.push(Measure::sum(format!("amount_{code}"), sum));
        }
    }
    let group = match &welfare.decile {
        Some(decile) => decile.clone(),
        None => bins::number(&welfare.value),
    };
    Some(Query {
        groups: vec![("place".to_owned(), group)],
        ..new(NAME, incidence_level(asked), asked, measures)
    })
}

/// For each bin, or given decile, the share of it in each tenth of everybody; of none where there is no value.
type Tenths = BTreeMap<Vec<Key>, [f64; 10]>;

/// The deciles of all of the layer.
fn tenths(asked: &Asked, ladder: &Ladder) -> Tenths {
    let given = asked
        .welfare
        .as_ref()
        .is_some_and(|welfare| welfare.decile.is_some());
    let whole = |row: &usize| ladder.scopes[*row].level.is_none();
    let rows: Vec<usize> = (0..ladder.scopes.len()).filter(whole).collect();
    if given {
        let tenth = |row: &usize| {
            let mut share = [0.0; 10];
            if let [Key::Number(decile)] = ladder.keys[*row].as_slice()
                && let Some(share) = share.get_mut((*decile as usize).wrapping_sub(1))
                && decile.fract() == 0.0
            {
                *share = 1.0;
            }
            (ladder.keys[*row].clone(), share)
        };
        return rows.iter().map(tenth).collect();
    }
    let people = ladder.values("people");
    let there = |row: usize| !matches!(ladder.keys[row].as_slice(), [Key::Missing]);
    let people = rows
        .iter()
        .map(|&row| if there(row) { people[row] } else { 0.0 });
    let people: Vec<f64> = people.collect();
    let keys = rows.iter().map(|&row| ladder.keys[row].clone());
    keys.zip(deciles(&people)).collect()
}

/// The part of each tenth; those whose decile is not known are the last.
const PARTS: usize = 11;

fn part(measure: &str, tenth: usize) -> String {
    format!("{NAME}.{measure}.{tenth}")
}

/// Hides tenths of few people or few of those reached. A bin that lies in several tenths counts to that which has most of it.
fn hide(asked: &Asked, results: &mut Results, ladder: &Ladder, tenths: &Tenths) -> Result<()> {
    let n = results.small.down_to(incidence_level(asked));
    let tenth = |keys: &Vec<Key>| {
        let shares = tenths.get(keys).copied().unwrap_or_default();
        let most = (0..10)
            .rev()
            .max_by(|&a, &b| shares[a].total_cmp(&shares[b]));
        most.filter(|&most| shares[most] > 0.0).unwrap_or(PARTS - 1)
    };
    let at: Vec<(Option<usize>, usize)> = (ladder.scopes.iter().zip(&ladder.keys))
        .map(|(scope, keys)| (results.small.position(*scope), tenth(keys)))
        .collect();
    let parts = |measure: &str| -> Vec<(String, Vec<u64>)> {
        let mut rows = vec![vec![0; n]; PARTS];
        for ((at, tenth), count) in at.iter().zip(ladder.behind(measure)) {
            if let Some(at) = at {
                rows[*tenth][*at] += count;
            }
        }
        let rows = rows.into_iter().enumerate();
        rows.map(|(tenth, rows)| (part(measure, tenth), rows))
            .collect()
    };
    let mut splits = vec![(ROWS.to_owned(), parts("people"))];
    for Programme { code, .. } in &asked.programmes {
        let measure = format!("reached_{code}");
        let reached = parts(&measure);
        splits.push((targeting::recipients(code), reached.clone()));
        let tenths = reached.into_iter().enumerate();
        splits.extend(tenths.map(|(tenth, reached)| (part("people", tenth), vec![reached])));
    }
    results.small.splits(splits)
}

/// One row a place, programme and tenth, and one of those whose decile is not known.
pub(super) fn table(asked: &Asked, results: &mut Results) -> Result<Option<Table>> {
    let Some(ladder) = results.ladder(NAME) else {
        return Ok(None);
    };
    let tenths = tenths(asked, &ladder);
    hide(asked, results, &ladder, &tenths)?;
    let mut places: BTreeMap<Scope, Vec<usize>> = BTreeMap::new();
    for (row, scope) in ladder.scopes.iter().enumerate() {
        places.entry(*scope).or_default().push(row);
    }
    let mut lines: Vec<Line> = Vec::new();
    for (scope, rows) in &places {
        let shares: Vec<[f64; 10]> = rows.iter().map(|&row| tenths[&ladder.keys[row]]).collect();
        let of = |name: &str| -> Vec<f64> {
            let values = ladder.values(name);
            rows.iter()
                .map(|&row| values.get(row).copied().unwrap_or(0.0))
                .collect()
        };
        // what is in no tenth: no decile is known
        let rest = |amounts: &[f64]| -> f64 {
            let all = shares.iter().zip(amounts);
            let none = all.filter(|(share, _)| share.iter().all(|x| *x == 0.0));
            none.map(|(_, amount)| amount).sum()
        };
        let all = of("people");
        let (people, _) = incidence(&shares, &all);
        for programme in &asked.programmes {
            let name = format!("reached_{}", programme.code);
            let who = of(&name);
            let amounts = of(&format!("amount_{}", programme.code));
            let (reached, reached_open) = incidence(&shares, &who);
            let (amount, amount_open) = incidence(&shares, &amounts);
            let mut line = |tenth: usize, number: f64, numbers: [f64; 4]| -> Result<()> {
                let people = !results.hidden(&part("people", tenth), *scope)?;
                let reached = !results.hidden(&part(&name, tenth), *scope)?;
                let numbers = numbers.map(|x| Some(x).filter(|_| reached));
                lines.push(Line {
                    scope: *scope,
                    programme: programme.code.clone(),
                    decile: (tenth < 10).then_some(tenth as f64 + 1.0),
                    people: Some(number).filter(|_| people),
                    numbers,
                    all: [who.iter().sum(), amounts.iter().sum()],
                    paid: programme.amount.is_some(),
                });
                Ok(())
            };
            for tenth in 0..10 {
                let numbers = [reached, reached_open, amount, amount_open].map(|x| x[tenth]);
                line(tenth, people[tenth], numbers)?;
            }
            if rest(&all) > 0.0 {
                line(
                    PARTS - 1,
                    rest(&all),
                    [rest(&who), 0.0, rest(&amounts), 0.0],
                )?;
            }
        }
    }
    let scopes: Vec<Scope> = lines.iter().map(|line| line.scope).collect();
    let number = |at: usize| lines.iter().map(move |line| line.numbers[at]);
    let share = |at: usize, all: usize| {
        let share = move |line: &Line| {
            ratio(line.numbers[at]?, line.all[all]).filter(|_| all == 0 || line.paid)
        };
        lines.iter().map(share)
    };
    let coverage = |line: &Line| ratio(line.numbers[0]?, line.people?);
    let table = results
        .table("incidence", &scopes)
        .text(
            "programme",
            lines.iter().map(|line| line.programme.as_str()),
        )
        .number("decile", Scale::Rows, lines.iter().map(|line| line.decile))
        .number(
            "people",
            Scale::People,
            lines.iter().map(|line| line.people),
        )
        .number("recipients", Scale::People, number(0))
        .number("coverage", Scale::Share, lines.iter().map(coverage))
        .number("share_recipients", Scale::Share, share(0, 0))
        .number("open_recipients", Scale::Share, share(1, 0));
    let paid = asked
        .programmes
        .iter()
        .any(|programme| programme.amount.is_some());
    let amount = lines
        .iter()
        .map(|line| line.numbers[2].filter(|_| line.paid));
    Ok(Some(match paid {
        false => table,
        true => table
            .number("amount", Scale::Amount, amount)
            .number("share_amount", Scale::Share, share(2, 1))
            .number("open_amount", Scale::Share, share(3, 1)),
    }))
}

/// A line of the table; what is hidden is missing.
struct Line {
    scope: Scope,
    programme: String,
    /// Missing where it is not known.
    decile: Option<f64>,
    people: Option<f64>,
    /// Reached and what of them bins leave open, amount and what of it bins leave open.
    numbers: [Option<f64>; 4],
    /// All that are reached, all that is paid.
    all: [f64; 2],
    paid: bool,
}
