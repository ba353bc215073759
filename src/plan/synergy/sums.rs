//! What placements bring: people and money, as far as they are known.

use crate::input::inventory::{Inventory, Placement};
use std::collections::BTreeMap;

/// Sums over placements.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sums {
    /// Number of placements.
    pub placements: usize,
    /// Beneficiaries of those that say; none where none does.
    pub beneficiaries: Option<f64>,
    /// Money of those that say; none where none does.
    pub budget: Option<f64>,
    /// Placements that do not say how many they reach.
    pub without_beneficiaries: usize,
    /// Placements that do not say what they cost.
    pub without_budget: usize,
}

impl Sums {
    /// The sums of placements at the given positions.
    pub fn of<'a>(inventory: &Inventory, placements: impl IntoIterator<Item = &'a u32>) -> Self {
        let mut sums = Self::default();
        for &at in placements {
            sums.add(&inventory.placements[at as usize]);
        }
        sums
    }

    /// Adds one placement.
    pub fn add(&mut self, placement: &Placement) {
        self.placements += 1;
        plus(&mut self.beneficiaries, placement.beneficiaries);
        plus(&mut self.budget, placement.budget);
        self.without_beneficiaries += usize::from(placement.beneficiaries.is_none());
        self.without_budget += usize::from(placement.budget.is_none());
    }
}

/// Adds what is known to what is known.
pub fn plus(sum: &mut Option<f64>, more: Option<f64>) {
    if let Some(more) = more {
        *sum = Some(sum.unwrap_or_default() + more);
    }
}

/// Herfindahl-Hirschman index: the sum of squared shares, from 1/k for k equal parts to 1 for one; none where there is nothing to share.
///
/// Source: Hirschman 1964, American Economic Review 54(5).
pub fn hhi(parts: impl IntoIterator<Item = f64>) -> Option<f64> {
    let parts: Vec<f64> = parts.into_iter().collect();
    let whole: f64 = parts.iter().sum();
    (whole > 0.0).then(|| parts.iter().map(|part| (part / whole).powi(2)).sum())
}

/// How the money of placements is spread over programmes and over ministries; none where no budget is known.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spread {
    /// HHI over programmes.
    pub programmes: Option<f64>,
    /// HHI over ministries.
    pub ministries: Option<f64>,
}

/// The spread of the money of placements at the given positions. O(p log p).
pub fn spread<'a>(inventory: &Inventory, placements: impl IntoIterator<Item = &'a u32>) -> Spread {
    let mut programmes = BTreeMap::<u32, f64>::new();
    for &at in placements {
        let placement = &inventory.placements[at as usize];
        if let Some(budget) = placement.budget {
            *programmes.entry(placement.programme).or_default() += budget;
        }
    }
    let mut ministries = BTreeMap::<u32, f64>::new();
    for (&programme, &budget) in &programmes {
        let ministry = inventory.programmes[programme as usize].ministry;
        *ministries.entry(ministry).or_default() += budget;
    }
    Spread {
        programmes: hhi(programmes.into_values()),
        ministries: hhi(ministries.into_values()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::plan::synergy::example;

    /// Village 0 in 2024: 100 of P0, 300 of P1, 100 of P2: shares 0.2, 0.6, 0.2; ministry 1 runs P1 and P2: 0.2 and 0.8.
    #[test]
    fn money_of_a_village() {
        let (inventory, presence) = example::four();
        let sums = Sums::of(&inventory, presence.placements(0));
        assert_eq!(sums.placements, 3);
        assert_eq!([sums.beneficiaries, sums.budget], [Some(17.0), Some(500.0)]);
        let found = spread(&inventory, presence.placements(0));
        assert!((found.programmes.unwrap_or_default() - 0.44).abs() < 1e-12);
        assert!((found.ministries.unwrap_or_default() - 0.68).abs() < 1e-12);
    }

    /// Village 2: P2 without a budget, P3 with 50; village 3 has nothing.
    #[test]
    fn unknown_money_is_not_nothing() {
        let (inventory, presence) = example::four();
        let sums = Sums::of(&inventory, presence.placements(2));
        assert_eq!((sums.budget, sums.without_budget), (Some(50.0), 1));
        assert_eq!(
            spread(&inventory, presence.placements(2)).programmes,
            Some(1.0)
        );
        assert_eq!(Sums::of(&inventory, presence.placements(3)).budget, None);
        assert_eq!(
            spread(&inventory, presence.placements(3)),
            Spread::default()
        );
        assert_eq!(hhi([0.0, 0.0]), None);
    }
}
