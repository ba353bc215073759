//! Local statistics with 999 conditional permutations over 83,000 units of a hexagon lattice with gaps, and a scan: seconds each.
//!
//! `cargo bench --bench local`; the ceiling is 1.5 s each for local Moran and G* on two cores.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use geo::Point;
use kawasan::base::model::Measure;
use kawasan::space::graph::{Graph, Link, LinkKind};
use kawasan::space::stats::scan::{Options, scan_poisson};
use kawasan::space::stats::{
    Local, Transform, getis_star, local_geary, local_lee, local_moran, moran_and_star,
};
use std::time::Instant;

const COLUMNS: i64 = 300;
const UNITS: i64 = 83_000;

fn main() {
    let graph = hexagons();
    let n = graph.n();
    let y: Vec<f64> = (0..n)
        .map(|i| (i * 7_919 % 1_009 + i / 97 % 53) as f64)
        .collect();
    println!(
        "{n} units, {:.2} neighbours each",
        graph.link_count() as f64 / n as f64
    );
    let (row, binary) = (Transform::Row, Transform::Binary);
    time("local Moran", || {
        vec![local_moran(&y, &graph, row, 999, 1).unwrap()]
    });
    time("G*", || {
        vec![getis_star(&y, &graph, binary, 999, 1).unwrap()]
    });
    time("both at once", || {
        let both = moran_and_star(&y, &graph, [row, binary], 999, 1);
        Vec::from(both.unwrap())
    });
    time("local Geary", || {
        vec![local_geary(&y, &graph, row, 999, 1).unwrap()]
    });
    time("local Lee", || {
        let x: Vec<f64> = (0..n).map(|i| (i * 31 % 997) as f64).collect();
        vec![local_lee(&x, &y, &graph, row, 999, 1).unwrap()]
    });
    scan();
}

fn time(name: &str, work: impl Fn() -> Vec<Local>) {
    for _ in 0..2 {
        let start = Instant::now();
        let found = work();
        let p: f64 = found
            .iter()
            .flat_map(|l| l.p_two_sided.iter().flatten())
            .sum();
        println!(
            "{name:12} {:6.2} s, sum of p {p:.6}",
            start.elapsed().as_secs_f64()
        );
    }
}

/// 7,000 places, 100,000 cases, circles up to a tenth of the people.
fn scan() {
    let n = 7_000;
    let place = |i: usize| Point::new((i % 100) as f64, (i / 100) as f64);
    let points: Vec<Point> = (0..n).map(place).collect();
    let people: Vec<f64> = (0..n).map(|i| 1_000.0 + (i * 37 % 900) as f64).collect();
    let cases: Vec<f64> = (0..n).map(|i| (i * 7_919 % 29) as f64).collect();
    let options = Options {
        share: 0.1,
        ..Options::default()
    };
    let start = Instant::now();
    let found = scan_poisson(&cases, &people, &points, Measure::Planar, &options).unwrap();
    let seconds = start.elapsed().as_secs_f64();
    println!("scan         {seconds:6.2} s, {} clusters", found.len());
}

/// Six neighbours each but for the rim and a few missing links.
fn hexagons() -> Graph {
    let mut links = Vec::new();
    for i in 0..UNITS {
        let (row, column) = (i / COLUMNS, i % COLUMNS);
        let shift = row % 2;
        for (down, right) in [(0, 1), (1, shift - 1), (1, shift)] {
            let (to_row, to_column) = (row + down, column + right);
            let j = to_row * COLUMNS + to_column;
            if (0..COLUMNS).contains(&to_column) && j < UNITS && (i * 31 + j) % 50 != 0 {
                links.extend([(i, j), (j, i)]);
            }
        }
    }
    let link = |(from, to)| Link {
        from: from as u32,
        to: to as u32,
        weight: 1.0,
        border_m: 0.0,
        kind: LinkKind::Border,
    };
    Graph::from_links(UNITS as usize, links.into_iter().map(link).collect())
}
