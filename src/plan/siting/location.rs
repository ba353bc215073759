//! The model that p-median, maximal cover and set cover share, and its Lagrangian bound.
//!
//! Least cost of opening sites and serving demand, x the share of demand i that site j serves:
//! min sum f y + sum c x, sum over j of x = 1, x <= y, sum over i of w x <= capacity y, a given number of sites or any.
//! p-median: f = 0, c = w d. Maximal cover: c = 0 within the radius, and w where demand is left out. Set cover: f = 1, c = 0.
//! Pricing that each demand is served at u leaves sites that do not see each other (Geoffrion 1974; Cornuéjols, Fisher and Nemhauser
//! 1977, doi:10.1287/mnsc.23.8.789): a site is worth its part of sum max(0, u - c), within its capacity.

use super::near::{Near, Space};
use super::transport;
use rayon::prelude::*;
use std::sync::Arc;

/// What is sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// Least sum of weight times distance with p sites.
    Median,
    /// Least weight left out with p sites.
    Most,
    /// Fewest sites that leave nothing out.
    Cover,
}

/// n demand, m candidate sites.
#[derive(Debug, Clone)]
pub(super) struct Location<'a> {
    pub goal: Goal,
    /// n amounts.
    pub weight: Vec<f64>,
    pub near: Arc<Near>,
    /// Sites to open; of no meaning for a cover.
    pub p: usize,
    /// m amounts a site can serve.
    pub capacity: Option<Vec<f64>>,
    /// m marks of sites that must be open.
    pub fixed: Vec<bool>,
    /// Where all are; none where lists are all that is known, and who lists no open site has none.
    pub space: Option<&'a Space<'a>>,
}

/// What a search has decided of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Free,
    Open,
    Closed,
}

/// A round of pricing.
#[derive(Debug, Clone)]
pub(super) struct Priced {
    /// No plan costs less.
    pub bound: f64,
    /// m reduced costs of sites; nothing for closed ones.
    pub value: Vec<f64>,
    /// Sites that the priced model opens, ascending.
    pub chosen: Vec<u32>,
}

