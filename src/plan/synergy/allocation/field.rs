//! Offers in slots and cells: the shape in which a plan is searched.

use super::Problem;
use std::collections::BTreeMap;

/// A lever in a village: of one ministry when each is for itself.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// Its offers, as positions in the field.
    pub start: u32,
    pub end: u32,
    pub lever: u32,
    /// Need x people.
    pub base: f64,
    /// Whether the village needs the lever.
    pub needed: bool,
    /// Programmes that stand there anyway.
    pub standing: u32,
}

/// Offers in the order of cells, then slots, then the problem.
pub(super) struct Field {
    /// Position in the problem of each offer of the field.
    pub offer: Vec<u32>,
    pub fund: Vec<u32>,
    pub region: Vec<u32>,
    pub cost: Vec<f64>,
    pub slot: Vec<u32>,
    pub slots: Vec<Slot>,
    /// Slots of cell c are `starts[c]..starts[c + 1]`.
    pub starts: Vec<u32>,
    pub cell_of: Vec<u32>,
    pub levers: usize,
    /// Shares of the gain that the first, second, ... programme of a slot brings.
    shares: Vec<f64>,
    repeat: f64,
    complement: f64,
}

impl Field {
    /// Puts offers in order; `split` keeps ministries apart.
    pub fn new(problem: &Problem, split: bool) -> Self {
        let of = |ministry: u32| if split { ministry + 1 } else { 0 };
        // cell, whose, village, lever: offers, standing
        let mut slots = BTreeMap::<(u32, u32, u32, u32), (Vec<u32>, u32)>::new();
        for standing in problem.standing {
            let v = standing.village;
            if problem.need[standing.lever as usize][v as usize].is_none() {
                continue;
            }
            let cell = problem.cell[v as usize];
            let key = (cell, of(standing.ministry), v, standing.lever);
            slots.entry(key).or_default().1 += 1;
        }
        for (at, offer) in (0..).zip(problem.offers) {
            let fund = &problem.funds[offer.fund as usize];
            let v = offer.village;
            let cell = problem.cell[v as usize];
            let key = (cell, of(fund.ministry), v, fund.lever);
            slots.entry(key).or_default().0.push(at);
        }
        let mut field = Self {
            offer: Vec::with_capacity(problem.offers.len()),
            fund: Vec::new(),
            region: Vec::new(),
            cost: Vec::new(),
            slot: Vec::new(),
            slots: Vec::with_capacity(slots.len()),
            starts: vec![0],
            cell_of: Vec::new(),
            levers: problem.need.len(),
            shares: (0..8).map(|k| problem.repeat.powi(k)).collect(),
            repeat: problem.repeat,
            complement: problem.complement,
        };
        let mut before = None;
        for ((cell, whose, village, lever), (offers, standing)) in slots {
            if before.is_some_and(|b| b != (cell, whose)) {
                field.starts.push(field.slots.len() as u32);
            }
            before = Some((cell, whose));
            let start = field.offer.len() as u32;
            for at in offers {
                let offer = &problem.offers[at as usize];
                field.offer.push(at);
                field.fund.push(offer.fund);
                field.region.push(problem.region[village as usize]);
                field.cost.push(offer.cost);
                field.slot.push(field.slots.len() as u32);
            }
            let need = problem.need[lever as usize][village as usize].unwrap_or(0.0);
            field.slots.push(Slot {
                start,
                end: field.offer.len() as u32,
                lever,
                base: need * problem.people[village as usize],
                needed: need >= problem.needed,
                standing,
            });
            field.cell_of.push(field.starts.len() as u32 - 1);
        }
        field.starts.push(field.slots.len() as u32);
        field
    }

    /// Number of offers.
    pub fn len(&self) -> usize {
        self.offer.len()
    }

    /// Number of cells.
    pub fn cells(&self) -> usize {
        self.starts.len() - 1
    }

    /// Slots of a cell.
    pub fn slots_of(&self, cell: usize) -> std::ops::Range<usize> {
        self.starts[cell] as usize..self.starts[cell + 1] as usize
    }

    /// What the k-th programme of a slot gains, k from 0.
    pub fn gain(&self, slot: &Slot, k: u32) -> f64 {
        match self.shares.get(k as usize) {
            Some(share) => slot.base * share,
            None => slot.base * self.repeat.powi(k as i32),
        }
    }

    /// What the first programme of a slot gains more where a complement stands.
    pub fn bonus(&self, slot: &Slot) -> f64 {
        if slot.needed && slot.standing == 0 {
            self.complement * slot.base
        } else {
            0.0
        }
    }

    /// Marks of the field's offers that are among these positions of the problem.
    pub fn marks(&self, chosen: &[u32]) -> Vec<bool> {
        let mut taken = vec![false; self.len()];
        for &at in chosen {
            taken[at as usize] = true;
        }
        self.offer.iter().map(|&at| taken[at as usize]).collect()
    }

    /// Positions in the problem of the marked offers, ascending.
    pub fn chosen(&self, taken: &[bool]) -> Vec<u32> {
        let marked = self.offer.iter().zip(taken).filter(|(_, taken)| **taken);
        let mut chosen: Vec<u32> = marked.map(|(&at, _)| at).collect();
        chosen.sort_unstable();
        chosen
    }

    /// What a choice gains.
    pub fn worth(&self, chosen: &[u32]) -> f64 {
        self.gains(chosen).iter().sum()
    }

    /// What each offer of a choice gains, in the order of the choice.
    pub fn gains(&self, chosen: &[u32]) -> Vec<f64> {
        let taken = self.marks(chosen);
        let mut gain = vec![0.0; self.len()];
        for cell in 0..self.cells() {
            let held = |slot: &Slot| {
                let own = slot.start as usize..slot.end as usize;
                slot.standing > 0 || taken[own].contains(&true)
            };
            let slots = &self.slots[self.slots_of(cell)];
            let first = slots.iter().find(|slot| slot.needed && held(slot));
            let meets = first.is_some_and(|first| {
                let mut others = slots.iter().filter(|slot| slot.lever != first.lever);
                others.any(|slot| slot.needed && held(slot))
            });
            for slot in slots {
                let mut k = slot.standing;
                for j in slot.start as usize..slot.end as usize {
                    if taken[j] {
                        let bonus = if meets && k == 0 {
                            self.bonus(slot)
                        } else {
                            0.0
                        };
                        gain[self.offer[j] as usize] = self.gain(slot, k) + bonus;
                        k += 1;
                    }
                }
            }
        }
        chosen.iter().map(|&at| gain[at as usize]).collect()
    }
}
