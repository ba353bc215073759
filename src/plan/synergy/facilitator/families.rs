//! Caseloads in families: where the cheapest assignment by villages breaks them, what is linked is settled apart.
//!
//! With villages alone the flow is exact. Families make it a generalised assignment (Ross and Soland 1975, doi:10.1007/BF01580430): each group of linked units
//! and posts whose families do not fit is repaired and improved by moves and swaps, bounded by prices (Fisher 1981,
//! doi:10.1287/mnsc.27.1.1), and searched exactly while it is small.

mod exact;
mod pack;
mod prices;
mod ruin;

use super::arcs::Arcs;
use super::flow::{Flow, NONE, cheapest};
use super::price::{Market, Prices};
use crate::error::Result;
use crate::plan::solve::Proof;
use rayon::prelude::*;

/// A group of units and posts that no pair links with others, and what is known of it.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// Units, ascending.
    pub units: Vec<u32>,
    /// Posts, ascending.
    pub posts: Vec<u32>,
    /// What proves the bound, over the group's own numbers.
    pub prices: Vec<Prices>,
    /// Whether an exact search went further than the prices; it checks every bound of its own in plain arithmetic.
    pub exact: bool,
    /// At least so many units are left out.
    pub least: u64,
    /// A plan that leaves out as many as this one costs at least so much.
    pub bound: i64,
    /// What is known where bound and plan do not meet.
    pub proof: Proof,
    /// Work units.
    pub work: u64,
}

impl Group {
    /// The group as a market of its own; none where a pair leads out of it.
    pub fn cut(&self, market: &Market) -> Option<Own> {
        let own = cut(market, &self.units, &self.posts);
        let pairs = self.units.iter().map(|&u| market.arcs.of(u as usize).0);
        let inside = |post: &u32| self.posts.binary_search(post).is_ok();
        (pairs.flatten().all(inside)).then_some(own)
    }
}

/// n posts ([`NONE`] where left out) and what is known of them, group by group.
pub(super) struct Settled {
    pub post: Vec<u32>,
    pub groups: Vec<Group>,
    /// Whether families press and no more than a plan was looked for.
    pub quick: bool,
}

/// Assigns all units: as many as possible, then at least cost. `quick` looks for a plan only, and its bounds are those of villages alone.
///
/// # Errors
/// When a solver fails.
pub(super) fn settle(market: &Market, quick: bool) -> Result<Settled> {
    let dear = market.arcs.dear();
    let flow = cheapest(market.arcs, market.room, dear);
    let loads = market.loads(&flow.post);
    let crowded: Vec<bool> = (0..loads.len()).map(|j| market.over(j, loads[j])).collect();
    let mut post = flow.post.clone();
    if !crowded.contains(&true) {
        let all = Parts::all(market);
        let groups = vec![by_flow(market, all, flow, dear)];
        return Ok(Settled {
            post,
            groups,
            quick: false,
        });
    }
    let parts = linked(market.arcs, market.room.len());
    let settled: Vec<Result<(Vec<u32>, Group)>> = parts
        .into_par_iter()
        .map(|part| {
            let own_market = cut(market, &part.units, &part.posts);
            let start = Flow {
                post: (part.units.iter())
                    .map(|&u| own(&part.posts, flow.post[u as usize]))
                    .collect(),
                price: (part.posts.iter())
                    .map(|&j| flow.price[j as usize])
                    .collect(),
                work: part.units.len() as u64,
            };
            let view = own_market.view();
            if part.posts.iter().any(|&j| crowded[j as usize]) {
                crowd(&view, part, start, dear, quick)
            } else {
                let post = start.post.clone();
                Ok((post, by_flow(&view, part, start, dear)))
            }
        })
        .collect();
    let mut groups = Vec::with_capacity(settled.len());
    for found in settled {
        let (own, group) = found?;
        for (&unit, &own) in group.units.iter().zip(&own) {
            post[unit as usize] = match own {
                NONE => NONE,
                own => group.posts[own as usize],
            };
        }
        groups.push(group);
    }
    Ok(Settled {
        post,
        groups,
        quick,
    })
}

/// A group that the flow settles: its prices prove it.
fn by_flow(market: &Market, part: Parts, flow: Flow, dear: i64) -> Group {
    let (left_out, _) = market.total(&flow.post);
    let prices = vec![Prices {
        place: flow.price,
        family: Vec::new(),
        unit: Vec::new(),
        left_out: dear,
        costs: true,
    }];
    let bound = market.bound(&prices, left_out);
    Group {
        units: part.units,
        posts: part.posts,
        prices,
        exact: false,
        least: bound.left_out,
        bound: bound.cost,
        proof: Proof::Bounded,
        work: flow.work,
    }
}

