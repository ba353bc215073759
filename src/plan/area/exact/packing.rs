//! Disjoint sets of the greatest worth, out of a list.

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
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (&columns[a], &columns[b]);
        b.reduced
            .total_cmp(&a.reduced)
            .then_with(|| a.members.cmp(&b.members))
    });
    let mut packing = Packing {
        columns,
        order,
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
    order: Vec<usize>,
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
        if left == 0 {
            return;
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
