//! Four and nine villages with every number worked out.

use super::*;

/// Two ministries, one programme each, on the same lever: money for two villages each.
///
/// need x people of the villages: 10, 8, 6, 1. Each alone takes the first two: 10 + 8, and again 5 + 4 at half. Together the four
/// best of 10, 8, 6, 5, 4, 3, 1: 10 + 8 + 6 + 5 (second programme in the first village).
#[test]
fn four_villages_two_ministries_on_one_lever() {
    let mut case = Case::villages(&[&[1.0, 0.8, 0.6, 0.1]], &[10.0; 4])
        .fund(0, 0, 2.0, 1.0)
        .fund(0, 1, 2.0, 1.0);
    case.complement = 0.0;
    let found = case.solved();
    assert!((found.apart - 27.0).abs() < 1e-9, "{found:?}");
    assert!((found.answer.objective - 29.0).abs() < 1e-9, "{found:?}");
    assert!((found.synergy() - 2.0).abs() < 1e-9);
    assert_eq!(found.answer.proof, Proof::Proven);
    assert_eq!(case.places(&found.alone), [(0, 0), (0, 1), (1, 0), (1, 1)]);
    // all money is spent: in = out
    let cost: f64 = found
        .placed
        .iter()
        .map(|&at| case.offers[at as usize].cost)
        .sum();
    assert_eq!(cost, 4.0);
}

/// Two levers that complement each other: one village each.
///
/// Lever a: 10, 9, 0.5, 0.5; lever b: 1, 8, 9, 0.5 (needs below 0.4 count for no bonus). Alone: a in the first (10), b in the third (9): 19.
/// Together in the second: 9 + 8 and a quarter more of both: 21.25.
#[test]
fn complements_meet() {
    let case = Case::villages(
        &[&[1.0, 0.9, 0.05, 0.05], &[0.1, 0.8, 0.9, 0.05]],
        &[10.0; 4],
    )
    .fund(0, 0, 1.0, 1.0)
    .fund(1, 1, 1.0, 1.0);
    let found = case.solved();
    assert_eq!(case.places(&found.placed), [(1, 0), (1, 1)]);
    assert!((found.answer.objective - 21.25).abs() < 1e-9);
    assert!((found.apart - 19.0).abs() < 1e-9);
    // each offer's own part: 9 x 1.25 and 8 x 1.25
    let own = gains(&case.problem(), &found.placed);
    assert!((own[0] - 11.25).abs() < 1e-9 && (own[1] - 10.0).abs() < 1e-9);
    // in one area the two may stay where they are: 10 x 1.25 + 9 x 1.25
    let mut area = case.clone();
    area.cell = vec![0, 1, 0, 1];
    let found = area.solved();
    assert_eq!(area.places(&found.placed), [(0, 0), (2, 1)]);
    assert!((found.answer.objective - 23.75).abs() < 1e-9);
    assert!((found.synergy()).abs() < 1e-12);
}

/// What stands anyway counts: a first programme of the lever is a second one, a complement waits.
#[test]
fn standing_placements_count() {
    let mut case = Case::villages(&[&[1.0, 0.6], &[1.0, 0.5]], &[10.0; 2]).fund(0, 0, 1.0, 1.0);
    case.standing = vec![Standing {
        village: 0,
        lever: 0,
        ministry: 1,
    }];
    // 5 as the second in the first village, 6 in the other
    let found = case.solved();
    assert_eq!(case.places(&found.placed), [(1, 0)]);
    assert!((found.answer.objective - 6.0).abs() < 1e-9);
    // the ministry does not see what another has there: 10 by its own count, 5 by the joint one
    assert_eq!(case.places(&found.alone), [(0, 0)]);
    assert!((found.synergy() - 1.0).abs() < 1e-9);
    // lever b stands in the second village: 6 x 1.25
    case.standing = vec![Standing {
        village: 1,
        lever: 1,
        ministry: 1,
    }];
    case.need[0][0] = Some(0.7);
    let found = case.solved();
    assert!((found.answer.objective - 7.5).abs() < 1e-9, "{found:?}");
}

