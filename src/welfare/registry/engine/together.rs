//! What the threads gathered, put together in the order of units and groups.

use super::cells::{Cells, Key, Layout};
use super::{Grouped, Hand};
use crate::base::model::{Code, Level};
use crate::error::Result;
use crate::welfare::registry::query::{Fold, Query};
use rayon::prelude::*;

/// Cells of one thread, with the codes of its units.
struct Gathered {
    codes: Vec<Option<Code>>,
    keys: Vec<Vec<Key>>,
    cells: Cells,
}

/// The result of query `at`, whose cells are taken from the hands.
pub(super) fn together(
    query: &Query,
    layout: &Layout,
    at: usize,
    hands: &mut [Hand],
) -> Result<Grouped> {
    let gathered: Vec<Gathered> = hands
        .iter_mut()
        .map(|hand| {
            let cells = std::mem::take(&mut hand.cells[at]);
            let places = &hand.places;
            let above = |level| places.above.iter().find(|above| above.level == level);
            let codes = match query.level {
                None => vec![None],
                Some(Level::Village) => places.codes.clone(),
                Some(level) => above(level).map_or_else(Vec::new, |above| above.codes.clone()),
            };
            let keys = cells.keys();
            Gathered { codes, keys, cells }
        })
        .collect();
    let codes = distinct(gathered.iter().flat_map(|part| &part.codes));
    let keys = distinct(gathered.iter().flat_map(|part| &part.keys));
    let mut all: Vec<(u32, u32)> = Vec::new();
    let mut places: Vec<Vec<(u32, u32)>> = Vec::new();
    for part in &gathered {
        let unit = positions(&codes, &part.codes);
        let key = positions(&keys, &part.keys);
        let place = |&(u, k): &(u32, u32)| (unit[u as usize], key[k as usize]);
        let own: Vec<(u32, u32)> = part.cells.at.iter().map(place).collect();
        all.extend(&own);
        places.push(own);
    }
    all.sort_unstable();
    all.dedup();
    let mut whole = Cells::new(layout);
    whole.room(layout, all.len());
    for (part, own) in gathered.into_iter().zip(&places) {
        let to = |at: &(u32, u32)| all.binary_search(at).unwrap_or_default();
        let to: Vec<usize> = own.iter().map(to).collect();
        whole.merge(layout, &part.cells, &to);
    }
    let slots = layout.slots.len();
    let cells = 0..all.len();
    let place = |list: &[usize], register: usize| list.iter().position(|own| *own == register);
    let measures = query.measures.par_iter().zip(&layout.measures);
    let folded = measures.map(|(measure, &(register, constant))| {
        let slot = place(&layout.slots, register).unwrap_or_default();
        let count = |cell: usize| whole.behind[cell * slots + slot];
        let extreme = |held: &[f64], list: &[usize], cell: usize| {
            // -0 is 0, whichever came first
            place(list, register).map_or(f64::NAN, |at| held[cell * list.len() + at] + 0.0)
        };
        let value = |cell: usize| match measure.fold {
            Fold::Count => count(cell) as f64,
            _ if count(cell) == 0 => f64::NAN,
            Fold::Sum => match constant {
                Some(x) => x * count(cell) as f64 + 0.0,
                None => whole.sums.get(cell * layout.sums + slot),
            },
            Fold::Min => extreme(&whole.least, &layout.leasts, cell),
            Fold::Max => extreme(&whole.greatest, &layout.greatests, cell),
        };
        let values: Vec<f64> = cells.clone().map(value).collect();
        (values, cells.clone().map(count).collect::<Vec<u64>>())
    });
    let (values, behind) = folded.unzip();
    Ok(Grouped {
        codes: all
            .iter()
            .map(|&(unit, _)| codes[unit as usize].clone())
            .collect(),
        keys: all
            .iter()
            .map(|&(_, key)| keys[key as usize].clone())
            .collect(),
        n: whole.n,
        values,
        behind,
        left_out: whole.left_out,
    })
}

fn distinct<'a, T: Ord + Clone + 'a>(all: impl Iterator<Item = &'a T>) -> Vec<T> {
    let mut all: Vec<&T> = all.collect();
    all.sort();
    all.dedup();
    all.into_iter().cloned().collect()
}

/// Where each of `own` stands in `all`, which is sorted and has it.
fn positions<T: Ord>(all: &[T], own: &[T]) -> Vec<u32> {
    let at = |one: &T| all.binary_search(one).unwrap_or_default() as u32;
    own.iter().map(at).collect()
}
