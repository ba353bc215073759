//! Scans by hand, by brute force, at any thread count, of unusable input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::space::stats::permutation::stream;
use proptest::prelude::*;

fn line(n: u32) -> Vec<Point<f64>> {
    (0..n).map(|i| Point::new(f64::from(i), 0.0)).collect()
}

fn quick(replications: usize) -> Options {
    Options {
        replications,
        ..Options::default()
    }
}

/// Six places on a line, 10 people each, 6 of 10 cases in places 1 and 2: c = 6, E = 20/60 * 10.
#[test]
fn by_hand() {
    let cases = [1.0, 4.0, 2.0, 1.0, 1.0, 1.0];
    let found = scan_poisson(&cases, &[10.0; 6], &line(6), Measure::Planar, &quick(99)).unwrap();
    let first = &found[0];
    // circles around a place inside grow by two, so the pairs are those at the ends; 1 alone has c = 4, E = 10/6
    let ratio = 4.0 * (4.0_f64 / (10.0 / 6.0)).ln() + 6.0 * (6.0_f64 / (50.0 / 6.0)).ln();
    assert_eq!((first.units.as_slice(), first.radius), (&[1][..], 0.0));
    assert!((first.log_ratio - ratio).abs() < 1e-12);
    assert!((first.expected - 10.0 / 6.0).abs() < 1e-12);
    assert!((first.relative_risk.unwrap() - 4.0 / (6.0 / 5.0)).abs() < 1e-12);
    assert_eq!((found[1].units.as_slice(), found[1].cases), (&[2][..], 2.0));
    assert_eq!(found.len(), 2);
}

/// Places at one distance come in together, and places on one point are never parted.
#[test]
fn ties_are_taken_together() {
    let points = [
        (0.0, 0.0),
        (0.3, 0.0),
        (0.0, 0.3),
        (-0.3, 0.0),
        (0.0, -0.3),
        (9.0, 9.0),
        (9.0, 9.0),
    ];
    let points = points.map(|(x, y)| Point::new(x + 0.1, y + 0.7));
    let population = [1.0, 1.0, 1.0, 1.0, 1.0, 20.0, 20.0];
    let circles = Circles::new(&points, Measure::Planar, &population, 0.5).unwrap();
    let sizes = |centre| {
        let mut sizes = Vec::new();
        circles.around(centre, &mut Vec::new(), |joined, window| {
            sizes.push((joined.len(), window.units));
            true
        });
        sizes
    };
    assert_eq!(sizes(0), [(1, 1), (4, 5)]);
    assert_eq!(sizes(1), [(1, 1), (1, 2), (2, 4), (1, 5)]);
    assert!(sizes(5).is_empty());
}

/// A group of ties longer than what is sorted at first comes whole.
#[test]
fn many_ties_come_whole() {
    let mut points = vec![Point::new(0.0, 0.0)];
    points.extend((0..300).map(|_| Point::new(1.0, 0.0)));
    points.extend((0..400).map(|i| Point::new(2.0 + f64::from(i), 0.0)));
    let population = vec![1.0; points.len()];
    let circles = Circles::new(&points, Measure::Planar, &population, 0.5).unwrap();
    let mut ends = Vec::new();
    circles.around(0, &mut Vec::new(), |_, window| {
        ends.push(window.units);
        true
    });
    let expected: Vec<usize> = [1].into_iter().chain(301..=350).collect();
    assert_eq!(ends, expected);
}

/// Cases are spread as chance would: mean and variance of each unit, the total kept.
#[test]
fn spreads_are_fair() {
    let population = [0.0, 5.0, 100.0, 2_000.0, 30.0];
    let cases = [0, 3, 20, 400, 9];
    let each = [0, 5, 100, 2_000, 30];
    let (poisson, bernoulli) = (
        Poisson::new(&cases, &population),
        Bernoulli::new(&cases, &each),
    );
    let rounds = 20_000;
    let check = |spread: &dyn Fn(usize, &mut [u32]), loss: f64| {
        let (mut sums, mut squares) = ([0.0; 5], [0.0; 5]);
        for r in 0..rounds {
            let mut counts = [0; 5];
            spread(r, &mut counts);
            assert_eq!(counts.iter().sum::<u32>(), 432);
            for i in 0..5 {
                sums[i] += f64::from(counts[i]);
                squares[i] += f64::from(counts[i]).powi(2);
            }
        }
        for i in 0..5 {
            let share = population[i] / 2_135.0;
            let variance = 432.0 * share * (1.0 - share) * loss;
            let mean = sums[i] / f64::from(rounds as u32);
            let error = (variance / f64::from(rounds as u32)).sqrt();
            assert!(
                (mean - 432.0 * share).abs() <= 4.5 * error,
                "mean of {i}: {mean}"
            );
            let found = squares[i] / f64::from(rounds as u32) - mean * mean;
            assert!(
                (found - variance).abs() <= 0.06 * variance,
                "variance of {i}: {found}"
            );
        }
    };
    check(&|r, c| poisson.spread(&mut stream(7, r), c), 1.0);
    let loss = (2_135.0 - 432.0) / 2_134.0;
    check(&|r, c| bernoulli.spread(&mut stream(7, r), c), loss);
}

