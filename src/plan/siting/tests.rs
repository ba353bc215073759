//! Examples by hand, greedy traps, and enumeration.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::error::Kind as Fault;
use proptest::prelude::*;

#[derive(Debug)]
struct Case {
    demand: Vec<Point>,
    weight: Vec<f64>,
    sites: Vec<Point>,
    capacity: Option<Vec<f64>>,
    open: Vec<u32>,
    closed: Vec<u32>,
}

fn line(x: &[f64]) -> Vec<Point> {
    x.iter().map(|&x| Point::new(x, 0.0)).collect()
}

impl Case {
    fn on(places: &[f64], weight: &[f64]) -> Self {
        Self {
            demand: line(places),
            weight: weight.to_vec(),
            sites: line(places),
            capacity: None,
            open: Vec::new(),
            closed: Vec::new(),
        }
    }

    fn with(
        &self,
        kind: Kind,
        effort: Effort,
        then: impl FnOnce(&Problem) -> Result<Plan>,
    ) -> Result<Plan> {
        then(&Problem {
            demand: &self.demand,
            weight: &self.weight,
            sites: &self.sites,
            measure: Measure::Planar,
            kind,
            capacity: self.capacity.as_deref(),
            open: &self.open,
            closed: &self.closed,
            effort,
            seed: 1,
            called: &|i| format!("row {}", i + 1),
        })
    }

    fn solve(&self, kind: Kind) -> Result<Plan> {
        self.with(kind, Effort::Normal, solve)
    }

    fn proven(&self, kind: Kind) -> (f64, Vec<u32>) {
        let plan = self.solve(kind).unwrap();
        assert_eq!(
            plan.answer.proof,
            Proof::Proven,
            "{kind:?} {:?}",
            plan.answer
        );
        (plan.answer.objective, plan.sites)
    }
}

/// METHODS: a line of six places.
fn six() -> Case {
    Case::on(&[0., 1., 2., 5., 6., 9.], &[3., 1., 2., 4., 1., 2.])
}

#[test]
fn six_places_on_a_line() {
    let six = six();
    assert_eq!(six.proven(Kind::Median { p: 1 }), (34.0, vec![3]));
    assert_eq!(six.proven(Kind::Median { p: 2 }), (14.0, vec![0, 3]));
    assert_eq!(six.proven(Kind::MaximalCover { p: 1, radius: 2.0 }).0, 6.0);
    assert_eq!(six.proven(Kind::MaximalCover { p: 2, radius: 2.0 }).0, 11.0);
    assert_eq!(six.proven(Kind::Cover { radius: 2.0 }).0, 3.0);
    assert_eq!(six.proven(Kind::Centre { p: 2 }).0, 3.0);
    assert_eq!(six.proven(Kind::Dispersion { p: 3 }), (4.0, vec![0, 3, 5]));
}

#[test]
fn open_and_closed_sites_are_kept() {
    let mut six = six();
    (six.open, six.closed) = (vec![5], vec![3]);
    assert_eq!(six.proven(Kind::Median { p: 2 }), (22.0, vec![2, 5]));
    let (_, sites) = six.proven(Kind::Cover { radius: 2.0 });
    assert!(sites.contains(&5) && !sites.contains(&3), "{sites:?}");
    assert_eq!(six.proven(Kind::Dispersion { p: 2 }), (9.0, vec![0, 5]));
}

/// The middle site covers most at first, and then two more are needed for what two alone would cover.
#[test]
fn greedy_covers_are_wrong_here() {
    let demand = line(&[0., 1., 2., 3., 4., 5.]);
    let case = Case {
        demand,
        weight: vec![3., 3., 2., 2., 3., 3.],
        sites: line(&[1.0, 2.5, 4.0]),
        capacity: None,
        open: Vec::new(),
        closed: Vec::new(),
    };
    // radius 1.5: the middle has 1 to 4 (10), the sides three each (8)
    assert_eq!(
        case.proven(Kind::MaximalCover { p: 1, radius: 1.5 }),
        (10.0, vec![1])
    );
    assert_eq!(
        case.proven(Kind::MaximalCover { p: 2, radius: 1.5 }),
        (16.0, vec![0, 2])
    );
    assert_eq!(case.proven(Kind::Cover { radius: 1.5 }), (2.0, vec![0, 2]));
}

