//! What holds for any problem.

use super::super::{Plan, delineate, from_regions, verify};
use super::Case;
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
            prop_assert!(!alike.areas.is_empty(), "{:?}", method);
            prop_assert!(covered(&alike) <= covered(&plan) * 1.02);
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
