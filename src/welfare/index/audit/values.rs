//! Published values in the place of others.

use super::Around;
use super::cause::{Kind, number};
use super::cells::explain;
use super::leaf::Leaf;
use super::model::Model;
use super::pattern::{passes, surprise};

/// Marks the values that follow from the published values below them, which are off.
pub fn follows(model: &mut Model) {
    for v in 0..model.nodes.len() {
        let below = model.claimed_below(v);
        let Some(claim) = &model.nodes[v].claim else {
            continue;
        };
        let claims = || below.iter().filter_map(|&d| model.nodes[d].claim.as_ref());
        let reach = claims().fold(0.0, |most: f64, c| most.max(c.reach())) + claim.reach();
        let follows: Vec<bool> = (0..model.n)
            .map(|i| {
                claim.off[i]
                    && claims().any(|below| below.off[i])
                    && (model.nodes[v].told[i] - claim.used[i]).abs() <= reach
            })
            .collect();
        if let Some(claim) = &mut model.nodes[v].claim {
            claim.follows = follows;
        }
    }
}

fn claimed(model: &Model) -> Vec<usize> {
    let nodes = 0..model.nodes.len();
    nodes.filter(|&v| model.nodes[v].claim.is_some()).collect()
}

fn open(model: &Model, v: usize, i: usize) -> bool {
    model.nodes[v].claim.as_ref().is_some_and(|c| c.open(i))
}

/// Whether the published value of node `v` in row `i` is the rebuilt one of node `b` in row `at`.
fn holds(model: &Model, v: usize, i: usize, b: usize, at: usize) -> bool {
    let claim = model.nodes[v].claim.as_ref();
    claim.is_some_and(|c| (c.used[i] - model.nodes[b].rebuilt[at]).abs() <= c.reach())
}

/// Two published values of a row in each other's place.
pub fn exchanged(model: &mut Model) {
    let claimed = claimed(model);
    for i in 0..model.n {
        for (place, &a) in claimed.iter().enumerate() {
            for &b in &claimed[place + 1..] {
                if open(model, a, i)
                    && open(model, b, i)
                    && holds(model, a, i, b, i)
                    && holds(model, b, i, a, i)
                {
                    let (one, other) = (&model.nodes[a].code, &model.nodes[b].code);
                    let text = format!("the published {one} and {other} are exchanged");
                    explain(model, a, i, Kind::Exchanged, text.clone());
                    explain(model, b, i, Kind::Exchanged, text);
                }
            }
        }
    }
}

/// The other row of the same unit whose values the published ones of a row are, though four indicators differ.
fn other_row(model: &Model, claimed: &[usize], around: &Around<'_>, i: usize) -> Option<usize> {
    (around.others)(i).into_iter().find(|&other| {
        // a unit that hardly changed has the same values anyway
        let changed = |leaf: &&Leaf| leaf.raw[i] != leaf.raw[other];
        claimed.iter().all(|&v| holds(model, v, i, v, other))
            && model.leaves.iter().filter(changed).count() >= 4
    })
}

/// Rows that hold the published values of another row of their unit, where that is three times as frequent as among rows that
/// reproduce; with `rest`, where nothing else explains a value.
pub fn other_rows(model: &mut Model, around: &Around<'_>, rest: bool) {
    let claimed = claimed(model);
    let is_open = |i: &usize| claimed.iter().any(|&v| open(model, v, *i));
    let rows: Vec<usize> = (0..model.n).filter(is_open).collect();
    if rows.is_empty() {
        return;
    }
    let from: Vec<(usize, usize)> = rows
        .iter()
        .filter_map(|&i| Some((i, other_row(model, &claimed, around, i)?)))
        .collect();
    if !rest {
        let fine = |i: &usize| claimed.iter().all(|&v| right(model, v, *i));
        let fine: Vec<usize> = (0..model.n).filter(fine).collect();
        let alike = |i: &&usize| other_row(model, &claimed, around, **i).is_some();
        let chance = (fine.iter().filter(alike).count() as f64 + 0.5) / (fine.len() as f64 + 1.0);
        let often = from.len() as f64 >= 3.0 * chance * rows.len() as f64;
        let surprise = surprise(from.len(), rows.len(), chance);
        if from.len() < 3 || !often || !passes(surprise, 1) {
            return;
        }
    }
    for (i, from) in from {
        for &v in &claimed {
            let known = model.nodes[v].claim.as_ref();
            if known.is_some_and(|claim| claim.off[i] && claim.cause[i].is_none()) {
                let text = format!("every published value is that of {}", (around.label)(from));
                explain(model, v, i, Kind::OtherRow, text);
            }
        }
    }
}