/// One site in the middle is best alone and useless beside two.
#[test]
fn greedy_medians_are_wrong_here() {
    let case = Case::on(&[0., 10., 20.], &[5., 1., 5.]);
    assert_eq!(case.proven(Kind::Median { p: 1 }).1, vec![1]);
    assert_eq!(case.proven(Kind::Median { p: 2 }), (10.0, vec![0, 2]));
}

#[test]
fn demand_is_split_where_a_site_is_full() {
    let mut case = Case::on(&[0., 1., 10.], &[4., 4., 4.]);
    case.capacity = Some(vec![6., 12., 6.]);
    let plan = case.solve(Kind::Median { p: 2 }).unwrap();
    // sites 1 and 2: all of 0 goes to 1
    assert_eq!(plan.sites, vec![1, 2]);
    assert_eq!(plan.answer.objective, 4.0);
    case.capacity = Some(vec![6., 6., 0.]);
    let plan = case.solve(Kind::Median { p: 2 }).unwrap();
    assert_eq!(
        (plan.answer.objective, plan.answer.proof),
        (2.0 + 36.0 + 0.0, Proof::Proven)
    );
    let split = plan.served.iter().filter(|s| s.demand == 1).count();
    assert_eq!(split, 2, "{:?}", plan.served);
    let of_2: Vec<f64> = plan
        .served
        .iter()
        .filter(|s| s.demand == 2)
        .map(|s| s.amount)
        .collect();
    assert_eq!(of_2.iter().sum::<f64>(), 4.0);
}

#[test]
fn what_cannot_be_served_is_named() {
    let six = six();
    let kind = Kind::Cover { radius: 0.5 };
    let mut near = six;
    near.sites = line(&[0., 5.]);
    let error = near.solve(kind).unwrap_err();
    assert_eq!(error.kind, Fault::Infeasible);
    assert!(
        error
            .what
            .contains("4 places of demand: row 2, row 3, row 5, row 6"),
        "{error}"
    );
    let plan = near
        .solve(Kind::MaximalCover { p: 2, radius: 0.5 })
        .unwrap();
    assert_eq!(plan.served.len(), 2);
    near.capacity = Some(vec![1.0, 2.0]);
    let error = near.solve(Kind::Median { p: 2 }).unwrap_err();
    assert!(
        error.what.contains("hold at most 3 of a demand of 13"),
        "{error}"
    );
    near.sites = line(&[1., 7.]);
    near.capacity = Some(vec![100.0, 6.5]);
    let error = near.solve(Kind::Cover { radius: 2.0 }).unwrap_err();
    assert!(error.what.contains("leave out 0.5"), "{error}");
    for kind in [
        Kind::Median { p: 3 },
        Kind::Centre { p: 0 },
        Kind::Dispersion { p: 1 },
    ] {
        assert_eq!(near.solve(kind).unwrap_err().kind, Fault::Infeasible);
    }
}

#[test]
fn a_wrong_plan_is_refused() {
    let six = six();
    let kind = Kind::Median { p: 2 };
    let plan = six.solve(kind).unwrap();
    let refuses = |change: &dyn Fn(&mut Plan)| {
        let mut wrong = plan.clone();
        change(&mut wrong);
        let checked = six.with(kind, Effort::Quick, |problem| {
            verify(problem, &wrong).map(|()| wrong.clone())
        });
        checked.unwrap_err().what
    };
    for (change, says) in [
        (
            &(|p: &mut Plan| p.sites = vec![0]) as &dyn Fn(&mut Plan),
            "opens 1 sites",
        ),
        (&|p: &mut Plan| p.sites = vec![0, 9], "not there"),
        (&|p: &mut Plan| p.sites = vec![0, 4], "closed site"),
        (
            &|p: &mut Plan| {
                p.served.pop();
            },
            "serves 0",
        ),
        (&|p: &mut Plan| p.served[1].amount = 0.5, "serves 0.5"),
        (&|p: &mut Plan| p.served[1].far = 0.5, "distance"),
        (
            &|p: &mut Plan| (p.served[1].site, p.served[1].far) = (3, 4.0),
            "nearer",
        ),
        (&|p: &mut Plan| p.answer.objective = 13.0, "objective"),
        (
            &|p: &mut Plan| p.answer.bound = 15.0,
            "better than its bound",
        ),
        (&|p: &mut Plan| p.answer.bound = 13.0, "gap"),
    ] {
        assert!(
            refuses(change).contains(says),
            "{says}: {}",
            refuses(change)
        );
    }
}

