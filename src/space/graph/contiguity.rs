//! Neighbours by common border.

use super::{Graph, Link, LinkKind};
use crate::space::coverage::{Border, Coverage};

/// Which contact makes neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contiguity {
    /// Sharing a vertex.
    Queen,
    /// Sharing an edge.
    Rook,
}

/// Symmetric links of weight 1 between units of a coverage that meet; units that meet nobody stay without links.
pub fn contiguity(coverage: &Coverage, rule: Contiguity) -> Graph {
    let links = coverage
        .borders()
        .into_iter()
        .filter(|border| rule == Contiguity::Queen || border.edge)
        .flat_map(both_ways);
    Graph::from_links(coverage.n(), links.collect())
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
