//! Hand-made villages, every choice at small size, and what holds for any problem.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod hand;
mod offers;
mod properties;

use super::*;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// A problem that owns its parts.
#[derive(Clone, Default, Debug)]
pub struct Case {
    pub funds: Vec<Fund>,
    pub offers: Vec<Offer>,
    pub standing: Vec<Standing>,
    pub need: Vec<Vec<Option<f64>>>,
    pub people: Vec<f64>,
    pub cell: Vec<u32>,
    pub region: Vec<u32>,
    pub floor: Vec<f64>,
    pub caseloads: Vec<Caseload>,
    pub needed: f64,
    pub repeat: f64,
    pub complement: f64,
}

impl Case {
    /// n villages, each a cell, in one region without a floor.
    pub fn villages(need: &[&[f64]], people: &[f64]) -> Self {
        let n = people.len();
        Self {
            need: need
                .iter()
                .map(|lever| lever.iter().map(|&x| Some(x)).collect())
                .collect(),
            people: people.to_vec(),
            cell: (0..n as u32).collect(),
            region: vec![0; n],
            floor: vec![0.0],
            needed: 0.4,
            repeat: 0.5,
            complement: 0.25,
            ..Self::default()
        }
    }

    /// Adds a fund with an offer of this cost in every village.
    pub fn fund(mut self, lever: u32, ministry: u32, money: f64, cost: f64) -> Self {
        self.funds.push(Fund {
            lever,
            ministry,
            money,
        });
        self.offers.clear();
        self.costs(|_, _| cost)
    }

    /// Offers of all funds in all villages.
    pub fn costs(mut self, cost: impl Fn(u32, u32) -> f64) -> Self {
        for village in 0..self.people.len() as u32 {
            for fund in 0..self.funds.len() as u32 {
                let cost = cost(village, fund);
                self.offers.push(Offer {
                    village,
                    fund,
                    cost,
                });
            }
        }
        self
    }

    pub fn problem(&self) -> Problem<'_> {
        Problem {
            funds: &self.funds,
            offers: &self.offers,
            standing: &self.standing,
            need: &self.need,
            people: &self.people,
            cell: &self.cell,
            region: &self.region,
            floor: &self.floor,
            caseloads: &self.caseloads,
            needed: self.needed,
            repeat: self.repeat,
            complement: self.complement,
        }
    }

    pub fn solved(&self) -> Allocation {
        solve(&self.problem()).unwrap()
    }

    /// Village and fund of what was placed.
    pub fn places(&self, plan: &[u32]) -> Vec<(u32, u32)> {
        let of = |&at: &u32| {
            (
                self.offers[at as usize].village,
                self.offers[at as usize].fund,
            )
        };
        plan.iter().map(of).collect()
    }

    /// Random funds, needs, costs, cells and standing placements.
    pub fn random(n: usize, funds: usize, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let levers = 3;
        let need = |rng: &mut ChaCha8Rng| {
            let known = rng.random_bool(0.9);
            let need: f64 = rng.random();
            known.then_some((need * 10.0).round() / 10.0)
        };
        let mut case = Self {
            need: (0..levers)
                .map(|_| (0..n).map(|_| need(&mut rng)).collect())
                .collect(),
            people: (0..n)
                .map(|_| f64::from(rng.random_range(1..20_u32)))
                .collect(),
            cell: (0..n).map(|_| rng.random_range(0..n as u32)).collect(),
            region: (0..n).map(|v| (v % 2) as u32).collect(),
            needed: 0.4,
            repeat: [0.0, 0.5, 1.0][rng.random_range(0..3_usize)],
            complement: [0.0, 0.25, 1.5][rng.random_range(0..3_usize)],
            ..Self::default()
        };
        for fund in 0..funds {
            let money = f64::from(rng.random_range(5..12 + 4 * n as u32));
            case.funds.push(Fund {
                lever: rng.random_range(0..levers as u32),
                ministry: fund as u32 % 2,
                money,
            });
        }
        for village in 0..n as u32 {
            for fund in 0..funds as u32 {
                let cost = f64::from(rng.random_range(1..9_u32));
                let lever = case.funds[fund as usize].lever as usize;
                let need = case.need[lever][village as usize];
                if need.is_some_and(|need| need > 0.0) && cost <= case.funds[fund as usize].money {
                    case.offers.push(Offer {
                        village,
                        fund,
                        cost,
                    });
                }
            }
        }
        for _ in 0..rng.random_range(0..2 + n / 4) {
            case.standing.push(Standing {
                village: rng.random_range(0..n as u32),
                lever: rng.random_range(0..levers as u32),
                ministry: 7,
            });
        }
        if rng.random_bool(0.5) {
            case.caseloads.push(Caseload {
                fund: 0,
                region: None,
                villages: 2,
            });
        }
        if rng.random_bool(0.5) {
            case.caseloads.push(Caseload {
                fund: funds as u32 - 1,
                region: Some(1),
                villages: 1,
            });
        }
        let money = case.funds.iter().map(|fund| fund.money).sum();
        let share = [0.0, 0.5, 1.0][rng.random_range(0..3_usize)];
        case.floor = floors(share, money, &case.need, &case.people, &case.region, 2);
        case
    }
}

