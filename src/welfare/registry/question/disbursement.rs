//! How payments arrive: by channel, failed, late, and who is ready to be paid digitally.

use super::asked::{Asked, Programme};
use super::distribution::both;
use super::{Results, each, query as new, sum};
use crate::base::model::Level;
use crate::error::Result;
use crate::welfare::registry::engine::Key;
use crate::welfare::registry::ladder::{Ladder, Scope};
use crate::welfare::registry::measure::ratio;
use crate::welfare::registry::query::{Measure, Query};
use crate::welfare::registry::table::{Scale, Table};
use std::collections::BTreeMap;

/// What is told of payments, and the name of its share.
const MARKS: [(&str, &str); 3] = [
    ("failed", "share_failed"),
    ("late", "share_late"),
    ("ready", "share_ready"),
];

fn name(programme: &Programme) -> String {
    format!("disbursement_{}", programme.code)
}

/// One a programme that says how it is paid: those who have it by channel.
pub(super) fn queries(asked: &Asked) -> Vec<Query> {
    let told = |programme: &&Programme| programme.channel.is_some() || !programme.marks.is_empty();
    let query = |programme: &Programme| {
        let mut measures = vec![Measure::sum("people", asked.weight.clone())];
        if let Some(amount) = &programme.amount {
            measures.push(Measure::sum(
                "amount",
                asked.weighted(amount, &programme.receives),
            ));
        }
        for (mark, condition) in &programme.marks {
            measures.push(Measure::sum(*mark, asked.people(condition)));
        }
        let channel = programme
            .channel
            .iter()
            .map(|channel| ("channel".to_owned(), channel.clone()));
        Query {
            groups: channel.collect(),
            filter: both(asked.filter.clone(), programme.receives.clone()),
            ..new(&name(programme), Level::District, asked, measures)
        }
    };
    asked.programmes.iter().filter(told).map(query).collect()
}

/// One row a place, programme and channel.
///
/// # Errors
/// Channels that are none: see [`told`](crate::welfare::registry::engine::Grouped::told).
pub(super) fn table(asked: &Asked, results: &Results) -> Result<Option<Table>> {
    let mut ladders: Vec<(&Programme, Ladder)> = Vec::new();
    for programme in &asked.programmes {
        if let Some((query, found)) = results.raw(&name(programme)) {
            found.told(query)?;
        }
        ladders.extend(
            results
                .ladder(&name(programme))
                .map(|ladder| (programme, ladder)),
        );
    }
    if ladders.is_empty() {
        return Ok(None);
    }
    let mut lines: Vec<(usize, usize)> = Vec::new();
    for (at, (_, ladder)) in ladders.iter().enumerate() {
        lines.extend((0..ladder.scopes.len()).map(|row| (at, row)));
    }
    let scope = |(at, row): &(usize, usize)| ladders[*at].1.scopes[*row];
    // places first, then programmes, then channels
    lines.sort_by_key(|line| (scope(line), *line));
    let scopes: Vec<Scope> = lines.iter().map(scope).collect();
    let value = |part: &str, line: usize| -> Option<f64> {
        let (at, row) = lines[line];
        ladders[at].1.values(part).get(row).map(|x| sum(*x))
    };
    let behind = |part: &str| -> Vec<u64> {
        let count = |(at, row): &(usize, usize)| ladders[*at].1.behind(part).get(*row).copied();
        lines.iter().map(|line| count(line).unwrap_or(0)).collect()
    };
    let m = lines.len();
    let mut all: BTreeMap<(Scope, usize), f64> = BTreeMap::new();
    for line in 0..m {
        let key = (scopes[line], lines[line].0);
        *all.entry(key).or_default() += value("people", line).unwrap_or(0.0);
    }
    let share = |line: usize| ratio(value("people", line)?, all[&(scopes[line], lines[line].0)]);
    let channel = |&(at, row): &(usize, usize)| match ladders[at].1.keys[row].as_slice() {
        [Key::Text(channel)] => channel.clone(),
        [Key::Number(channel)] => channel.to_string(),
        [Key::Truth(channel)] => channel.to_string(),
        _ => String::new(),
    };
    let mut table = results
        .table("disbursement", &scopes)
        .text(
            "programme",
            lines.iter().map(|(at, _)| ladders[*at].0.code.as_str()),
        )
        .text("channel", lines.iter().map(channel))
        .number(
            "recipients",
            Scale::People,
            each(m, |line| value("people", line)),
            behind("people"),
        )
        .number("share", Scale::Share, each(m, share), behind("people"));
    let any = |part: &str| ladders.iter().any(|(_, ladder)| ladder.has(part));
    if any("amount") {
        let amount = each(m, |line| value("amount", line));
        table = table.number("amount", Scale::Amount, amount, behind("amount"));
    }
    for (mark, name) in MARKS.into_iter().filter(|(mark, _)| any(mark)) {
        let share = each(m, |line| ratio(value(mark, line)?, value("people", line)?));
        table = table
            .number(
                mark,
                Scale::People,
                each(m, |line| value(mark, line)),
                behind(mark),
            )
            .number(name, Scale::Share, share, behind(mark));
    }
    Ok(Some(table))
}
