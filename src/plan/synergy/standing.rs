//! What stands and what is needed, by lever and village.

use super::Presence;
use super::members::Members;
use crate::input::inventory::Inventory;

/// An inventory in a year, against the needs of n villages.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    /// Who does what.
    pub inventory: &'a Inventory,
    /// What stands where.
    pub presence: &'a Presence,
    /// The villages of each programme.
    pub programmes: Members,
    /// The villages of each lever.
    pub levers: Members,
    /// Levers x n needs in 0..1; missing stays none.
    pub need: &'a [Vec<Option<f64>>],
    /// Least need at which a village needs a lever.
    pub needed: f64,
    /// The villages that need each lever.
    pub needing: Members,
}

impl<'a> Standing<'a> {
    /// Looks up who holds and who needs what. O(levers x n + p).
    pub fn new(
        inventory: &'a Inventory,
        presence: &'a Presence,
        need: &'a [Vec<Option<f64>>],
        needed: f64,
    ) -> Self {
        let n = presence.villages();
        let village = |v: usize| Some(v as u32);
        let lever = |p: u32| inventory.programmes[p as usize].lever;
        let mut needing = Members::new(need.len(), n);
        for (lever, need) in (0..).zip(need) {
            for (village, need) in (0..).zip(need) {
                if need.is_some_and(|need| need >= needed) {
                    needing.insert(lever, village);
                }
            }
        }
        Self {
            inventory,
            presence,
            programmes: Members::of(presence, inventory.programmes.len(), Some, n, village),
            levers: Members::of(presence, inventory.levers.len(), lever, n, village),
            need,
            needed,
            needing,
        }
    }

    /// Whether a village is known not to need a lever.
    pub fn idle(&self, lever: usize, village: usize) -> bool {
        self.need[lever][village].is_some_and(|need| need < self.needed)
    }
}
