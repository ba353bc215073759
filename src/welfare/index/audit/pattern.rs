//! Indicators that many failing rows point at.
//!
//! In a block of equal weights any indicator can explain a difference, so a column is suspected only when it explains more
//! failing rows than it would explain by chance: the same differences are laid over rows that reproduce.

use super::model::{Child, Claim, Model};
use rayon::prelude::*;

/// A fault of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// It holds the value of another leaf, by its place.
    Copy(usize),
    /// It holds the value of another leaf in every row of the table, so that its own values are not known.
    Twin(usize),
    /// It holds one and the same value.
    Held(f64),
    /// The value it needs stands in the row above.
    Above,
    /// The value it needs stands in the row below.
    Below,
    /// Another value, one its column holds elsewhere, is needed.
    Value,
}

/// A fault of an indicator, as found in a set of rows.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    /// Place in `model.below[v]`.
    pub place: usize,
    pub fault: Fault,
    /// Rows of the set, less those that earlier patterns explain.
    pub of: usize,
}

const OWN: u8 = 1;
const LEGAL: u8 = 2;
const ABOVE: u8 = 4;
const BELOW: u8 = 8;

/// Failing rows looked at, and rows that reproduce looked at in all.
const SAMPLE: usize = 2_000;
/// Rarer than this is not more telling: else a rare value in some rows would outdo a fault that explains them all.
const RARE: f64 = 0.05;
/// A fault of one family passes by chance in one of a hundred tables.
const DOUBT: f64 = 0.01;

/// What could be put into each leaf below `v` for row `i` to be `target`: flags by place.
fn flags(model: &Model, v: usize, i: usize, target: f64) -> Vec<u8> {
    let flag = |(j, way): &(usize, Vec<Child>)| {
        let leaf = &model.leaves[*j];
        let Some([low, high]) = model.needs(v, way, i, target) else {
            return 0;
        };
        let at = |row: Option<usize>| {
            let value = row.and_then(|row| leaf.value.get(row));
            value.is_some_and(|x| (low..=high).contains(x))
        };
        let mut flags = 0;
        if let Some(legal) = leaf.legal([low, high]) {
            flags |= LEGAL | if legal.own { OWN } else { 0 };
        }
        flags |= if at(i.checked_sub(1)) { ABOVE } else { 0 };
        flags |= if at(Some(i + 1)) { BELOW } else { 0 };
        flags
    };
    model.below[v].iter().map(flag).collect()
}

/// Whether a fault explains row `i`, whose flags are given.
fn explains(model: &Model, v: usize, i: usize, flags: &[u8], place: usize, fault: Fault) -> bool {
    let flag = flags[place];
    let raw = &model.leaves[model.below[v][place].0].raw;
    match fault {
        Fault::Copy(k) => flag & OWN != 0 && raw[i] == model.leaves[k].raw[i],
        Fault::Twin(_) => flag & LEGAL != 0,
        Fault::Held(x) => flag & OWN != 0 && raw[i] == x,
        Fault::Above => flag & ABOVE != 0,
        Fault::Below => flag & BELOW != 0,
        Fault::Value => flag & OWN != 0,
    }
}

/// All faults that could be, the more telling first, each with the size of its family.
fn faults(model: &Model, v: usize) -> Vec<(usize, Fault, usize)> {
    let places = model.below[v].len();
    let mut near = Vec::new();
    let mut far = Vec::new();
    for (place, (j, _)) in model.below[v].iter().enumerate() {
        for k in 0..model.leaves.len() {
            if k == *j || model.leaves[k].kin != model.leaves[*j].kin {
                continue;
            }
            let list = if k.abs_diff(*j) == 1 {
                &mut near
            } else {
                &mut far
            };
            let fault = match twins(model, *j, k) {
                Some(_) => Fault::Twin(k),
                None => Fault::Copy(k),
            };
            list.push((place, fault));
        }
    }
    let sized = |list: Vec<(usize, Fault)>| {
        let size = list.len();
        list.into_iter()
            .map(move |(place, fault)| (place, fault, size))
    };
    let of = |fault: Fault| (0..places).map(move |place| (place, fault));
    let shifts = of(Fault::Above).chain(of(Fault::Below)).collect();
    let values = of(Fault::Value).collect();
    let all = sized(near).chain(sized(far)).chain(sized(shifts));
    all.chain(sized(values)).collect()
}

/// How unlikely it is, as -ln p (Chernoff), that `hits` of `of` rows are explained when each is with chance `q`.
pub fn surprise(hits: usize, of: usize, q: f64) -> f64 {
    let p = hits as f64 / of as f64;
    if p <= q {
        return 0.0;
    }
    let part = |a: f64, b: f64| if a > 0.0 { a * (a / b).ln() } else { 0.0 };
    of as f64 * (part(p, q) + part(1.0 - p, 1.0 - q))
}

