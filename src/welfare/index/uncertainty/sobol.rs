//! How much of the variance of ranks each kind of choice explains.

use super::Options;
use super::choices::{Choices, Factor, draw};
use super::engine::Engine;
use super::space::Space;
use crate::error::Result;
use rayon::prelude::*;

/// Bytes of ranks held at a time.
const ROOM: usize = 1 << 28;

/// What one kind of choice explains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The choice.
    pub factor: Factor,
    /// Share of the variance it explains by itself.
    pub first: f64,
    /// Standard error of it.
    pub first_error: f64,
    /// Share of the variance it has a part in.
    pub total: f64,
    /// Standard error of it.
    pub total_error: f64,
}

/// First-order and total shares over all units: variances of each unit's rank are summed before they are divided.
///
/// With base draws A and B and A_f (A with choice f of B), each a vector of ranks r: V = E|r_A - r_B|^2 / 2,
/// total_f = E|r_A - r_Af|^2 / 2V, first_f = 1 - E|r_B - r_Af|^2 / 2V; N (f + 2) rankings for N draws. Standard errors by
/// the jackknife over draws. Sources: Jansen (1999), doi:10.1016/S0010-4655(98)00154-4; Gamboa et al. (2014),
/// doi:10.1214/14-EJS895 for vectors.
pub fn shares(engine: &Engine, space: &Space, options: &Options) -> Result<Vec<Share>> {
    let factors = space.factors(options.weights);
    let sets = factors.len() + 2;
    let one = |row: usize, set: u64| {
        // streams after those of the plain draws
        let stream = options.draws as u64 + 2 * row as u64 + set;
        draw(space, options.weights, options.seed, stream)
    };
    let rows = (ROOM / 4 / (sets * engine.count()).max(1)).clamp(1, options.draws);
    let mut squares: Vec<Vec<f64>> = Vec::new();
    for start in (0..options.draws).step_by(rows) {
        let block = start..(start + rows).min(options.draws);
        let mut draws: Vec<Choices> = Vec::new();
        for row in block.clone() {
            let (a, b) = (one(row, 0), one(row, 1));
            let mixed = factors.iter().map(|&factor| a.with(factor, &b));
            draws.extend(mixed.collect::<Vec<_>>());
            draws.extend([a, b]);
        }
        let mut ranks: Vec<Vec<u32>> = vec![Vec::new(); draws.len()];
        engine.each(&draws, |places, found| {
            for (&place, found) in places.iter().zip(found) {
                ranks[place].clone_from(found);
            }
        })?;
        let row = |sets: &[Vec<u32>]| {
            let (mixed, base) = sets.split_at(factors.len());
            let halves = |x: &[u32], y: &[u32]| {
                let square = |(x, y): (&u32, &u32)| u64::from(x.abs_diff(*y)).pow(2);
                x.iter().zip(y).map(square).sum::<u64>() as f64 / 2.0
            };
            let mut row = vec![halves(&base[0], &base[1])];
            for mixed in mixed {
                row.extend([halves(&base[1], mixed), halves(&base[0], mixed)]);
            }
            row
        };
        squares.par_extend(ranks.par_chunks_exact(sets).map(row));
    }
    let ratio = |column: usize| jackknife(&squares, column);
    let share = |(f, factor): (usize, Factor)| {
        let (unexplained, first_error) = ratio(1 + 2 * f);
        let (total, total_error) = ratio(2 + 2 * f);
        Share {
            factor,
            first: 1.0 - unexplained,
            first_error,
            total,
            total_error,
        }
    };
    Ok(factors.into_iter().enumerate().map(share).collect())
}

/// The sum of a column over that of column 0, and its standard error by leaving out one row after another.
fn jackknife(rows: &[Vec<f64>], column: usize) -> (f64, f64) {
    let n = rows.len() as f64;
    let sum = |column: usize| rows.iter().map(|row| row[column]).sum::<f64>();
    let (top, base) = (sum(column), sum(0));
    let left: Vec<f64> = rows
        .iter()
        .map(|row| (top - row[column]) / (base - row[0]))
        .collect();
    let mean = left.iter().sum::<f64>() / n;
    let spread: f64 = left.iter().map(|x| (x - mean).powi(2)).sum();
    (top / base, ((n - 1.0) / n * spread).sqrt())
}
