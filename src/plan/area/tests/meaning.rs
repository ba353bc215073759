//! What villages and rules mean to a plan, against plans without them.

use super::super::exhaustive::optimum;
use super::super::{Problem, delineate, replacement, rule_costs, tradeoff};
use super::Case;

#[test]
fn replacement_costs_equal_plans_without_the_village() {
    let mut exact = 0;
    for seed in 0..60 {
        let case = match seed % 2 {
            0 => Case::lattice(3, 4, seed),
            _ => Case::ruled(11, 7000 + seed),
        };
        let limits = case.limits();
        let problem = case.limited(&limits);
        let plan = delineate(&problem).unwrap();
        for group in replacement(&problem, &plan).unwrap() {
            for meaning in group.villages {
                let inside = plan
                    .areas
                    .iter()
                    .any(|area| area.members.contains(&meaning.village));
                assert_eq!(
                    inside,
                    meaning.loss_least.is_some(),
                    "seed {seed}: {meaning:?}"
                );
                let Some((least, most)) = meaning.loss_least.zip(meaning.loss_most) else {
                    continue;
                };
                if problem.total.is_some() {
                    continue;
                }
                let mut out = case.lock_out.clone();
                out.push(meaning.village);
                let without = Problem {
                    lock_out: &out,
                    ..problem
                };
                let loss = optimum(&problem).unwrap() - optimum(&without).unwrap();
                assert!(
                    least <= loss + 1e-9 && loss <= most + 1e-9,
                    "seed {seed}: {loss} {meaning:?}"
                );
                exact += usize::from((most - least).abs() < 1e-9);
                let share = meaning.frequency.unwrap_or(0.5);
                assert!((0.0..=1.0).contains(&share));
            }
        }
    }
    assert!(exact > 200, "{exact}");
}

#[test]
fn near_best_plans_are_all_counted() {
    // five plans of one pair: 10 + 10 in the middle is best, and nothing else is within a hundredth
    let mut case = Case::lattice(1, 6, 0);
    case.need = [5.0, 9.95, 10.0, 10.0, 9.95, 5.0].map(Some).to_vec();
    case.villages = (2, 2);
    case.per_group = 1;
    let problem = case.problem();
    let plan = delineate(&problem).unwrap();
    let group = &replacement(&problem, &plan).unwrap()[0];
    assert_eq!((group.plans, group.within), (3, Some(0.01)));
    let shares: Vec<_> = group
        .villages
        .iter()
        .map(|v| (v.village, v.frequency.unwrap()))
        .collect();
    let third = 1.0 / 3.0;
    assert_eq!(
        shares,
        [(1, third), (2, 2.0 * third), (3, 2.0 * third), (4, third)]
    );
    let losses: Vec<_> = group.villages.iter().filter_map(|v| v.loss_most).collect();
    assert!(
        losses.iter().all(|loss| (loss - 0.05).abs() < 1e-9),
        "{losses:?}"
    );
}

#[test]
fn rules_cost_what_relaxing_them_gains() {
    let mut case = Case::lattice(1, 6, 0);
    case.need = [5.0, 0.0, 0.0, 9.0, 9.0, 5.0].map(Some).to_vec();
    case.villages = (3, 3);
    case.lock_in = vec![1];
    case.per_group = 1;
    let problem = case.problem();
    let plan = delineate(&problem).unwrap();
    assert_eq!(plan.groups[0].objective, 9.0);
    let gains: Vec<_> = rule_costs(&problem, &plan)
        .unwrap()
        .into_iter()
        .map(|cost| (cost.rule, cost.to, cost.gain))
        .collect();
    let gain = |rule: &str, to: &str, gain: f64| (rule.to_owned(), to.to_owned(), gain);
    let all = [
        gain("villages", "[3, 4]", 9.0),
        gain("villages", "[2, 3]", 0.0),
        gain("per_group", "2", 19.0),
        gain("lock_in", "", 14.0),
    ];
    assert_eq!(gains, all);

    let perimeter = vec![4.0; 6];
    case.lock_in.clear();
    let plan = delineate(&case.problem()).unwrap();
    let trades = tradeoff(&case.problem(), &plan, &perimeter, &[0.0, 1000.0, 9000.0]).unwrap();
    assert_eq!(trades[0].bound, plan.groups[0].bound);
    let needs: Vec<_> = trades
        .iter()
        .map(|trade| (trade.areas, trade.need))
        .collect();
    assert_eq!(needs, [(1, 23.0), (1, 23.0), (0, 0.0)]);
    let one = trades[1];
    assert!(
        one.border_m > 0.0 && (one.need - one.border_m - one.objective).abs() < 1e-9,
        "{one:?}"
    );
}

/// Whatever the search finds: the best of all plans at each weight neither covers more nor has longer borders than at a lower one.
#[test]
fn need_and_border_never_rise_with_compactness() {
    for seed in 0..12 {
        let mut case = Case::lattice(4, 4, seed);
        case.villages = (2, 4);
        case.per_group = 2;
        let problem = case.problem();
        let plan = delineate(&problem).unwrap();
        let weights = [0.0, 100.0, 400.0, 1000.0, 3000.0];
        let trades = tradeoff(&problem, &plan, &[4.0; 16], &weights).unwrap();
        assert_eq!(trades.len(), weights.len());
        for (lower, higher) in trades.iter().zip(&trades[1..]) {
            assert!(higher.need <= lower.need + 1e-9, "{trades:?}");
            assert!(higher.border_m <= lower.border_m + 1e-9, "{trades:?}");
            assert!(higher.bound <= lower.bound, "{trades:?}");
        }
        for trade in &trades {
            let worth = trade.need - trade.per_km / 1000.0 * trade.border_m;
            assert!((worth - trade.objective).abs() < 1e-9, "{trade:?}");
            assert!(trade.objective <= trade.bound, "{trade:?}");
        }
    }
}