fn cases(capacities: bool) -> impl Strategy<Value = Case> {
    let place = || (0_i32..12, 0_i32..12).prop_map(|(x, y)| Point::new(f64::from(x), f64::from(y)));
    let demand = prop::collection::vec((place(), 0_i32..6), 2..9);
    let sites = prop::collection::vec((place(), 2_i32..16), 3..7);
    (demand, sites, 0_u8..4).prop_map(move |(demand, sites, marks)| {
        let (demand, weight): (Vec<_>, Vec<_>) = demand.into_iter().unzip();
        let (sites, capacity): (Vec<_>, Vec<_>) = sites.into_iter().unzip();
        let numbers = |all: Vec<i32>| all.into_iter().map(f64::from).collect::<Vec<f64>>();
        Case {
            demand,
            weight: numbers(weight),
            sites,
            capacity: capacities.then(|| numbers(capacity)),
            open: if marks & 1 > 0 { vec![1] } else { Vec::new() },
            closed: if marks & 2 > 0 { vec![0] } else { Vec::new() },
        }
    })
}

/// The best objective over all sets of sites; flows are found by [`flow`].
fn by_enumeration(case: &Case, kind: Kind) -> Option<f64> {
    let m = case.sites.len();
    let apart = |i: usize, j: usize| {
        let (a, b) = (case.demand[i], case.sites[j]);
        (a.x() - b.x()).hypot(a.y() - b.y())
    };
    let total: f64 = case.weight.iter().sum();
    let mut best: Option<f64> = None;
    for set in 1_u32..1 << m {
        let open: Vec<usize> = (0..m).filter(|j| set >> j & 1 > 0).collect();
        let right = kind.p().is_none_or(|p| p == open.len())
            && case.open.iter().all(|j| set >> j & 1 > 0)
            && case.closed.iter().all(|j| set >> j & 1 == 0);
        if !right {
            continue;
        }
        let nearest = |i: usize| {
            open.iter()
                .map(|&j| apart(i, j))
                .fold(f64::INFINITY, f64::min)
        };
        let within = |radius: f64| (0..case.demand.len()).filter(move |&i| nearest(i) <= radius);
        let value = match (kind, &case.capacity) {
            (Kind::Median { .. }, None) => Some(
                (0..case.demand.len())
                    .map(|i| case.weight[i] * nearest(i))
                    .sum(),
            ),
            (Kind::Centre { .. }, _) => {
                Some((0..case.demand.len()).map(nearest).fold(0.0, f64::max))
            }
            (Kind::Cover { radius }, None) => {
                (within(radius).count() == case.demand.len()).then_some(open.len() as f64)
            }
            (Kind::MaximalCover { radius, .. }, None) => {
                Some(within(radius).map(|i| case.weight[i]).sum())
            }
            (Kind::Dispersion { .. }, _) => {
                let pairs = open
                    .iter()
                    .flat_map(|&a| open.iter().filter(move |b| **b < a).map(move |&b| (a, b)));
                let far = pairs.map(|(a, b)| {
                    let (a, b) = (case.sites[a], case.sites[b]);
                    (a.x() - b.x()).hypot(a.y() - b.y())
                });
                Some(far.fold(f64::INFINITY, f64::min))
            }
            (_, Some(capacity)) => {
                let radius = kind.radius().unwrap_or(f64::INFINITY);
                let (served, cost) = flow(case, &open, capacity, radius, &apart);
                match kind {
                    Kind::Median { .. } => (served >= total - 1e-9).then_some(cost),
                    Kind::Cover { .. } => {
                        let all = (0..case.demand.len()).all(|i| nearest(i) <= radius);
                        (all && served >= total - 1e-9).then_some(open.len() as f64)
                    }
                    _ => Some(served),
                }
            }
        };
        let great = matches!(kind, Kind::MaximalCover { .. } | Kind::Dispersion { .. });
        best = match (best, value) {
            (Some(a), Some(b)) => Some(if great {
                f64::max(a, b)
            } else {
                f64::min(a, b)
            }),
            (a, b) => a.or(b),
        };
    }
    best
}

