//! How payments arrive: by channel, failed, late, and who is ready to be paid digitally.

use super::asked::{Asked, Programme};
use super::distribution::both;
use super::{Results, each, query as new, targeting};
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

/// Hides channels of few people, and failed, late or ready ones of each channel.
fn hide(programme: &Programme, results: &mut Results, ladder: &mut Ladder) -> Result<()> {
    let n = results.small.down_to(Level::District);
    let at: Vec<Option<usize>> = ladder
        .scopes
        .iter()
        .map(|it| results.small.position(*it))
        .collect();
    let mut keys: Vec<Vec<Key>> = ladder.keys.clone();
    keys.sort();
    keys.dedup();
    let of_row: Vec<Option<usize>> = ladder
        .keys
        .iter()
        .map(|key| keys.binary_search(key).ok())
        .collect();
    // rows of a measure by channel and place
    let rows = |ladder: &Ladder, measure: &str| -> Vec<Vec<u64>> {
        let mut rows = vec![vec![0; n]; keys.len()];
        for ((at, key), count) in at.iter().zip(&of_row).zip(ladder.behind(measure)) {
            if let Some((at, key)) = at.zip(*key) {
                rows[key][at] += count;
            }
        }
        rows
    };
    let called = |key: usize, part: &str| format!("{}.{part}{key}", name(programme));
    let channels = rows(ladder, "people").into_iter().enumerate();
    let channels: Vec<_> = channels
        .map(|(key, rows)| (called(key, "people"), rows))
        .collect();
    let mut splits = vec![(targeting::recipients(&programme.code), channels)];
    let marks = programme.marks.iter().map(|(mark, _)| *mark);
    for mark in marks.clone() {
        for (key, rows) in rows(ladder, mark).into_iter().enumerate() {
            splits.push((called(key, "people"), vec![(called(key, mark), rows)]));
        }
    }
    results.small.splits(splits)?;
    let parts = [("people", "people"), ("amount", "people")];
    for (measure, part) in parts.into_iter().chain(marks.map(|mark| (mark, mark))) {
        let hidden = (0..keys.len()).map(|key| results.small.hidden(&called(key, part)));
        let hidden = hidden.collect::<Result<Vec<_>>>()?;
        ladder.hide(measure, |row| {
            at[row]
                .zip(of_row[row])
                .is_none_or(|(at, key)| hidden[key][at])
        });
    }
    Ok(())
}

/// One row a place, programme and channel.
///
/// # Errors
/// Channels that are none: see [`told`](crate::welfare::registry::engine::Grouped::told).
pub(super) fn table(asked: &Asked, results: &mut Results) -> Result<Option<Table>> {
    let mut ladders: Vec<(&Programme, Ladder)> = Vec::new();
    let mut all: BTreeMap<(Scope, usize), f64> = BTreeMap::new();
    for programme in &asked.programmes {
        if let Some((query, found)) = results.raw(&name(programme)) {
            found.told(query)?;
        }
        if let Some(mut ladder) = results.ladder(&name(programme)) {
            for (scope, people) in ladder.scopes.iter().zip(ladder.values("people")) {
                *all.entry((*scope, ladders.len())).or_default() += people;
            }
            hide(programme, results, &mut ladder)?;
            ladders.push((programme, ladder));
        }
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
        ladders[at].1.values(part).get(row).copied()
    };
    let m = lines.len();
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
        )
        .number("share", Scale::Share, each(m, share));
    let any = |part: &str| ladders.iter().any(|(_, ladder)| ladder.has(part));
    if any("amount") {
        table = table.number(
            "amount",
            Scale::Amount,
            each(m, |line| value("amount", line)),
        );
    }
    for (mark, name) in MARKS.into_iter().filter(|(mark, _)| any(mark)) {
        let share = each(m, |line| ratio(value(mark, line)?, value("people", line)?));
        table = table
            .number(mark, Scale::People, each(m, |line| value(mark, line)))
            .number(name, Scale::Share, share);
    }
    Ok(Some(table))
}
