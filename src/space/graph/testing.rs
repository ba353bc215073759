//! Small graphs for tests.

use super::{Graph, Link, LinkKind};
use proptest::prelude::*;

/// Border links of weight 1.
pub fn graph(n: usize, links: &[(u32, u32)]) -> Graph {
    let link = |&(from, to)| Link {
        from,
        to,
        weight: 1.0,
        border_m: 0.0,
        kind: LinkKind::Border,
    };
    Graph::from_links(n, links.iter().map(link).collect())
}

/// Directed graphs of a few units, some without links, with weights and borders.
pub fn graphs() -> impl Strategy<Value = Graph> {
    let link = |n: u32| (0..n, 0..n, 0.001..9.0_f64, 0.0..9e4_f64, 0_usize..10);
    (1_u32..12).prop_flat_map(move |n| {
        prop::collection::vec(link(n), 0..30).prop_map(move |links| {
            let links = links
                .into_iter()
                .map(|(from, to, weight, border_m, kind)| Link {
                    from,
                    to,
                    weight,
                    border_m,
                    kind: LinkKind::ALL[kind],
                });
            Graph::from_links(n as usize, links.collect())
        })
    })
}
