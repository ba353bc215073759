//! The best choice at prices: limits are dropped, money and rooms are paid for, and every cell is chosen for itself.
//!
//! What the cells gain at prices, with the limits paid back, is more than any plan gains (Lagrangian relaxation, Geoffrion 1974).

use super::field::Field;
use super::rows::Rows;
use rayon::prelude::*;

/// Whether an offer may still be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fix {
    Free,
    In,
    Out,
}

/// Price of money and of a placement, by fund and region.
pub(super) struct Prices {
    money: Vec<f64>,
    head: Vec<f64>,
    regions: usize,
}

impl Prices {
    /// From a price a row.
    pub fn new(rows: &Rows, price: &[f64]) -> Self {
        let size = rows.funds * rows.regions;
        let (mut money, mut head) = (vec![0.0; size], vec![0.0; size]);
        for fund in 0..rows.funds {
            for region in 0..rows.regions {
                let at = fund * rows.regions + region;
                rows.each(fund as u32, region as u32, 1.0, |row, _| {
                    if row == fund {
                        money[at] += price[row];
                    } else if row < rows.upper {
                        head[at] += price[row];
                    } else {
                        money[at] -= price[row];
                    }
                });
            }
        }
        Self {
            money,
            head,
            regions: rows.regions,
        }
    }

    /// Price of an offer.
    pub fn of(&self, field: &Field, j: usize) -> f64 {
        let at = field.fund[j] as usize * self.regions + field.region[j] as usize;
        field.cost[j] * self.money[at] + self.head[at]
    }
}

/// Cells a piece of parallel work.
const PIECE: usize = 2048;

/// Chooses every cell at these prices into `taken` (nothing fixed when `fix` is empty), and gives the bound: no plan gains more; minus infinity when
/// what is fixed cannot be chosen. Sums run piece by piece in order. O(offers).
pub(super) fn choose(
    field: &Field,
    rows: &Rows,
    price: &[f64],
    fix: &[Fix],
    taken: &mut [bool],
) -> f64 {
    let prices = Prices::new(rows, price);
    let mut pieces = Vec::new();
    let mut rest = taken;
    let mut from = 0;
    while from < field.cells() {
        let to = (from + PIECE).min(field.cells());
        let slots = field.starts[from] as usize..field.starts[to] as usize;
        let offers: u32 = field.slots[slots].iter().map(|s| s.end - s.start).sum();
        let (own, after) = rest.split_at_mut(offers as usize);
        rest = after;
        pieces.push((from..to, own));
        from = to;
    }
    let piece = |(cells, own): (std::ops::Range<usize>, &mut [bool])| -> f64 {
        let mut desk = Desk::new(field, &prices, fix);
        let first = desk.first_offer(cells.start);
        cells.map(|cell| desk.choose(cell, own, first)).sum()
    };
    // one piece is not worth the way to another thread
    let sums: Vec<f64> = match pieces.len() {
        0 | 1 => pieces.into_iter().map(piece).collect(),
        _ => pieces.into_par_iter().map(piece).collect(),
    };
    let mut bound: f64 = sums.iter().sum();
    let mut size = bound.abs();
    for (row, (&limit, &price)) in rows.limit.iter().zip(price).enumerate() {
        let paid = limit * price;
        size += paid;
        bound += if row < rows.upper { paid } else { -paid };
    }
    // a chain of sums is off by less than this
    bound + 1e-13 * size
}

/// Use of each row by a choice.
pub(super) fn use_of(field: &Field, rows: &Rows, taken: &[bool]) -> Vec<f64> {
    let mut used = vec![0.0; rows.limit.len()];
    for (j, _) in taken.iter().enumerate().filter(|(_, taken)| **taken) {
        rows.each(
            field.fund[j],
            field.region[j],
            field.cost[j],
            |row, size| {
                used[row] += size;
            },
        );
    }
    used
}

/// What is known of a slot at prices.
#[derive(Clone, Copy)]
struct Seen {
    slot: usize,
    /// Worth of the best choice of at least one offer, without a bonus; minus infinity when there is none.
    some: f64,
    /// The free offers it takes, as places in the desk's list.
    free: (u32, u32),
    /// Something is fixed in it.
    forced: bool,
    /// It holds something once chosen.
    chosen: bool,
}

/// Scratch space of the choice.
struct Desk<'a> {
    field: &'a Field,
    prices: &'a Prices,
    fix: &'a [Fix],
    cheap: Vec<(f64, usize)>,
    list: Vec<usize>,
    seen: Vec<Seen>,
    /// By lever: whether it stands whatever is chosen, and the sum of what its slots gain without a bonus.
    stands: Vec<bool>,
    off: Vec<f64>,
    /// By lever: whether it stands when levers meet, and the slot that would be the cheapest to have of it.
    meets: Vec<bool>,
    nearest: Vec<Option<(f64, usize)>>,
}

impl<'a> Desk<'a> {
    fn new(field: &'a Field, prices: &'a Prices, fix: &'a [Fix]) -> Self {
        Self {
            field,
            prices,
            fix,
            cheap: Vec::new(),
            list: Vec::new(),
            seen: Vec::new(),
            stands: vec![false; field.levers],
            off: vec![0.0; field.levers],
            meets: vec![false; field.levers],
            nearest: vec![None; field.levers],
        }
    }

    fn first_offer(&self, cell: usize) -> usize {
        let slot = self.field.starts[cell] as usize;
        (self.field.slots.get(slot)).map_or(0, |slot| slot.start as usize)
    }

