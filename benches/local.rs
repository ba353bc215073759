//! Local Moran and G* with 999 conditional permutations over 83,000 units of a hexagon lattice with gaps: seconds each.
//!
//! `cargo bench --bench local`; the ceiling is 1.5 s each on two cores.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use kawasan::space::graph::{Graph, Link, LinkKind};
use kawasan::space::stats::{Local, Transform, getis_star, local_moran};
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
    time("local Moran", || {
        local_moran(&y, &graph, Transform::Row, 999, 1).unwrap()
    });
    time("G*", || {
        getis_star(&y, &graph, Transform::Binary, 999, 1).unwrap()
    });
}

fn time(name: &str, work: impl Fn() -> Local) {
    for _ in 0..2 {
        let start = Instant::now();
        let p: f64 = work().p_two_sided.iter().flatten().sum();
        println!(
            "{name:12} {:6.2} s, sum of p {p:.6}",
            start.elapsed().as_secs_f64()
        );
    }
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