/// Whether a surprise is one, among so many that were looked for.
pub fn passes(surprise: f64, family: usize) -> bool {
    surprise > (family as f64 / DOUBT).ln()
}

/// At most `SAMPLE` of the rows, evenly spaced.
pub fn sample(rows: &[usize]) -> Vec<usize> {
    let count = rows.len().min(SAMPLE);
    (0..count).map(|s| rows[s * rows.len() / count]).collect()
}

/// For each failing row some rows that reproduce, to lay its difference over; other failing rows where none does.
pub fn references(failing: &[usize], right: &[usize]) -> Vec<(usize, usize)> {
    let from = if right.len() >= 20 { right } else { failing };
    let each = (SAMPLE / failing.len().max(1)).clamp(1, 200);
    let mut pairs = Vec::new();
    for (s, &row) in failing.iter().enumerate() {
        for q in 0..each {
            // a fixed walk with a long step, so that all parts of the table are met
            let other = from[(s * each + q).wrapping_mul(7_919) % from.len()];
            if other != row {
                pairs.push((row, other));
            }
        }
    }
    pairs
}

/// The faults of columns that explain rows better than chance, and for each row the one that explains it.
///
/// Greedy: the most surprising fault first, then the most surprising one in the rows that are left.
pub fn patterns(
    model: &Model,
    v: usize,
    rows: &[usize],
    right: &[usize],
) -> (Vec<Pattern>, Vec<Option<usize>>) {
    let mut found: Vec<Pattern> = Vec::new();
    let mut by_row: Vec<Option<usize>> = vec![None; rows.len()];
    let Some(claim) = model.nodes[v].claim.as_ref().filter(|_| rows.len() >= 3) else {
        return (found, by_row);
    };
    let faults = faults(model, v);
    let seen = sample(rows);
    let hit = |i: usize, target: f64| -> Vec<u32> {
        let flags = flags(model, v, i, target);
        let all = faults.iter().enumerate();
        all.filter(|(_, (place, fault, _))| explains(model, v, i, &flags, *place, *fault))
            .map(|(h, _)| h as u32)
            .collect()
    };
    let hits: Vec<Vec<u32>> = (seen.par_iter()).map(|&i| hit(i, claim.used[i])).collect();
    let twins: Vec<f64> = (faults.par_iter())
        .map(|(place, fault, _)| match fault {
            Fault::Twin(k) => twins(model, model.below[v][*place].0, *k).unwrap_or(1.0),
            _ => 1.0,
        })
        .collect();
    let by_chance = |failing: &[usize]| -> Vec<f64> {
        let laid: Vec<Option<Vec<u32>>> = (references(failing, right).par_iter())
            .map(|&(row, other)| Some(hit(other, model.moved(v, row, other)?)))
            .collect();
        let all = laid.iter().flatten().count() as f64;
        let mut counts = vec![0_usize; faults.len()];
        for h in laid.into_iter().flatten().flatten() {
            counts[h as usize] += 1;
        }
        let counts = counts.iter().zip(&twins);
        counts
            .map(|(&count, twins)| twins * (count as f64 + 0.5) / (all + 1.0))
            .collect()
    };
    let mut left = vec![true; seen.len()];
    let mut refused = vec![false; faults.len()];
    // anew for the rows that are left, whose differences are others
    let mut chance = by_chance(&seen);
    while left.iter().filter(|left| **left).count() >= 3 {
        let of = left.iter().filter(|left| **left).count();
        let mut counts = vec![0_usize; faults.len()];
        for (hits, _) in hits.iter().zip(&left).filter(|(_, left)| **left) {
            for &h in hits {
                counts[h as usize] += 1;
            }
        }
        let mut best: Option<(usize, f64)> = None;
        for h in 0..faults.len() {
            let found = surprise(counts[h], of, chance[h].max(RARE));
            if counts[h] >= 3
                && !refused[h]
                && passes(found, faults[h].2)
                && best.is_none_or(|(_, most)| found > most + 1e-9)
            {
                best = Some((h, found));
            }
        }
        let Some((h, _)) = best else { break };
        let (place, fault, _) = faults[h];
        if !in_one_piece(model, v, place, fault, rows, claim) {
            refused[h] = true;
            continue;
        }
        for (left, hits) in left.iter_mut().zip(&hits) {
            *left &= !hits.contains(&(h as u32));
        }
        let others = (seen.iter().zip(&left)).filter(|(_, left)| **left);
        let others: Vec<usize> = others.map(|(i, _)| *i).collect();
        chance = by_chance(&others);
        let own: Vec<usize> = (seen.iter().zip(&hits))
            .filter(|(_, hits)| hits.contains(&(h as u32)))
            .map(|(i, _)| *i)
            .collect();
        let fault = held(model, v, place, fault, &own);
        let explained: Vec<bool> = (rows.par_iter().zip(&by_row))
            .map(|(&i, taken)| {
                let flags = || flags(model, v, i, claim.used[i]);
                taken.is_none() && explains(model, v, i, &flags(), place, fault)
            })
            .collect();
        let explained = together(model, v, place, fault, rows, explained);
        let open = by_row.iter().filter(|taken| taken.is_none()).count();
        for (taken, _) in (by_row.iter_mut().zip(&explained)).filter(|(_, e)| **e) {
            *taken = Some(found.len());
        }
        found.push(Pattern {
            place,
            fault,
            of: open,
        });
    }
    (found, by_row)
}

