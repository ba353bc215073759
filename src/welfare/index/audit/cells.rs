//! One indicator whose other value would reproduce a published one.

use super::cause::{Cause, Kind, list, number};
use super::model::{Child, Legal, Model};
use super::pattern::{Fault, Pattern, patterns};
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
    let mut by_pattern = Vec::new();
    for &v in &claimed {
        let rows: Vec<usize> = (0..model.n).filter(|&i| sought(model, v, i)).collect();
        let (found, of_row) = patterns(model, v, &rows, &rights[v]);
        by_pattern.push((v, rows, found, of_row));
    }
    // a pair that explains two blocks at once goes before a pattern that explains one of them
    let patterned = |v: usize, i: usize| {
        by_pattern.iter().any(|(of, rows, _, of_row)| {
            *of == v
                && rows
                    .binary_search(&i)
                    .is_ok_and(|place| of_row[place].is_some())
        })
    };
    for nodes in swap::blocks(model) {
        let open = |model: &Model, v: usize, i: usize| {
            sought(model, v, i) && !nodes.iter().all(|&v| patterned(v, i))
        };
        swap::rows(model, nodes, &open, around);
    }
    for (v, rows, found, of_row) in by_pattern {
        for (number, pattern) in found.iter().enumerate() {
            let own: Vec<usize> = (rows.iter().zip(&of_row))
                .filter(|(i, of)| **of == Some(number) && sought(model, v, **i))
                .map(|(i, _)| *i)
                .collect();
            suspects.extend(column(model, v, pattern, &own, around));
        }
    }
    for v in claimed {
        let rows: Vec<usize> = (0..model.n).filter(|&i| sought(model, v, i)).collect();
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

fn explain(model: &mut Model, v: usize, i: usize, kind: Kind, text: String) {
    if let Some(claim) = &mut model.nodes[v].claim {
        claim.cause[i] = Some(Cause::new(kind, text));
    }
}

fn target(model: &Model, v: usize, i: usize) -> f64 {
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
fn legal(model: &Model, v: usize, place: usize, i: usize) -> Option<Legal> {
    let (j, way) = &model.below[v][place];
    model.leaves[*j].legal(model.needs(v, way, i, target(model, v, i))?)
}

/// Says what a pattern says of its rows, and of the column.
fn column(
    model: &mut Model,
    v: usize,
    pattern: &Pattern,
    rows: &[usize],
    around: &Around<'_>,
) -> Option<Suspect> {
    if rows.is_empty() {
        return None;
    }
    let mut place = pattern.place;
    let mut fault = pattern.fault;
    let mut sure = true;
    if let Fault::Copy(k) = fault
        && let Some(mirror) = model.below[v].iter().position(|(leaf, _)| *leaf == k)
    {
        let j = model.below[v][place].0;
        let balance = direction(model, v, [place, mirror], rows, around);
        sure = balance.abs() > 2.0;
        if balance < 0.0 && sure {
            (place, fault) = (mirror, Fault::Copy(j));
        }
    }
    let j = model.below[v][place].0;
    let node = model.nodes[v].code.clone();
    let so = format!("so in {} of {} failing rows", pattern.rows, pattern.of);
    let code = model.leaves[j].code.clone();
    let kind = match fault {
        Fault::Copy(_) => Kind::CopiedColumn,
        Fault::Above | Fault::Below => Kind::ShiftedColumn,
        Fault::Value => Kind::OneIndicator,
    };
    let mut needed = Vec::new();
    for &i in rows {
        let Some(legal) = legal(model, v, place, i) else {
            continue;
        };
        needed.push(legal.raw);
        let (now, raw) = (number(model.leaves[j].raw[i]), number(legal.raw));
        let text = match fault {
            Fault::Copy(k) if sure => format!(
                "{code} repeats {} ({now}), and {raw} in its place reproduces {node}; {so} (column copied)",
                model.leaves[k].code
            ),
            Fault::Copy(k) => format!(
                "{code} and {} both hold {now}, and {raw} in one of them reproduces {node}; {so} (column copied)",
                model.leaves[k].code
            ),
            Fault::Above | Fault::Below => format!(
                "{code} is {now}, and {raw}, which stands in the row {}, reproduces {node}; {so} (column shifted by one row)",
                if fault == Fault::Above {
                    "above"
                } else {
                    "below"
                }
            ),
            Fault::Value => format!(
                "{code} is {now}, and {raw} in its place reproduces {node}; {so}, more than any other indicator"
            ),
        };
        explain(model, v, i, kind, text);
    }
    let mut columns = vec![code.clone()];
    let text = match fault {
        Fault::Copy(k) => {
            let other = model.leaves[k].code.clone();
            columns.push(other.clone());
            match sure {
                true => format!(
                    "{code} repeats {other} in {} of {} failing rows: column copied",
                    pattern.rows, pattern.of
                ),
                false => format!(
                    "{code} and {other} hold the same in {} of {} failing rows: one was copied into the other",
                    pattern.rows, pattern.of
                ),
            }
        }
        Fault::Above => format!(
            "{code} stands one row too low in {} of {} failing rows: its values are those of the row below",
            pattern.rows, pattern.of
        ),
        Fault::Below => format!(
            "{code} stands one row too high in {} of {} failing rows",
            pattern.rows, pattern.of
        ),
        Fault::Value => {
            let same = needed.windows(2).all(|pair| pair[0] == pair[1]);
            let always = match needed.first() {
                Some(first) if same && needed.len() > 1 => {
                    format!(", always with {}", number(*first))
                }
                _ => String::new(),
            };
            format!(
                "another value of {code} explains {} of {} failing rows{always}",
                pattern.rows, pattern.of
            )
        }
    };
    Some(Suspect {
        value: node,
        columns,
        kind,
        rows: rows.len(),
        text,
    })
}

/// Evidence that the first of two equal columns is the copy, above 0, or the second, below 0.
///
/// The log likelihood ratio of the value needed and the value that is there, from the values each column has in the other rows of
/// the unit, else in rows that reproduce.
fn direction(
    model: &Model,
    v: usize,
    places: [usize; 2],
    rows: &[usize],
    around: &Around<'_>,
) -> f64 {
    let [j, k] = places.map(|place| model.below[v][place].0);
    let share = |leaf: usize, x: f64| {
        let raw = &model.leaves[leaf].raw;
        let there = (0..model.n).filter(|&i| right(model, v, i));
        let (mut same, mut all) = (0_usize, 0_usize);
        for i in there {
            all += 1;
            same += usize::from(raw[i] == x);
        }
        ((same as f64 + 0.5) / (all as f64 + 1.0)).ln()
    };
    let mut shares = std::collections::HashMap::new();
    let mut balance = 0.0;
    for &i in rows {
        let Some(legal) = legal(model, v, places[0], i) else {
            continue;
        };
        let (need, now) = (legal.raw, model.leaves[j].raw[i]);
        for other in (around.others)(i) {
            let (one, two) = (model.leaves[j].raw[other], model.leaves[k].raw[other]);
            balance += f64::from(u8::from(one == need)) + f64::from(u8::from(two == now));
            balance -= f64::from(u8::from(two == need)) + f64::from(u8::from(one == now));
        }
        let mut of = |leaf: usize, x: f64| {
            *shares
                .entry((leaf, x.to_bits()))
                .or_insert_with(|| share(leaf, x))
        };
        balance += of(j, need) + of(k, now) - of(k, need) - of(j, now);
    }
    balance
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
    let best: Vec<&(usize, Legal)> = match (told.len(), like.len()) {
        (0, _) => {
            let (mut first, rest): (Vec<_>, Vec<_>) = all.iter().partition(|c| beside(c).is_some());
            first.extend(rest);
            first
        }
        (_, 1) => like,
        _ => told,
    };
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
                "{} {} for {}",
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

/// Says what is left open: what is made of a value reproduces, it is not made of its parts, or nothing explains it; and then
/// what follows from what.
pub fn finish(model: &mut Model) {
    for place in 0..model.order.len() {
        let v = model.order[place];
        let below = model.claimed_below(v);
        let above = model.claimed_above(v);
        for i in 0..model.n {
            let Some(claim) = &model.nodes[v].claim else {
                break;
            };
            if !claim.off[i] || claim.cause[i].is_some() {
                continue;
            }
            let (kind, text) = match () {
                () if claim.follows[i] => follows(model, &below, i),
                () => left(model, v, &below, above, i),
            };
            explain(model, v, i, kind, text);
        }
    }
}

/// The causes of the published parts a value follows from.
pub fn follows(model: &Model, below: &[usize], i: usize) -> (Kind, String) {
    let cause = |d: &usize| {
        let claim = model.nodes[*d]
            .claim
            .as_ref()
            .filter(|claim| claim.off[i])?;
        let cause = claim.cause[i].as_ref()?;
        Some((model.nodes[*d].code.clone(), cause.text.clone()))
    };
    let (codes, mut texts): (Vec<String>, Vec<String>) = below.iter().filter_map(cause).unzip();
    texts.dedup();
    let text = format!(
        "it follows from the published {}: {}",
        codes.join(" and "),
        texts.join("; ")
    );
    (Kind::Follows, text)
}

fn left(
    model: &Model,
    v: usize,
    below: &[usize],
    above: Option<usize>,
    i: usize,
) -> (Kind, String) {
    let node = &model.nodes[v];
    let difference = number(target(model, v, i) - node.rebuilt[i]);
    if let Some(up) = above.filter(|&up| right(model, up, i)) {
        return (
            Kind::PublishedOnly,
            format!(
                "the {} of the same indicators reproduces, so the published {} itself is wrong (difference {difference})",
                model.nodes[up].code, node.code
            ),
        );
    }
    if below.is_empty() {
        return (
            Kind::Unexplained,
            format!("no change of a single indicator explains it (difference {difference})"),
        );
    }
    let codes: Vec<&str> = below
        .iter()
        .map(|&d| model.nodes[d].code.as_str())
        .collect();
    let (codes, told) = (codes.join(", "), number(node.told[i]));
    let text = match below.iter().all(|&d| right(model, d, i)) {
        true => format!(
            "it does not follow from the published {codes}, although each of them reproduces: they give {told}"
        ),
        false => format!(
            "it follows neither from the published {codes}, which give {told}, nor from the indicators"
        ),
    };
    (Kind::NotOfParts, text)
}
