//! Larger cases: proofs where there are enough places and where there are not, gaps with families, and the time of a nation.
#![allow(clippy::print_stdout)]

use super::super::{plan, verify};
use super::*;
use crate::plan::solve::Proof;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::time::Instant;

/// Villages about `apart` degrees from each other, some programmes in each, facilitators in every second.
fn drawn(
    n: usize,
    m: usize,
    of_each: usize,
    families: Option<f64>,
) -> (Inventory, Vec<Option<Point>>) {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let side = (n as f64).sqrt() * 0.04;
    let centres: Vec<Option<Point>> = (0..n)
        .map(|_| {
            Some(Point::new(
                rng.random_range(0.0..side),
                rng.random_range(0.0..side),
            ))
        })
        .collect();
    let facilitators: Vec<Facilitator> = (0..m)
        .map(|f| {
            let programmes: Vec<u32> = match f % 3 {
                0 => Vec::new(),
                _ => vec![rng.random_range(0..4), rng.random_range(4..8)],
            };
            let mut made = facilitator(
                &format!("F{f}"),
                rng.random_range(0..n as u32),
                &programmes,
                None,
            );
            made.families = families;
            made
        })
        .collect();
    let mut placements = Vec::new();
    for v in 0..n as u32 {
        for _ in 0..of_each {
            let programme = rng.random_range(0..8);
            let some = f64::from(rng.random_range(5..60_u32));
            placements.push(placed(programme, v, Some(some), None));
        }
    }
    (
        Inventory {
            programmes: programmes(8),
            facilitators,
            placements,
            ..Inventory::default()
        },
        centres,
    )
}

#[test]
fn enough_places_or_not_villages_alone_are_proven() {
    for (m, most) in [(200, 4), (200, 2), (100, 2)] {
        let (inventory, centres) = drawn(400, m, 2, None);
        let presence = presence(&inventory, 400);
        let limits = limits(most, 30.0, 5.0);
        let plan = plan(&inventory, &presence, &centres, &limits).unwrap();
        verify(&inventory, &presence, &centres, &limits, &plan).unwrap();
        assert_eq!(plan.served.proof, Proof::Proven);
        assert_eq!(plan.travel.proof, Proof::Proven, "{:?}", plan.travel);
    }
}

#[test]
fn with_families_the_gap_is_stated_and_small_unless_they_are_scarce() {
    for (families, most_out, most_gap) in [(300.0, 0.0, 0.02), (180.0, 0.02, 0.2)] {
        let (inventory, centres) = drawn(400, 200, 2, Some(families));
        let presence = presence(&inventory, 400);
        let limits = limits(4, 30.0, 5.0);
        let plan = plan(&inventory, &presence, &centres, &limits).unwrap();
        verify(&inventory, &presence, &centres, &limits, &plan).unwrap();
        println!("{:?}\n{:?}", plan.served, plan.travel);
        assert!(plan.served.gap <= most_out, "{:?}", plan.served);
        assert!(plan.travel.gap < most_gap, "{:?}", plan.travel);
    }
}

/// Seconds of all threads so far, where the system says.
fn seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .map(|field| field.parse().unwrap_or_default())
        .collect();
    fields
        .get(11..13)
        .map_or(0.0, |ticks| ticks.iter().sum::<f64>() / 100.0)
}

fn nation(of_each: usize, most: u32, families: Option<f64>) {
    let (inventory, centres) = drawn(83_000, 40_000, of_each, families);
    let presence = presence(&inventory, 83_000);
    let limits = limits(most, 30.0, 5.0);
    let (start, before) = (Instant::now(), seconds());
    let found = plan(&inventory, &presence, &centres, &limits).unwrap();
    let (wall, used) = (start.elapsed().as_secs_f64(), seconds() - before);
    println!(
        "{} units: {wall:.1} s, {used:.1} s of threads\n{:?}\n{:?}",
        found.duties.len(),
        found.served,
        found.travel
    );
    let before = seconds();
    verify(&inventory, &presence, &centres, &limits, &found).unwrap();
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or_default();
    println!("check {:.1} s of threads, {peak}", seconds() - before);
}

#[test]
#[ignore = "a nation"]
fn a_nation_with_places_enough() {
    nation(1, 4, None);
}

#[test]
#[ignore = "a nation"]
fn a_nation_with_places_scarce() {
    nation(3, 2, None);
}

#[test]
#[ignore = "a nation"]
fn a_nation_with_families() {
    nation(1, 4, Some(150.0));
}
