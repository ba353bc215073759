//! What holds for any problem.

use super::super::exact::subsets::{Quest, search};
use super::super::exhaustive::optimum;
use super::super::{Plan, Proof, delineate, from_regions, group, verify};
use super::Case;
use crate::base::study::types::Effort;
use crate::plan::region::{Descent, Linkage, Method, Objective, Search};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn plans_keep_the_rules_on_any_number_of_threads(n in 20_usize..200, seed in any::<u64>()) {
        let mut case = Case::random(n, seed);
        case.villages = (2, 9);
        let problem = case.problem();
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| delineate(&problem)).unwrap()
        };
        let plan = on(1);
        verify(&problem, &plan).unwrap();
        prop_assert_eq!(&plan, &on(2));
        let covered = |plan: &Plan| plan.groups.iter().map(|g| g.objective).sum::<f64>();
        let search = Search { descent: Descent::Tabu, objective: Objective::Squares, starts: 1, seed };
        let complete = Linkage::Complete;
        for method in [
            Method::Skater, Method::Redcap(complete), Method::Schc(Linkage::Ward), Method::Schc(complete), Method::Azp(search), Method::MaxP(search),
        ] {
            let alike = from_regions(&problem, method).unwrap();
            verify(&problem, &alike).unwrap();
            prop_assert!(covered(&alike) <= covered(&plan) * 1.02);
            for (other, known) in alike.groups.iter().zip(&plan.groups) {
                prop_assert!(other.bound >= known.objective - 1e-9);
            }
        }
    }

    #[test]
    fn looser_rules_never_lower_the_bound(seed in any::<u64>()) {
        let mut case = Case::random(40, seed);
        case.radius = Some(0.3);
        let total = |case: &Case| -> f64 {
            let plan = delineate(&case.problem()).unwrap();
            plan.groups.iter().map(|group| group.bound).sum()
        };
        let tight = delineate(&case.problem()).unwrap();
        let covered: f64 = tight.groups.iter().map(|group| group.objective).sum();
        case.radius = None;
        prop_assert!(total(&case) >= covered - 1e-9);
        case.villages.1 += 1;
        prop_assert!(total(&case) >= covered - 1e-9);
    }
}

/// Plans that no proof was sought for claim no more than they know.
#[test]
fn unproven_bounds_are_not_below_the_best_of_all() {
    let mut open = 0;
    for seed in 0..150 {
        let mut case = Case::ruled(11, 9000 + seed);
        case.effort = Effort::Quick;
        let limits = case.limits();
        let problem = case.limited(&limits);
        let best = optimum(&problem).unwrap();
        for plan in [delineate(&problem), from_regions(&problem, Method::Skater)] {
            let plan = plan.unwrap();
            let bound: f64 = plan.groups.iter().map(|group| group.bound).sum();
            // with a total a bound holds for the areas that the group was given
            if problem.total.is_none() {
                assert!(bound >= best - 1e-9, "seed {seed}: {bound} below {best}");
            }
            for group in plan.groups {
                open += usize::from(group.proof == Proof::Bounded);
                assert_eq!(
                    group.proof == Proof::Optimal,
                    group.bound == group.objective
                );
            }
        }
    }
    assert!(open > 50, "{open}");
}

/// What was found and what is left bound the best area, however few sets were looked at; and a search above a worse area finds the best.
#[test]
fn searches_that_end_early_bound_what_they_did_not_see() {
    for seed in 0..40 {
        let case = Case::random(30, 500 + seed);
        let problem = case.problem();
        for group in group::split(&problem) {
            let look = |above: f64, sets: u64| {
                let quest = Quest {
                    villages: (2, 6),
                    above,
                    best: true,
                    limit: (usize::MAX, sets),
                    stop: problem.stop,
                };
                search(&group, group.most.clone(), quest)
            };
            let all = look(f64::NEG_INFINITY, u64::MAX);
            assert_eq!(all.left, f64::NEG_INFINITY);
            let Some(((best, _), worse)) = all.sets.split_last() else {
                continue;
            };
            for (value, _) in worse {
                let above = look(*value, u64::MAX).sets;
                assert_eq!(above.last().map(|set| set.0), Some(*best), "seed {seed}");
            }
            for sets in [1, 3, 10, 30, 100] {
                let found = look(f64::NEG_INFINITY, sets);
                let known = found
                    .sets
                    .last()
                    .map_or(found.left, |set| set.0.max(found.left));
                assert!(known >= best - 1e-12, "seed {seed}, {sets} sets");
            }
        }
    }
}
