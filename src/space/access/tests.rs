#![allow(clippy::unwrap_used)]
use super::*;
use crate::base::model::Measure;
use crate::input::geometry::distance;
use geo::{Contains, MultiPolygon, Point, polygon};
use petgraph::graph::{DiGraph, NodeIndex};
use proptest::prelude::*;

fn some(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().map(|&v| Some(v)).collect()
}

fn road(from: u32, to: u32, cost: f64) -> Edge {
    Edge {
        from,
        to,
        cost,
        one_way: false,
    }
}

fn at(nodes: impl IntoIterator<Item = u32>) -> Vec<Option<Tie>> {
    nodes
        .into_iter()
        .map(|node| Some(Tie { node, cost: 0.0 }))
        .collect()
}

fn floating<'a>(
    people: &'a [Option<f64>],
    capacity: &'a [Option<f64>],
    catchment: f64,
    decay: &'a Decay,
) -> Asked<'a> {
    Asked {
        k: 1,
        catchment: Some(catchment),
        people: Some(people),
        capacity,
        method: Method::Floating,
        decay,
    }
}

fn reached(access: &Access, people: &[Option<f64>]) -> f64 {
    let pairs = access.score.iter().zip(people);
    pairs
        .map(|(score, people)| score.unwrap_or_default() * people.unwrap_or_default())
        .sum()
}

#[test]
fn three_places_and_their_doctors() {
    let network = Network::new(3, &[road(0, 2, 40.0), road(1, 2, 40.0)]);
    let ties = at(0..3);
    let along = Along::new(&network, &ties, &ties, 1);
    let (people, doctors) = (some(&[100.0, 50.0, 10.0]), some(&[15.0, 20.0, 100.0]));
    let found = access(&along, &floating(&people, &doctors, 60.0, &Decay::None));
    for (score, known) in found.score.iter().zip([0.761_364, 0.958_333, 1.094_697]) {
        assert!((score.unwrap() - known).abs() < 5e-7, "{found:?}");
    }
    assert!((reached(&found, &people) - 135.0).abs() < 1e-12);
    assert_eq!(found.reachable(&doctors), Some((135.0, 0.0)));
    assert_eq!(found.within, [Some(2), Some(2), Some(3)]);
    assert_eq!(found.nearest[0], [(0.0, 0)]);
}

#[test]
fn what_nobody_reaches_is_not_lost_and_what_is_unknown_is_not_zero() {
    let place = |x: f64| Point::new(x, 0.0);
    let (demand, supply) = (
        [place(0.0), place(5.0)],
        [place(1.0), place(6.0), place(90.0), place(0.5)],
    );
    let ways = Straight::new(&demand, &supply, Measure::Planar, 1.0);
    let people = [Some(10.0), None];
    let capacity = [Some(2.0), Some(3.0), Some(7.0), None];
    let found = access(&ways, &floating(&people, &capacity, 2.0, &Decay::None));
    assert_eq!(found.score, [Some(0.2), Some(0.0)]);
    assert_eq!(found.within, [Some(2), Some(1)]);
    assert_eq!(found.reachable(&capacity), Some((2.0, 10.0)));
    let nobody = Asked {
        people: None,
        ..floating(&people, &capacity, 2.0, &Decay::None)
    };
    let found = access(&ways, &nobody);
    assert_eq!((found.score, found.competing), (vec![None, None], None));
    let gravity = Asked {
        method: Method::Gravity,
        people: None,
        ..floating(&people, &capacity, 2.0, &Decay::Exponential(1.0))
    };
    let found = access(&ways, &gravity);
    assert!((found.score[0].unwrap() - 2.0 * (-1.0_f64).exp()).abs() < 1e-15);
}

