//! Steps to the next class, summed by who is to take them.

use super::{Menu, Taken};
use std::collections::BTreeMap;

/// Whom a sum is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Whose {
    /// Position of the actor among those asked for; none for everybody.
    pub actor: Option<u32>,
    /// Position of the region; none for all.
    pub region: Option<u32>,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Total {
    /// Villages with a step.
    pub villages: u32,
    /// Steps.
    pub steps: u64,
    /// Their cost.
    pub cost: f64,
}

/// Sums the sets of menus over actors and regions: everybody and each actor, everywhere and in each region.
///
/// `actors` holds the actors of each leaf, distinct. A step that several answer for counts for each of them, so that actors do not sum to everybody;
/// regions do sum to the whole. O(entries).
pub fn totals(menus: &[Menu], actors: &[Vec<u32>], region: &[u32]) -> BTreeMap<Whose, Total> {
    let mut totals = BTreeMap::<Whose, Total>::new();
    for (menu, &region) in menus.iter().zip(region) {
        let mut own = BTreeMap::<Option<u32>, Total>::new();
        for entry in &menu.entries {
            let Some(Taken { steps, cost, .. }) = entry.next else {
                continue;
            };
            let whose = actors[entry.leaf].iter().map(|&actor| Some(actor));
            for actor in whose.chain([None]) {
                let total = own.entry(actor).or_default();
                total.steps += u64::from(steps);
                total.cost += cost;
            }
        }
        for (actor, own) in own {
            for region in [None, Some(region)] {
                let total = totals.entry(Whose { actor, region }).or_default();
                total.villages += 1;
                total.steps += own.steps;
                total.cost += own.cost;
            }
        }
    }
    totals
}
