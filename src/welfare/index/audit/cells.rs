//! One indicator whose other value would reproduce a published one.

use super::cause::{Cause, Kind, list, number};
use super::column::column;
use super::leaf::Legal;
use super::model::{Child, Model};
use super::pattern::patterns;
use super::values::{copied_value, copy_of, right};
use super::{Around, Suspect, settle, swap};
use rayon::prelude::*;

/// Explains what is still open by cells: gaps, columns at fault, exchanged cells, single cells. Gives the columns suspected.
pub fn cells(model: &mut Model, around: &Around<'_>) -> Vec<Suspect> {
    let claimed: Vec<usize> = (0..model.nodes.len())
        .filter(|&v| model.nodes[v].claim.is_some() && !model.below[v].is_empty())
        .collect();
    for &v in &claimed {
        gaps(model, v);
    }
    let rights: Vec<Vec<usize>> = (0..model.nodes.len())
        .map(|v| (0..model.n).filter(|&i| right(model, v, i)).collect())
        .collect();
    let mut suspects = Vec::new();
    for nodes in swap::blocks(model) {
        let shared: Vec<usize> = (rights[nodes[0]].iter().copied())
            .filter(|&i| right(model, nodes[1], i))
            .collect();
        suspects.extend(swap::columns(model, nodes, &sought, &shared));
    }
    let rows_of = |model: &Model, v: usize| -> Vec<usize> {
        (0..model.n).filter(|&i| sought(model, v, i)).collect()
    };
    let mut by_pattern: Vec<_> = (claimed.iter())
        .map(|&v| {
            let rows = rows_of(model, v);
            let (found, of_row) = patterns(model, v, &rows, &rights[v]);
            (v, rows, found, of_row)
        })
        .collect();
    // a pair that explains two blocks at once goes before a pattern that explains one of them
    let mut patterned = vec![vec![false; model.n]; model.nodes.len()];
    for (v, rows, _, of_row) in &by_pattern {
        for (i, _) in (rows.iter().zip(of_row)).filter(|(_, of)| of.is_some()) {
            patterned[*v][*i] = true;
        }
    }
    for nodes in swap::blocks(model) {
        let open = |model: &Model, v: usize, i: usize| {
            sought(model, v, i) && !nodes.iter().all(|&v| patterned[v][i])
        };
        swap::rows(model, nodes, &open, around);
    }
    for (v, rows, found, of_row) in &mut by_pattern {
        let left = rows_of(model, *v);
        if left.len() < rows.len() {
            (*found, *of_row) = patterns(model, *v, &left, &rights[*v]);
            *rows = left;
        }
    }
    for (v, rows, found, of_row) in by_pattern {
        for (number, pattern) in found.iter().enumerate() {
            let own: Vec<usize> = (rows.iter().zip(&of_row))
                .filter(|(_, of)| **of == Some(number))
                .map(|(i, _)| *i)
                .collect();
            suspects.extend(column(model, v, pattern, &own, around));
        }
    }
    for v in claimed {
        let rows = rows_of(model, v);
        let said: Vec<Option<String>> = (rows.par_iter())
            .map(|&i| single(model, v, i, around))
            .collect();
        for (i, text) in rows.into_iter().zip(said) {
            match (text, copy_of(model, v, i)) {
                (Some(text), _) => explain(model, v, i, Kind::OneIndicator, text),
                (None, Some(b)) => copied_value(model, v, b, i),
                (None, None) => {}
            }
        }
    }
    suspects
}

/// Open, and nothing made of the value says that the indicators are right.
fn sought(model: &Model, v: usize, i: usize) -> bool {
    let open = model.nodes[v].claim.as_ref().is_some_and(|c| c.open(i));
    open && !model.claimed_above(v).is_some_and(|up| right(model, up, i))
}

/// Gives the value of a node in a row its cause.
pub fn explain(model: &mut Model, v: usize, i: usize, kind: Kind, text: String) {
    if let Some(claim) = &mut model.nodes[v].claim {
        claim.cause[i] = Some(Cause::new(kind, text));
    }
}

/// The published value of a row, on the scale of the index.
pub fn target(model: &Model, v: usize, i: usize) -> f64 {
    model.nodes[v]
        .claim
        .as_ref()
        .map_or(f64::NAN, |c| c.used[i])
}

