//! Statistics of PySAL, GeoDa and spdep (versions and conventions in ../shared/reference/README.md), and of make.py here.

mod fdr;
mod geary;
mod getis;
mod join_count;
mod lee;
mod moran;
mod rates;
mod scan;

use crate::layers::{Reference, Table, agree};
use std::path::Path;

const EXACT: f64 = 1e-9;

/// Permutations of the tests of p-values; `KAWASAN_DRAWS=99999` matches the number of the other side.
fn draws() -> usize {
    std::env::var("KAWASAN_DRAWS").map_or(1_999, |d| d.parse().unwrap())
}

/// Each of n numbers equals theirs times a factor to 1e-9.
fn columns(ours: &[Option<f64>], theirs: &[f64], factor: f64, what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (i, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        agree(
            ours.unwrap(),
            theirs * factor,
            EXACT,
            &format!("{what}, row {i}"),
        );
    }
}

/// Two Monte Carlo p-values agree within four standard errors.
fn close(ours: f64, theirs: f64, draws: f64, their_draws: f64, what: &str) {
    // a p of 1 or of the least that can be is one draw from its neighbour
    let p = theirs.clamp(2.0 / draws, 1.0 - 2.0 / draws);
    let error = (p * (1.0 - p) * (1.0 / draws + 1.0 / their_draws)).sqrt();
    assert!(
        (ours - theirs).abs() <= 4.0 * error,
        "{what}: {ours} against {theirs}, {} standard errors",
        (ours - theirs).abs() / error
    );
}

/// n p-values agree with `NAME_SIDE` of 99,999 independent draws.
fn p_values(ours: &[Option<f64>], theirs: &[f64], what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (i, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        let what = format!("{what}, row {i}");
        close(ours.unwrap(), *theirs, draws() as f64, 99_999.0, &what);
    }
}

/// The table that make.py left for a layer.
fn made(layer: &Reference) -> Table {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/stats");
    crate::layers::read(&folder.join(format!("{}.csv", layer.name())))
}

/// The attributes named `multi`, as slices.
fn slices(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}