/// Nine villages in three regions, one fund of 9 at cost 1 to 3.
///
/// Gains by region 9, 8, 7 | 3, 2, 1 | 1, 1, 1 (needs 0.9 to 0.1, 10 people), costs 3, 3, 3 | 1, 1, 1 | 2, 2, 2. Without floors: the first region
/// is worth 24 for 9; 3 + 2 + 1 for 3 replace its third village: 9 + 8 + 6 = 23 for 9; 9 + 8 + 7 = 24 is best. Floors at the full share of need
/// (24 : 6 : 3 of 33) are 6.55, 1.64 and 0.82: 9 + 8 for 6 leaves the first short by 0.55; so three there, and nothing is left: floors fall to what a
/// start reaches.
#[test]
fn nine_villages_with_floors() {
    let need = [0.9, 0.8, 0.7, 0.3, 0.2, 0.1, 0.1, 0.1, 0.1];
    let mut case = Case::villages(&[&need], &[10.0; 9]);
    case.region = vec![0, 0, 0, 1, 1, 1, 2, 2, 2];
    case.floor = vec![0.0; 3];
    case.funds.push(Fund {
        lever: 0,
        ministry: 0,
        money: 9.0,
    });
    let case = case.costs(|village, _| [3.0, 1.0, 2.0][village as usize / 3]);
    let free = case.solved();
    assert!((free.answer.objective - 24.0).abs() < 1e-9);
    assert_eq!(free.answer.proof, Proof::Proven);
    let mut half = case.clone();
    half.floor = floors(0.5, 9.0, &case.need, &case.people, &case.region, 3);
    let expected = [24.0, 6.0, 3.0].map(|need| 0.5 * 9.0 * need / 33.0);
    assert!(
        half.floor
            .iter()
            .zip(expected)
            .all(|(a, b)| (a - b).abs() < 1e-12)
    );
    // at least 3.27, 0.82 and 0.41: two in the first (6), one of 1 and one of 2: 9 + 8 + 3 + 1
    let found = half.solved();
    assert_eq!(found.floor, half.floor);
    assert!((found.answer.objective - 21.0).abs() < 1e-9, "{found:?}");
    assert_eq!(case.places(&found.placed), [(0, 0), (1, 0), (3, 0), (6, 0)]);
    // the last lie alike; the first of them is taken
    let mut full = case.clone();
    full.floor = floors(1.0, 9.0, &case.need, &case.people, &case.region, 3);
    let found = full.solved();
    assert!(
        found
            .floor
            .iter()
            .zip(&full.floor)
            .all(|(kept, asked)| kept <= asked)
    );
    assert!(found.floor.iter().sum::<f64>() < 9.0);
}

/// Facilitators can take two villages of the fund, one in the second region.
#[test]
fn caseloads_limit_villages() {
    let mut case = Case::villages(&[&[1.0, 0.9, 0.8, 0.7]], &[10.0; 4]).fund(0, 0, 4.0, 1.0);
    case.region = vec![0, 1, 1, 0];
    case.floor = vec![0.0; 2];
    case.caseloads = vec![
        Caseload {
            fund: 0,
            region: None,
            villages: 3,
        },
        Caseload {
            fund: 0,
            region: Some(1),
            villages: 1,
        },
    ];
    let found = case.solved();
    assert_eq!(case.places(&found.placed), [(0, 0), (1, 0), (3, 0)]);
    assert!((found.answer.objective - 26.0).abs() < 1e-9);
    assert_eq!(found.answer.proof, Proof::Proven);
}

/// Without money nothing is placed; without offers neither.
#[test]
fn nothing_to_place() {
    let found = Case::villages(&[&[1.0]], &[10.0]).solved();
    assert_eq!((found.placed.len(), found.answer.objective), (0, 0.0));
    assert_eq!(found.answer.proof, Proof::Proven);
}