/// Rows in which an indicator below has no value that counts.
fn gaps(model: &mut Model, v: usize) {
    for i in 0..model.n {
        if !sought(model, v, i) {
            continue;
        }
        let empty: Vec<&(usize, Vec<Child>)> = (model.below[v].iter())
            .filter(|(j, _)| model.leaves[*j].value[i].is_nan())
            .collect();
        let Some(words) = settle::gap_words(model, v, i).filter(|_| !empty.is_empty()) else {
            continue;
        };
        let beyond = empty.iter().any(|(j, _)| model.leaves[*j].is_beyond(i));
        let only = match empty.as_slice() {
            [(j, way)] => model
                .needs(v, way, i, target(model, v, i))
                .and_then(|needs| model.leaves[*j].legal(needs)),
            _ => None,
        };
        let text = match only {
            Some(legal) => format!("{words}; {} in its place reproduces it", number(legal.raw)),
            None => words,
        };
        let kind = match beyond {
            true => Kind::BeyondGoalposts,
            false => Kind::IndicatorMissing,
        };
        explain(model, v, i, kind, text);
    }
}

/// The value leaf `place` needs in row `i`.
pub fn legal(model: &Model, v: usize, place: usize, i: usize) -> Option<Legal> {
    let (j, way) = &model.below[v][place];
    model.leaves[*j].legal(model.needs(v, way, i, target(model, v, i))?)
}

/// The single change that explains a row, or how many could.
fn single(model: &Model, v: usize, i: usize, around: &Around<'_>) -> Option<String> {
    let all: Vec<(usize, Legal)> = (0..model.below[v].len())
        .filter_map(|place| Some((place, legal(model, v, place, i)?)))
        .collect();
    let own = all.iter().any(|(_, legal)| legal.own);
    let all: Vec<(usize, Legal)> = (all.into_iter())
        .filter(|(_, legal)| legal.own || !own)
        .collect();
    let leaf = |place: usize| &model.leaves[model.below[v][place].0];
    let others = (around.others)(i);
    let elsewhere = |&(place, _): &(usize, Legal)| {
        let (_, way) = &model.below[v][place];
        let [low, high] = model.needs(v, way, i, target(model, v, i))?;
        let values = &leaf(place).value;
        let mut others = others.iter().copied();
        others.find(|&other| (low..=high).contains(&values[other]))
    };
    let beside = |&(place, _): &(usize, Legal)| {
        let j = model.below[v][place].0;
        let near = [
            j.checked_sub(1),
            Some(j + 1).filter(|&k| k < model.leaves.len()),
        ];
        let mut near = near.into_iter().flatten();
        near.find(|&k| model.leaves[k].raw[i] == model.leaves[j].raw[i])
    };
    // other rows of the unit tell most; a cell like its neighbour may be a copy, but many are alike by chance
    let told: Vec<&(usize, Legal)> = all.iter().filter(|c| elsewhere(c).is_some()).collect();
    let like: Vec<&(usize, Legal)> = told
        .iter()
        .copied()
        .filter(|c| beside(c).is_some())
        .collect();
    let mut best: Vec<&(usize, Legal)> = match (told.len(), like.len()) {
        (0, _) => all.iter().collect(),
        (_, 1) => like,
        _ => told,
    };
    let odds = |c: &&(usize, Legal)| {
        let leaf = leaf(c.0);
        let copy = if beside(c).is_some() { 3.0 } else { 1.0 };
        copy * leaf.odds(c.1.raw, leaf.raw[i])
    };
    best.sort_by(|a, b| odds(b).total_cmp(&odds(a)));
    best.first()?;
    let node = &model.nodes[v].code;
    let more = match all.len() - best.len() {
        0 => String::new(),
        1 => "; 1 other indicator could explain it too".to_owned(),
        more => format!("; {more} other indicators could explain it too"),
    };
    if let [one] = best.as_slice() {
        let (place, legal) = **one;
        let (code, now) = (&leaf(place).code, number(leaf(place).raw[i]));
        let raw = number(legal.raw);
        let mut why = Vec::new();
        if let Some(other) = elsewhere(one) {
            why.push(format!("it is {raw} in {}", (around.label)(other)));
        }
        if let (Some(k), true) = (beside(one), all.len() > 1) {
            why.push(format!(
                "{now} is also the value of {} beside it",
                model.leaves[k].code
            ));
        }
        if all.len() == 1 {
            why.push("no other indicator could explain it".to_owned());
        }
        let why = match why.is_empty() {
            true => String::new(),
            false => format!(" ({})", why.join(", and ")),
        };
        return Some(format!(
            "{code} is {now}, and {raw} in its place reproduces {node}{why}{more}"
        ));
    }
    let named: Vec<String> = best
        .iter()
        .map(|(place, legal)| {
            let leaf = leaf(*place);
            format!(
                "{} {} instead of {}",
                leaf.code,
                number(legal.raw),
                number(leaf.raw[i])
            )
        })
        .collect();
    Some(format!(
        "another value of one indicator reproduces {node}; {} could be it: {}{more}",
        named.len(),
        list(&named)
    ))
}
