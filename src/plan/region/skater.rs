//! SKATER.

use super::nested::Nested;
use super::problem::Ready;
use super::tree::{cut, spanning_forest};
use super::{Method, Problem, regionalise};
use crate::error::Result;
use crate::space::graph::Graph;

/// Contiguous regions of alike units: of the minimum spanning tree on the neighbour graph, the edge whose cut lowers the sum of
/// squared deviations within regions most is cut, until there are `regions`.
///
/// * `attributes`: k columns of n finite values, used as they are.
/// * `floor`: n amounts and the least sum of them in each region.
/// * Returns the region of each unit, numbered from 0 by their least unit.
/// * Links are taken both ways, their weights do not matter. Each component is a tree of its own. Of equal links and cuts the one
///   of the lowest units is taken.
///
/// Errors: lengths differ, a value not finite; infeasible when there are fewer regions than components or more than units,
/// when a component is below the floor, or when no cut keeps the floor before all regions are there.
///
/// Source: Assunção, Neves, Câmara and Freitas 2006, doi:10.1080/13658810600665111; the dissimilarity is squared Euclidean, as in
/// GeoDa. O(links log links + regions x n x k) at worst.
pub fn skater(
    graph: &Graph,
    attributes: &[Vec<f64>],
    regions: usize,
    floor: Option<(&[f64], f64)>,
) -> Result<Vec<u32>> {
    let problem = Problem {
        graph,
        attributes,
        floor,
    };
    regionalise(&problem, Method::Skater, Some(regions..=regions)).map(|found| found.labels)
}

/// The cuts of the minimum spanning tree, up to `most` regions.
pub(super) fn nested(ready: &Ready<'_>, most: usize) -> Nested {
    cut(
        ready,
        &spanning_forest(&ready.graph, ready.attributes),
        most,
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::super::{standardise, within_ssd};
    use super::*;
    use crate::error::Kind;
    use crate::space::graph::{Link, LinkKind};
    use proptest::prelude::*;

    fn graph(n: usize, pairs: &[(u32, u32)]) -> Graph {
        let links = pairs.iter().map(|&(from, to)| Link {
            from,
            to,
            weight: 1.0,
            border_m: 0.0,
            kind: LinkKind::Border,
        });
        Graph::from_links(n, links.collect())
    }

    fn path(n: u32) -> Graph {
        graph(n as usize, &(1..n).map(|i| (i - 1, i)).collect::<Vec<_>>())
    }

    #[test]
    fn cuts_where_values_part() {
        let x = [vec![9.0, 9.1, 1.0, 1.1, 5.0, 5.2]];
        assert_eq!(skater(&path(6), &x, 1, None).unwrap(), [0; 6]);
        assert_eq!(skater(&path(6), &x, 2, None).unwrap(), [0, 0, 1, 1, 1, 1]);
        assert_eq!(skater(&path(6), &x, 3, None).unwrap(), [0, 0, 1, 1, 2, 2]);
        assert_eq!(
            skater(&path(6), &x, 6, None).unwrap(),
            [0, 1, 2, 3, 4, 5],
            "every unit alone"
        );
        let constant = [x[0].clone(), vec![7.0; 6]];
        assert_eq!(
            skater(&path(6), &constant, 3, None).unwrap(),
            [0, 0, 1, 1, 2, 2]
        );
    }

    #[test]
    fn floor_and_parts_are_kept() {
        let x = [vec![9.0, 1.0, 1.1, 1.2, 1.3, 1.4]];
        let people = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
        let two = skater(&path(6), &x, 2, Some((&people, 2.0))).unwrap();
        assert_eq!(two, [0, 0, 1, 1, 1, 1]);
        let parts = graph(6, &[(0, 2), (1, 3), (3, 5), (5, 1)]);
        assert_eq!(skater(&parts, &x, 3, None).unwrap(), [0, 1, 0, 1, 2, 1]);
    }

    #[test]
    fn infeasible_and_faulty_are_told_apart() {
        let x = [vec![9.0, 1.0, 1.1, 1.2]];
        let people = [1.0, 1.0, 1.0, 1.0];
        let says = |graph: &Graph, regions, floor: Option<(&[f64], f64)>, kind, word: &str| {
            let error = skater(graph, &x, regions, floor).unwrap_err();
            assert_eq!(error.kind, kind, "{error}");
            assert!(error.to_string().contains(word), "{error}");
        };
        let infeasible = Kind::Infeasible;
        says(&path(4), 0, None, infeasible, "0 regions");
        says(&path(4), 5, None, infeasible, "5 regions");
        says(&graph(4, &[(0, 1)]), 2, None, infeasible, "3 parts");
        says(
            &path(4),
            3,
            Some((&people, 2.0)),
            infeasible,
            "into 2 regions",
        );
        says(&path(4), 1, Some((&people, 5.0)), infeasible, "sums to 4");
        says(&path(5), 2, None, Kind::Engine, "4 values");
        says(
            &path(4),
            2,
            Some((&[f64::NAN; 4], 1.0)),
            Kind::Input,
            "row 1",
        );
    }

    proptest! {
        #[test]
        fn regions_are_contiguous_nested_and_keep_the_floor(
            values in prop::collection::vec((0_i32..9, 0_i32..9, 1_u32..5), 2..24),
            pairs in prop::collection::vec((0_u32..24, 0_u32..24), 0..60),
            regions in 1_usize..8,
            least in 0_u32..8,
        ) {
            let n = values.len();
            let links = pairs.iter().map(|&(a, b)| (a % n as u32, b % n as u32));
            let graph = graph(n, &links.flat_map(|(a, b)| [(a, b), (b, a)]).collect::<Vec<_>>());
            let attributes = [
                values.iter().map(|v| f64::from(v.0)).collect(),
                values.iter().map(|v| f64::from(v.1)).collect::<Vec<_>>(),
            ];
            let people: Vec<f64> = values.iter().map(|v| f64::from(v.2)).collect();
            let floor = Some((people.as_slice(), f64::from(least)));
            let Ok(labels) = skater(&graph, &attributes, regions, floor) else { return Ok(()) };
            let found = labels.iter().max().map_or(0, |most| *most as usize + 1);
            prop_assert_eq!(found, regions);
            for region in 0..regions as u32 {
                let (within, units) = graph.subset(&labels.iter().map(|&l| l == region).collect::<Vec<_>>());
                prop_assert!(within.components().iter().all(|&c| c == 0));
                prop_assert!(units.iter().map(|&i| people[i as usize]).sum::<f64>() >= f64::from(least));
            }
            if let Ok(coarser) = skater(&graph, &attributes, regions.saturating_sub(1), floor) {
                for a in 0..n {
                    for b in 0..n {
                        prop_assert!(labels[a] != labels[b] || coarser[a] == coarser[b]);
                    }
                }
            }
        }

        #[test]
        fn the_first_cut_is_the_best_of_all(values in prop::collection::vec((0_i32..30, 0_i32..30), 2..12)) {
            let attributes = [
                values.iter().map(|v| f64::from(v.0)).collect(),
                values.iter().map(|v| f64::from(v.1)).collect::<Vec<_>>(),
            ];
            let n = values.len();
            let standard = standardise(&attributes);
            let ours = within_ssd(&standard, &skater(&path(n as u32), &standard, 2, None).unwrap());
            let best = (1..n)
                .map(|cut| within_ssd(&standard, &(0..n).map(|i| u32::from(i >= cut)).collect::<Vec<_>>()))
                .fold(f64::INFINITY, f64::min);
            prop_assert!(ours <= best + 1e-9);
        }
    }
}
