//! What a column at fault says of its rows.

use super::cause::{Kind, number};
use super::cells::{explain, legal};
use super::model::Model;
use super::pattern::{Fault, Pattern};
use super::values::right;
use super::{Around, Suspect};
use std::collections::HashMap;

/// Says what a pattern says of its rows, and of the column.
pub fn column(
    model: &mut Model,
    v: usize,
    pattern: &Pattern,
    rows: &[usize],
    around: &Around<'_>,
) -> Option<Suspect> {
    if rows.is_empty() {
        return None;
    }
    let (mut place, mut fault, mut sure) = (pattern.place, pattern.fault, true);
    if let Fault::Copy(k) | Fault::Twin(k) = fault
        && let Some(mirror) = model.below[v].iter().position(|(leaf, _)| *leaf == k)
    {
        let j = model.below[v][place].0;
        let balance = direction(model, v, [place, mirror], rows, around);
        sure = balance.abs() > 2.0;
        // in doubt the later column is called the copy
        if (sure && balance < 0.0) || (!sure && j < k) {
            (place, fault) = (mirror, Fault::Copy(j));
        }
    }
    let j = model.below[v][place].0;
    let (node, code) = (model.nodes[v].code.clone(), model.leaves[j].code.clone());
    let so = format!("in {} of {} failing rows", rows.len(), pattern.of);
    let needed: Vec<(usize, f64)> = (rows.iter())
        .filter_map(|&i| Some((i, legal(model, v, place, i)?.raw)))
        .collect();
    let same = needed.windows(2).all(|pair| pair[0].1 == pair[1].1);
    let mut columns = vec![code.clone()];
    let (kind, lead, end) = match fault {
        Fault::Copy(k) | Fault::Twin(k) => {
            let other = model.leaves[k].code.clone();
            let doubt = if sure { "" } else { ", or the other way round" };
            let lead = format!("{code} repeats {other}{doubt}");
            columns.push(other);
            (Kind::CopiedColumn, lead, "column copied".to_owned())
        }
        Fault::Above | Fault::Below => {
            let side = if fault == Fault::Above {
                "above"
            } else {
                "below"
            };
            let lead = format!("the value of {code} stands in the row {side}");
            (
                Kind::ShiftedColumn,
                lead,
                "column shifted by one row".to_owned(),
            )
        }
        Fault::Held(held) => {
            let lead = format!("{code} is always {}", number(held));
            (Kind::OneIndicator, lead, "column of one value".to_owned())
        }
        Fault::Value => {
            let end = match needed.first() {
                Some((_, first)) if same => format!("always {}", number(*first)),
                _ => "more than of any other indicator".to_owned(),
            };
            let lead = format!("another value of {code} reproduces {node}");
            (Kind::OneIndicator, lead, end)
        }
    };
    for (i, raw) in needed {
        let (now, raw) = (number(model.leaves[j].raw[i]), number(raw));
        let text = match fault {
            Fault::Value => format!(
                "{code} is {now}, and {raw} in its place reproduces {node}; {lead} {so} ({end})"
            ),
            _ => format!(
                "{lead} {so} ({end}); here it is {now}, and {raw} in its place reproduces {node}"
            ),
        };
        explain(model, v, i, kind, text);
    }
    Some(Suspect {
        value: node,
        columns,
        kind,
        rows: rows.len(),
        text: format!("{lead} {so}: {end}"),
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
    let mut shares = HashMap::new();
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
