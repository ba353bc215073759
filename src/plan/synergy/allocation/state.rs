//! A choice of offers, and what it gains to take or leave one more.

use super::field::Field;
use super::rows::Rows;

/// Offers taken, with everything that a change needs to know.
#[derive(Clone)]
pub(super) struct State<'a> {
    pub field: &'a Field,
    pub rows: &'a Rows,
    pub taken: Vec<bool>,
    /// Use of each row.
    pub used: Vec<f64>,
    /// Offers taken a slot.
    count: Vec<u32>,
    /// Needed slots that hold something, by cell and lever.
    holds: Vec<u32>,
    /// Needed levers that stand, by cell.
    stands: Vec<u32>,
    /// Bonus that a cell's slots have, or would have if levers met there.
    bonus: Vec<f64>,
    /// What the choice gains, but for rounding.
    pub worth: f64,
}

impl<'a> State<'a> {
    pub fn new(field: &'a Field, rows: &'a Rows) -> Self {
        let mut state = Self {
            field,
            rows,
            taken: vec![false; field.len()],
            used: vec![0.0; rows.limit.len()],
            count: vec![0; field.slots.len()],
            holds: vec![0; field.cells() * field.levers],
            stands: vec![0; field.cells()],
            bonus: vec![0.0; field.cells()],
            worth: 0.0,
        };
        for (at, slot) in field.slots.iter().enumerate() {
            if slot.needed && slot.standing > 0 {
                state.held(at, true);
            }
        }
        state
    }

    pub fn of(field: &'a Field, rows: &'a Rows, taken: &[bool]) -> Self {
        let mut state = Self::new(field, rows);
        for (j, _) in taken.iter().enumerate().filter(|(_, taken)| **taken) {
            state.take(j);
        }
        state
    }

    fn held(&mut self, slot: usize, comes: bool) {
        let cell = self.field.cell_of[slot] as usize;
        let held =
            &mut self.holds[cell * self.field.levers + self.field.slots[slot].lever as usize];
        if comes {
            *held += 1;
            self.stands[cell] += u32::from(*held == 1);
        } else {
            *held -= 1;
            self.stands[cell] -= u32::from(*held == 0);
        }
    }

    /// What taking an offer gains.
    pub fn gain(&self, j: usize) -> f64 {
        let at = self.field.slot[j] as usize;
        let slot = &self.field.slots[at];
        let k = slot.standing + self.count[at];
        let own = self.field.gain(slot, k);
        if k > 0 || !slot.needed {
            return own;
        }
        let cell = self.field.cell_of[at] as usize;
        let held = self.holds[cell * self.field.levers + slot.lever as usize];
        let before = self.stands[cell];
        let after = before + u32::from(held == 0);
        let mut gain = own;
        if after >= 2 {
            gain += self.field.bonus(slot);
            if before < 2 {
                gain += self.bonus[cell];
            }
        }
        gain
    }

    /// What leaving an offer loses.
    pub fn loss(&self, j: usize) -> f64 {
        let at = self.field.slot[j] as usize;
        let slot = &self.field.slots[at];
        let k = slot.standing + self.count[at] - 1;
        let own = self.field.gain(slot, k);
        if k > 0 || !slot.needed {
            return own;
        }
        let cell = self.field.cell_of[at] as usize;
        let held = self.holds[cell * self.field.levers + slot.lever as usize];
        let before = self.stands[cell];
        let after = before - u32::from(held == 1);
        let mut loss = own;
        if before >= 2 {
            loss += self.field.bonus(slot);
            if after < 2 {
                loss += self.bonus[cell] - self.field.bonus(slot);
            }
        }
        loss
    }

    pub fn take(&mut self, j: usize) {
        self.worth += self.gain(j);
        self.turn(j, true);
    }

    pub fn leave(&mut self, j: usize) {
        self.worth -= self.loss(j);
        self.turn(j, false);
    }

    fn turn(&mut self, j: usize, take: bool) {
        let field = self.field;
        let at = field.slot[j] as usize;
        let slot = &field.slots[at];
        self.taken[j] = take;
        let sign = if take { 1.0 } else { -1.0 };
        self.rows.each(
            field.fund[j],
            field.region[j],
            field.cost[j],
            |row, size| {
                self.used[row] += sign * size;
            },
        );
        if take {
            self.count[at] += 1;
        }
        if slot.needed && slot.standing == 0 && self.count[at] == 1 {
            self.held(at, take);
            self.bonus[field.cell_of[at] as usize] += sign * field.bonus(slot);
        }
        if !take {
            self.count[at] -= 1;
        }
    }

    /// Whether an offer fits beside what is taken.
    pub fn fits(&self, j: usize) -> bool {
        self.short(j).is_none()
    }

    /// The first row that lacks room for an offer.
    pub fn short(&self, j: usize) -> Option<usize> {
        let mut short = None;
        let field = self.field;
        self.rows.each(
            field.fund[j],
            field.region[j],
            field.cost[j],
            |row, size| {
                if short.is_none() && !self.rows.has_room(row, self.used[row], size) {
                    short = Some(row);
                }
            },
        );
        short
    }

    /// Whether an offer can be left without breaking a floor.
    pub fn spare(&self, j: usize) -> bool {
        let row = self.rows.upper + self.field.region[j] as usize;
        self.field.cost[j] == 0.0 || self.rows.keeps(row, self.used[row] - self.field.cost[j])
    }

    /// Whether every row is kept.
    pub fn keeps(&self) -> bool {
        (self.used.iter().enumerate()).all(|(row, &used)| self.rows.keeps(row, used))
    }

    /// Offers of the same cell.
    pub fn neighbours(&self, j: usize) -> std::ops::Range<usize> {
        let field = self.field;
        let slots = field.slots_of(field.cell_of[field.slot[j] as usize] as usize);
        field.slots[slots.start].start as usize..field.slots[slots.end - 1].end as usize
    }
}
