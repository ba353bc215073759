//! Counts, floating catchments and gravity over any ways.

use super::{Decay, Found, Scratch, Ways};
use rayon::prelude::*;

/// Pairs that are kept between the steps; beyond, what is near is looked for twice.
const KEPT: usize = 100_000_000;
/// Places of demand that are looked at before their people are added up.
const CHUNK: usize = 4096;

/// How supply in the catchment becomes a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Two-step floating catchment: supply for each person that competes for it (Luo and Wang 2003, doi:10.1068/b29120; with a decay Luo and Qi 2009,
    /// doi:10.1016/j.healthplace.2009.06.002).
    Floating,
    /// Supply times the decay, added up, whoever else is there (Hansen 1959, doi:10.1080/01944365908978307).
    Gravity,
}

/// What is asked of n places of demand and m points of supply.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// How many of the nearest, at least 1.
    pub k: usize,
    /// The farthest that counts, inclusive.
    pub catchment: Option<f64>,
    /// n people; one who is not known adds to no demand.
    pub people: Option<&'a [Option<f64>]>,
    /// m capacities; one that is not known serves nobody.
    pub capacity: &'a [Option<f64>],
    /// How to score.
    pub method: Method,
    /// What is worth less from afar.
    pub decay: &'a Decay,
}

/// What n places of demand have.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// n lists of the k nearest, with their costs, the nearest first; shorter where fewer can be reached, empty without a place.
    pub nearest: Vec<Found>,
    /// n counts in the catchment; none without a place or a catchment.
    pub within: Vec<Option<u32>>,
    /// n scores; 0 where nothing is in the catchment, none without a place, a catchment or (floating) people.
    pub score: Vec<Option<f64>>,
    /// m numbers of people that compete for each point; none where there are no scores of that kind.
    pub competing: Option<Vec<f64>>,
}

impl Access {
    /// Supply that people can reach, and supply that nobody can: of the points whose capacity is known.
    pub fn reachable(&self, capacity: &[Option<f64>]) -> Option<(f64, f64)> {
        let competing = self.competing.as_ref()?;
        let mut sums = (0.0, 0.0);
        for (people, supply) in competing.iter().zip(capacity) {
            let supply = supply.unwrap_or_default();
            match *people > 0.0 {
                true => sums.0 += supply,
                false => sums.1 += supply,
            }
        }
        Some(sums)
    }
}

/// Points in the catchment of one demand and what they are worth from there; no shares where all are 1.
struct Near {
    supply: Vec<u32>,
    share: Vec<f64>,
}

impl Near {
    fn pairs(&self) -> impl Iterator<Item = (usize, f64)> {
        let shares = self.share.iter().copied().chain(std::iter::repeat(1.0));
        self.supply.iter().map(|&j| j as usize).zip(shares)
    }
}

/// Looks from every demand at the supply around it; numbers do not depend on the number of threads, and sums are made in the order of the demand.
///
/// Conservation: people times floating scores add up to the supply that people can reach.
pub fn access<W: Ways + ?Sized>(ways: &W, asked: &Asked) -> Access {
    let n = ways.demand();
    let looked = |from: usize| {
        let upto = (from + CHUNK).min(n);
        let look = |scratch: &mut (Scratch, Found), i: usize| {
            let found = &mut scratch.1;
            let reach = asked.catchment.unwrap_or(-1.0);
            ways.look(i, asked.k, reach, &mut scratch.0, found);
            let nearest: Found = found.iter().take(asked.k).copied().collect();
            let near = asked.catchment.map(|catchment| {
                let near = found.iter().take_while(|(cost, _)| *cost <= catchment);
                let mut supply: Vec<(u32, f64)> = near.map(|&(cost, j)| (j, cost)).collect();
                // sums in the order of the points
                supply.sort_unstable_by_key(|pair| pair.0);
                let share = match asked.decay {
                    Decay::None => Vec::new(),
                    decay => supply
                        .iter()
                        .map(|(_, c)| decay.at(*c, catchment))
                        .collect(),
                };
                Near {
                    supply: supply.into_iter().map(|pair| pair.0).collect(),
                    share,
                }
            });
            (nearest, near)
        };
        // a search along roads has room for all nodes, which is not made for every place
        let places = (from..upto).into_par_iter().with_min_len(256);
        let found: Vec<(Found, Option<Near>)> = places.map_init(Default::default, look).collect();
        found
    };
    let mut made = Access {
        nearest: Vec::with_capacity(n),
        within: Vec::with_capacity(n),
        score: vec![None; n],
        competing: None,
    };
    let floating = asked.method == Method::Floating;
    let scored = asked.catchment.is_some() && !(floating && asked.people.is_none());
    let mut competing = vec![0.0; ways.supply()];
    let mut kept: Vec<Option<Vec<Option<Near>>>> = Vec::new();
    let mut pairs = 0;
    for from in (0..n).step_by(CHUNK) {
        let mut chunk = Vec::with_capacity(CHUNK);
        for (at, (nearest, near)) in looked(from).into_iter().enumerate() {
            let i = from + at;
            let near = near.filter(|_| ways.placed(i));
            made.nearest.push(nearest);
            made.within
                .push(near.as_ref().map(|near| near.supply.len() as u32));
            if let (Some(near), Some(people)) = (&near, asked.people.and_then(|p| p[i])) {
                for (j, share) in near.pairs() {
                    competing[j] += people * share;
                }
            }
            pairs += near.as_ref().map_or(0, |near| near.supply.len());
            chunk.push(near);
        }
        kept.push((scored && pairs <= KEPT).then_some(chunk));
    }
    if !scored {
        return made;
    }
    let worth: Vec<f64> = (asked.capacity.iter().zip(&competing))
        .map(|(supply, people)| match (supply, asked.method) {
            (None, _) => 0.0,
            (Some(supply), Method::Gravity) => *supply,
            (Some(supply), Method::Floating) if *people > 0.0 => supply / people,
            (Some(_), Method::Floating) => 0.0,
        })
        .collect();
    let score = |near: &Near| near.pairs().map(|(j, share)| worth[j] * share).sum::<f64>() + 0.0;
    for (chunk, from) in kept.into_iter().zip((0..n).step_by(CHUNK)) {
        let chunk = chunk.unwrap_or_else(|| {
            let again = looked(from).into_iter().enumerate();
            again
                .map(|(at, (_, near))| near.filter(|_| ways.placed(from + at)))
                .collect()
        });
        let scores: Vec<Option<f64>> = chunk
            .par_iter()
            .map(|near| near.as_ref().map(score))
            .collect();
        made.score[from..from + scores.len()].copy_from_slice(&scores);
    }
    made.competing = floating.then_some(competing);
    made
}
