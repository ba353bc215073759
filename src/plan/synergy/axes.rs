//! The four axes in one score each: programmes, place, facilitators, institutions.

use super::Presence;
use crate::input::inventory::{Inventory, Placement};
use std::collections::BTreeMap;

/// Marks of the programmes that count for institutions: a type that the inventory has none of (a health centre, a school) says nothing of those it has.
pub use super::institution::hostable as hosted;

/// Scores from 0 to 1, 1 where everything is together; none where there is nothing to bring together.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Axes {
    /// Share of the programmes that are no repetition: 1 - surplus / programmes.
    pub program: Option<f64>,
    /// Convergence: share of the need for levers that is met where it arises.
    pub location: Option<f64>,
    /// Share of the programmes that need a facilitator and are with the one who has most of them in the village.
    pub facilitator: Option<f64>,
    /// The same for programmes that an institution of the inventory carries or could carry.
    pub institution: Option<f64>,
}

impl Axes {
    /// The scores that are there, up to four.
    pub fn known(&self) -> Vec<f64> {
        let scores = [
            self.program,
            self.location,
            self.facilitator,
            self.institution,
        ];
        scores.into_iter().flatten().collect()
    }

    /// Their mean; none without any.
    pub fn mean(&self) -> Option<f64> {
        let known = self.known();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    }
}

/// The axes of some villages taken together.
///
/// `surplus` has n numbers of programmes beyond the first of their lever and target; `location` is the convergence of these villages; `facilitated` and
/// `hosted` mark the programmes that need a facilitator and a host. O(placements of the villages).
pub fn axes(
    inventory: &Inventory,
    presence: &Presence,
    members: &[u32],
    surplus: &[u32],
    location: Option<f64>,
    [facilitated, hosted]: [&[bool]; 2],
) -> Axes {
    let programmes: usize = members
        .iter()
        .map(|&v| presence.programmes(v as usize).len())
        .sum();
    let repeated: u32 = members.iter().map(|&v| surplus[v as usize]).sum();
    let program = (programmes > 0).then(|| 1.0 - f64::from(repeated) / programmes as f64);
    Axes {
        program,
        location,
        facilitator: under_one(inventory, presence, members, facilitated, |p| p.facilitator),
        institution: under_one(inventory, presence, members, hosted, |p| p.institution),
    }
}

/// Of the marked programmes of each village, the share that is with whoever has most of them there; none without such a programme.
fn under_one(
    inventory: &Inventory,
    presence: &Presence,
    members: &[u32],
    marked: &[bool],
    whose: fn(&Placement) -> Option<u32>,
) -> Option<f64> {
    let (mut all, mut most) = (0, 0);
    for &village in members {
        let village = village as usize;
        let wanted = |p: &&u32| marked[**p as usize];
        all += presence.programmes(village).iter().filter(wanted).count();
        let mut with = BTreeMap::<u32, Vec<u32>>::new();
        for &at in presence.placements(village) {
            let placement = &inventory.placements[at as usize];
            if let Some(who) = whose(placement).filter(|_| marked[placement.programme as usize]) {
                with.entry(who).or_default().push(placement.programme);
            }
        }
        let distinct = with.into_values().map(|mut programmes| {
            programmes.sort_unstable();
            programmes.dedup();
            programmes.len()
        });
        most += distinct.max().unwrap_or(0);
    }
    (all > 0).then(|| most as f64 / all as f64)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::base::model::Level;
    use crate::input::inventory::{Institution, Programme};

    fn placement(programme: u32, unit: u32, who: Option<u32>, host: Option<u32>) -> Placement {
        Placement {
            programme,
            level: Level::Village,
            unit,
            year: None,
            beneficiaries: None,
            budget: None,
            facilitator: who,
            institution: host,
            row: 0,
        }
    }

    /// Village 0 has programmes 0, 1, 2, of which 0 and 1 are with facilitator 7, 2 with 8; 0 and 1 repeat each other. Village 1 has programme 1
    /// alone, with nobody. Village 2 has nothing. Programme 2 has no host type and no institution anywhere.
    fn case() -> (Inventory, Presence) {
        let host = |host: Option<&str>| Programme {
            host: host.map(str::to_owned),
            ..Programme::default()
        };
        let inventory = Inventory {
            programmes: vec![host(Some("BUM Desa")), host(None), host(None)],
            institutions: vec![Institution {
                id: "L".into(),
                name: "L".into(),
                kind: "BUMDes".into(),
                village: None,
            }],
            placements: vec![
                placement(0, 0, Some(7), Some(3)),
                placement(1, 0, Some(7), Some(4)),
                placement(2, 0, Some(8), None),
                placement(1, 1, None, None),
            ],
            ..Inventory::default()
        };
        let presence = Presence::new(&inventory, 3, None);
        (inventory, presence)
    }

    /// A catalogue may name types of hosts in a study without institutions: that is no reason to say that hosts are lacking.
    #[test]
    fn without_institutions_nothing_is_said_of_hosts() {
        let (mut inventory, _) = case();
        inventory.institutions.clear();
        for placement in &mut inventory.placements {
            placement.institution = None;
        }
        assert_eq!(hosted(&inventory), [false; 3]);
    }

    #[test]
    fn what_no_institution_of_the_inventory_can_host_does_not_count() {
        // a health centre for programme 2, of which there is none: village 1 has that programme alone
        let (mut inventory, _) = case();
        inventory.programmes[2].host = Some("Puskesmas".into());
        inventory.placements[3].programme = 2;
        let presence = Presence::new(&inventory, 3, None);
        let hosted = hosted(&inventory);
        assert_eq!(hosted, [true, true, false]);
        let of = |members: &[u32]| {
            let all = [true; 3];
            axes(
                &inventory,
                &presence,
                members,
                &[0; 3],
                None,
                [&all, &hosted],
            )
            .institution
        };
        assert_eq!(
            (of(&[0]), of(&[1]), of(&[0, 1])),
            (Some(0.5), None, Some(0.5))
        );
    }

    #[test]
    fn every_axis_by_hand() {
        let (inventory, presence) = case();
        let hosted = hosted(&inventory);
        assert_eq!(hosted, [true, true, false]);
        let all = [true; 3];
        let of = |members: &[u32], location| {
            axes(
                &inventory,
                &presence,
                members,
                &[1, 0, 0],
                location,
                [&all, &hosted],
            )
        };
        // program 1 - 1/3; facilitator 7 has 2 of 3; institutions 3 and 4 have one each of the 2 hosted
        let first = of(&[0], Some(0.25));
        assert_eq!(first.program, Some(1.0 - 1.0 / 3.0));
        assert_eq!(first.facilitator, Some(2.0 / 3.0));
        assert_eq!(first.institution, Some(0.5));
        assert_eq!(first.location, Some(0.25));
        let mean = (2.0 / 3.0 + 0.25 + 2.0 / 3.0 + 0.5) / 4.0;
        assert!((first.mean().unwrap() - mean).abs() < 1e-15);
        // a programme without facilitator or host: nothing is together
        let second = of(&[1], None);
        assert_eq!(
            (second.program, second.facilitator, second.institution),
            (Some(1.0), Some(0.0), Some(0.0))
        );
        // nothing there: nothing is said
        assert_eq!(of(&[2], None), Axes::default());
        assert_eq!(Axes::default().mean(), None);
        // both: 3 programmes of 4 without repetition, 2 of 4 with the leading facilitator, 1 of 3 hosted ones
        let both = of(&[0, 1], None);
        assert_eq!(
            (both.program, both.facilitator, both.institution),
            (Some(0.75), Some(0.5), Some(1.0 / 3.0))
        );
    }
}
