//! Rules to blame where there is no plan: against every smaller set of rules.

use super::super::conflict::{Ask, Conflict, Rule, find};
use super::super::exhaustive::optimum;
use super::{Case, Limit, delineate};

/// The case with these rules only, its one limit, and no need to compare.
fn under(case: &Case, rules: &[Rule]) -> (Case, Option<f64>, Option<f64>) {
    let n = case.need.len();
    let mut left = Case {
        graph: case.graph.clone(),
        centre: case.centre.clone(),
        need: vec![Some(1.0); n],
        group: vec![0; n],
        villages: (1, n),
        per_group: n,
        ..Case::free()
    };
    let (mut least, mut most) = (None, None);
    for rule in rules {
        match *rule {
            Rule::LockIn(i) => left.lock_in.push(i),
            Rule::LockOut(i) => left.lock_out.push(i),
            Rule::Least(n) => left.villages.0 = n,
            Rule::Most(n) => left.villages.1 = n,
            Rule::Areas(n) => left.per_group = n,
            Rule::Radius(metres) => left.radius = Some(metres),
            Rule::Diameter(metres) => left.diameter = Some(metres),
            Rule::Theme => left.theme.clone_from(&case.theme),
            Rule::AtLeast(_) => least = Some(3.0),
            Rule::AtMost(_) => most = Some(9.0),
            Rule::Keep => unreachable!("no case keeps areas"),
        }
    }
    if least.or(most).is_some() {
        left.amount.clone_from(&case.amount);
    }
    (left, least, most)
}

/// Whether there is a plan that covers the lock-ins, or, when asked, any area.
fn holds(case: &Case, rules: &[Rule], ask: Ask) -> bool {
    let (left, least, most) = under(case, rules);
    let limits: Vec<Limit> = (case.limits().first().into_iter())
        .filter(|_| !left.amount.is_empty())
        .map(|limit| Limit {
            least,
            most,
            ..*limit
        })
        .collect();
    let best = optimum(&left.limited(&limits));
    match ask {
        Ask::Cover => best.is_some(),
        Ask::Any => best.is_some_and(|best| best > 0.0),
    }
}

fn every_rule(case: &Case, ask: Ask) -> Vec<Rule> {
    let mut rules = vec![
        Rule::Least(case.villages.0),
        Rule::Most(case.villages.1),
        Rule::Areas(case.per_group),
    ];
    rules.extend(case.lock_out.iter().map(|&i| Rule::LockOut(i)));
    rules.extend(case.radius.map(Rule::Radius));
    rules.extend(case.diameter.map(Rule::Diameter));
    if !case.theme.is_empty() {
        rules.push(Rule::Theme);
    }
    if !case.amount.is_empty() {
        rules.extend([Rule::AtLeast(0), Rule::AtMost(0)]);
    }
    if ask == Ask::Cover {
        rules.extend(case.lock_in.iter().map(|&i| Rule::LockIn(i)));
    }
    rules
}

/// Every set of this many of the rules.
fn sets(rules: &[Rule], size: usize) -> Vec<Vec<Rule>> {
    let masks = (0..1_u32 << rules.len()).filter(|mask| mask.count_ones() as usize == size);
    let pick = |mask: u32| (0..rules.len()).filter(move |at| mask >> at & 1 == 1);
    masks
        .map(|mask| pick(mask).map(|at| rules[at]).collect())
        .collect()
}

fn check(ask: Ask, seeds: std::ops::Range<u64>) -> [usize; 2] {
    let (mut found_some, mut fewer_than_all) = (0, 0);
    for seed in seeds {
        let mut case = Case::ruled(8, seed);
        case.group = vec![0; 8];
        case.groups = 1;
        case.total = None;
        case.lock_in = vec![seed as u32 % 8, (seed as u32 / 8) % 8];
        case.lock_in.dedup();
        case.lock_out.retain(|i| !case.lock_in.contains(i));
        if ask == Ask::Any {
            case.lock_in.clear();
            case.villages = (4, 5);
        }
        let limits = case.limits();
        let problem = case.limited(&limits);
        let all = every_rule(&case, ask);
        let found = find(&problem, 0, case.per_group, ask).unwrap();
        assert_eq!(
            found.is_none(),
            holds(&case, &all, ask),
            "seed {seed}: {found:?}"
        );
        let Some(Conflict { rules, smallest }) = found else {
            continue;
        };
        assert!(smallest, "seed {seed}");
        assert!(
            !holds(&case, &rules, ask),
            "seed {seed}: {rules:?} can hold"
        );
        for size in 0..rules.len() {
            for fewer in sets(&all, size) {
                assert!(
                    holds(&case, &fewer, ask),
                    "seed {seed}: {fewer:?} are fewer than {rules:?}"
                );
            }
        }
        found_some += 1;
        fewer_than_all += usize::from(rules.len() < all.len());
    }
    [found_some, fewer_than_all]
}

#[test]
fn no_fewer_rules_keep_lock_ins_from_being_covered() {
    let [found, fewer] = check(Ask::Cover, 0..90);
    assert!(found >= 30 && fewer >= 30, "{found} {fewer}");
}

#[test]
fn no_fewer_rules_keep_every_area_from_being() {
    let [found, fewer] = check(Ask::Any, 0..90);
    assert!(found >= 15 && fewer >= 15, "{found} {fewer}");
}

#[test]
fn the_rules_to_blame_are_named_with_their_villages() {
    let mut case = Case::lattice(1, 8, 0);
    case.lock_in = vec![0, 4, 7];
    case.per_group = 1;
    let said = |case: &Case| delineate(&case.problem()).unwrap_err();
    let error = said(&case);
    assert_eq!(error.exit_code(), 6);
    assert!(error.what.contains("the smallest set of rules"), "{error}");
    assert!(
        error
            .what
            .ends_with(": per_group <= 1; villages <= 4; lock_in v0; lock_in v7"),
        "{error}"
    );

    case.lock_in = vec![0];
    case.lock_out = vec![1, 5];
    let text = said(&case).what;
    assert!(
        text.ends_with(": lock_out v1; villages >= 2; lock_in v0"),
        "{text}"
    );

    case.lock_out.clear();
    case.per_group = 2;
    case.total = Some(1);
    case.lock_in = vec![0, 7];
    let text = said(&case).what;
    assert!(text.contains("total, keep: areas <= 1"), "{text}");
}