/// The bound is never below the ratio, and not far above it where it matters.
#[test]
fn bounds_hold() {
    let population = [10.0, 20.0, 70.0];
    let each = [10, 20, 70];
    let cases = [4, 9, 17];
    fn check(model: &impl Likelihood, people: f64, most: u32) {
        let circle = model.circle(people);
        let (expected, factor) = model.bound(&circle);
        for inside in 0..=most {
            let ratio = model.ratio(&circle, inside);
            let more = f64::from(inside) - expected;
            assert_eq!(ratio > 0.0, more > 0.0);
            assert!(ratio <= more * more * factor, "{people} {inside}: {ratio}");
            assert!(
                ratio >= more * more * factor / 8.0 || more <= 0.0,
                "{people} {inside}: {ratio}"
            );
        }
    }
    for people in [10.0, 20.0, 30.0] {
        let most = if people < 30.0 { people as u32 } else { 30 };
        check(&Poisson::new(&cases, &population), people, most);
        check(&Bernoulli::new(&cases, &each), people, most);
    }
}

#[test]
fn threads_change_nothing_and_seeds_do() {
    let points: Vec<_> = (0..60)
        .map(|i| Point::new(f64::from(i * 37 % 60), f64::from(i * 23 % 60)))
        .collect();
    let cases: Vec<f64> = (0..60).map(|i| f64::from(i * i % 7)).collect();
    let population: Vec<f64> = (0..60).map(|i| f64::from(50 + i % 9)).collect();
    let run = |threads, seed| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let options = Options { seed, ..quick(300) };
        pool.install(|| {
            scan_poisson(&cases, &population, &points, Measure::Geodesic, &options).unwrap()
        })
    };
    assert_eq!(run(1, 5), run(3, 5));
    assert!((6..20).any(|seed| run(2, seed) != run(2, 5)));
}

#[test]
fn faults_are_named() {
    let says = |cases: &[f64], people: &[f64], options: Options, word: &str| {
        let error = scan_poisson(cases, people, &line(4), Measure::Planar, &options);
        let error = error.unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    };
    let people = [10.0; 4];
    says(&[1.0, 0.5, 1.0, 1.0], &people, quick(0), "row 2");
    says(&[1.0, -1.0, 1.0, 1.0], &people, quick(0), "whole number");
    says(&[0.0; 4], &people, quick(0), "no cases");
    says(
        &[1.0; 4],
        &[1.0, 0.0, 1.0, 1.0],
        quick(0),
        "1 cases among no people",
    );
    says(&[1.0; 4], &[1.0, f64::NAN, 1.0, 1.0], quick(0), "row 2");
    says(&[1.0; 3], &people, quick(0), "3 cases for 4");
    let share = |share| Options { share, ..quick(0) };
    says(&[1.0; 4], &people, share(0.6), "0.6 of the people");
    says(&[1.0; 4], &people, share(0.1), "no circle holds");
    let points = [Point::new(f64::NAN, 0.0), Point::new(1.0, 0.0)];
    let lost = scan_poisson(&[1.0; 2], &[1.0; 2], &points, Measure::Planar, &quick(0));
    assert!(lost.unwrap_err().to_string().contains("no place"));
    let none = scan_bernoulli(&[1.0; 4], &[0.0; 4], &line(4), Measure::Planar, &quick(0));
    assert!(none.unwrap_err().to_string().contains("no controls"));
}

/// The same rate everywhere has no cluster, and that is no fault; without replications there is no p.
#[test]
fn nothing_to_find() {
    let found = scan_poisson(&[2.0; 5], &[10.0; 5], &line(5), Measure::Planar, &quick(9)).unwrap();
    assert!(found.is_empty());
    let found = scan_poisson(
        &[2.0, 9.0, 2.0, 2.0],
        &[10.0; 4],
        &line(4),
        Measure::Planar,
        &quick(0),
    );
    assert_eq!(found.unwrap()[0].p, None);
}

