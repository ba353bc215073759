//! What ranks say over many draws, kept in bins so that the ranks themselves need not be.

use rayon::prelude::*;

/// Bytes the bins may take.
const ROOM: usize = 1 << 28;

/// Ranks of m units over the draws so far.
pub struct Spread {
    units: usize,
    /// Ranks to a bin.
    width: u32,
    bins: usize,
    /// m rows of counts.
    counts: Vec<u16>,
    /// m numbers of draws in the priority set.
    inside: Vec<u32>,
    cutoff: u32,
    draws: u32,
}

impl Spread {
    /// No draws yet, for m units; ranks up to `cutoff` are the priority set. At most 65,535 draws can be added.
    pub fn new(units: usize, cutoff: u32) -> Self {
        let most = (ROOM / 2 / units.max(1)).max(1);
        let width = units.div_ceil(most).max(1);
        let bins = units.div_ceil(width);
        Self {
            units,
            width: width as u32,
            bins,
            counts: vec![0; units * bins],
            inside: vec![0; units],
            cutoff,
            draws: 0,
        }
    }

    /// Adds draws, each the ranks of m units.
    pub fn add(&mut self, draws: &[Vec<u32>]) {
        if self.units == 0 {
            return;
        }
        let (width, cutoff) = (self.width, self.cutoff);
        (self.counts.par_chunks_exact_mut(self.bins))
            .zip(&mut self.inside)
            .enumerate()
            .for_each(|(unit, (counts, inside))| {
                for ranks in draws {
                    counts[((ranks[unit] - 1) / width) as usize] += 1;
                    *inside += u32::from(ranks[unit] <= cutoff);
                }
            });
        self.draws += draws.len() as u32;
    }

    /// Ranks to a bin: 1 when every rank has its own.
    pub fn resolution(&self) -> u32 {
        self.width
    }

    /// The 5 %, 50 % and 95 % points of a unit's rank: the least rank that so large a share of the draws does not exceed.
    /// Where ranks share a bin, the ends are the bin's outer ones and the median its middle.
    pub fn interval(&self, unit: usize) -> (u32, u32, u32) {
        let counts = &self.counts[unit * self.bins..(unit + 1) * self.bins];
        let point = |percent: u32| {
            let wanted = (self.draws * percent).div_ceil(100).max(1);
            let mut sum = 0;
            counts
                .iter()
                .position(|&count| {
                    sum += u32::from(count);
                    sum >= wanted
                })
                .unwrap_or(0) as u32
        };
        let top = |bin: u32| ((bin + 1) * self.width).min(self.units as u32);
        let (low, median, high) = (point(5), point(50), point(95));
        (
            low * self.width + 1,
            (median * self.width + 1).midpoint(top(median)),
            top(high),
        )
    }

    /// The share of draws in which a unit is in the priority set.
    pub fn p_priority(&self, unit: usize) -> f64 {
        f64::from(self.inside[unit]) / f64::from(self.draws)
    }
}
