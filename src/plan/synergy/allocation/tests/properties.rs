//! What holds for any problem.

use super::*;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn plans_are_the_best_of_all(n in 1_usize..5, funds in 1_usize..4, seed in any::<u64>()) {
        let case = Case::random(n, funds, seed);
        let found = case.solved();
        let best = best_of_all(&case, &found.floor);
        prop_assert!((found.answer.objective - best).abs() <= 1e-9 * best.abs(), "{} {best} {case:?}", found.answer.objective);
        prop_assert_eq!(found.answer.proof, Proof::Proven);
        prop_assert!(found.ceiling >= best * (1.0 - 1e-12));
        prop_assert!(found.synergy() >= 0.0);
        for plan in [&found.placed, &found.alone] {
            prop_assert!(keeps(&case, &found.floor, plan));
        }
        prop_assert!((worth(&case, &found.alone) - found.apart).abs() <= 1e-9 * found.apart.abs());
        prop_assert!((gains(&case.problem(), &found.placed).iter().sum::<f64>() - best).abs() <= 1e-9 * best.abs());
    }

    #[test]
    fn without_overlap_and_complement_there_is_no_synergy(n in 2_usize..30, seed in any::<u64>()) {
        let mut case = Case::random(n, 3, seed);
        case.complement = 0.0;
        case.standing.clear();
        // a lever for each
        (0..).zip(&mut case.funds).for_each(|(f, fund)| fund.lever = f);
        case.offers.retain(|offer| {
            case.need[case.funds[offer.fund as usize].lever as usize][offer.village as usize].is_some()
        });
        let found = case.solved();
        prop_assert!(found.synergy() <= 1e-12 * found.answer.objective, "{}", found.synergy());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn larger_plans_keep_limits_bound_and_synergy_on_any_number_of_threads(n in 20_usize..90, seed in any::<u64>()) {
        let case = Case::random(n, 6, seed);
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| case.solved())
        };
        let found = on(1);
        prop_assert!(keeps(&case, &found.floor, &found.placed));
        prop_assert!(found.synergy() >= 0.0 && found.answer.gap < 0.1, "{:?}", found.answer);
        prop_assert_eq!(&found, &on(2));
    }
}

/// A single wrong number does not pass the check.
#[test]
fn the_check_sees_what_is_wrong() {
    let case = Case::random(4, 3, 5);
    let found = case.solved();
    let problem = case.problem();
    verify(&problem, &found).unwrap();
    let wrong = |change: &dyn Fn(&mut Allocation)| {
        let mut other = found.clone();
        change(&mut other);
        verify(&problem, &other).is_err()
    };
    assert!(wrong(&|a| a.answer.objective += 0.01));
    assert!(wrong(&|a| a.ceiling -= 0.01));
    assert!(wrong(&|a| a.apart -= 0.01));
    assert!(wrong(&|a| a.answer.bound = a.answer.objective - 0.1));
    assert!(wrong(
        &|a| a.placed = (0..case.offers.len() as u32).collect()
    ));
    assert!(
        wrong(&|a| a.prices.iter_mut().for_each(|p| *p = 0.0))
            || found.prices.iter().all(|&p| p == 0.0)
    );
}
