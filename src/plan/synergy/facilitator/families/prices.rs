//! Prices of families by subgradients (Held, Wolfe and Crowder 1974, doi:10.1007/BF01580223); each round is a flow, each few a plan.

use super::pack::pack;
use super::ruin::ruin;
use crate::plan::synergy::facilitator::arcs::Arcs;
use crate::plan::synergy::facilitator::flow::{Flow, NONE, assign};
use crate::plan::synergy::facilitator::price::{Bound, Market, Prices};

/// Pairs that all rounds together may look at.
const PAIRS: usize = 4_000_000;
/// Most rounds of either bound.
const ROUNDS: usize = 40;
/// Most times that a plan is taken apart.
const RUINS: usize = 8_000;
/// Price of a unit left out while costs do not count: prices of families are shares of it.
const ONE: i64 = 1_000_000;

/// A plan that keeps all limits, and what prices prove.
pub(super) struct Priced {
    pub post: Vec<u32>,
    pub prices: Vec<Prices>,
    pub bound: Bound,
    pub work: u64,
}

struct Search<'a> {
    market: &'a Market<'a>,
    post: Vec<u32>,
    total: (u64, i64),
    work: u64,
}

/// A plan from the flow that leaves families out of account, without a bound of its own.
pub(super) fn quick(market: &Market, flow: &Flow) -> (Vec<u32>, u64) {
    let mut packed = pack(market, &flow.post);
    ruin(&mut packed, market.arcs.n().min(RUINS));
    packed.improve();
    (packed.post, packed.work)
}

/// Finds a plan and a bound from the flow that leaves families out of account.
pub(super) fn search(market: &Market, flow: &Flow, dear: i64) -> Priced {
    let first = pack(market, &flow.post);
    let mut search = Search {
        market,
        total: market.total(&first.post),
        work: first.work,
        post: first.post,
    };
    let rounds = (PAIRS / market.arcs.pairs().max(1)).clamp(3, ROUNDS);
    let flat = Prices {
        place: flow.price.clone(),
        family: vec![0.0; market.room.len()],
        unit: Vec::new(),
        left_out: dear,
        costs: true,
    };
    let mut prices = vec![flat.clone()];
    let known = market.bound(&prices, search.total.0).left_out;
    let mut start = flat.clone();
    if search.total.0 > known {
        // one more left out must weigh against distances, not above all of them
        let farthest = (0..market.arcs.n()).filter_map(|u| market.arcs.of(u).1.last());
        start.left_out = farthest.copied().max().unwrap_or(0).max(1);
    }
    let cost = search.climb(start, rounds, |total, bound| total.1 > bound.cost);
    search.ruin();
    if search.total.0 > known {
        let count = Prices {
            left_out: ONE,
            costs: false,
            ..flat
        };
        let count = search.climb(count, rounds, |total, bound| total.0 > bound.left_out);
        prices.push(search.refine(&count, rounds));
        prices.push(count);
    }
    prices.push(search.refine(&cost, 2 * rounds));
    prices.push(cost);
    Priced {
        bound: market.bound(&prices, search.total.0),
        post: search.post,
        prices,
        work: search.work,
    }
}

