//! Limits of a plan: money of funds, caseloads, floors of regions.

use super::Problem;

const NONE: u32 = u32::MAX;

/// One row a fund, then a caseload, then a region; a plan keeps at most the limit of the first two and at least that of the last.
pub(super) struct Rows {
    /// Limit a row.
    pub limit: Vec<f64>,
    /// Rows before the floors.
    pub upper: usize,
    pub funds: usize,
    pub regions: usize,
    /// Caseload rows of each fund and region: of the fund there, and everywhere.
    rooms: Vec<[u32; 2]>,
}

/// Sums may miss a limit by this share: rounding, not choice.
const ROUNDING: f64 = 1e-9;

impl Rows {
    pub fn new(problem: &Problem) -> Self {
        let (funds, regions) = (problem.funds.len(), problem.floor.len());
        let mut limit: Vec<f64> = problem.funds.iter().map(|fund| fund.money).collect();
        let mut rooms = Vec::new();
        if !problem.caseloads.is_empty() {
            rooms = vec![[NONE; 2]; funds * regions];
        }
        for load in problem.caseloads {
            let row = limit.len() as u32;
            limit.push(f64::from(load.villages));
            let first = load.fund as usize * regions;
            match load.region {
                Some(region) => rooms[first + region as usize][0] = row,
                None => rooms[first..first + regions]
                    .iter_mut()
                    .for_each(|room| room[1] = row),
            }
        }
        let upper = limit.len();
        limit.extend(problem.floor);
        Self {
            limit,
            upper,
            funds,
            regions,
            rooms,
        }
    }

    /// The floors.
    pub fn floors(&self) -> &[f64] {
        &self.limit[self.upper..]
    }

    /// The rows an offer counts to, and by how much.
    pub fn each(&self, fund: u32, region: u32, cost: f64, mut count: impl FnMut(usize, f64)) {
        count(fund as usize, cost);
        if !self.rooms.is_empty() {
            for room in self.rooms[fund as usize * self.regions + region as usize] {
                if room != NONE {
                    count(room as usize, 1.0);
                }
            }
        }
        count(self.upper + region as usize, cost);
    }

    /// Whether one more of this size keeps a row.
    pub fn has_room(&self, row: usize, used: f64, more: f64) -> bool {
        row >= self.upper || used + more <= self.limit[row] * (1.0 + ROUNDING)
    }

    /// Whether a row that holds this much keeps its limit.
    pub fn keeps(&self, row: usize, used: f64) -> bool {
        let limit = self.limit[row];
        if row < self.upper {
            used <= limit * (1.0 + ROUNDING)
        } else {
            used >= limit * (1.0 - ROUNDING)
        }
    }
}
