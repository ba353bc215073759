//! What the likeliest circle of chance alone would reach.

use super::super::permutation::stream;
use super::Options;
use super::circles::Circles;
use super::likelihood::Likelihood;
use rayon::prelude::*;

/// Counts held at a time: the circles are sorted once for all replications that go together.
const CELLS: usize = 1 << 25;

/// The greatest log ratio of each replication.
pub(super) fn greatest<L: Likelihood>(
    circles: &Circles,
    model: &L,
    n: usize,
    options: &Options,
) -> Vec<f64> {
    let mut greatest = Vec::with_capacity(options.replications);
    while greatest.len() < options.replications {
        let from = greatest.len();
        let size = (CELLS / n).max(1).min(options.replications - from);
        let draws: Vec<Vec<u32>> = (from..from + size)
            .into_par_iter()
            .map(|r| {
                let mut cases = vec![0; n];
                model.spread(&mut stream(options.seed, r), &mut cases);
                cases
            })
            .collect();
        // n rows of the block's replications
        let mut cases = vec![0_u32; n * size];
        cases.par_chunks_mut(size).enumerate().for_each(|(i, row)| {
            row.iter_mut()
                .zip(&draws)
                .for_each(|(cell, draw)| *cell = draw[i]);
        });
        greatest.extend(block(circles, model, &cases, size, n));
    }
    greatest
}

fn block<L: Likelihood>(
    circles: &Circles,
    model: &L,
    cases: &[u32],
    size: usize,
    n: usize,
) -> Vec<f64> {
    let walk = |(mut near, mut greatest): (Vec<(f64, u32)>, Vec<f64>), centre: usize| {
        let mut inside = vec![0_u32; size];
        circles.around(centre, &mut near, |joined, window| {
            for &(_, i) in joined {
                let row = &cases[i as usize * size..][..size];
                inside
                    .iter_mut()
                    .zip(row)
                    .for_each(|(sum, count)| *sum += count);
            }
            let circle = model.circle(window.people);
            let (expected, factor) = model.bound(&circle);
            for (most, &count) in greatest.iter_mut().zip(&inside) {
                let more = f64::from(count) - expected;
                // most circles are not worth their logarithms
                if more > 0.0 && more * more * factor > *most {
                    *most = most.max(model.ratio(&circle, count));
                }
            }
            true
        });
        (near, greatest)
    };
    let none = || vec![0.0; size];
    (0..n)
        .into_par_iter()
        .fold(|| (Vec::new(), none()), walk)
        .map(|(_, greatest)| greatest)
        .reduce(none, |a, b| {
            a.iter().zip(b).map(|(a, b)| a.max(b)).collect()
        })
}
