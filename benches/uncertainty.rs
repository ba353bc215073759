//! 1,000 draws of an index of 50 indicators over 83,000 villages: seconds and peak memory of the whole process.
//!
//! `cargo bench --bench uncertainty`; the ceiling is 20 s and 1 GiB on two cores.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use kawasan::welfare::index::uncertainty::{Options, uncertainty};
use kawasan::welfare::index::{Context, Definition, score};
use polars::prelude::{Column, DataFrame};
use std::path::Path;
use std::time::Instant;

const VILLAGES: usize = 83_000;

fn main() {
    let definition = Definition::load("idm-2016", Path::new("")).unwrap();
    let value = |i: usize, k: usize| ((i * 7_919 + k * 104_729 + i / (k + 3)) % 6) as f64;
    let columns = definition
        .indicators
        .iter()
        .enumerate()
        .map(|(k, indicator)| {
            let values: Vec<f64> = (0..VILLAGES).map(|i| value(i, k)).collect();
            Column::new(indicator.code.as_str().into(), values)
        })
        .collect();
    let frame = DataFrame::new(VILLAGES, columns).unwrap();
    let context = Context::default();
    let start = Instant::now();
    let scores = score(&definition, &frame, &context).unwrap();
    println!("score        {:6.2} s", start.elapsed().as_secs_f64());
    let options = Options {
        draws: 1000,
        weights: 0.25,
        methods: true,
        sobol: false,
        priority: VILLAGES / 10,
        seed: 1,
    };
    let start = Instant::now();
    let found = uncertainty(&definition, &scores, &context, &options).unwrap();
    println!(
        "1,000 draws  {:6.2} s, ranks to {}",
        start.elapsed().as_secs_f64(),
        found.resolution
    );
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(peak) = status.lines().find(|line| line.starts_with("VmHWM")) {
        println!("{peak}");
    }
}
