//! The units that are worth most to one post, within its places and families.

/// A unit that a post would gain by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub unit: u32,
    /// Below 0.
    pub value: i64,
    pub families: f64,
}

/// Branches looked at before the bound of the relaxation is taken instead.
const BRANCHES: u32 = 1_000;

/// A bound below the least sum of values of at most `room` items with at most `most` families, and the best choice found; they meet unless there
/// are very many branches (depth first, with the best of bounds: as many of the best value as there are places, and families cut to
/// fit, Dantzig 1957, doi:10.1287/opre.5.2.266).
pub(super) fn knapsack(mut items: Vec<Item>, room: u32, most: Option<f64>) -> (i64, Vec<u32>) {
    items.retain(|item| most.is_none_or(|most| item.families <= most));
    // the most for its families first; those without families before all
    let rate = |item: &Item| item.value as f64 / item.families.max(1e-9);
    items.sort_by(|a, b| rate(a).total_cmp(&rate(b)).then(a.unit.cmp(&b.unit)));
    let (mut least, mut sums) = (vec![0; items.len() + 1], vec![0; items.len() + 1]);
    for at in (0..items.len()).rev() {
        least[at] = items[at].value.min(least[at + 1]);
        sums[at] = items[at].value + sums[at + 1];
    }
    let mut search = Search {
        items: &items,
        least,
        sums,
        chosen: Vec::new(),
        best: 0,
        kept: Vec::new(),
        branches: 0,
    };
    // sums of families may be off by their rounding
    let most = most.map(|most| most * (1.0 + 1e-9));
    let relaxed = search.relaxed(0, room, most);
    search.descend(0, room, most, 0);
    let bound = if search.branches > BRANCHES {
        relaxed
    } else {
        search.best
    };
    (bound, search.kept)
}

struct Search<'a> {
    items: &'a [Item],
    /// The least value, and the sum of values, of the items from each place on.
    least: Vec<i64>,
    sums: Vec<i64>,
    chosen: Vec<u32>,
    best: i64,
    kept: Vec<u32>,
    branches: u32,
}

impl Search<'_> {
    /// No choice from the items from `at` on sums to less.
    fn relaxed(&self, at: usize, room: u32, left: Option<f64>) -> i64 {
        let rest = &self.items[at..];
        let by_families = left.map_or(i64::MIN, |mut left| {
            let mut sum = 0;
            for item in rest {
                if item.families > left {
                    let part = item.value as f64 * (left / item.families);
                    // what rounding may hide
                    return sum + part.floor() as i64 - 1;
                }
                left -= item.families;
                sum += item.value;
            }
            sum
        });
        let by_places = self.least[at].saturating_mul(i64::from(room));
        let all: i64 = self.sums[at];
        by_families.max(by_places).max(all)
    }

    fn descend(&mut self, at: usize, room: u32, left: Option<f64>, sum: i64) {
        if sum < self.best {
            self.best = sum;
            self.kept.clone_from(&self.chosen);
        }
        self.branches += 1;
        let over = room == 0 || at == self.items.len() || self.branches > BRANCHES;
        if over || sum + self.relaxed(at, room, left) >= self.best {
            return;
        }
        let item = self.items[at];
        if left.is_none_or(|left| item.families <= left) {
            self.chosen.push(item.unit);
            let rest = left.map(|left| left - item.families);
            self.descend(at + 1, room - 1, rest, sum + item.value);
            self.chosen.pop();
        }
        self.descend(at + 1, room, left, sum);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_choice_tried(
            items in prop::collection::vec((-20_i64..0, 0_u32..9), 0..9),
            room in 0_u32..5,
            most in prop::option::of(0_u32..20),
        ) {
            let most = most.map(f64::from);
            let list = (0_u32..).zip(&items);
            let list = list.map(|(unit, &(value, families))| Item { unit, value, families: f64::from(families) });
            let (found, chosen) = knapsack(list.collect(), room, most);
            let worth = |choice: u32| {
                let own = (0..items.len()).filter(|at| choice >> at & 1 == 1);
                let families: u32 = own.clone().map(|at| items[at].1).sum();
                let fits = own.clone().count() <= room as usize && most.is_none_or(|most| f64::from(families) <= most);
                fits.then(|| own.map(|at| items[at].0).sum::<i64>())
            };
            let best = (0..1_u32 << items.len()).filter_map(worth).min();
            prop_assert_eq!(Some(found), best);
            prop_assert_eq!(worth(chosen.iter().map(|at| 1 << at).sum()), best);
        }
    }
}