/// A copy that stands in one piece leaves out the rows elsewhere that are alike by chance.
fn together(
    model: &Model,
    v: usize,
    place: usize,
    fault: Fault,
    rows: &[usize],
    explained: Vec<bool>,
) -> Vec<bool> {
    let Fault::Copy(k) = fault else {
        return explained;
    };
    let (a, b) = (
        &model.leaves[model.below[v][place].0].raw,
        &model.leaves[k].raw,
    );
    // length of the run of rows, failing or not, in which the two are alike
    let mut run = vec![0_usize; model.n];
    let mut start = 0;
    while start < model.n {
        let alike = (start..model.n).take_while(|&i| a[i] == b[i]).count();
        run[start..start + alike].fill(alike);
        start += alike + 1;
    }
    let mut lengths: Vec<usize> = (rows.iter().zip(&explained))
        .filter(|(_, explained)| **explained)
        .map(|(&i, _)| run[i])
        .collect();
    lengths.sort_unstable();
    if lengths
        .get(lengths.len() / 2)
        .is_none_or(|middle| *middle < 8)
    {
        return explained;
    }
    (rows.iter().zip(explained))
        .map(|(&i, explained)| explained && run[i] >= 6)
        .collect()
}

/// Whether a shift holds in the rows between those it explains too: there the value that counts is that of the next row, so a
/// row reproduces only where the two are the same. True for other faults.
fn in_one_piece(
    model: &Model,
    v: usize,
    place: usize,
    fault: Fault,
    rows: &[usize],
    claim: &Claim,
) -> bool {
    let down = match fault {
        Fault::Above => false,
        Fault::Below => true,
        _ => return true,
    };
    let explained: Vec<usize> = (rows.iter().copied())
        .filter(|&i| {
            explains(
                model,
                v,
                i,
                &flags(model, v, i, claim.used[i]),
                place,
                fault,
            )
        })
        .collect();
    let (Some(&first), Some(&last)) = (explained.first(), explained.last()) else {
        return false;
    };
    let raw = &model.leaves[model.below[v][place].0].raw;
    let (mut all, mut held) = (0_usize, 0_usize);
    for i in first..=last {
        let next = if down { i + 1 } else { i.wrapping_sub(1) };
        let reproduces = !claim.off[i];
        if reproduces && let Some(next) = raw.get(next) {
            all += 1;
            held += usize::from(raw[i] == *next);
        }
    }
    explained.len() >= 5 && 10 * held >= 9 * all
}

/// What looks like the copy of a column that is not beside, but is one value throughout, is called that.
fn held(model: &Model, v: usize, place: usize, fault: Fault, rows: &[usize]) -> Fault {
    let j = model.below[v][place].0;
    let mut values = rows.iter().map(|&i| model.leaves[j].raw[i]);
    match (fault, values.next()) {
        (Fault::Copy(k), Some(first)) if k.abs_diff(j) > 1 && values.all(|x| x == first) => {
            Fault::Held(first)
        }
        _ => fault,
    }
}

/// How likely two columns that are the same in every row are so by chance, per row; `None` where they are not, or are constant.
fn twins(model: &Model, j: usize, k: usize) -> Option<f64> {
    let (a, b) = (&model.leaves[j].raw, &model.leaves[k].raw);
    let differ = |(a, b): (&f64, &f64)| a != b && !(a.is_nan() && b.is_nan());
    if a.iter().zip(b).any(differ) {
        return None;
    }
    let mut values: Vec<f64> = a.iter().copied().filter(|x| !x.is_nan()).collect();
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let runs = values.chunk_by(|a, b| a == b);
    let chance: f64 = runs.map(|run| (run.len() as f64 / n).powi(2)).sum();
    (chance < 1.0).then_some(chance)
}
