//! Twenty measures of a registry of persons by village: seconds and peak memory.
//!
//! `cargo bench --bench registry -- FILE...`; `--sql` prints the query. `benches/registry.py` runs DuckDB beside it.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use kawasan::base::code::System;
use kawasan::base::model::Level;
use kawasan::input::read::rows::Rows;
use kawasan::welfare::registry::engine::{self, Codes};
use kawasan::welfare::registry::expression::Definitions;
use kawasan::welfare::registry::query::{Measure, Query};
use std::path::PathBuf;
use std::time::Instant;

/// Names and texts, over the columns of `kawasan demo --households`.
const MEASURES: [(&str, &str); 20] = [
    ("people", "sum(1.0 / anggota)"),
    ("spending", "sum(pengeluaran / anggota)"),
    (
        "poor",
        "count(*) filter (where pengeluaran / anggota < garis)",
    ),
    (
        "gap",
        "sum((garis - pengeluaran / anggota) / garis) filter (where pengeluaran / anggota < garis)",
    ),
    (
        "gap2",
        "sum((garis - pengeluaran / anggota) / garis * (garis - pengeluaran / anggota) / garis) filter (where pengeluaran / anggota < garis)",
    ),
    ("children", "count(*) filter (where umur < 15)"),
    (
        "productive",
        "count(*) filter (where umur between 15 and 59)",
    ),
    ("elderly", "count(*) filter (where umur >= 60)"),
    ("women", "count(*) filter (where jk = 'P')"),
    ("disabled", "count(*) filter (where disabilitas)"),
    ("hit", "count(*) filter (where pkh > 0 and desil <= 3)"),
    ("missed", "count(*) filter (where pkh = 0 and desil <= 3)"),
    ("leaked", "count(*) filter (where pkh > 0 and desil > 3)"),
    ("paid", "sum(pkh / anggota)"),
    ("food", "sum(sembako / anggota)"),
    ("both", "count(*) filter (where pkh > 0 and sembako > 0)"),
    ("school", "sum(case when sekolah then 1 else 0 end)"),
    (
        "failed",
        "sum(pkh / anggota) filter (where status = 'gagal')",
    ),
    ("least", "min(pengeluaran)"),
    ("most", "max(pengeluaran)"),
];

fn main() {
    let named = Definitions::default();
    let measures = MEASURES.map(|(name, text)| Measure::parse(name, text, &named, None).unwrap());
    let query = Query {
        name: "villages".to_owned(),
        level: Some(Level::Village),
        groups: Vec::new(),
        filter: None,
        measures: measures.into(),
    };
    let mut args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    if args.first().is_some_and(|arg| arg == "--sql") {
        println!("{}", query.sql("kode", System::Kemendagri));
        args.remove(0);
    }
    if args.is_empty() {
        return;
    }
    let files: Vec<PathBuf> = args.iter().map(PathBuf::from).collect();
    let start = Instant::now();
    let mut rows = Rows::open(&files).unwrap();
    let codes = Codes {
        system: System::Kemendagri,
        joined: None,
    };
    let found = engine::run(&mut rows, "kode", codes, &[query], &mut Vec::new());
    let seconds = start.elapsed().as_secs_f64();
    let found = found.unwrap().remove(0);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|peak| peak.split_whitespace().next()?.parse::<u64>().ok());
    // clock ticks of a hundredth of a second, the user's and the system's
    let times = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = times
        .split_whitespace()
        .skip(13)
        .take(2)
        .filter_map(|t| t.parse::<f64>().ok());
    let cpu = ticks.sum::<f64>() / 100.0;
    let rows: u64 = found.n.iter().sum();
    let villages = found.codes.len();
    let peak = peak.unwrap_or(0) / 1024;
    println!("{rows} rows, {villages} villages, {seconds:.2} s, {cpu:.2} s of CPU, {peak} MiB");
    for ((name, _), values) in MEASURES.iter().zip(&found.values) {
        println!(
            "{name:12} {}",
            values.iter().filter(|x| !x.is_nan()).sum::<f64>()
        );
    }
}
