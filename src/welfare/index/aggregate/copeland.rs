//! Copeland: units compared pair by pair.

use super::Piece;
use crate::welfare::index::NOISE;
use rayon::prelude::*;

/// n numbers of units beaten minus units lost to; a unit beats another when the parts in which it is ahead weigh more
/// than those in which it is behind. A part that either unit lacks does not count; units that lack half of their weight
/// (`missing`) are compared with nobody. n squared comparisons.
///
/// Source: Munda and Nardo (2009), doi:10.1080/00036840601019364; Copeland (1951).
pub fn copeland(parts: &[Piece<'_>], missing: &[f64]) -> Vec<f64> {
    let weighty: Vec<&Piece<'_>> = parts.iter().filter(|part| part.weight > 0.0).collect();
    let k = weighty.len();
    let rivals: Vec<usize> = (0..missing.len())
        .filter(|&i| missing[i] < 0.5 - NOISE)
        .collect();
    // one unit after another, so that a comparison reads two short rows
    let rows: Vec<f64> = rivals
        .iter()
        .flat_map(|&i| weighty.iter().map(move |part| part.value[i]))
        .collect();
    let weights: Vec<f64> = weighty.iter().map(|part| part.weight).collect();
    let scores: Vec<i64> = rows
        .par_chunks_exact(k)
        .map(|own| {
            let mut score = 0;
            for other in rows.chunks_exact(k) {
                let mut lead = 0.0;
                for j in 0..k {
                    let ahead = f64::from(u8::from(own[j] > other[j]));
                    lead += weights[j] * (ahead - f64::from(u8::from(own[j] < other[j])));
                }
                score += i64::from(lead > NOISE) - i64::from(lead < -NOISE);
            }
            score
        })
        .collect();
    let mut value = vec![f64::NAN; missing.len()];
    for (i, score) in rivals.into_iter().zip(scores) {
        value[i] = score as f64;
    }
    value
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::tests::{of, recipe};
    use crate::welfare::index::definition::Aggregation;

    #[test]
    fn wins_minus_losses() {
        let none = f64::NAN;
        let columns: [&[f64]; 3] = [
            &[3.0, 2.0, 1.0, none],
            &[3.0, 1.0, 2.0, none],
            &[1.0, 3.0, 2.0, 9.0],
        ];
        let (value, _) = of(&recipe(Aggregation::Copeland), &columns, &[1.0; 3]).unwrap();
        assert_eq!(value[..3], [2.0, 0.0, -2.0]);
        assert!(value[3].is_nan());
    }
}