/// Runs of rows that hold the value of the row above or below, so many of them wrong that chance does not make such a run.
pub fn shifted(model: &mut Model, around: &Around<'_>) -> Vec<(usize, String, usize)> {
    let mut found = Vec::new();
    for v in claimed(model) {
        for down in [true, false] {
            let source = |i: usize| match down {
                true => i.checked_sub(1),
                false => Some(i + 1).filter(|&next| next < model.n),
            };
            let matches: Vec<bool> = (0..model.n)
                .map(|i| source(i).is_some_and(|from| holds(model, v, i, v, from)))
                .collect();
            let rows = || (0..model.n).filter(|&i| right(model, v, i));
            let alike = rows().filter(|&i| matches[i]).count();
            let chance = (alike as f64 + 0.5) / (rows().count() as f64 + 1.0);
            let wrong = (0..model.n).filter(|&i| open(model, v, i)).count();
            let mut start = 0;
            while start < matches.len() {
                let end = start + matches[start..].iter().take_while(|m| **m).count();
                let rows: Vec<usize> = (start..end).filter(|&i| open(model, v, i)).collect();
                let by_chance = wrong as f64 * chance.powi(rows.len() as i32);
                if let (3.., Some(&first), Some(&last)) = (rows.len(), rows.first(), rows.last())
                    && by_chance < 0.01
                {
                    let side = if down { "above" } else { "below" };
                    let code = &model.nodes[v].code;
                    let text = format!(
                        "the published {code} is that of the row {side}; so from {} to {}: the column is shifted by one row",
                        (around.label)(first),
                        (around.label)(last)
                    );
                    found.push((v, text.clone(), rows.len()));
                    for i in rows {
                        explain(model, v, i, Kind::OtherRow, text.clone());
                    }
                }
                start = end.max(start) + 1;
            }
        }
    }
    found
}

/// The rebuilt value of another part of the row that a published value holds.
pub fn copy_of(model: &Model, v: usize, i: usize) -> Option<usize> {
    (0..model.nodes.len()).find(|&b| b != v && holds(model, v, i, b, i))
}

/// Values copied from another column, where more than chance says so.
///
/// That is where what is made of the value reproduces, so that the indicators are right; where nothing is made of it and the
/// two are the same in less than one of a hundred rows; and where half of the other values that are off are such copies, at
/// least three, and more than chance makes.
pub fn copied(model: &mut Model) {
    for v in claimed(model) {
        let above = model.claimed_above(v);
        let chances: Vec<f64> = (0..model.nodes.len())
            .map(|b| chance(model, v, b))
            .collect();
        for i in 0..model.n {
            if open(model, v, i)
                && let Some(b) = copy_of(model, v, i)
                && above.map_or(chances[b] < 0.01, |up| right(model, up, i))
            {
                copied_value(model, v, b, i);
            }
        }
        let rows: Vec<usize> = (0..model.n).filter(|&i| open(model, v, i)).collect();
        for (b, &chance) in chances.iter().enumerate() {
            let copies = rows.iter().copied();
            let copies: Vec<usize> = copies
                .filter(|&i| copy_of(model, v, i) == Some(b))
                .collect();
            let many = copies.len() >= 3 && 2 * copies.len() >= rows.len();
            if many && passes(surprise(copies.len(), rows.len(), chance), chances.len()) {
                for i in copies {
                    copied_value(model, v, b, i);
                }
            }
        }
    }
}

/// Says that the value of node `v` is that of node `b`.
pub fn copied_value(model: &mut Model, v: usize, b: usize, i: usize) {
    let (code, other) = (&model.nodes[v].code, &model.nodes[b].code);
    let text = format!(
        "the published {code} holds the value of {other}, {} (copied)",
        number(model.nodes[b].rebuilt[i])
    );
    explain(model, v, i, Kind::CopiedValue, text);
}

/// Whether a published value reproduces, but for its digits.
pub fn right(model: &Model, v: usize, i: usize) -> bool {
    model.nodes[v]
        .claim
        .as_ref()
        .is_some_and(|c| !c.off[i] && !c.used[i].is_nan() && !model.nodes[v].rebuilt[i].is_nan())
}

/// Share of rows that reproduce in which two nodes are the same.
fn chance(model: &Model, v: usize, b: usize) -> f64 {
    let rows = (0..model.n).filter(|&i| right(model, v, i));
    let (mut all, mut same) = (0_usize, 0_usize);
    for i in rows {
        all += 1;
        same += usize::from(holds(model, v, i, b, i));
    }
    (same as f64 + 0.5) / (all as f64 + 1.0)
}
