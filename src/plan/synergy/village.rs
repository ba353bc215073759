//! What stands in each village, counted.

use super::Presence;
use super::sums::{Spread, Sums, spread};
use crate::input::inventory::Inventory;
use rayon::prelude::*;

/// What stands in a village.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Village {
    /// Distinct programmes.
    pub programmes: u32,
    /// Distinct ministries.
    pub ministries: u32,
    /// What its placements bring.
    pub sums: Sums,
    /// How their money is spread.
    pub spread: Spread,
}

/// The n villages. O(p log p).
pub fn villages(inventory: &Inventory, presence: &Presence) -> Vec<Village> {
    let one = |village: usize| {
        let held = presence.programmes(village);
        let ministry = |&p: &u32| inventory.programmes[p as usize].ministry;
        let mut ministries: Vec<u32> = held.iter().map(ministry).collect();
        ministries.sort_unstable();
        ministries.dedup();
        Village {
            programmes: held.len() as u32,
            ministries: ministries.len() as u32,
            sums: Sums::of(inventory, presence.placements(village)),
            spread: spread(inventory, presence.placements(village)),
        }
    };
    (0..presence.villages()).into_par_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::base::model::Level;
    use crate::plan::synergy::example;

    /// Programmes 3, 1, 2, 0; ministries 2 (0 and 1), 1, 2, 0; placements and money add up to those at villages in 2024.
    #[test]
    fn every_placement_is_in_one_village() {
        let (inventory, presence) = example::four();
        let found = villages(&inventory, &presence);
        let counts: Vec<_> = found.iter().map(|v| (v.programmes, v.ministries)).collect();
        assert_eq!(counts, [(3, 2), (1, 1), (2, 2), (0, 0)]);
        let own = (inventory.placements.iter())
            .filter(|p| p.level == Level::Village && p.year == Some(2024));
        let (count, money) = own.fold((0, 0.0), |(count, money), p| {
            (count + 1, money + p.budget.unwrap_or_default())
        });
        assert_eq!(
            found.iter().map(|v| v.sums.placements).sum::<usize>(),
            count
        );
        let budget: f64 = found.iter().filter_map(|v| v.sums.budget).sum();
        assert_eq!(budget, money);
    }
}
