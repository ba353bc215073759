//! The scanner over text of many digits, keyed hashes, and small cells of a nation: seconds as JSON.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use kawasan::base::privacy::scan::{Form, find};
use kawasan::base::privacy::{Key, Raw, Seen, suppress};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use serde_json::{Map, json};
use std::fmt::Write;
use std::time::Instant;

const BYTES: usize = 100 << 20;
const CELLS: usize = 1_000_000;
const K: u64 = 5;

fn main() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut seconds = Map::new();
    let mut timed = |name: &str, start: Instant| {
        seconds.insert(name.to_owned(), json!(start.elapsed().as_secs_f64()));
    };
    let mut layer = String::with_capacity(BYTES + 64);
    while layer.len() < BYTES {
        let (x, y) = (
            rng.random_range(95.0..141.0_f64),
            rng.random_range(-11.0..6.0_f64),
        );
        write!(layer, "[{x},{y}],").unwrap();
    }
    let mut table = String::with_capacity(BYTES + 64);
    while table.len() < BYTES {
        let code = rng.random_range(1_101_010_001..9_999_999_999_u64);
        let share: f64 = rng.random();
        writeln!(table, "{code},Desa Contoh,{share},{},,5", code % 1000).unwrap();
    }
    for (name, text, form) in [
        ("scan 100 MiB of coordinates", &layer, Form::Json),
        ("scan 100 MiB of a table", &table, Form::Text),
    ] {
        let start = Instant::now();
        assert_eq!(find(text.as_bytes(), form, true, true), None);
        timed(name, start);
    }

    let file = std::env::temp_dir().join(format!("kawasan-bench-{}", std::process::id()));
    std::fs::write(&file, "0123456789abcdef0123456789abcdef").unwrap();
    let key = Key::file(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let cells: Vec<String> = (0..CELLS)
        .map(|i| format!("327101450190{:04}", 1 + i % 9999))
        .collect();
    let start = Instant::now();
    let hash = |cell: &String| match Raw::read(cell, false) {
        Seen::Whole(raw) => key.hash(&raw),
        _ => unreachable!(),
    };
    let mut hashes: Vec<_> = cells.iter().map(hash).collect();
    timed("read and hash 1 M cells", start);
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), 9999);

    // villages, districts, regencies, provinces and the nation
    let sizes = [83_000, 7_300, 514, 38, 1];
    let starts: Vec<usize> = (0..5).map(|level| sizes[..level].iter().sum()).collect();
    let mut parent = Vec::new();
    for level in 0..4 {
        let above = |i: usize| starts[level + 1] + i * sizes[level + 1] / sizes[level];
        parent.extend((0..sizes[level]).map(|i| Some(above(i) as u32)));
    }
    parent.push(None);
    let mut sums = |most: u64| -> Vec<u64> {
        let mut counts = vec![0; parent.len()];
        for row in 0..parent.len() {
            if row < sizes[0] {
                // half of the villages have few
                counts[row] = rng.random_range(0..=[most / 20, most][row % 2]);
            }
            if let Some(above) = parent[row] {
                counts[above as usize] += counts[row];
            }
        }
        counts
    };
    for (name, most) in [
        ("ten parts of a nation, few small", 400),
        ("ten parts of a nation, many small", 40),
    ] {
        let parts: Vec<Vec<u64>> = (0..10).map(|_| sums(most)).collect();
        let all: Vec<u64> = (0..parent.len())
            .map(|row| parts.iter().map(|part| part[row]).sum())
            .collect();
        let start = Instant::now();
        let hidden = suppress::totals(&parent, &all, K).unwrap();
        let of: Vec<&[u64]> = parts.iter().map(Vec::as_slice).collect();
        let marks = suppress::parts(&parent, &all, &hidden, &of, K).unwrap();
        timed(name, start);
        let small = parts
            .iter()
            .flatten()
            .filter(|count| (1..K).contains(count))
            .count();
        let marked = marks.iter().flatten().filter(|hidden| **hidden).count();
        println!("{name}: {small} small, {marked} hidden");
    }
    println!("{}", serde_json::to_string_pretty(&seconds).unwrap());
}
