//! Ranks from unrounded values.

use super::NOISE;

/// Rank of each unit, 1 for the greatest need; ties share the lower number, missing has none.
///
/// Needs within 1e-12 (of the greatest absolute need, at least 1) of the first of a tie are tied.
pub fn ranks(need: &[Option<f64>]) -> Vec<Option<u32>> {
    let units: Vec<usize> = (0..need.len()).filter(|&i| need[i].is_some()).collect();
    let there: Vec<f64> = need.iter().flatten().copied().collect();
    let mut ranks = vec![None; need.len()];
    for (unit, rank) in units.into_iter().zip(places(&there)) {
        ranks[unit] = Some(rank);
    }
    ranks
}

/// The same for n needs that are all there; minus infinity stands last.
pub fn places(need: &[f64]) -> Vec<u32> {
    let mut order: Vec<(f64, u32)> = need.iter().copied().zip(0..).collect();
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let finite = need.iter().filter(|need| need.is_finite());
    let scale = finite.fold(1.0, |scale: f64, need| scale.max(need.abs()));
    let mut ranks = vec![0; need.len()];
    let mut tie = (f64::INFINITY, 0);
    for (place, &(need, unit)) in order.iter().enumerate() {
        if tie.0 - need > NOISE * scale {
            tie = (need, place as u32 + 1);
        }
        ranks[unit as usize] = tie.1;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_the_lower_number_and_missing_has_none() {
        let need = [Some(0.3), None, Some(0.5), Some(0.1 + 0.2), Some(0.2)];
        assert_eq!(ranks(&need), [Some(2), None, Some(1), Some(2), Some(4)]);
        assert_eq!(ranks(&[None, None]), [None, None]);
        let last = f64::NEG_INFINITY;
        assert_eq!(places(&[last, 2.0, last, 5.0]), [3, 2, 3, 1]);
    }
}