/// All circles written out.
fn brute(cases: &[f64], people: &[f64], points: &[Point<f64>], bernoulli: bool) -> f64 {
    let (all, everyone) = (cases.iter().sum::<f64>(), people.iter().sum::<f64>());
    let xlogy = |x: f64, y: f64| if x == 0.0 { 0.0 } else { x * y.ln() };
    let square = |a: Point<f64>, b: Point<f64>| (a.x() - b.x()).powi(2) + (a.y() - b.y()).powi(2);
    let mut best = 0.0_f64;
    for &centre in points {
        for &edge in points {
            let inside = |i: &usize| square(centre, points[*i]) <= square(centre, edge);
            let units: Vec<usize> = (0..points.len()).filter(inside).collect();
            let c: f64 = units.iter().map(|&i| cases[i]).sum();
            let m: f64 = units.iter().map(|&i| people[i]).sum();
            if m == 0.0 || m > everyone / 2.0 || c / m <= all / everyone {
                continue;
            }
            let ratio = if bernoulli {
                let rest = everyone - m;
                xlogy(c, c / m)
                    + xlogy(m - c, (m - c) / m)
                    + xlogy(all - c, (all - c) / rest)
                    + xlogy(rest - all + c, (rest - all + c) / rest)
                    - xlogy(all, all / everyone)
                    - xlogy(everyone - all, (everyone - all) / everyone)
            } else {
                let e = all * m / everyone;
                xlogy(c, c / e) + xlogy(all - c, (all - c) / (all - e))
            };
            best = best.max(ratio);
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// The first cluster is the likeliest of all circles, clusters share no unit, and the order of the units changes nothing.
    #[test]
    fn the_likeliest_circle(
        units in prop::collection::vec((0_i32..6, 0_i32..6, 0_u32..8, 0_u32..20), 4..14),
        bernoulli in any::<bool>(),
        turn in 1_usize..13,
    ) {
        let points: Vec<_> = units.iter().map(|u| Point::new(f64::from(u.0), f64::from(u.1))).collect();
        let cases: Vec<f64> = units.iter().map(|u| f64::from(u.2)).collect();
        let controls: Vec<f64> = units.iter().map(|u| f64::from(u.3 + 1)).collect();
        let people: Vec<f64> = cases.iter().zip(&controls).map(|(a, b)| a + b).collect();
        let run = |cases: &[f64], people: &[f64], controls: &[f64], points: &[Point<f64>]| {
            if bernoulli {
                scan_bernoulli(cases, controls, points, Measure::Planar, &quick(19))
            } else {
                scan_poisson(cases, people, points, Measure::Planar, &quick(19))
            }
        };
        let Ok(found) = run(&cases, &people, &controls, &points) else {
            return Ok(());
        };
        let best = brute(&cases, &people, &points, bernoulli);
        let first = found.first().map_or(0.0, |c| c.log_ratio);
        prop_assert!((first - best).abs() < 1e-9, "{first} {best}");
        let mut seen: Vec<u32> = found.iter().flat_map(|c| c.units.clone()).collect();
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        prop_assert_eq!(seen.len(), all);
        for cluster in &found {
            let p = cluster.p.unwrap();
            prop_assert!(p > 0.0 && p <= 1.0 && cluster.log_ratio > 0.0);
            prop_assert!(cluster.cases > cluster.expected && cluster.units.contains(&cluster.centre));
        }
        prop_assert!(found.windows(2).all(|pair| pair[0].log_ratio >= pair[1].log_ratio - 1e-9));

        let n = units.len();
        let order: Vec<usize> = (0..n).map(|i| (i + turn) % n).collect();
        let turned = |v: &[f64]| -> Vec<f64> { order.iter().map(|&i| v[i]).collect() };
        let places: Vec<_> = order.iter().map(|&i| points[i]).collect();
        let again = run(&turned(&cases), &turned(&people), &turned(&controls), &places).unwrap();
        prop_assert_eq!(again.len(), found.len());
        for (a, b) in found.iter().zip(&again) {
            let mut units: Vec<u32> = b.units.iter().map(|&i| order[i as usize] as u32).collect();
            units.sort_unstable();
            prop_assert_eq!(&a.units, &units);
            prop_assert!((a.log_ratio - b.log_ratio).abs() < 1e-9);
        }
    }
}
