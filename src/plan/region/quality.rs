//! How alike the members of regions are.

/// Columns less their mean, in standard deviations (divisor n-1, as GeoDa): k columns of n; a constant column becomes 0.
pub fn standardise(attributes: &[Vec<f64>]) -> Vec<Vec<f64>> {
    attributes.iter().map(|x| standard_scores(x)).collect()
}

fn standard_scores(x: &[f64]) -> Vec<f64> {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let deviation = (x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    if deviation <= 1e-13 * mean.abs() || !deviation.is_finite() {
        return vec![0.0; x.len()];
    }
    x.iter().map(|v| (v - mean) / deviation).collect()
}

/// Sum over regions of the squared deviations of `attributes` (k columns of n) from the region's means; `labels`: n, any numbers.
pub fn within_ssd(attributes: &[Vec<f64>], labels: &[u32]) -> f64 {
    let regions = labels.iter().max().map_or(0, |&most| most as usize + 1);
    let mut sum = 0.0;
    for x in attributes {
        let mut members = vec![(0.0, 0.0); regions];
        for (v, &label) in x.iter().zip(labels) {
            members[label as usize].0 += 1.0;
            members[label as usize].1 += v;
        }
        for (v, &label) in x.iter().zip(labels) {
            let (count, total) = members[label as usize];
            sum += (v - total / count).powi(2);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_and_ssd() {
        let z = standardise(&[vec![1.0, 2.0, 3.0], vec![0.1, 0.1, 0.1]]);
        assert_eq!(z, [vec![-1.0, 0.0, 1.0], vec![0.0; 3]]);
        assert_eq!(within_ssd(&z, &[0, 0, 0]), 2.0);
        assert_eq!(within_ssd(&z, &[0, 1, 1]), 0.5);
    }
}
