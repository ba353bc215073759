//! Institutions, programmes and villages of one area as a graph.

use super::between::betweenness;
use super::cut::parted;
use crate::input::inventory::Inventory;
use crate::plan::synergy::Presence;
use std::collections::{BTreeMap, BTreeSet};

/// How the institutions of an area hang together.
///
/// An institution is linked with each programme it hosts in a village of the area and with each such village.
#[derive(Debug, Clone, PartialEq)]
pub struct Web {
    /// Institutions that host something there, ascending.
    pub institutions: Vec<u32>,
    /// Programmes they host there, ascending.
    pub programmes: Vec<u32>,
    /// Villages with a host, ascending.
    pub villages: Vec<u32>,
    /// Programmes hosted in the area by each of the institutions, ascending.
    pub held: Vec<Vec<u32>>,
    /// Villages of the area served by each of the institutions, ascending.
    pub serves: Vec<Vec<u32>>,
    /// Placements in villages of the area that name no host.
    pub unhosted: u32,
    /// Institutions whose village is in the area and that host nothing there, ascending.
    pub unused: Vec<u32>,
    /// Sum of the squared shares of institutions in all pairs of institution and programme; none without any.
    pub concentration: Option<f64>,
    /// Parts that nothing links.
    pub parts: u32,
    /// For each of the institutions how many parts with a programme its own part falls into without it; 2 or more separate programmes.
    pub parted: Vec<u32>,
    /// For each of the institutions its betweenness, 0 to 1.
    pub betweenness: Vec<f64>,
}

/// The web of the area with these villages. O(vertices x edges) of that area.
pub fn web(inventory: &Inventory, presence: &Presence, members: &[u32]) -> Web {
    let mut held: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut serves: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut unhosted = 0;
    for &village in members {
        for &at in presence.placements(village as usize) {
            let placement = &inventory.placements[at as usize];
            match placement.institution {
                Some(host) => {
                    held.entry(host).or_default().insert(placement.programme);
                    serves.entry(host).or_default().insert(village);
                }
                None => unhosted += 1,
            }
        }
    }
    let members: BTreeSet<u32> = members.iter().copied().collect();
    let there = (0..).zip(&inventory.institutions);
    let unused = there
        .filter(|(_, i)| i.village.is_some_and(|v| members.contains(&v)))
        .map(|(at, _)| at)
        .filter(|at| !held.contains_key(at));
    let distinct = |of: &BTreeMap<u32, BTreeSet<u32>>| -> Vec<u32> {
        let all: BTreeSet<u32> = of.values().flatten().copied().collect();
        all.into_iter().collect()
    };
    let (programmes, villages) = (distinct(&held), distinct(&serves));
    let lists = |of: &BTreeMap<u32, BTreeSet<u32>>| -> Vec<Vec<u32>> {
        of.values()
            .map(|own| own.iter().copied().collect())
            .collect()
    };
    let mut web = Web {
        institutions: held.keys().copied().collect(),
        unused: unused.collect(),
        held: lists(&held),
        serves: lists(&serves),
        concentration: None,
        parts: 0,
        parted: Vec::new(),
        betweenness: Vec::new(),
        programmes,
        villages,
        unhosted,
    };
    web.measure();
    web
}

impl Web {
    fn measure(&mut self) {
        let sizes = || self.held.iter().map(|own| own.len() as f64);
        let total: f64 = sizes().sum();
        let squares: f64 = sizes().map(|size| (size / total).powi(2)).sum();
        self.concentration = (total > 0.0).then_some(squares);
        let near = self.near();
        let (from, to) = (self.institutions.len(), self.programmes.len());
        let marked: Vec<bool> = (0..near.len())
            .map(|at| (from..from + to).contains(&at))
            .collect();
        self.parts = components(&near);
        self.parted = parted(&near, &marked);
        self.parted.truncate(from);
        self.betweenness = betweenness(&near);
        self.betweenness.truncate(from);
    }

    /// Neighbours of institutions, then programmes, then villages.
    fn near(&self) -> Vec<Vec<u32>> {
        let institutions = self.institutions.len();
        let places = institutions + self.programmes.len();
        let mut near = vec![Vec::new(); places + self.villages.len()];
        for at in 0..institutions {
            let place = |of: &[u32], what: &u32| of.partition_point(|other| other < what);
            let programmes = self.held[at].iter();
            let programmes = programmes.map(|p| institutions + place(&self.programmes, p));
            let villages = self.serves[at].iter();
            let villages = villages.map(|v| places + place(&self.villages, v));
            for to in programmes.chain(villages) {
                near[at].push(to as u32);
                near[to].push(at as u32);
            }
        }
        near
    }
}

fn components(near: &[Vec<u32>]) -> u32 {
    let mut seen = vec![false; near.len()];
    let mut count = 0;
    for start in 0..near.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        count += 1;
        let mut stack = vec![start];
        while let Some(at) = stack.pop() {
            for &to in &near[at] {
                if !std::mem::replace(&mut seen[to as usize], true) {
                    stack.push(to as usize);
                }
            }
        }
    }
    count
}
