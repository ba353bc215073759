//! Natural breaks: the classes with the least squares within, found exactly.

/// Upper ends of at most `classes` classes of values in ascending order, at least one.
///
/// Equal values are never parted. Of classes that are equally good those whose last ones start earliest are taken, as mapclassify
/// does. Divide and conquer over the starts, which never fall as the ends rise (Grønlund et al. 2017, arXiv:1701.07204).
pub(super) fn bounds(sorted: &[f64], classes: usize) -> Vec<f64> {
    let runs = Runs::new(sorted);
    let n = runs.value.len();
    let mut best: Vec<f64> = (0..n).map(|end| runs.squares(0, end)).collect();
    let mut starts: Vec<Vec<u32>> = Vec::new();
    for class in 1..classes.min(n) {
        let mut next = Layer {
            runs: &runs,
            before: &best,
            best: vec![f64::INFINITY; n],
            start: vec![0; n],
        };
        next.solve(class, n, class, n - 1);
        let Layer {
            best: least, start, ..
        } = next;
        best = least;
        starts.push(start);
    }
    let mut end = n - 1;
    let mut bounds = vec![runs.value[end]];
    for start in starts.iter().rev() {
        end = start[end] as usize - 1;
        bounds.push(runs.value[end]);
    }
    bounds.reverse();
    bounds
}

/// Distinct values, with sums over all up to each.
struct Runs {
    value: Vec<f64>,
    count: Vec<f64>,
    sum: Vec<f64>,
    square: Vec<f64>,
}

impl Runs {
    fn new(sorted: &[f64]) -> Self {
        let middle = sorted[sorted.len() / 2];
        let mut runs = Self {
            value: Vec::new(),
            count: vec![0.0],
            sum: vec![0.0],
            square: vec![0.0],
        };
        for run in sorted.chunk_by(|a, b| a == b) {
            // about the middle, so that the squares cancel little
            let (count, off) = (run.len() as f64, run[0] - middle);
            let last = runs.value.len();
            runs.value.push(run[0]);
            runs.count.push(runs.count[last] + count);
            runs.sum.push(runs.sum[last] + count * off);
            runs.square.push(runs.square[last] + count * off * off);
        }
        runs
    }

    /// Squared deviations from the mean of the values from `start` to `end`, both in.
    fn squares(&self, start: usize, end: usize) -> f64 {
        let part = |sums: &[f64]| sums[end + 1] - sums[start];
        let sum = part(&self.sum);
        (part(&self.square) - sum * sum / part(&self.count)).max(0.0)
    }
}

/// One class more: the best way to end it at each value.
struct Layer<'a> {
    runs: &'a Runs,
    before: &'a [f64],
    best: Vec<f64>,
    start: Vec<u32>,
}

impl Layer<'_> {
    /// Ends from `from` up to but not `to`, whose classes start between `low` and `high`.
    fn solve(&mut self, from: usize, to: usize, low: usize, high: usize) {
        if from >= to {
            return;
        }
        let end = from + (to - from) / 2;
        for start in low..=high.min(end) {
            let squares = self.before[start - 1] + self.runs.squares(start, end);
            if squares < self.best[end] {
                self.best[end] = squares;
                self.start[end] = start as u32;
            }
        }
        let start = self.start[end] as usize;
        self.solve(from, end, low, start);
        self.solve(end + 1, to, start, high);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn within(sorted: &[f64], bounds: &[f64]) -> f64 {
        let mut total = 0.0;
        for class in 0..bounds.len() {
            let of = |v: &&f64| **v <= bounds[class] && (class == 0 || **v > bounds[class - 1]);
            let members: Vec<f64> = sorted.iter().filter(of).copied().collect();
            let mean = members.iter().sum::<f64>() / members.len() as f64;
            total += members.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
        }
        total
    }

    /// The least squares of any choice of bounds, tried one by one.
    fn brute(sorted: &[f64], distinct: &[f64], chosen: &mut Vec<f64>, left: usize) -> f64 {
        let last = distinct[distinct.len() - 1];
        if left == 0 {
            chosen.push(last);
            let squares = within(sorted, chosen);
            chosen.pop();
            return squares;
        }
        let mut best = f64::INFINITY;
        for &end in distinct {
            if end < last && chosen.last().is_none_or(|&before| end > before) {
                chosen.push(end);
                best = best.min(brute(sorted, distinct, chosen, left - 1));
                chosen.pop();
            }
        }
        best
    }

    proptest! {
        #[test]
        fn no_other_classes_are_closer(mut values in prop::collection::vec((-30_i32..30).prop_map(|v| f64::from(v) / 3.0), 1..12), classes in 2_usize..5) {
            values.sort_by(f64::total_cmp);
            let mut distinct = values.clone();
            distinct.dedup();
            let found = bounds(&values, classes);
            prop_assert_eq!(found.len(), classes.min(distinct.len()));
            let best = brute(&values, &distinct, &mut Vec::new(), found.len() - 1);
            prop_assert!((within(&values, &found) - best).abs() < 1e-9);
        }
    }
}
