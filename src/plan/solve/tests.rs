//! Programs solved by hand, by enumeration, and by every solver of the build.
#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;

fn solvers() -> Vec<&'static dyn Solver> {
    vec![
        &Simplex,
        #[cfg(feature = "highs")]
        &Highs,
    ]
}

/// Most of 5a + 4b + 3c: 2a+3b+c <= 5, 4a+b+2c <= 11, 3a+4b+2c <= 8 is 13 at (2, 0, 1) (Chvátal 1983, chapter 2).
#[test]
fn chvatals_example() {
    let mut program = Program::default();
    for cost in [-5.0, -4.0, -3.0] {
        program.column(cost, 0.0, 10.0, false);
    }
    for (terms, most) in [([2., 3., 1.], 5.), ([4., 1., 2.], 11.), ([3., 4., 2.], 8.)] {
        program.row((0..).zip(terms).collect(), f64::NEG_INFINITY, most);
    }
    for solver in solvers() {
        let found = solver.relax(&program, &program.lower, &program.upper);
        let found = found.unwrap().unwrap();
        for (x, expected) in found.values.iter().zip([2.0, 0.0, 1.0]) {
            assert!((x - expected).abs() < 1e-9, "{found:?}");
        }
        let bound = program.bound_of(&program.lower, &program.upper, &found.multipliers);
        assert!((bound + 13.0).abs() < 1e-9, "{bound}");
    }
}

#[test]
fn wrong_multipliers_only_weaken_the_bound() {
    let mut program = Program::default();
    program.column(1.0, 0.0, 1.0, true);
    program.column(1.0, 0.0, 1.0, true);
    program.row(vec![(0, 1.0), (1, 1.0)], 1.0, f64::INFINITY);
    for y in [-5.0, 0.0, 0.5, 1.0, 2.0, f64::NAN, f64::INFINITY] {
        let bound = program.bound_of(&program.lower, &program.upper, &[y]);
        assert!((-3.0..=1.0).contains(&bound), "{y}: {bound}");
    }
    assert!(!program.none_by(&program.lower, &program.upper, &[1.0]));
}

fn programs() -> impl Strategy<Value = Program> {
    (1_usize..7, 0_usize..6).prop_flat_map(|(n, k)| {
        let columns = prop::collection::vec((-6_i32..7, -2_i32..2, 0_i32..3), n);
        let rows =
            prop::collection::vec((prop::collection::vec(-3_i32..4, n), -6_i32..7, 0_u8..3), k);
        (columns, rows).prop_map(|(columns, rows)| {
            let mut program = Program::default();
            for (cost, lower, more) in columns {
                let lower = f64::from(lower);
                program.column(f64::from(cost), lower, lower + f64::from(more), true);
            }
            for (terms, side, kind) in rows {
                let terms = (0..).zip(terms.into_iter().map(f64::from));
                let side = f64::from(side);
                let (least, most) = match kind {
                    0 => (side, f64::INFINITY),
                    1 => (f64::NEG_INFINITY, side),
                    _ => (side, side + 1.0),
                };
                program.row(terms.filter(|t| t.1 != 0.0).collect(), least, most);
            }
            program
        })
    })
}

/// The least cost of all whole points.
fn by_enumeration(program: &Program) -> Option<f64> {
    let mut points = vec![Vec::new()];
    for (&lower, &upper) in program.lower.iter().zip(&program.upper) {
        let ends = lower as i64..=upper as i64;
        let longer = |point: Vec<f64>| {
            ends.clone().map(move |x| {
                let mut point = point.clone();
                point.push(x as f64);
                point
            })
        };
        points = points.into_iter().flat_map(longer).collect();
    }
    let kept = points.iter().filter(|point| program.keeps(point));
    kept.map(|point| program.cost_of(point))
        .min_by(f64::total_cmp)
}

proptest! {
    #[test]
    fn branching_is_enumeration(program in programs()) {
        let expected = by_enumeration(&program);
        for solver in solvers() {
            let found = branch(&program, solver, None, 10_000, None).unwrap();
            prop_assert!(found.done);
            prop_assert_eq!(found.values.as_ref().map(|v| program.cost_of(v)), expected);
            match expected {
                Some(cost) => prop_assert!((found.bound - cost).abs() < 1e-6, "{:?}", found),
                None => prop_assert_eq!(found.bound, f64::INFINITY),
            }
        }
    }

    #[test]
    fn a_cut_search_has_a_bound_below_the_best(program in programs(), most in 0_u64..4) {
        if let Some(cost) = by_enumeration(&program) {
            for solver in solvers() {
                let found = branch(&program, solver, None, most, None).unwrap();
                prop_assert!(found.bound <= cost + 1e-9, "{:?} {}", found, cost);
            }
        }
    }
}
