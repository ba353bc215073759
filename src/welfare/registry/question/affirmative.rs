//! Groups that are counted apart, such as households headed by women: how many, how poor, how far programmes reach them.

use super::asked::Asked;
use super::{ROWS, Results, place, query as new, split, targeting};
use crate::base::model::Level;
use crate::error::Result;
use crate::welfare::registry::expression::Comparison;
use crate::welfare::registry::ladder::Ladder;
use crate::welfare::registry::measure::ratio;
use crate::welfare::registry::query::{Measure, Query};
use crate::welfare::registry::table::{Scale, Table};

const NAME: &str = "affirmative";

/// People of each group: all, the poor, those that a programme should reach, and those of them that it misses.
pub(super) fn query(asked: &Asked) -> Option<Query> {
    let welfare = asked.welfare.as_ref();
    let line = welfare.and_then(|welfare| Some((&welfare.value, welfare.line.as_ref()?)));
    let mut measures = Vec::new();
    for (code, members) in &asked.groups {
        measures.push(Measure::sum(
            format!("people_{code}"),
            asked.people(members),
        ));
        if let Some((value, line)) = line {
            let poor = value.clone().compare(Comparison::Less, line.clone());
            let poor = members.clone().and(poor);
            measures.push(Measure::sum(format!("poor_{code}"), asked.people(&poor)));
        }
        for (at, programme) in asked.programmes.iter().enumerate() {
            let should = members.clone().and(programme.eligible.clone());
            let missed = should.clone().and(programme.receives.clone().negated());
            measures.push(Measure::sum(
                format!("eligible{at}_{code}"),
                asked.people(&should),
            ));
            measures.push(Measure::sum(
                format!("missed{at}_{code}"),
                asked.people(&missed),
            ));
        }
    }
    (!measures.is_empty()).then(|| new(NAME, Level::Village, asked, measures))
}

/// Hides small parts of groups, and groups that leave few of a part.
fn hide(asked: &Asked, results: &mut Results, ladder: &mut Ladder) -> Result<()> {
    let part = |name: &str| format!("{NAME}.{name}");
    // each with what it is part of
    let mut splits: Vec<(String, Vec<String>)> = Vec::new();
    for (code, _) in &asked.groups {
        let name = |part: &str| format!("{part}_{code}");
        let people = name("people");
        splits.push((people.clone(), vec![ROWS.to_owned()]));
        if ladder.has(&name("poor")) {
            splits.push((name("poor"), vec![part(&people), place::POOR.to_owned()]));
        }
        for (at, programme) in asked.programmes.iter().enumerate() {
            let should = name(&format!("eligible{at}"));
            let missed = name(&format!("missed{at}"));
            let code = &programme.code;
            splits.push((
                should.clone(),
                vec![part(&people), targeting::eligible(code)],
            ));
            splits.push((missed, vec![part(&should), targeting::missed(code)]));
        }
    }
    let named = splits.iter().flat_map(|(name, of)| {
        of.iter()
            .map(|of| split(of, ladder, NAME, &[name.as_str()]))
    });
    results.small.splits(named.collect())?;
    for (name, _) in &splits {
        results.hide(ladder, name, &part(name))?;
    }
    Ok(())
}

/// One row a place and group, and for each programme how many of the group it should reach and how many it misses.
pub(super) fn table(asked: &Asked, results: &mut Results) -> Result<Option<Table>> {
    let Some(mut ladder) = results.ladder(NAME) else {
        return Ok(None);
    };
    hide(asked, results, &mut ladder)?;
    let lines: Vec<(usize, &str)> = (0..ladder.scopes.len())
        .flat_map(|row| {
            asked
                .groups
                .iter()
                .map(move |(code, _)| (row, code.as_str()))
        })
        .collect();
    let scopes: Vec<_> = lines.iter().map(|(row, _)| ladder.scopes[*row]).collect();
    let of = |part: &str| -> Vec<Option<f64>> {
        let value =
            |(row, code): &(usize, &str)| Some(ladder.values(&format!("{part}_{code}"))[*row]);
        lines.iter().map(value).collect()
    };
    let mut table = results
        .table(NAME, &scopes)
        .text("group", lines.iter().map(|(_, code)| *code))
        .number("people", Scale::People, of("people"));
    if asked
        .groups
        .first()
        .is_some_and(|(code, _)| ladder.has(&format!("poor_{code}")))
    {
        let share = of("poor").into_iter().zip(of("people"));
        let share = share.map(|(poor, people)| ratio(poor?, people?));
        table = table.number("poor", Scale::People, of("poor")).number(
            "p0",
            Scale::Share,
            share.collect::<Vec<_>>(),
        );
    }
    for (at, programme) in asked.programmes.iter().enumerate() {
        let code = &programme.code;
        table = table
            .number(
                format!("eligible_{code}"),
                Scale::People,
                of(&format!("eligible{at}")),
            )
            .number(
                format!("missed_{code}"),
                Scale::People,
                of(&format!("missed{at}")),
            );
    }
    Ok(Some(table))
}
