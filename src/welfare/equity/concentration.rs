//! Curves of what people hold, from the first to the last by some order, and the index that says how far they bend.

use super::measure::totals;
use super::sum;
use std::cmp::Ordering;

/// Points of a curve, from (0, 0) to (1, 1): shares of people and of what they hold.
pub type Curve = Vec<[f64; 2]>;

/// Units by rank, those of one rank together.
fn order(x: &[f64], w: &[f64], rank: &[f64], falling: bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..x.len()).filter(|&i| w[i] > 0.0).collect();
    let by = |a: usize, b: usize| -> Ordering {
        let ranks = rank[a].total_cmp(&rank[b]);
        let ranks = if falling { ranks.reverse() } else { ranks };
        // what follows makes sums of one rank the same in any order of units
        ranks
            .then(x[a].total_cmp(&x[b]))
            .then(w[a].total_cmp(&w[b]))
    };
    order.sort_unstable_by(|&a, &b| by(a, b));
    order
}

/// The concentration index: the mean of x (2 F - 1) over the mean of x, with F the share of people ranked before a person, those of
/// one rank in its middle; from below 0 where the first ranked hold more than their share to above 0 where the last do.
///
/// `x`: n amounts from 0 up; `w`: n weights; `rank`: n numbers, ranked from the least up, or with `falling` from the greatest down. Ranked
/// by `x` itself it is the Gini coefficient, exactly. `None` without people or amounts. O(n log n).
///
/// Source: Kakwani, Wagstaff and van Doorslaer 1997, doi:10.1016/S0304-4076(96)01807-6.
pub fn concentration(x: &[f64], w: &[f64], rank: &[f64], falling: bool) -> Option<f64> {
    let (people, amount) = totals(x, w);
    if people <= 0.0 || amount <= 0.0 {
        return None;
    }
    let order = order(x, w, rank, falling);
    let (mut before, mut terms) = (0.0, Vec::with_capacity(order.len()));
    for tied in order.chunk_by(|&a, &b| rank[a] == rank[b]) {
        let own = sum(tied.iter().map(|&i| w[i]));
        let held = sum(tied.iter().map(|&i| w[i] * x[i]));
        terms.push(held / amount * ((2.0 * before + own - people) / people));
        before += own;
    }
    Some(sum(terms))
}

/// The curve: after each rank the shares of people and of amounts so far. Empty where there are no people or amounts.
pub fn curve(x: &[f64], w: &[f64], rank: &[f64], falling: bool) -> Curve {
    let (people, amount) = totals(x, w);
    if people <= 0.0 || amount <= 0.0 {
        return Vec::new();
    }
    let order = order(x, w, rank, falling);
    let (mut at, mut held, mut points) = (0.0, 0.0, vec![[0.0, 0.0]]);
    for tied in order.chunk_by(|&a, &b| rank[a] == rank[b]) {
        at += sum(tied.iter().map(|&i| w[i]));
        held += sum(tied.iter().map(|&i| w[i] * x[i]));
        points.push([at / people, held / amount]);
    }
    // both ends are known exactly
    if let Some(last) = points.last_mut() {
        *last = [1.0, 1.0];
    }
    points
}

/// A curve of at most `most` + 1 points: its own, or those at equal steps of people on the lines between them.
pub fn thin(curve: &[[f64; 2]], most: usize) -> Curve {
    if curve.len() <= most + 1 {
        return curve.to_vec();
    }
    let at = |step: usize| {
        let share = step as f64 / most as f64;
        let next = curve.partition_point(|point| point[0] < share);
        let next = next.clamp(1, curve.len() - 1);
        let ([x0, y0], [x1, y1]) = (curve[next - 1], curve[next]);
        let part = if x1 > x0 {
            (share - x0) / (x1 - x0)
        } else {
            1.0
        };
        [share, y0 + part * (y1 - y0)]
    };
    let mut points: Curve = (0..=most).map(at).collect();
    points[0] = [0.0, 0.0];
    points[most] = [1.0, 1.0];
    points
}