/// What a choice gains, from the words of the definition.
pub fn worth(case: &Case, plan: &[u32]) -> f64 {
    let place = |&at: &u32| {
        let offer = &case.offers[at as usize];
        (
            offer.village as usize,
            case.funds[offer.fund as usize].lever as usize,
        )
    };
    let need = |v: usize, lever: usize| case.need[lever][v].unwrap_or(0.0);
    let mut there: Vec<(usize, usize)> = case
        .standing
        .iter()
        .map(|s| (s.village as usize, s.lever as usize))
        .filter(|&(v, lever)| case.need[lever][v].is_some())
        .collect();
    let all: Vec<(usize, usize)> = there
        .iter()
        .copied()
        .chain(plan.iter().map(place))
        .collect();
    let mut sum = 0.0;
    for (v, lever) in plan.iter().map(place) {
        let before = there.iter().filter(|&&at| at == (v, lever)).count();
        let full = need(v, lever) * case.people[v];
        sum += full * case.repeat.powi(before as i32);
        let complement = all.iter().any(|&(u, other)| {
            case.cell[u] == case.cell[v] && other != lever && need(u, other) >= case.needed
        });
        if before == 0 && need(v, lever) >= case.needed && complement {
            sum += case.complement * full;
        }
        there.push((v, lever));
    }
    sum
}

/// The best of all choices that keep the limits, with these floors.
pub fn best_of_all(case: &Case, floor: &[f64]) -> f64 {
    let m = case.offers.len();
    let mut best = f64::NEG_INFINITY;
    for set in 0_u32..1 << m {
        let plan: Vec<u32> = (0..m as u32).filter(|at| set >> at & 1 == 1).collect();
        if keeps(case, floor, &plan) {
            best = best.max(worth(case, &plan));
        }
    }
    best
}

/// Whether a choice keeps money, caseloads and floors.
pub fn keeps(case: &Case, floor: &[f64], plan: &[u32]) -> bool {
    let offers = || plan.iter().map(|&at| &case.offers[at as usize]);
    let money = |keep: &dyn Fn(&Offer) -> bool| -> f64 {
        offers().filter(|o| keep(o)).map(|o| o.cost).sum()
    };
    let region = |offer: &Offer| case.region[offer.village as usize];
    let funds = (0_u32..)
        .zip(&case.funds)
        .all(|(f, fund)| money(&|o| o.fund == f) <= fund.money + 1e-9);
    let floors = (0_u32..)
        .zip(floor)
        .all(|(r, least)| money(&|o| region(o) == r) >= least - 1e-9);
    let loads = case.caseloads.iter().all(|load| {
        let own =
            offers().filter(|o| o.fund == load.fund && load.region.is_none_or(|r| r == region(o)));
        own.count() <= load.villages as usize
    });
    funds && floors && loads
}
