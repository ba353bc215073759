//! What prices prove: a bound below every plan, added up in whole numbers apart from whatever found the prices.

use super::arcs::Arcs;
use super::flow::NONE;
use super::knapsack::{Item, knapsack};
use rayon::prelude::*;

/// Prices under which no plan is cheaper than their sum says (weak duality).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Prices {
    /// m prices of a place at each post, none below 0.
    pub place: Vec<i64>,
    /// m prices of a family at each post, none below 0; empty without limits on families.
    pub family: Vec<f64>,
    /// n prices of units; where given, each post keeps its own limits and the two prices before do not count.
    pub unit: Vec<i64>,
    /// Price of a unit left out.
    pub left_out: i64,
    /// Whether costs count, or only how many are left out.
    pub costs: bool,
}

/// A group of units and posts, both numbered from 0.
pub(super) struct Market<'a> {
    pub arcs: &'a Arcs,
    pub room: &'a [u32],
    /// m limits on families.
    pub most: &'a [Option<f64>],
    /// n families.
    pub families: &'a [f64],
}

/// At least so many units are left out, and a plan that leaves out `left_out` costs at least so much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bound {
    pub left_out: u64,
    pub cost: i64,
}

impl Market<'_> {
    /// What a family costs at a post, in whole metres, not more than it says.
    pub fn extra(&self, prices: &Prices, unit: usize, post: u32) -> i64 {
        let price = prices.family.get(post as usize).copied().unwrap_or(0.0);
        // at most what i64 holds a million times over
        (price * self.families[unit]).floor().min(9e12) as i64
    }

    /// No plan has less of `left_out` times the units left out plus the cost (0 without `costs`): each unit takes its cheapest way, places
    /// and families are paid back in full. O(pairs). With prices of units each is paid its price, and each post chooses whom it gains most by
    /// within its limits.
    pub fn least(&self, prices: &Prices) -> i128 {
        if !prices.unit.is_empty() {
            return self.chosen(prices).0;
        }
        let unit = |unit: usize| {
            let ways = self.arcs.list(unit).map(|(post, cost)| {
                let cost = if prices.costs { cost } else { 0 };
                cost + prices.place[post as usize] + self.extra(prices, unit, post)
            });
            i128::from(ways.fold(prices.left_out, i64::min))
        };
        let paid: i128 = (0..self.arcs.n()).map(unit).sum();
        let places = prices.place.iter().zip(self.room);
        let back: i128 = places
            .map(|(&price, &room)| i128::from(price) * i128::from(room))
            .sum();
        let families = prices.family.iter().zip(self.most);
        let back_families: f64 = families
            .map(|(price, most)| (price * most.unwrap_or(0.0)).ceil())
            .sum();
        paid - back - (back_families * (1.0 + 1e-12)).ceil() as i128
    }

    /// The sum of unit prices and of what each post gains, and whom each post chooses.
    pub fn chosen(&self, prices: &Prices) -> (i128, Vec<Vec<u32>>) {
        let mut items: Vec<Vec<Item>> = vec![Vec::new(); self.room.len()];
        for (at, &price) in prices.unit.iter().enumerate() {
            for (post, cost) in self.arcs.list(at) {
                let value = if prices.costs { cost } else { 0 } - price;
                if value < 0 {
                    items[post as usize].push(Item {
                        unit: at as u32,
                        value,
                        families: self.families[at],
                    });
                }
            }
        }
        let choose = |(post, items)| knapsack(items, self.room[post], self.most[post]);
        let found: Vec<(i64, Vec<u32>)> = (items.into_par_iter().enumerate()).map(choose).collect();
        let paid = prices.unit.iter().map(|&price| price.min(prices.left_out));
        let gained = found.iter().map(|(gain, _)| *gain);
        (
            paid.chain(gained).map(i128::from).sum(),
            found.into_iter().map(|(_, chosen)| chosen).collect(),
        )
    }

    /// What all prices together prove of plans that leave out `left_out` units.
    pub fn bound(&self, prices: &[Prices], left_out: u64) -> Bound {
        let cheap = |(_, costs): (&[u32], &[i64])| costs.first().copied().unwrap_or(0).min(0);
        let dear = |(_, costs): (&[u32], &[i64])| costs.last().copied().unwrap_or(0).max(0);
        let units = || (0..self.arcs.n()).map(|unit| self.arcs.of(unit));
        let most: i128 = units().map(|unit| i128::from(dear(unit))).sum();
        let none: i128 = units().map(|unit| i128::from(cheap(unit))).sum();
        let mut bound = Bound {
            left_out: 0,
            cost: none as i64,
        };
        for prices in prices.iter().filter(|prices| prices.left_out > 0) {
            let least = self.least(prices);
            let each = i128::from(prices.left_out);
            let count = if prices.costs { least - most } else { least };
            let count = (count + each - 1).div_euclid(each).max(0);
            bound.left_out = bound.left_out.max(count as u64);
            if prices.costs {
                let cost = least - each * i128::from(left_out);
                bound.cost = bound.cost.max(cost as i64);
            }
        }
        bound
    }

    /// Units left out and cost of an assignment.
    pub fn total(&self, post: &[u32]) -> (u64, i64) {
        let mut total = (0, 0);
        for (unit, &post) in post.iter().enumerate() {
            match self.arcs.cost(unit, post).filter(|_| post != NONE) {
                Some(cost) => total.1 += cost,
                None => total.0 += 1,
            }
        }
        total
    }

    /// Families of each post under an assignment.
    pub fn loads(&self, post: &[u32]) -> Vec<f64> {
        let mut load = vec![0.0; self.room.len()];
        for (unit, &post) in post.iter().enumerate().filter(|(_, post)| **post != NONE) {
            load[post as usize] += self.families[unit];
        }
        load
    }

    /// Whether a post has more families than it may.
    pub fn over(&self, post: usize, load: f64) -> bool {
        self.most[post].is_some_and(|most| load > most)
    }
}