/// Most demand served within the radius, at least cost: a unit at a time along the cheapest way (Bellman-Ford on the whole graph).
fn flow(
    case: &Case,
    open: &[usize],
    capacity: &[f64],
    radius: f64,
    apart: &dyn Fn(usize, usize) -> f64,
) -> (f64, f64) {
    let (n, k) = (case.demand.len(), open.len());
    let mut sent = vec![vec![0.0; k]; n];
    loop {
        // nodes: demand 0..n, sites n..n+k
        let mut cost = vec![f64::INFINITY; n + k];
        let mut before = vec![usize::MAX; n + k];
        for i in 0..n {
            if sent[i].iter().sum::<f64>() < case.weight[i] {
                cost[i] = 0.0;
            }
        }
        for _ in 0..n + k {
            for i in 0..n {
                for s in 0..k {
                    let far = apart(i, open[s]);
                    if far <= radius && cost[i] + far < cost[n + s] - 1e-9 {
                        (cost[n + s], before[n + s]) = (cost[i] + far, i);
                    }
                    if sent[i][s] > 0.0 && cost[n + s] - far < cost[i] - 1e-9 {
                        (cost[i], before[i]) = (cost[n + s] - far, n + s);
                    }
                }
            }
        }
        let free = (0..k).filter(|&s| {
            sent.iter().map(|row| row[s]).sum::<f64>() < capacity[open[s]]
                && cost[n + s].is_finite()
        });
        let Some(end) = free.min_by(|&a, &b| cost[n + a].total_cmp(&cost[n + b])) else {
            let served = sent.iter().flatten().sum();
            let all = (0..n).flat_map(|i| (0..k).map(move |s| (i, s)));
            return (
                served,
                all.map(|(i, s)| sent[i][s] * apart(i, open[s])).sum(),
            );
        };
        let mut at = n + end;
        while before[at] != usize::MAX {
            let from = before[at];
            if at >= n {
                sent[from][at - n] += 1.0;
            } else {
                sent[at][from - n] -= 1.0;
            }
            at = from;
        }
    }
}

fn agree(case: &Case, kind: Kind) -> Result<(), TestCaseError> {
    let expected = by_enumeration(case, kind);
    match case.solve(kind) {
        Ok(plan) => {
            let answer = plan.answer;
            prop_assert_eq!(answer.proof, Proof::Proven, "{:?}", answer);
            let expected = expected.unwrap_or(f64::NAN);
            prop_assert!(
                (answer.objective - expected).abs() < 1e-9,
                "{:?}: {:?} {}",
                kind,
                answer,
                expected
            );
            let quick = case.with(kind, Effort::Quick, solve).unwrap().answer;
            let great = matches!(kind, Kind::MaximalCover { .. } | Kind::Dispersion { .. });
            let holds = if great {
                quick.bound >= expected - 1e-9
            } else {
                quick.bound <= expected + 1e-9
            };
            prop_assert!(holds, "{:?}: {:?} {}", kind, quick, expected);
        }
        Err(error) => {
            prop_assert_eq!(error.kind, Fault::Infeasible, "{}", error);
            prop_assert_eq!(expected, None, "{}", error);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn plans_are_the_best_of_all(case in cases(false), p in 2_usize..4, radius in 1_i32..9) {
        let radius = f64::from(radius);
        let kinds = [Kind::Median { p }, Kind::Centre { p }, Kind::Cover { radius },
            Kind::MaximalCover { p, radius }, Kind::Dispersion { p }];
        for kind in kinds {
            agree(&case, kind)?;
        }
    }

    #[test]
    fn plans_with_capacities_are_the_best_of_all(case in cases(true), p in 1_usize..4, radius in 2_i32..12) {
        let radius = f64::from(radius);
        for kind in [Kind::Median { p }, Kind::Cover { radius }, Kind::MaximalCover { p, radius }] {
            agree(&case, kind)?;
        }
    }
}
