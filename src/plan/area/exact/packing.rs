//! Disjoint sets of the greatest worth, out of a list.
//!
//! All but the last are taken in the order of what they are worth after prices; the last is the most valuable one disjoint from them, found 64 at a time.

use super::Column;

/// What the search for disjoint sets gave.
pub(super) struct Packed {
    /// Places of the chosen sets, when they are worth more than what was known.
    pub chosen: Option<Vec<usize>>,
    /// Whether nothing better can be made of the list.
    pub complete: bool,
    /// Choices tried.
    pub work: u64,
}

/// Chooses at most `areas` disjoint columns that hold all `locked` villages and are together worth more than `above`.
///
/// `priced` is the sum of all prices: choices are worth at most that and their reduced values, which ends a branch. At most `limit` choices.
pub(super) fn pack(
    columns: &[Column],
    n: usize,
    locked: &[u32],
    areas: usize,
    priced: f64,
    above: f64,
    limit: u64,
) -> Packed {
    let descending = |worth: fn(&Column) -> f64| {
        let mut order: Vec<usize> = (0..columns.len()).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (&columns[a], &columns[b]);
            let descending = worth(b).total_cmp(&worth(a));
            descending.then_with(|| a.members.cmp(&b.members))
        });
        order
    };
    let by_value = descending(|column| column.value);
    let words = columns.len().div_ceil(64);
    let mut holds = vec![0; n * words];
    for (place, &at) in by_value.iter().enumerate() {
        for &i in &columns[at].members {
            holds[i as usize * words + place / 64] |= 1 << (place % 64);
        }
    }
    let mut packing = Packing {
        columns,
        order: descending(|column| column.reduced),
        by_value,
        holds,
        words,
        locked,
        priced,
        best: above,
        taken: vec![false; n],
        picked: Vec::new(),
        packed: Packed {
            chosen: None,
            complete: true,
            work: 0,
        },
        limit,
    };
    packing.cover(areas, 0.0, 0.0);
    packing.packed
}

struct Packing<'a> {
    columns: &'a [Column],
    /// Columns by what they are worth after prices.
    order: Vec<usize>,
    /// Columns by what they are worth.
    by_value: Vec<usize>,
    /// n x words: the places of those that hold each village, as bits.
    holds: Vec<u64>,
    words: usize,
    locked: &'a [u32],
    priced: f64,
    best: f64,
    taken: Vec<bool>,
    picked: Vec<usize>,
    packed: Packed,
    limit: u64,
}

impl Packing<'_> {
    /// Takes in turn each column that holds the first locked village still open; then fills up.
    fn cover(&mut self, left: usize, value: f64, reduced: f64) {
        let open = self.locked.iter().find(|&&i| !self.taken[i as usize]);
        let Some(&open) = open else {
            return self.fill(0, left, value, reduced);
        };
        for at in 0..self.order.len() {
            let column = &self.columns[self.order[at]];
            if left == 0 || self.is_over() {
                return;
            }
            if column.members.binary_search(&open).is_ok() {
                self.with(at, |packing, column| {
                    packing.cover(left - 1, value + column.value, reduced + column.reduced);
                });
            }
        }
    }

    fn fill(&mut self, from: usize, left: usize, value: f64, reduced: f64) {
        if value > self.best {
            self.best = value;
            self.packed.chosen = Some(self.picked.clone());
        }
        match left {
            0 => return,
            1 => return self.last(value),
            _ => {}
        }
        for at in from..self.order.len() {
            let next = self.columns[self.order[at]].reduced;
            if self.priced + reduced + left as f64 * next.max(0.0) <= self.best || self.is_over() {
                return;
            }
            self.with(at, |packing, column| {
                packing.fill(
                    at + 1,
                    left - 1,
                    value + column.value,
                    reduced + column.reduced,
                );
            });
        }
    }

    /// Takes the most valuable column that is disjoint from those taken, when it is worth it.
    fn last(&mut self, value: f64) {
        let (columns, words) = (self.columns, self.words);
        let members = self.picked.iter().flat_map(|&at| &columns[at].members);
        let rows: Vec<usize> = members.map(|&i| i as usize * words).collect();
        for (word, places) in self.by_value.chunks(64).enumerate() {
            if value + columns[places[0]].value <= self.best {
                break;
            }
            self.packed.work += u64::from(word % 8 == 0);
            let held = |held, row: &usize| held | self.holds[row + word];
            let free = !rows.iter().fold(0_u64, held);
            if let Some(&at) = places.get(free.trailing_zeros() as usize) {
                let worth = value + columns[at].value;
                if worth > self.best {
                    self.best = worth;
                    self.picked.push(at);
                    self.packed.chosen = Some(self.picked.clone());
                    self.picked.pop();
                }
                break;
            }
        }
    }

    /// Goes on with a column taken, when it is disjoint from those that are.
    fn with(&mut self, at: usize, go_on: impl FnOnce(&mut Self, &Column)) {
        self.packed.work += 1;
        let columns = self.columns;
        let column = &columns[self.order[at]];
        if column.members.iter().any(|&i| self.taken[i as usize]) {
            return;
        }
        column
            .members
            .iter()
            .for_each(|&i| self.taken[i as usize] = true);
        self.picked.push(self.order[at]);
        go_on(self, column);
        self.picked.pop();
        column
            .members
            .iter()
            .for_each(|&i| self.taken[i as usize] = false);
    }

    fn is_over(&mut self) -> bool {
        let over = self.packed.work >= self.limit;
        self.packed.complete &= !over;
        over
    }
}
