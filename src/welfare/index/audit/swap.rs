//! Two indicator cells of a row in each other's place, in different published blocks.

use super::cause::{Cause, Kind, list, number};
use super::model::Model;
use super::pattern::{passes, references, sample, surprise};
use super::{Around, Suspect};
use rayon::prelude::*;

/// Leaves of two nodes that, exchanged, reproduce both.
type Pairs = Vec<(usize, usize)>;

fn pairs(model: &Model, [a, b]: [usize; 2], i: usize, targets: [f64; 2]) -> Pairs {
    let needs = |v: usize, target: f64| {
        let below = model.below[v].iter();
        below.filter_map(move |(j, way)| Some((*j, model.needs(v, way, i, target)?)))
    };
    let other: Vec<(usize, [f64; 2])> = needs(b, targets[1]).collect();
    let mut found = Vec::new();
    for (j, [low, high]) in needs(a, targets[0]) {
        for (k, [least, most]) in &other {
            let (one, two) = (&model.leaves[j], &model.leaves[*k]);
            if one.kin == two.kin
                && (low..=high).contains(&two.value[i])
                && (*least..=*most).contains(&one.value[i])
            {
                found.push((j, *k));
            }
        }
    }
    found
}

/// Rows in which both nodes are open.
fn both(model: &Model, nodes: [usize; 2], open: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    (0..model.n)
        .filter(|&i| nodes.iter().all(|&v| open(v, i)))
        .collect()
}

fn targets(model: &Model, nodes: [usize; 2], i: usize) -> [f64; 2] {
    nodes.map(|v| {
        model.nodes[v]
            .claim
            .as_ref()
            .map_or(f64::NAN, |c| c.used[i])
    })
}

/// Every two published nodes that have indicators of their own.
pub fn blocks(model: &Model) -> Vec<[usize; 2]> {
    let own = |v: &usize| model.nodes[*v].claim.is_some() && !model.below[*v].is_empty();
    let nodes: Vec<usize> = (0..model.nodes.len()).filter(own).collect();
    let pairs = nodes.iter().enumerate();
    pairs
        .flat_map(|(place, &a)| nodes[place + 1..].iter().map(move |&b| [a, b]))
        .collect()
}

/// Two columns exchanged over many rows: a pair that explains most rows in which both blocks fail, better than chance.
pub fn columns(
    model: &mut Model,
    nodes: [usize; 2],
    open: &dyn Fn(&Model, usize, usize) -> bool,
    right: &[usize],
) -> Option<Suspect> {
    let rows = both(model, nodes, &|v, i| open(model, v, i));
    if rows.len() < 3 {
        return None;
    }
    let seen = sample(&rows);
    let count = |found: Vec<Pairs>| {
        let mut counts = std::collections::BTreeMap::new();
        for pair in found.into_iter().flatten() {
            *counts.entry(pair).or_insert(0_usize) += 1;
        }
        counts
    };
    let hits = (seen.par_iter()).map(|&i| pairs(model, nodes, i, targets(model, nodes, i)));
    let hits = count(hits.collect());
    let laid = references(&seen, right);
    let chance = (laid.par_iter()).filter_map(|&(row, other)| {
        let moved = nodes.map(|v| model.moved(v, row, other));
        let [Some(a), Some(b)] = moved else {
            return None;
        };
        Some(pairs(model, nodes, other, [a, b]))
    });
    let chance = count(chance.collect());
    let family = model.below[nodes[0]].len() * model.below[nodes[1]].len();
    let mut best: Option<((usize, usize), f64)> = None;
    for (pair, &hits) in &hits {
        let by_chance = chance.get(pair).copied().unwrap_or(0);
        let q = (by_chance as f64 + 0.5) / (laid.len() as f64 + 1.0);
        let found = surprise(hits, seen.len(), q);
        if hits >= 5
            && 3 * hits >= 2 * seen.len()
            && passes(found, family)
            && best.is_none_or(|(_, most)| found > most + 1e-9)
        {
            best = Some((*pair, found));
        }
    }
    let ((j, k), _) = best?;
    let rows: Vec<usize> = (rows.into_par_iter())
        .filter(|&i| pairs(model, nodes, i, targets(model, nodes, i)).contains(&(j, k)))
        .collect();
    let words = format!(
        "; so in {} rows: the columns {} and {} are exchanged",
        rows.len(),
        model.leaves[j].code,
        model.leaves[k].code
    );
    for &i in &rows {
        say(model, nodes, i, &[(j, k)], &words);
    }
    Some(Suspect {
        value: format!(
            "{}, {}",
            model.nodes[nodes[0]].code, model.nodes[nodes[1]].code
        ),
        columns: [j, k].map(|leaf| model.leaves[leaf].code.clone()).into(),
        kind: Kind::CellsExchanged,
        rows: rows.len(),
        text: format!(
            "{} and {} hold each other's values in {} rows",
            model.leaves[j].code,
            model.leaves[k].code,
            rows.len()
        ),
    })
}

/// Single rows: a pair that explains both blocks at once, the likeliest by the unit's other rows and by its place.
pub fn rows(
    model: &mut Model,
    nodes: [usize; 2],
    open: &dyn Fn(&Model, usize, usize) -> bool,
    around: &Around<'_>,
) {
    for i in both(model, nodes, &|v, i| open(model, v, i)) {
        let found = pairs(model, nodes, i, targets(model, nodes, i));
        let strength = |&(j, k): &(usize, usize)| {
            let (one, two) = (&model.leaves[j].raw, &model.leaves[k].raw);
            let elsewhere = (around.others)(i)
                .into_iter()
                .any(|other| one[other] == two[i] && two[other] == one[i]);
            2 * usize::from(elsewhere) + usize::from(j.abs_diff(k) == 1)
        };
        let most = found.iter().map(strength).max();
        let mut best: Pairs = (found.iter().copied())
            .filter(|pair| Some(strength(pair)) == most)
            .collect();
        let odds = |&(j, k): &(usize, usize)| {
            let (one, two) = (&model.leaves[j], &model.leaves[k]);
            let (x, y) = (one.raw[i], two.raw[i]);
            one.odds(y, x) * two.odds(x, y)
        };
        best.sort_by(|a, b| odds(b).total_cmp(&odds(a)));
        if !best.is_empty() {
            let words = match found.len() - best.len() {
                0 => String::new(),
                more => format!("; {more} other pairs could explain it too"),
            };
            say(model, nodes, i, &best, &words);
        }
    }
}

fn say(model: &mut Model, nodes: [usize; 2], i: usize, pairs: &[(usize, usize)], more: &str) {
    let of = |&(j, k): &(usize, usize)| {
        let (one, two) = (&model.leaves[j], &model.leaves[k]);
        format!(
            "{} ({}) and {} ({})",
            one.code,
            number(one.raw[i]),
            two.code,
            number(two.raw[i])
        )
    };
    let named: Vec<String> = pairs.iter().map(of).collect();
    let [a, b] = nodes.map(|v| model.nodes[v].code.clone());
    let text = match named.as_slice() {
        [one] => format!("{one} are exchanged: put back, {a} and {b} both reproduce{more}"),
        _ => format!(
            "two cells are exchanged, one of {a} and one of {b}: put back, both reproduce; {} pairs could be: {}{more}",
            named.len(),
            list(&named)
        ),
    };
    for v in nodes {
        if let Some(claim) = &mut model.nodes[v].claim {
            claim.cause[i] = Some(Cause::new(Kind::CellsExchanged, text.clone()));
        }
    }
}