impl Search<'_> {
    /// Raises prices for some rounds while `open`; the best prices found.
    fn climb(
        &mut self,
        start: Prices,
        rounds: usize,
        open: impl Fn((u64, i64), Bound) -> bool,
    ) -> Prices {
        let market = self.market;
        let free = start.costs && start.left_out < market.arcs.dear();
        let mut prices = start;
        let mut best: Option<(i128, Prices)> = None;
        let (mut length, mut waited) = (1.0, 0);
        for round in 0..rounds {
            let arcs = priced(market, &prices);
            let flow = assign(&arcs, market.room, prices.left_out);
            self.work += flow.work;
            prices.place = flow.price;
            let scale = i128::from(prices.left_out) * i128::from(self.total.0);
            let worth = market.least(&prices) - if prices.costs { scale } else { 0 };
            if best.as_ref().is_none_or(|(most, _)| worth > *most) {
                best = Some((worth, prices.clone()));
                waited = 0;
            } else {
                waited += 1;
            }
            if round % 8 == 0 {
                self.offer(&flow.post);
            }
            let Some((_, top)) = &best else { break };
            let bound = market.bound(std::slice::from_ref(top), self.total.0);
            if !open(self.total, bound) || length < 1e-3 {
                break;
            }
            if waited > 4 {
                (length, waited) = (length * 0.6, 0);
                prices = top.clone();
            }
            let target = if prices.costs {
                i128::from(self.total.1)
            } else {
                scale
            };
            let wanted = (target - worth).max(1) as f64;
            let left_out = flow.post.iter().filter(|post| **post == NONE).count();
            let more = left_out as f64 - self.total.0 as f64;
            if !step(
                market,
                &mut prices,
                &flow.post,
                length * wanted,
                free.then_some(more),
            ) {
                break;
            }
        }
        best.map_or(prices, |(_, prices)| prices)
    }

    /// Takes the best plan apart and fills it anew.
    fn ruin(&mut self) {
        let mut packed = pack(self.market, &self.post);
        ruin(&mut packed, (6 * self.market.arcs.n()).min(RUINS));
        packed.improve();
        self.work += packed.work;
        let total = self.market.total(&packed.post);
        if total < self.total {
            (self.total, self.post) = (total, packed.post);
        }
    }

    /// Goes on from prices of places and families with prices of units, under which each post keeps its own limits (Fisher, Jaikumar and Van
    /// Wassenhove 1986, doi:10.1287/mnsc.32.9.1095): no bound by the former is above the best by these.
    fn refine(&mut self, from: &Prices, rounds: usize) -> Prices {
        let market = self.market;
        let unit = |unit: usize| {
            let ways = market.arcs.list(unit).map(|(post, cost)| {
                let cost = if from.costs { cost } else { 0 };
                cost + from.place[post as usize] + market.extra(from, unit, post)
            });
            ways.fold(from.left_out, i64::min)
        };
        let mut prices = Prices {
            place: Vec::new(),
            family: Vec::new(),
            unit: (0..market.arcs.n()).map(unit).collect(),
            ..from.clone()
        };
        let mut best: Option<(i128, Prices)> = None;
        let (mut length, mut waited) = (1.0, 0);
        for round in 0..rounds {
            let (worth, chosen) = market.chosen(&prices);
            self.work += market.arcs.n() as u64;
            let mut count = vec![0_i64; market.arcs.n()];
            let mut post = vec![NONE; market.arcs.n()];
            for (j, units) in (0_u32..).zip(&chosen) {
                for &unit in units {
                    let unit = unit as usize;
                    count[unit] += 1;
                    let cost = |post: u32| market.arcs.cost(unit, post);
                    if post[unit] == NONE || cost(j) < cost(post[unit]) {
                        post[unit] = j;
                    }
                }
            }
            if round % 8 == 0 {
                self.offer(&post);
            }
            let scale = i128::from(prices.left_out) * i128::from(self.total.0);
            let target = if prices.costs {
                scale + i128::from(self.total.1)
            } else {
                scale
            };
            if best.as_ref().is_none_or(|(most, _)| worth > *most) {
                best = Some((worth, prices.clone()));
                waited = 0;
            } else {
                waited += 1;
            }
            if worth >= target || length < 1e-3 {
                break;
            }
            if waited > 6 {
                (length, waited) = (length * 0.6, 0);
                if let Some((_, top)) = &best {
                    prices.unit.clone_from(&top.unit);
                }
                continue;
            }
            let out =
                |unit: usize| i64::from(prices.unit[unit] >= prices.left_out && count[unit] == 0);
            let slopes: Vec<i64> = (0..count.len()).map(|u| 1 - count[u] - out(u)).collect();
            let size: i64 = slopes.iter().map(|slope| slope * slope).sum();
            if size == 0 {
                break;
            }
            let step = length * (target - worth) as f64 / size as f64;
            for (price, slope) in prices.unit.iter_mut().zip(slopes) {
                let next = *price as f64 + step * slope as f64;
                *price = (next.round() as i64).clamp(-prices.left_out, prices.left_out);
            }
        }
        best.map_or(prices, |(_, prices)| prices)
    }

    fn offer(&mut self, post: &[u32]) {
        let packed = pack(self.market, post);
        self.work += packed.work;
        let total = self.market.total(&packed.post);
        if total < self.total {
            (self.total, self.post) = (total, packed.post);
        }
    }
}

/// Moves prices along what is too much; whether anything moves.
fn step(
    market: &Market,
    prices: &mut Prices,
    post: &[u32],
    wanted: f64,
    more: Option<f64>,
) -> bool {
    let load = market.loads(post);
    let limits = || {
        market.most.iter().zip(&load).map(|(most, load)| {
            // shares of the limit, so that large and small posts move alike
            most.filter(|most| *most > 0.0)
                .map(|most| (load / most - 1.0, most))
        })
    };
    let slopes: Vec<Option<(f64, f64)>> = limits().collect();
    let stuck = |slope: f64, price: f64| slope < 0.0 && price <= 0.0;
    let mut size: f64 = slopes
        .iter()
        .zip(&prices.family)
        .filter_map(|(slope, price)| slope.filter(|(slope, _)| !stuck(*slope, *price)))
        .map(|(slope, _)| slope * slope)
        .sum();
    size += more.map_or(0.0, |more| more * more);
    if size <= 0.0 {
        return false;
    }
    let step = wanted / size;
    for (price, slope) in prices.family.iter_mut().zip(slopes) {
        if let Some((slope, most)) = slope {
            *price = (*price + step * slope / most).max(0.0);
        }
    }
    if let Some(more) = more {
        prices.left_out = (prices.left_out as f64 + step * more).clamp(1.0, 9e12) as i64;
    }
    true
}

/// Costs with the prices of families in them.
fn priced(market: &Market, prices: &Prices) -> Arcs {
    Arcs::new((0..market.arcs.n()).map(|unit| {
        let pairs = market.arcs.list(unit);
        pairs
            .map(|(post, cost)| {
                let cost = if prices.costs { cost } else { 0 };
                (cost + market.extra(prices, unit, post), post)
            })
            .collect()
    }))
}
