//! How much work an effort allows, counted in looks at pairs of demand and site.

use super::location::Location;
use super::tree::Limits;

/// Work spent on a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// A good answer and a bound, no exact search.
    Quick,
    /// A better answer, and a proof where the problem is small.
    Normal,
    /// A proof where it can be had in minutes.
    Certify,
}

/// Work that is left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    /// Looks at pairs.
    looks: f64,
    /// Random restarts of a local search.
    pub kicks: u32,
    /// Whether to search beyond the first bound.
    pub exact: bool,
}

impl Budget {
    pub fn of(effort: Effort) -> Self {
        let (looks, kicks, exact) = match effort {
            Effort::Quick => (4e8, 0, false),
            Effort::Normal => (4e9, 8, true),
            Effort::Certify => (6e10, 40, true),
        };
        Self {
            looks,
            kicks,
            exact,
        }
    }

    /// A part of it.
    pub fn part(self, parts: f64) -> Self {
        Self {
            looks: self.looks / parts,
            ..self
        }
    }

    /// Looks at all pairs that it allows.
    pub fn looks(&self, location: &Location) -> u64 {
        // filling a capacity sorts what wants in
        let one = if location.capacity.is_some() { 20 } else { 1 };
        let size = location.near.pairs() * one + location.n() + location.m();
        (self.looks / size as f64).clamp(20.0, 1e6) as u64
    }

    /// Rounds of pricing: at the root, and in all.
    pub fn limits(&self, location: &Location) -> Limits {
        let rounds = self.looks(location);
        Limits {
            root: rounds.min(600).max(rounds / 4).min(2_000),
            rounds: if self.exact { rounds } else { 0 },
        }
    }

    /// Programs to solve, each of this effort.
    pub fn nodes(&self, effort: f64) -> u64 {
        if self.exact {
            (self.looks / effort).clamp(1.0, 1e6) as u64
        } else {
            1
        }
    }
}
