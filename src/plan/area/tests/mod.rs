//! Whole plans: against every plan of small problems, and against the rules on random ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod conflicts;
mod meaning;
mod properties;

use super::exhaustive::optimum;
use super::{Compactness, Empty, Limit, Problem, certify, delineate, from_regions, shape, verify};
use crate::base::model::Measure;
use crate::base::study::types::Effort;
use crate::error::Kind;
use crate::plan::region::Method;
use crate::space::graph::{Graph, Link, LinkKind};
use geo::Point;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// A problem that owns its parts.
#[derive(Debug, Clone)]
struct Case {
    graph: Graph,
    need: Vec<Option<f64>>,
    group: Vec<u32>,
    groups: usize,
    villages: (usize, usize),
    radius: Option<f64>,
    centre: Vec<Point<f64>>,
    per_group: usize,
    lock_in: Vec<u32>,
    lock_out: Vec<u32>,
    gain: Vec<f64>,
    /// What a metre of border costs, and the borders.
    per_m: Option<(f64, Vec<f64>)>,
    theme: Vec<Option<u32>>,
    amount: Vec<Option<f64>>,
    diameter: Option<f64>,
    total: Option<usize>,
    kept: Vec<Vec<u32>>,
    effort: Effort,
}

impl Case {
    fn problem(&self) -> Problem<'_> {
        self.limited(&[])
    }

    /// People between 3 and 9 in each area, when there are any.
    fn limits(&self) -> Vec<Limit<'_>> {
        let limit = Limit {
            column: "people",
            amount: &self.amount,
            least: Some(3.0),
            most: Some(9.0),
        };
        if self.amount.is_empty() {
            Vec::new()
        } else {
            vec![limit]
        }
    }

    fn limited<'a>(&'a self, limits: &'a [Limit<'a>]) -> Problem<'a> {
        Problem {
            gain: &self.gain,
            compactness: self.per_m.as_ref().map(|(per_m, perimeter)| Compactness {
                per_m: *per_m,
                perimeter,
            }),
            theme: &self.theme,
            limits,
            diameter_m: self.diameter,
            total: self.total,
            kept: &self.kept,
            groups: self.groups,
            villages: self.villages,
            radius_m: self.radius,
            measure: Measure::Planar,
            per_group: self.per_group,
            lock_in: &self.lock_in,
            lock_out: &self.lock_out,
            effort: self.effort,
            label: &|i| format!("v{i}"),
            ..Problem::new(&self.graph, &self.need, &self.group, &self.centre)
        }
    }

    /// A lattice of one group with random needs.
    fn lattice(rows: usize, columns: usize, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let n = rows * columns;
        let mut pairs = Vec::new();
        for i in 0..n {
            if i % columns + 1 < columns {
                pairs.push((i, i + 1));
            }
            if i + columns < n {
                pairs.push((i, i + columns));
            }
        }
        Self {
            graph: graph(n, &pairs),
            need: (0..n)
                .map(|_| Some(f64::from(rng.random_range(1..=9))))
                .collect(),
            group: vec![0; n],
            groups: 1,
            villages: (2, 4),
            radius: None,
            centre: (0..n)
                .map(|i| Point::new((i % columns) as f64, (i / columns) as f64))
                .collect(),
            per_group: 2,
            lock_in: Vec::new(),
            lock_out: Vec::new(),
            ..Self::free()
        }
    }

    /// No village and no rule.
    fn free() -> Self {
        Self {
            graph: graph(0, &[]),
            need: Vec::new(),
            group: Vec::new(),
            groups: 1,
            villages: (1, 1),
            radius: None,
            centre: Vec::new(),
            per_group: 1,
            lock_in: Vec::new(),
            lock_out: Vec::new(),
            gain: Vec::new(),
            per_m: None,
            theme: Vec::new(),
            amount: Vec::new(),
            diameter: None,
            total: None,
            kept: Vec::new(),
            effort: Effort::Normal,
        }
    }

    /// A random problem with some of the further rules.
    fn ruled(n: usize, seed: u64) -> Self {
        let mut case = Self::random(n, seed);
        let mut rng = ChaCha8Rng::seed_from_u64(!seed);
        if rng.random_bool(0.4) {
            case.gain = (0..n).map(|_| rng.random_range(-0.2..0.5)).collect();
        }
        if rng.random_bool(0.5) {
            let inner = |i| case.graph.links(i).map(|link| link.border_m).sum::<f64>();
            let perimeter = (0..n).map(|i| inner(i) + rng.random::<f64>()).collect();
            case.per_m = Some((rng.random_range(0.0..0.3), perimeter));
        }
        if rng.random_bool(0.4) {
            case.theme = (0..n)
                .map(|_| rng.random_bool(0.9).then(|| rng.random_range(0..2)))
                .collect();
        }
        if rng.random_bool(0.5) {
            let amount = |_| {
                rng.random_bool(0.9)
                    .then(|| f64::from(rng.random_range(0..5_u8)))
            };
            case.amount = (0..n).map(amount).collect();
        }
        if rng.random_bool(0.4) {
            case.diameter = Some(rng.random_range(0.2..0.8));
        }
        if rng.random_bool(0.4) {
            case.total = Some(rng.random_range(1..=4));
        }
        case
    }

    /// Random points, links to near ones, two groups, missing needs, a lock-out and sometimes a radius.
    fn random(n: usize, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let centre: Vec<Point<f64>> = (0..n)
            .map(|_| Point::new(rng.random::<f64>(), rng.random::<f64>()))
            .collect();
        let mut pairs = Vec::new();
        for i in 0..n {
            for j in 0..i {
                let (dx, dy) = (centre[i].x() - centre[j].x(), centre[i].y() - centre[j].y());
                if dx.hypot(dy) < 1.1 / (n as f64).sqrt() {
                    pairs.push((i, j));
                }
            }
        }
        let max = rng.random_range(2..=6);
        Self {
            graph: graph(n, &pairs),
            need: (0..n)
                .map(|_| rng.random_bool(0.85).then(|| rng.random::<f64>()))
                .collect(),
            group: (0..n).map(|_| u32::from(rng.random_bool(0.15))).collect(),
            groups: 2,
            villages: (rng.random_range(1..=max.min(3)), max),
            radius: rng.random_bool(0.5).then(|| rng.random_range(0.1..0.6)),
            centre,
            per_group: rng.random_range(1..=3),
            lock_in: Vec::new(),
            lock_out: vec![rng.random_range(0..n as u32)],
            ..Self::free()
        }
    }
}