#[test]
fn places_without_a_place_and_islands_without_a_ferry() {
    let nowhere = Point::new(f64::NAN, 0.0);
    let here = Point::new(120.0, -8.0);
    let (demand, supply) = ([nowhere, here], [here, nowhere]);
    let ways = Straight::new(&demand, &supply, Measure::Geodesic, 1e-3);
    let capacity = some(&[1.0, 1.0]);
    let people = some(&[5.0, 5.0]);
    let asked = Asked {
        k: 3,
        ..floating(&people, &capacity, 10.0, &Decay::None)
    };
    let found = access(&ways, &asked);
    assert_eq!((found.nearest[0].len(), found.nearest[1].len()), (0, 1));
    assert_eq!((found.within[0], found.within[1]), (None, Some(1)));
    assert_eq!((found.score[0], found.score[1]), (None, Some(0.2)));

    let roads = [road(0, 1, 10.0), road(2, 3, 10.0)];
    let island = Network::new(4, &roads);
    let (demand, clinic) = (at([0, 2]), at([1]));
    assert_eq!(island.parts(), 2);
    let alone = access(&Along::new(&island, &demand, &clinic, 3), &asked);
    assert_eq!((alone.nearest[0].len(), alone.nearest[1].len()), (1, 0));
    assert_eq!(alone.score[1], Some(0.0));
    let ferry = Edge {
        one_way: true,
        ..road(3, 0, 90.0)
    };
    let joined = Network::new(4, &[&roads[..], &[ferry]].concat());
    let found = access(&Along::new(&joined, &demand, &clinic, 3), &asked);
    assert_eq!(found.nearest[1], [(110.0, 0)]);
    let away = Network::new(
        4,
        &[
            &roads[..],
            &[Edge {
                one_way: true,
                ..road(0, 3, 90.0)
            }],
        ]
        .concat(),
    );
    assert!(access(&Along::new(&away, &demand, &clinic, 3), &asked).nearest[1].is_empty());
}

#[test]
fn a_place_inside_is_inside() {
    let bend = polygon![(x: 0., y: 0.), (x: 10., y: 0.), (x: 10., y: 1.), (x: 1., y: 1.), (x: 1., y: 9.), (x: 10., y: 9.), (x: 10., y: 10.), (x: 0., y: 10.)];
    let shape = MultiPolygon(vec![
        polygon![(x: 20., y: 0.), (x: 21., y: 0.), (x: 21., y: 1.)],
        bend,
    ]);
    let place = inside(&shape).unwrap();
    assert!(shape.0[1].contains(&place), "{place:?}");
    assert_eq!(inside(&MultiPolygon(Vec::new())), None);
}

