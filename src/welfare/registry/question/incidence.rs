//! What of each programme reaches each tenth of the people, from the poorest.

use super::asked::Asked;
use super::distribution::incidence_level;
use super::{Results, query as new, sum};
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
        .map(|&row| if there(row) { sum(people[row]) } else { 0.0 });
    let people: Vec<f64> = people.collect();
    let keys = rows.iter().map(|&row| ladder.keys[row].clone());
    keys.zip(deciles(&people)).collect()
}

/// One row a place, programme and tenth, and one of those whose decile is not known.
pub(super) fn table(asked: &Asked, results: &Results) -> Option<Table> {
    let ladder = results.ladder(NAME)?;
    let tenths = tenths(asked, &ladder);
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
                .map(|&row| values.get(row).map_or(0.0, |x| sum(*x)))
                .collect()
        };
        // what is in no tenth: no decile is known
        let rest = |amounts: &[f64]| -> f64 {
            let none = shares
                .iter()
                .zip(amounts)
                .filter(|(share, _)| share.iter().all(|x| *x == 0.0));
            none.map(|(_, amount)| amount).sum()
        };
        let all = of("people");
        let (people, _) = incidence(&shares, &all);
        for programme in &asked.programmes {
            let name = format!("reached_{}", programme.code);
            let counts: Vec<f64> = rows
                .iter()
                .map(|&row| ladder.behind(&name)[row] as f64)
                .collect();
            let who = of(&name);
            let amounts = of(&format!("amount_{}", programme.code));
            let (reached, reached_open) = incidence(&shares, &who);
            let (amount, amount_open) = incidence(&shares, &amounts);
            let (behind, _) = incidence(&shares, &counts);
            let line = |decile: Option<u8>, numbers: [f64; 5], behind: f64| Line {
                scope: *scope,
                programme: programme.code.clone(),
                decile,
                numbers,
                all: [who.iter().sum(), amounts.iter().sum()],
                behind: behind.floor() as u64,
                paid: programme.amount.is_some(),
            };
            for tenth in 0..10 {
                let numbers =
                    [people, reached, reached_open, amount, amount_open].map(|x| x[tenth]);
                lines.push(line(Some(tenth as u8 + 1), numbers, behind[tenth]));
            }
            if rest(&all) > 0.0 {
                let numbers = [rest(&all), rest(&who), 0.0, rest(&amounts), 0.0];
                lines.push(line(None, numbers, rest(&counts)));
            }
        }
    }
    let scopes: Vec<Scope> = lines.iter().map(|line| line.scope).collect();
    let number = |at: usize| lines.iter().map(move |line| Some(line.numbers[at]));
    let share = |at: usize, all: usize| {
        let share = move |line: &Line| {
            ratio(line.numbers[at], line.all[all]).filter(|_| all == 0 || line.paid)
        };
        lines.iter().map(share)
    };
    let behind = || lines.iter().map(|line| line.behind);
    let table = results
        .table("incidence", &scopes)
        .text(
            "programme",
            lines.iter().map(|line| line.programme.as_str()),
        )
        .number(
            "decile",
            Scale::Rows,
            lines.iter().map(|line| line.decile.map(f64::from)),
            behind(),
        )
        .number("people", Scale::People, number(0), behind())
        .number("recipients", Scale::People, number(1), behind())
        .number(
            "coverage",
            Scale::Share,
            lines
                .iter()
                .map(|line| ratio(line.numbers[1], line.numbers[0])),
            behind(),
        )
        .number("share_recipients", Scale::Share, share(1, 0), behind())
        .number("open_recipients", Scale::Share, share(2, 0), behind());
    let paid = asked
        .programmes
        .iter()
        .any(|programme| programme.amount.is_some());
    Some(match paid {
        false => table,
        true => table
            .number(
                "amount",
                Scale::Amount,
                lines
                    .iter()
                    .map(|line| Some(line.numbers[3]).filter(|_| line.paid)),
                behind(),
            )
            .number("share_amount", Scale::Share, share(3, 1), behind())
            .number("open_amount", Scale::Share, share(4, 1), behind()),
    })
}

/// A line of the table.
struct Line {
    scope: Scope,
    programme: String,
    /// None where it is not known.
    decile: Option<u8>,
    /// People, reached and what of them bins leave open, amount and what of it bins leave open.
    numbers: [f64; 5],
    /// All that are reached, all that is paid.
    all: [f64; 2],
    behind: u64,
    paid: bool,
}