fn graph(n: usize, pairs: &[(usize, usize)]) -> Graph {
    let link = |from: usize, to: usize| Link {
        from: from as u32,
        to: to as u32,
        weight: 1.0,
        border_m: f64::from((from * to) as u8 % 5 + 1) / 5.0,
        kind: LinkKind::Border,
    };
    let both = pairs.iter().flat_map(|&(i, j)| [link(i, j), link(j, i)]);
    Graph::from_links(n, both.collect())
}

/// Solves, verifies, and compares with every plan: (objective, optimum).
fn against_all(case: &Case) -> (f64, f64) {
    let limits = case.limits();
    let problem = case.limited(&limits);
    let plan = delineate(&problem).unwrap();
    verify(&problem, &plan).unwrap();
    certify(&problem, &plan, 1_000_000).unwrap();
    let best = optimum(&problem).unwrap();
    let objective: f64 = plan.groups.iter().map(|group| group.objective).sum();
    let bound: f64 = plan.groups.iter().map(|group| group.bound).sum();
    assert!(
        bound >= best - 1e-9,
        "bound {bound} below the optimum {best}"
    );
    assert!(
        objective <= best + 1e-9,
        "{objective} above the optimum {best}"
    );
    (objective, best)
}

fn assert_optimal(cases: impl Iterator<Item = Case>) {
    for (number, case) in cases.enumerate() {
        let (objective, best) = against_all(&case);
        assert!(
            (objective - best).abs() < 1e-9,
            "case {number}: {objective} of {best}"
        );
    }
}

#[test]
fn three_by_three_lattices_equal_every_plan() {
    assert_optimal((0..60).map(|seed| Case::lattice(3, 3, seed)));
}

#[test]
fn four_by_four_lattices_equal_every_plan() {
    assert_optimal((0..12).map(|seed| Case::lattice(4, 4, seed)));
}

#[test]
fn random_problems_equal_every_plan() {
    assert_optimal((0..300).map(|seed| Case::random(11, seed)));
}

#[test]
fn ruled_problems_equal_every_plan() {
    assert_optimal((0..400).map(|seed| Case::ruled(11, 5000 + seed)));
}