/// A group whose families do not fit under the flow.
fn crowd(
    market: &Market,
    part: Parts,
    flow: Flow,
    dear: i64,
    quick: bool,
) -> Result<(Vec<u32>, Group)> {
    if quick {
        let (post, work) = prices::quick(market, &flow);
        let mut group = by_flow(market, part, flow, dear);
        group.work += work;
        return Ok((post, group));
    }
    let found = prices::search(market, &flow, dear);
    let mut group = Group {
        units: part.units,
        posts: part.posts,
        least: found.bound.left_out,
        bound: found.bound.cost,
        prices: found.prices,
        exact: false,
        proof: Proof::Bounded,
        work: flow.work + found.work,
    };
    let mut post = found.post;
    let (left_out, cost) = market.total(&post);
    let open = left_out > group.least || cost > group.bound;
    if open && let Some(found) = exact::search(market, &post)? {
        // bounds of prices for as many left out as the new plan
        let (left_out, _) = market.total(&found.post);
        let bound = market.bound(&group.prices, left_out);
        group.exact = found.least > bound.left_out || found.bound > bound.cost;
        group.least = found.least.max(bound.left_out);
        group.bound = found.bound.max(bound.cost);
        group.proof = Proof::Cut;
        group.work += found.work;
        post = found.post;
    }
    Ok((post, group))
}

/// Units and posts by their numbers in the whole.
struct Parts {
    units: Vec<u32>,
    posts: Vec<u32>,
}

/// A market of its own.
pub(super) struct Own {
    arcs: Arcs,
    room: Vec<u32>,
    most: Vec<Option<f64>>,
    families: Vec<f64>,
}

impl Own {
    /// Limits on families.
    pub fn most(&self) -> &[Option<f64>] {
        &self.most
    }

    pub fn view(&self) -> Market<'_> {
        Market {
            arcs: &self.arcs,
            room: &self.room,
            most: &self.most,
            families: &self.families,
        }
    }
}

impl Parts {
    fn all(market: &Market) -> Self {
        Self {
            units: (0..market.arcs.n() as u32).collect(),
            posts: (0..market.room.len() as u32).collect(),
        }
    }
}

/// A post by its number in the group.
fn own(posts: &[u32], post: u32) -> u32 {
    posts.binary_search(&post).map_or(NONE, |at| at as u32)
}

fn cut(market: &Market, units: &[u32], posts: &[u32]) -> Own {
    let list = |&unit: &u32| {
        let pairs = market.arcs.list(unit as usize);
        pairs.map(|(post, cost)| (cost, own(posts, post))).collect()
    };
    Own {
        arcs: Arcs::new(units.iter().map(list)),
        room: posts.iter().map(|&j| market.room[j as usize]).collect(),
        most: posts.iter().map(|&j| market.most[j as usize]).collect(),
        families: (units.iter())
            .map(|&u| market.families[u as usize])
            .collect(),
    }
}

/// The groups of units and posts that pairs link, by their first unit; units without a post are one each, posts without a unit are in none.
fn linked(arcs: &Arcs, posts: usize) -> Vec<Parts> {
    let mut of: Vec<u32> = (0..posts as u32).collect();
    for unit in 0..arcs.n() {
        let (own, _) = arcs.of(unit);
        for &post in own.iter().skip(1) {
            let (a, b) = (root(&mut of, own[0]), root(&mut of, post));
            of[a.max(b) as usize] = a.min(b);
        }
    }
    let mut place = vec![NONE; posts];
    let mut parts: Vec<Parts> = Vec::new();
    for unit in 0..arcs.n() {
        let (own, _) = arcs.of(unit);
        let at = own.first().map(|&post| root(&mut of, post) as usize);
        let known = at.map(|at| place[at]).filter(|part| *part != NONE);
        let part = known.unwrap_or_else(|| {
            parts.push(Parts {
                units: Vec::new(),
                posts: Vec::new(),
            });
            parts.len() as u32 - 1
        });
        if let Some(at) = at {
            place[at] = part;
        }
        parts[part as usize].units.push(unit as u32);
    }
    for post in 0..posts as u32 {
        let part = place[root(&mut of, post) as usize];
        if part != NONE {
            parts[part as usize].posts.push(post);
        }
    }
    parts
}

fn root(of: &mut [u32], mut at: u32) -> u32 {
    while of[at as usize] != at {
        of[at as usize] = of[of[at as usize] as usize];
        at = of[at as usize];
    }
    at
}
