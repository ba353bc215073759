//! Neighbours of neighbours.

use super::{Graph, Link, LinkKind};
use rayon::prelude::*;

/// Links of weight 1 to the units that the shortest way along links reaches in exactly `steps`; with `lower`, in 1 to `steps`.
///
/// One step keeps the kind and border of the link, more are of kind order; nobody is a neighbour of itself. Ways run forward, so the
/// result is symmetric where the links are. Of 0 steps there are no links. As `libpysal.graph.Graph.higher_order` (`shortest_path`).
/// O(n m) for m units within reach of one.
pub fn order(graph: &Graph, steps: usize, lower: bool) -> Graph {
    let reached = |from: usize| {
        let mut level = vec![from as u32];
        let mut seen = vec![from as u32];
        let mut links = Vec::new();
        for step in 1..=steps {
            let ahead = level.iter().flat_map(|&i| graph.neighbours(i as usize));
            let mut next: Vec<u32> = ahead.copied().collect();
            next.sort_unstable();
            next.dedup();
            next.retain(|to| seen.binary_search(to).is_err());
            if next.is_empty() {
                break;
            }
            seen.extend(&next);
            seen.sort_unstable();
            if step == steps || lower {
                links.extend(next.iter().map(|&to| (step, to)));
            }
            level = next;
        }
        let first = graph.links(from).map(|link| Link {
            weight: 1.0,
            ..link
        });
        let first: Vec<Link> = first.filter(|_| lower || steps == 1).collect();
        let farther = links.into_iter().filter(|(step, _)| *step > 1);
        let farther = farther.map(move |(_, to)| Link {
            from: from as u32,
            to,
            weight: 1.0,
            border_m: 0.0,
            kind: LinkKind::Order,
        });
        let all: Vec<Link> = first.into_iter().chain(farther).collect();
        all
    };
    let links = (0..graph.n()).into_par_iter().flat_map_iter(|from| {
        if steps == 0 {
            Vec::new()
        } else {
            reached(from)
        }
    });
    Graph::from_links(graph.n(), links.collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{graph, graphs};
    use super::*;
    use proptest::prelude::*;

    /// Steps of the shortest ways by Floyd and Warshall.
    fn steps_between(graph: &Graph) -> Vec<Vec<usize>> {
        let n = graph.n();
        let mut steps = vec![vec![usize::MAX / 4; n]; n];
        for (i, row) in steps.iter_mut().enumerate() {
            row[i] = 0;
            for &j in graph.neighbours(i) {
                row[j as usize] = 1;
            }
        }
        for via in 0..n {
            for from in 0..n {
                for to in 0..n {
                    steps[from][to] = steps[from][to].min(steps[from][via] + steps[via][to]);
                }
            }
        }
        steps
    }

    proptest! {
        #[test]
        fn shortest_ways_have_the_asked_steps(graph in graphs(), steps in 1_usize..5) {
            let between = steps_between(&graph);
            let (exact, lower) = (order(&graph, steps, false), order(&graph, steps, true));
            for (i, row) in between.iter().enumerate() {
                for (j, &found) in row.iter().enumerate() {
                    prop_assert_eq!(exact.has(i, j as u32), i != j && found == steps);
                    prop_assert_eq!(lower.has(i, j as u32), i != j && found <= steps);
                }
            }
        }
    }

    #[test]
    fn the_first_step_keeps_its_border() {
        let line = graph(4, &[(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2)]);
        let two = order(&line, 2, true);
        let kinds: Vec<LinkKind> = two.links(0).map(|link| link.kind).collect();
        assert_eq!(kinds, [LinkKind::Border, LinkKind::Order]);
        assert!(two.summary().symmetric);
        assert_eq!(order(&line, 1, false), line);
        assert_eq!(order(&line, 0, true).link_count(), 0);
        assert_eq!(order(&line, usize::MAX, false).link_count(), 0);
    }
}