#[test]
fn locked_problems_equal_every_plan() {
    let mut feasible = 0;
    for seed in 0..300 {
        let mut case = Case::random(10, 1000 + seed);
        case.lock_out.clear();
        case.lock_in = vec![(seed % 10) as u32, (seed % 7) as u32];
        if seed % 2 == 1 {
            case = Case {
                lock_in: case.lock_in,
                lock_out: case.lock_out,
                ..Case::ruled(10, 1000 + seed)
            };
        }
        let limits = case.limits();
        let problem = case.limited(&limits);
        match (delineate(&problem), optimum(&problem)) {
            (Ok(_), Some(_)) => {
                let (objective, best) = against_all(&case);
                assert!(
                    (objective - best).abs() < 1e-9,
                    "seed {seed}: {objective} of {best}"
                );
                feasible += 1;
            }
            (Err(error), None) => assert_eq!(error.kind, Kind::Infeasible, "{error}"),
            (found, best) => panic!("seed {seed}: {found:?} against {best:?}"),
        }
    }
    assert!(feasible > 50, "{feasible}");
}

#[test]
fn greedy_is_led_astray_and_search_is_not() {
    // a path 5 0 0 9 9 5: the two nines and a five beat what starts at the ends
    let mut case = Case::lattice(1, 6, 0);
    case.need = [5.0, 0.0, 0.0, 9.0, 9.0, 5.0].map(Some).to_vec();
    case.villages = (3, 3);
    let problem = case.problem();
    let plan = delineate(&problem).unwrap();
    assert_eq!(plan.areas[0].members, [3, 4, 5]);
    assert_eq!(plan.areas[1].members, [0, 1, 2]);
    assert_eq!(plan.groups[0].objective, 28.0);
}

#[test]
fn kept_areas_take_room_and_stay() {
    let mut case = Case::lattice(1, 8, 0);
    case.need = [9.0, 9.0, 1.0, 2.0, 3.0, 4.0, 9.0, 9.0].map(Some).to_vec();
    case.kept = vec![vec![2, 3]];
    case.lock_in = vec![3, 4];
    let problem = case.problem();
    let plan = delineate(&problem).unwrap();
    verify(&problem, &plan).unwrap();
    assert_eq!(certify(&problem, &plan, 1000).unwrap(), [true]);
    let members: Vec<_> = plan
        .areas
        .iter()
        .map(|area| (area.kept, area.members.clone()))
        .collect();
    assert_eq!(members, [(false, vec![4, 5, 6, 7]), (true, vec![2, 3])]);
    assert_eq!(
        (plan.groups[0].objective, plan.groups[0].gap),
        (28.0, Some(0.0))
    );

    case.lock_out = vec![2];
    let error = delineate(&case.problem()).unwrap_err().to_string();
    assert!(error.contains("that areas.keep keeps: v2"), "{error}");
}

#[test]
fn villages_without_need_connect_but_do_not_pad() {
    let mut case = Case::lattice(1, 6, 0);
    case.need = vec![Some(4.0), None, Some(3.0), Some(0.0), Some(0.0), None];
    case.villages = (2, 5);
    let plan = delineate(&case.problem()).unwrap();
    assert_eq!(plan.areas.len(), 1);
    assert_eq!(plan.areas[0].members, [0, 1, 2]);
    let shape = shape::measure(&case.problem(), &plan.areas[0]);
    assert_eq!(shape.mean_need, Some(3.5));
    assert_eq!((shape.diameter_m, shape.hops), (2.0, 2));
}

#[test]
fn a_group_without_room_or_need_says_so() {
    let mut case = Case::lattice(2, 2, 0);
    case.group = vec![0, 0, 0, 1];
    case.groups = 3;
    case.need = vec![Some(0.0); 4];
    let plan = delineate(&case.problem()).unwrap();
    verify(&case.problem(), &plan).unwrap();
    let reasons: Vec<_> = plan.groups.iter().map(|group| group.empty).collect();
    assert_eq!(
        reasons,
        [
            Some(Empty::NoNeed),
            Some(Empty::NoRoom),
            Some(Empty::NoRoom)
        ]
    );
    assert_eq!(plan.groups[0].gap, None);
}

#[test]
fn a_radius_too_small_for_any_area_bounds_it_at_nothing() {
    let mut case = Case::lattice(3, 3, 0);
    case.radius = Some(0.5);
    let plan = delineate(&case.problem()).unwrap();
    verify(&case.problem(), &plan).unwrap();
    assert_eq!(plan.groups[0].empty, Some(Empty::NoRoom));
    assert_eq!((plan.groups[0].bound, plan.groups[0].gap), (0.0, None));
}

#[test]
fn villages_locked_both_ways_are_named() {
    let mut case = Case::lattice(1, 8, 0);
    case.lock_in = vec![0, 7];
    case.per_group = 1;
    case.lock_out = vec![7];
    let error = delineate(&case.problem()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("both areas.lock_in and areas.lock_out: v7"),
        "{error}"
    );
}