impl Location<'_> {
    pub fn n(&self) -> usize {
        self.weight.len()
    }

    pub fn m(&self) -> usize {
        self.fixed.len()
    }

    /// All demand.
    pub fn total(&self) -> f64 {
        self.weight.iter().sum()
    }

    /// What it costs to serve demand from so far.
    pub fn cost(&self, demand: usize, far: f64) -> f64 {
        match self.goal {
            Goal::Median => self.weight[demand] * far,
            Goal::Most | Goal::Cover => 0.0,
        }
    }

    /// The greatest price of demand at which sites that are not listed, or none, cannot gain.
    pub fn ceiling(&self, demand: usize) -> f64 {
        match self.goal {
            Goal::Median if self.weight[demand] == 0.0 => 0.0,
            Goal::Median => self.weight[demand] * self.near.beyond[demand],
            Goal::Most => self.weight[demand],
            Goal::Cover => f64::INFINITY,
        }
    }

    /// The state before a search.
    pub fn states(&self) -> Vec<State> {
        let state = |fixed: &bool| if *fixed { State::Open } else { State::Free };
        self.fixed.iter().map(state).collect()
    }

    /// Marks of the open sites.
    pub fn marks(&self, open: &[u32]) -> Vec<bool> {
        let mut marks = vec![false; self.m()];
        open.iter().for_each(|&j| marks[j as usize] = true);
        marks
    }

    /// The nearest open site and its distance; none when nothing that counts is open.
    pub fn nearest(&self, demand: usize, open: &[u32], marks: &[bool]) -> Option<(u32, f64)> {
        let (sites, far) = self.near.of(demand);
        let listed = sites.iter().position(|&j| marks[j as usize]);
        let listed = listed.map(|at| (sites[at], far[at]));
        let beyond = self.near.beyond[demand];
        let known = beyond == f64::INFINITY || listed.is_some_and(|(_, far)| far <= beyond);
        let Some(space) = self.space.filter(|_| !known) else {
            return listed;
        };
        let all = open.iter().map(|&j| (j, space.apart(demand, j as usize)));
        all.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))
    }

    /// What opening these sites costs: none when they cannot serve all that must be.
    pub fn value(&self, open: &[u32]) -> Option<f64> {
        if self.capacity.is_some() {
            return transport::assign(self, open).map(|flow| match self.goal {
                Goal::Median => flow.cost,
                Goal::Most => flow.left,
                Goal::Cover => open.len() as f64,
            });
        }
        let marks = self.marks(open);
        let one = |i: usize| match (self.goal, self.nearest(i, open, &marks)) {
            (_, Some((_, far))) => Some(self.cost(i, far)),
            (Goal::Most, None) => Some(self.weight[i]),
            (Goal::Median, None) if self.weight[i] == 0.0 => Some(0.0),
            (_, None) => None,
        };
        let costs: Vec<Option<f64>> = (0..self.n()).into_par_iter().map(one).collect();
        let cost = costs.into_iter().sum::<Option<f64>>()?;
        Some(match self.goal {
            Goal::Cover => open.len() as f64,
            Goal::Median | Goal::Most => cost,
        })
    }

    /// Whether a bound leaves nothing better than `best`.
    pub fn closes(&self, bound: f64, best: f64) -> bool {
        match self.goal {
            Goal::Cover => (bound - 1e-6).ceil() >= best,
            Goal::Median | Goal::Most => bound >= best - 1e-10 * best.abs(),
        }
    }

    /// Calls `take` with what a site would serve at these prices: demand, gain and share; returns the gain of all.
    pub fn serve(&self, site: usize, price: &[f64], mut take: impl FnMut(usize, f64)) -> f64 {
        let wanted = |(i, far): (usize, f64)| (i, price[i] - self.cost(i, far));
        let wanted = self
            .near
            .at(site)
            .map(wanted)
            .filter(|(_, gain)| *gain > 0.0);
        let Some(capacity) = &self.capacity else {
            let mut sum = 0.0;
            for (i, gain) in wanted {
                sum += gain;
                take(i, 1.0);
            }
            return sum;
        };
        let mut wanted: Vec<(usize, f64)> = wanted.collect();
        let amount: f64 = wanted.iter().map(|(i, _)| self.weight[*i]).sum();
        let mut left = capacity[site];
        if amount > left {
            let rate = |&(i, gain): &(usize, f64)| gain / self.weight[i];
            wanted.sort_by(|a, b| rate(b).total_cmp(&rate(a)).then(a.0.cmp(&b.0)));
        }
        let mut sum = 0.0;
        for (i, gain) in wanted {
            let weight = self.weight[i];
            let share = if weight > left { left / weight } else { 1.0 };
            if share <= 0.0 {
                break;
            }
            left -= share * weight;
            sum += share * gain;
            take(i, share);
        }
        sum
    }

    /// The bound at these prices, one a demand from 0 to its ceiling. O(pairs).
    pub fn price(&self, price: &[f64], state: &[State]) -> Priced {
        let opening = if self.goal == Goal::Cover { 1.0 } else { 0.0 };
        let value = |j: usize| match state[j] {
            State::Closed => f64::INFINITY,
            State::Free | State::Open => opening - self.serve(j, price, |_, _| ()),
        };
        let value: Vec<f64> = (0..self.m()).into_par_iter().map(value).collect();
        let in_state = |wanted: State| (0..self.m()).filter(move |&j| state[j] == wanted);
        let mut chosen: Vec<u32> = in_state(State::Open).map(|j| j as u32).collect();
        let mut free: Vec<u32> = in_state(State::Free).map(|j| j as u32).collect();
        if self.goal == Goal::Cover {
            free.retain(|&j| value[j as usize] < 0.0);
        } else {
            let wanted = self.p.saturating_sub(chosen.len());
            free.sort_by(|&a, &b| {
                value[a as usize]
                    .total_cmp(&value[b as usize])
                    .then(a.cmp(&b))
            });
            free.truncate(wanted);
        }
        chosen.extend(free);
        chosen.sort_unstable();
        let sites: f64 = chosen.iter().map(|&j| value[j as usize]).sum();
        Priced {
            bound: price.iter().sum::<f64>() + sites,
            value,
            chosen,
        }
    }

    /// Whether closing has gone too far: a demand that must be served has no site left, or the sites left hold too little.
    pub fn is_hopeless(&self, state: &[State]) -> bool {
        let all = state.iter().filter(|s| **s != State::Closed).count();
        if self.goal == Goal::Most {
            return all < self.p;
        }
        if self.goal == Goal::Median && all < self.p {
            return true;
        }
        let left_alone = |i: usize| {
            let (sites, _) = self.near.of(i);
            let must = self.goal == Goal::Cover || self.weight[i] > 0.0;
            must && self.near.beyond[i] == f64::INFINITY
                && sites.iter().all(|&j| state[j as usize] == State::Closed)
        };
        if (0..self.n()).into_par_iter().any(left_alone) {
            return true;
        }
        let Some(capacity) = &self.capacity else {
            return false;
        };
        let of = |wanted: State| {
            let sites = (0..self.m()).filter(move |&j| state[j] == wanted);
            sites.map(|j| capacity[j]).collect::<Vec<f64>>()
        };
        let (open, mut free) = (of(State::Open), of(State::Free));
        free.sort_by(|a, b| b.total_cmp(a));
        if self.goal == Goal::Median {
            free.truncate(self.p.saturating_sub(open.len()));
        }
        let most: f64 = open.iter().chain(&free).sum();
        most < self.total() * (1.0 - 1e-12)
    }
}
