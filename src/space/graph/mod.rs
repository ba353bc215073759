//! Neighbours in compressed rows; units without neighbours stay.
//!
//! * [`contiguity`]: a shared vertex or edge, [`sea_links`]: what water parts tied together
//! * [`nearest`], [`within`], [`kernel`]: by the distance of points; [`by_distance`]: weights that fall with it
//! * [`delaunay`], [`gabriel`], [`relative`]: points that are near with no other between
//! * [`order`], [`union`], [`intersection`]: graphs from graphs
//! * [`file`]: graphs on disk

mod by_distance;
mod combine;
mod contiguity;
mod delaunay;
pub mod file;
mod kernel;
mod near;
mod order;
mod proximity;
mod sea;
mod summary;

pub use by_distance::by_distance;
pub use combine::{intersection, union};
pub use contiguity::{Contiguity, contiguity};
pub use delaunay::delaunay;
pub use kernel::{Bandwidth, Kernel, kernel};
pub use near::{about_within, nearest, to_nearest, within};
pub use order::order;
pub use proximity::{gabriel, relative};
pub use sea::sea_links;
pub use summary::Summary;

/// Why two units are linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// A shared border or vertex.
    Border,
    /// A sea crossing to the nearest unit.
    Sea,
    /// One of the k nearest.
    Nearest,
    /// Within a distance.
    Distance,
    /// A weight that a kernel gives above 0.
    Kernel,
    /// An edge of the Delaunay triangulation.
    Delaunay,
    /// No other point in the circle over both.
    Gabriel,
    /// No other point nearer to both than they are to each other.
    Relative,
    /// Reached in several steps.
    Order,
    /// Read from a file that does not say why.
    Given,
}

impl LinkKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Border,
        Self::Sea,
        Self::Nearest,
        Self::Distance,
        Self::Kernel,
        Self::Delaunay,
        Self::Gabriel,
        Self::Relative,
        Self::Order,
        Self::Given,
    ];

    /// The word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Border => "border",
            Self::Sea => "sea",
            Self::Nearest => "nearest",
            Self::Distance => "distance",
            Self::Kernel => "kernel",
            Self::Delaunay => "delaunay",
            Self::Gabriel => "gabriel",
            Self::Relative => "relative",
            Self::Order => "order",
            Self::Given => "given",
        }
    }
}

/// One directed link.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// From this unit.
    pub from: u32,
    /// To this one.
    pub to: u32,
    /// Weight before any transform; 1 for contiguity.
    pub weight: f64,
    /// Length of the shared border in metres (layer units on a plane); 0 for a vertex or no border.
    pub border_m: f64,
    /// Why.
    pub kind: LinkKind,
}

/// A sparse n x n weights matrix in compressed rows, each row ascending by `to`, no diagonal.
#[derive(Debug, Clone, PartialEq)]
pub struct Graph {
    offsets: Vec<u32>,
    to: Vec<u32>,
    weight: Vec<f64>,
    border_m: Vec<f64>,
    kind: Vec<LinkKind>,
}

impl Graph {
    /// Builds the rows of n units from directed links in any order; of repeated (from, to) the first in sorted order stays.
    pub fn from_links(n: usize, mut links: Vec<Link>) -> Self {
        links.retain(|link| link.from != link.to);
        links.sort_by_key(|link| (link.from, link.to, link.kind));
        links.dedup_by_key(|link| (link.from, link.to));
        let mut offsets = vec![0_u32; n + 1];
        for link in &links {
            offsets[link.from as usize + 1] += 1;
        }
        for i in 0..n {
            offsets[i + 1] += offsets[i];
        }
        Self {
            offsets,
            to: links.iter().map(|link| link.to).collect(),
            weight: links.iter().map(|link| link.weight).collect(),
            border_m: links.iter().map(|link| link.border_m).collect(),
            kind: links.iter().map(|link| link.kind).collect(),
        }
    }

    /// Number of units, isolates included.
    pub fn n(&self) -> usize {
        self.offsets.len() - 1
    }

    fn row(&self, i: usize) -> std::ops::Range<usize> {
        self.offsets[i] as usize..self.offsets[i + 1] as usize
    }

    /// Neighbours of unit i, ascending.
    pub fn neighbours(&self, i: usize) -> &[u32] {
        &self.to[self.row(i)]
    }

    /// Weights of the neighbours of unit i, in the order of [`Graph::neighbours`].
    pub fn weights(&self, i: usize) -> &[f64] {
        &self.weight[self.row(i)]
    }

    /// Number of neighbours of unit i.
    pub fn degree(&self, i: usize) -> usize {
        self.row(i).len()
    }

    /// Whether unit i has a link to unit j.
    pub fn has(&self, i: usize, j: u32) -> bool {
        self.neighbours(i).binary_search(&j).is_ok()
    }

    /// Links of unit i, ascending by `to`.
    pub fn links(&self, i: usize) -> impl Iterator<Item = Link> + '_ {
        self.row(i).map(move |slot| Link {
            from: i as u32,
            to: self.to[slot],
            weight: self.weight[slot],
            border_m: self.border_m[slot],
            kind: self.kind[slot],
        })
    }

    /// All directed links.
    pub fn all_links(&self) -> impl Iterator<Item = Link> + '_ {
        (0..self.n()).flat_map(|i| self.links(i))
    }

    /// Number of directed links.
    pub fn link_count(&self) -> usize {
        self.to.len()
    }

    /// Units without neighbours, ascending.
    pub fn islands(&self) -> Vec<u32> {
        (0..self.n() as u32)
            .filter(|&i| self.degree(i as usize) == 0)
            .collect()
    }

    /// Component of each unit, numbered from 0 by their least unit.
    pub fn components(&self) -> Vec<u32> {
        let mut component = vec![u32::MAX; self.n()];
        let mut next = 0;
        let mut stack = Vec::new();
        for start in 0..self.n() {
            if component[start] != u32::MAX {
                continue;
            }
            component[start] = next;
            stack.push(start);
            while let Some(i) = stack.pop() {
                for &j in self.neighbours(i) {
                    if component[j as usize] == u32::MAX {
                        component[j as usize] = next;
                        stack.push(j as usize);
                    }
                }
            }
            next += 1;
        }
        component
    }

    /// The graph among m of the units, numbered in the order they are given.
    pub fn among(&self, units: &[u32]) -> Self {
        let mut new = vec![u32::MAX; self.n()];
        for (position, &i) in (0..).zip(units) {
            new[i as usize] = position;
        }
        let links = units
            .iter()
            .flat_map(|&i| self.links(i as usize))
            .map(|link| Link {
                from: new[link.from as usize],
                to: new[link.to as usize],
                ..link
            });
        Self::from_links(
            units.len(),
            links.filter(|link| link.to != u32::MAX).collect(),
        )
    }

    /// The graph with no link of a kind.
    pub fn without(&self, kind: LinkKind) -> Self {
        let links = self.all_links().filter(|link| link.kind != kind);
        Self::from_links(self.n(), links.collect())
    }

    /// The graph among the kept units, renumbered in order, and the old number of each.
    pub fn subset(&self, keep: &[bool]) -> (Self, Vec<u32>) {
        let old: Vec<u32> = (0..self.n() as u32).filter(|&i| keep[i as usize]).collect();
        (self.among(&old), old)
    }
}

#[cfg(test)]
mod testing;