#[test]
fn negative_need_is_refused() {
    let mut case = Case::lattice(2, 2, 0);
    case.need[3] = Some(-1.0);
    let error = delineate(&case.problem()).unwrap_err();
    assert_eq!(
        (error.kind, error.place.code),
        (Kind::Input, Some("v3".into()))
    );
}

#[test]
fn verify_sees_every_broken_rule() {
    let mut case = Case::lattice(4, 4, 3);
    case.lock_in = vec![0];
    case.lock_out = vec![15];
    case.radius = Some(1.5);
    let plan = delineate(&case.problem()).unwrap();
    verify(&case.problem(), &plan).unwrap();
    let broken = |change: &dyn Fn(&mut super::Plan)| {
        let mut plan = plan.clone();
        change(&mut plan);
        verify(&case.problem(), &plan).unwrap_err().what
    };
    let members = |list: &[u32]| {
        let list = list.to_vec();
        broken(&move |plan| plan.areas[0].members.clone_from(&list))
    };
    assert!(members(&[0]).contains("has 1 villages"));
    assert!(members(&[0, 1, 2, 3, 4]).contains("has 5 villages"));
    assert!(members(&[0, 2]).contains("is not connected"));
    assert!(members(&[1, 0]).contains("out of order"));
    assert!(members(&[0, 1, 2, 3]).contains("within 1.5 m"));
    assert!(members(&[0, 99]).contains("not there"));
    assert!(broken(&|plan| plan.areas[0].group = 1).contains("another group"));
    assert!(broken(&|plan| plan.areas[0].need += 1.0).contains("not the sum"));
    assert!(broken(&|plan| plan.areas[1] = plan.areas[0].clone()).contains("both hold"));
    assert!(broken(&|plan| plan.areas.reverse()).contains("out of order"));
    assert!(broken(&|plan| plan.areas.clear()).contains("locked-in village v0"));
    assert!(broken(&|plan| plan.groups[0].bound = 1.0).contains("below the objective"));
    assert!(broken(&|plan| plan.groups[0].objective += 1.0).contains("sum of the values"));
    assert!(broken(&|plan| plan.groups[0].gap = None).contains("gap"));
    assert!(broken(&|plan| plan.groups[0].areas = 1).contains("number of areas"));
}

#[test]
fn skater_areas_are_the_neediest_regions_of_alike_need() {
    let mut case = Case::lattice(1, 9, 0);
    case.need = [1.0, 1.1, 1.0, 9.0, 9.1, 9.0, 5.0, 5.1, 5.0]
        .map(Some)
        .to_vec();
    case.villages = (3, 4);
    let problem = case.problem();
    let plan = from_regions(&problem, Method::Skater).unwrap();
    verify(&problem, &plan).unwrap();
    let members: Vec<_> = plan.areas.iter().map(|area| area.members.clone()).collect();
    assert_eq!(members, [[3, 4, 5], [6, 7, 8]]);

    case.lock_in = vec![1];
    case.per_group = 1;
    let plan = from_regions(&case.problem(), Method::Skater).unwrap();
    verify(&case.problem(), &plan).unwrap();
    assert_eq!(plan.areas[0].members, [0, 1, 2]);

    case.lock_in = vec![1, 4];
    case.villages = (3, 9);
    case.per_group = 2;
    case.radius = Some(1.0);
    let error = from_regions(&case.problem(), Method::Skater).unwrap_err();
    assert_eq!(error.exit_code(), 6, "{error}");
    assert!(error.to_string().contains("v1, v4"), "{error}");
}

#[test]
fn a_stop_ends_the_search_with_a_plan_that_keeps_the_rules() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut case = Case::lattice(8, 8, 5);
    case.villages = (3, 6);
    case.per_group = 3;
    case.need.fill_with(|| Some(rng.random()));
    // the bound without prices knows no sums, so that only a search proves the plan
    case.amount = (0..64).map(|_| Some(rng.random_range(0.0..5.0))).collect();
    let limits = case.limits();
    let stop = std::sync::atomic::AtomicBool::new(true);
    let whole = case.limited(&limits);
    let stopped = Problem {
        stop: &stop,
        ..whole
    };
    let plan = delineate(&stopped).unwrap();
    verify(&stopped, &plan).unwrap();
    assert!(plan.stopped() && !plan.areas.is_empty(), "{plan:?}");
    let full = delineate(&whole).unwrap();
    assert!(!full.stopped() && full.groups[0].gap < plan.groups[0].gap);
    assert!(full.groups[0].work > 2 * plan.groups[0].work, "{full:?}");
}