fn points(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Point>> {
    prop::collection::vec(
        (119.0..120.0_f64, -9.0..-8.0_f64).prop_map(Point::from),
        count,
    )
}

proptest! {
    #[test]
    fn straight_ways_are_those_of_every_pair(demand in points(1..12), supply in points(1..30), k in 1_usize..6, reach in 1.0..90.0_f64, planar: bool) {
        let (measure, scale) = match planar {
            true => (Measure::Planar, 100.0),
            false => (Measure::Geodesic, 1e-3),
        };
        let ways = Straight::new(&demand, &supply, measure, scale);
        let (mut scratch, mut found) = Default::default();
        for (i, from) in demand.iter().enumerate() {
            let mut all: Found = (0..).zip(&supply).map(|(j, to)| (distance(*from, *to, measure) * scale, j)).collect();
            all.sort_by(in_order);
            let near = all.partition_point(|(cost, _)| *cost <= reach);
            ways.look(i, k, reach, &mut scratch, &mut found);
            prop_assert_eq!(found.len(), near.max(k).min(all.len()));
            prop_assert_eq!(&found[..k.min(all.len())], &all[..k.min(all.len())]);
            for (own, known) in found.iter().zip(&all) {
                prop_assert!((own.0 - known.0).abs() <= 1e-9 * known.0 + 1e-9);
            }
            let beyond = ways.nearby(i, k, reach, &mut scratch, &mut found);
            prop_assert_eq!(&found[..], &all[..k.min(near)]);
            prop_assert_eq!(beyond, if near < k { f64::INFINITY } else { all[k - 1].0 });
        }
    }

    #[test]
    fn people_times_access_is_the_supply_in_reach(
        demand in points(1..40),
        supply in points(1..20),
        seed in prop::collection::vec((0.0..1e4_f64, 0.0..50.0_f64, 0..9_u8), 40),
        reach in 1.0..60.0_f64,
        which in 0..5_usize,
    ) {
        let decay = [Decay::None, Decay::Vanishing, Decay::Gaussian(12.0), Decay::Power(1.2), Decay::Steps(vec![(5.0, 1.0), (20.0, 0.4)])][which].clone();
        let missing = |unknown: bool, value: f64| (!unknown).then_some(value);
        let people: Vec<_> = demand.iter().zip(&seed).map(|(_, s)| missing(s.2 == 0, s.0)).collect();
        let capacity: Vec<_> = supply.iter().zip(&seed).map(|(_, s)| missing(s.2 == 1, s.1)).collect();
        let ways = Straight::new(&demand, &supply, Measure::Geodesic, 1e-3);
        let found = access(&ways, &floating(&people, &capacity, reach, &decay));
        let (inside, outside) = found.reachable(&capacity).unwrap();
        let all: f64 = capacity.iter().flatten().sum();
        prop_assert!((inside + outside - all).abs() <= 1e-9 * all.max(1.0));
        prop_assert!((reached(&found, &people) - inside).abs() <= 1e-9 * inside.max(1.0));
        // one thread finds the same numbers
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        prop_assert_eq!(pool.install(|| access(&ways, &floating(&people, &capacity, reach, &decay))), found);
    }

    #[test]
    fn ways_along_roads_are_those_of_petgraph(
        edges in prop::collection::vec((0..14_u32, 0..14_u32, 0.0..9.0_f64, any::<bool>()), 1..40),
        ties in prop::collection::vec((0..14_u32, 0.0..3.0_f64), 8),
        k in 1_usize..5,
        reach in 0.0..20.0_f64,
    ) {
        let edges: Vec<Edge> = edges.into_iter().map(|(from, to, cost, one_way)| Edge { from, to, cost, one_way }).collect();
        let mut graph = DiGraph::<(), f64>::new();
        (0..14).for_each(|_| { graph.add_node(()); });
        for edge in &edges {
            let (a, b) = (NodeIndex::new(edge.from as usize), NodeIndex::new(edge.to as usize));
            graph.add_edge(a, b, edge.cost);
            if !edge.one_way {
                graph.add_edge(b, a, edge.cost);
            }
        }
        let network = Network::new(14, &edges);
        let ties: Vec<Option<Tie>> = ties.into_iter().map(|(node, cost)| Some(Tie { node, cost })).collect();
        let (demand, supply) = ties.split_at(3);
        let along = Along::new(&network, demand, supply, k);
        let (mut scratch, mut found) = Default::default();
        for (i, from) in demand.iter().flatten().enumerate() {
            let far = petgraph::algo::dijkstra(&graph, NodeIndex::new(from.node as usize), None, |edge| *edge.weight());
            let cost = |to: &Tie| Some(from.cost + far.get(&NodeIndex::new(to.node as usize))? + to.cost);
            let mut all: Found = (0..).zip(supply.iter().flatten()).filter_map(|(j, to)| Some((cost(to)?, j))).collect();
            all.sort_by(in_order);
            let near = all.partition_point(|(cost, _)| *cost <= reach);
            along.look(i, k, reach, &mut scratch, &mut found);
            prop_assert_eq!(found.len(), near.max(k.min(all.len())));
            for (own, known) in found.iter().zip(&all) {
                prop_assert!((own.0 - known.0).abs() < 1e-12, "{:?} {:?}", found, all);
            }
            let beyond = along.nearby(i, k, reach, &mut scratch, &mut found);
            prop_assert_eq!(found.len(), k.min(near));
            for (own, known) in found.iter().zip(&all) {
                prop_assert!((own.0 - known.0).abs() < 1e-12, "{:?} {:?}", found, all);
            }
            let known = if near < k { f64::INFINITY } else { all[k - 1].0 };
            prop_assert!(beyond == known || (beyond - known).abs() < 1e-12);
        }
    }
}