    /// The best number of offers of a slot; those of them that are free, the cheapest ones, go into the list.
    fn look(&mut self, at: usize) -> Seen {
        let slot = &self.field.slots[at];
        self.cheap.clear();
        let (mut worth, mut k, mut forced) = (0.0, slot.standing, false);
        for j in slot.start as usize..slot.end as usize {
            match self.fix.get(j).copied().unwrap_or(Fix::Free) {
                Fix::Out => {}
                Fix::In => {
                    worth += self.field.gain(slot, k) - self.prices.of(self.field, j);
                    k += 1;
                    forced = true;
                }
                Fix::Free => self.cheap.push((self.prices.of(self.field, j), j)),
            }
        }
        if self.cheap.len() > 1 {
            self.cheap
                .sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        }
        if !forced && self.cheap.is_empty() {
            worth = f64::NEG_INFINITY;
        }
        let before = self.list.len();
        for &(price, j) in &self.cheap {
            // each further one gains less and costs more
            let more = self.field.gain(slot, k) - price;
            if more <= 0.0 && (forced || self.list.len() > before) {
                break;
            }
            worth += more;
            k += 1;
            self.list.push(j);
        }
        Seen {
            slot: at,
            some: worth,
            free: (before as u32, self.list.len() as u32),
            forced,
            chosen: forced,
        }
    }

    /// The best choice of a cell, written into `own`, whose first offer is `first`.
    fn choose(&mut self, cell: usize, own: &mut [bool], first: usize) -> f64 {
        let field = self.field;
        self.seen.clear();
        self.list.clear();
        self.stands.fill(false);
        self.off.fill(0.0);
        self.meets.fill(false);
        self.nearest.fill(None);
        let (mut plain, mut on) = (0.0, 0.0);
        for at in field.slots_of(cell) {
            let mut seen = self.look(at);
            let slot = &field.slots[at];
            let lever = slot.lever as usize;
            if !slot.needed || slot.standing > 0 {
                // no bonus hangs on what is chosen here
                seen.chosen |= seen.some > 0.0;
                plain += if seen.chosen { seen.some } else { 0.0 };
                self.stands[lever] |= slot.needed;
            } else if seen.forced {
                self.stands[lever] = true;
                self.off[lever] += seen.some;
                on += seen.some + field.bonus(slot);
            } else {
                self.off[lever] += seen.some.max(0.0);
                let met = seen.some + field.bonus(slot);
                on += met.max(0.0);
                self.meets[lever] |= met > 0.0;
                if self.nearest[lever].is_none_or(|(best, _)| met > best) && met.is_finite() {
                    self.nearest[lever] = Some((met, self.seen.len()));
                }
            }
            self.seen.push(seen);
        }
        let standing = self.stands.iter().filter(|s| **s).count();
        let (off, lever) = self.off(standing);
        let added = self.added(&mut on);
        let meet = on > off;
        let worth = plain + if meet { on } else { off };
        for (at, seen) in self.seen.iter_mut().enumerate() {
            let slot = &field.slots[seen.slot];
            if slot.needed && slot.standing == 0 && !seen.forced {
                seen.chosen = if meet {
                    seen.some + field.bonus(slot) > 0.0 || added.contains(&Some(at))
                } else {
                    slot.lever as usize == lever && seen.some > 0.0
                };
            }
        }
        self.write(own, first);
        worth
    }

    /// The best worth while levers do not meet, and the one lever that may be chosen.
    fn off(&self, standing: usize) -> (f64, usize) {
        let levers = 0..self.off.len();
        match standing {
            0 => levers.fold((0.0, usize::MAX), |best, lever| {
                if self.off[lever] > best.0 {
                    (self.off[lever], lever)
                } else {
                    best
                }
            }),
            1 => {
                let lever = levers.into_iter().find(|&l| self.stands[l]).unwrap_or(0);
                (self.off[lever], lever)
            }
            _ => (f64::NEG_INFINITY, usize::MAX),
        }
    }

    /// The slots that must be added for levers to meet, at most two; their worth goes into `on`.
    fn added(&self, on: &mut f64) -> [Option<usize>; 2] {
        let there = |lever: usize| self.stands[lever] || self.meets[lever];
        let count = (0..self.off.len()).filter(|&lever| there(lever)).count();
        let mut added = [None; 2];
        let mut last = usize::MAX;
        for slot in added.iter_mut().take(2_usize.saturating_sub(count)) {
            let mut best: Option<(f64, usize, usize)> = None;
            for lever in (0..self.off.len()).filter(|&lever| !there(lever) && lever != last) {
                if let Some((met, at)) = self.nearest[lever]
                    && best.is_none_or(|(most, _, _)| met > most)
                {
                    best = Some((met, at, lever));
                }
            }
            let Some((met, at, lever)) = best else {
                *on = f64::NEG_INFINITY;
                return added;
            };
            *on += met;
            *slot = Some(at);
            last = lever;
        }
        added
    }

    fn write(&self, own: &mut [bool], first: usize) {
        for seen in &self.seen {
            let slot = &self.field.slots[seen.slot];
            let (start, end) = (slot.start as usize, slot.end as usize);
            own[start - first..end - first].fill(false);
            if !seen.chosen {
                continue;
            }
            for j in start..end {
                if self.fix.get(j) == Some(&Fix::In) {
                    own[j - first] = true;
                }
            }
            for &j in &self.list[seen.free.0 as usize..seen.free.1 as usize] {
                own[j - first] = true;
            }
        }
    }
}
