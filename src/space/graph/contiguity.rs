//! Neighbours by common border.

use super::{Graph, Link, LinkKind};
use crate::space::coverage::{Border, Coverage};

/// Which contact makes neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contiguity {
    /// Sharing a vertex, or nearly.
    Queen,
    /// Sharing an edge, or nearly.
    Rook,
}

/// Symmetric links of weight 1 between units of a coverage that meet; units that meet nobody stay without links.
///
/// With `snap` 0 vertices and edges are shared when their coordinates are bit-equal. Otherwise queen neighbours are at most `snap` metres
/// apart (layer units on a plane), and rook neighbours share an edge or face each other so near along more than 2 `snap`: see
/// [`Coverage::borders_within`].
pub fn contiguity(coverage: &Coverage, rule: Contiguity, snap: f64) -> Graph {
    let borders = coverage.borders_within(snap).into_iter();
    let kept = borders.filter(|border| rule == Contiguity::Queen || border.edge);
    Graph::from_links(coverage.n(), kept.flat_map(both_ways).collect())
}

fn both_ways(border: Border) -> [Link; 2] {
    let link = |from, to| Link {
        from,
        to,
        weight: 1.0,
        border_m: border.length_m,
        kind: LinkKind::Border,
    };
    [link(border.a, border.b), link(border.b, border.a)]
}
