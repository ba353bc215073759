//! How alike the members of regions are, how compact regions are, and how alike two partitions are.

use crate::space::graph::{Graph, Link};
use std::collections::BTreeMap;
use std::f64::consts::PI;

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

/// Sum over regions of the Manhattan distances between all pairs of their members (spopt's max-p); O(n log n) a column.
pub fn within_pairs(attributes: &[Vec<f64>], labels: &[u32]) -> f64 {
    let regions = labels.iter().max().map_or(0, |&most| most as usize + 1);
    let mut sum = 0.0;
    for x in attributes {
        let mut of = vec![Vec::new(); regions];
        for (&v, &label) in x.iter().zip(labels) {
            of[label as usize].push(v);
        }
        for mut values in of {
            values.sort_by(f64::total_cmp);
            // the value at place i is the greater one of i pairs and the lesser one of the others
            let last = values.len() as f64 - 1.0;
            let part = |(i, v): (usize, &f64)| v * (2.0 * i as f64 - last);
            sum += values.iter().enumerate().map(part).sum::<f64>();
        }
    }
    sum
}

/// Caliński and Harabasz's pseudo-F (1974, doi:10.1080/03610927408827101): (B / (p - 1)) / (W / (n - p)) for n units in p regions, with the
/// sums of squares between and within them. `None` for one region, for as many as units, and where W is 0.
pub fn pseudo_f(attributes: &[Vec<f64>], labels: &[u32]) -> Option<f64> {
    let n = labels.len() as f64;
    let p = f64::from(*labels.iter().max()? + 1);
    let within = within_ssd(attributes, labels);
    let between = within_ssd(attributes, &vec![0; labels.len()]) - within;
    (p > 1.0 && p < n && within > 0.0).then(|| (between / (p - 1.0)) / (within / (n - p)))
}

/// The join-count ratio: the share of links whose ends are in one region; `None` without links.
pub fn links_inside(graph: &Graph, labels: &[u32]) -> Option<f64> {
    let inside = |link: &Link| labels[link.from as usize] == labels[link.to as usize];
    let all = graph.link_count();
    (all > 0).then(|| graph.all_links().filter(inside).count() as f64 / all as f64)
}

/// The isoperimetric quotient 4 pi area / perimeter^2 (Polsby and Popper 1991): 1 for a circle, less for all else; `None` without a
/// perimeter.
pub fn compactness(area: f64, perimeter: f64) -> Option<f64> {
    (perimeter > 0.0).then(|| 4.0 * PI * area / (perimeter * perimeter))
}

/// How far two partitions of the same units agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Share of pairs of units that both put together or both put apart (Rand 1971, doi:10.1080/01621459.1971.10482356).
    pub rand: f64,
    /// The same less what chance gives: 1 for equal partitions, 0 in the mean by chance (Hubert and Arabie 1985,
    /// doi:10.1007/BF01908075).
    pub adjusted: f64,
}

/// Rand's index of two labels of n units, as it is and adjusted for chance; `None` for fewer than two units or labels of two lengths.
pub fn rand_index(a: &[u32], b: &[u32]) -> Option<Agreement> {
    if a.len() != b.len() || a.len() < 2 {
        return None;
    }
    let pairs = |n: u64| (n * n.saturating_sub(1) / 2) as f64;
    let count = |keys: &mut dyn Iterator<Item = (u32, u32)>| {
        let mut counts: BTreeMap<(u32, u32), u64> = BTreeMap::new();
        keys.for_each(|key| *counts.entry(key).or_default() += 1);
        counts.into_values().map(pairs).sum::<f64>()
    };
    let both = count(&mut a.iter().copied().zip(b.iter().copied()));
    let of_a = count(&mut a.iter().map(|&label| (label, 0)));
    let of_b = count(&mut b.iter().map(|&label| (label, 0)));
    let all = pairs(a.len() as u64);
    let (expected, most) = (of_a * of_b / all, (of_a + of_b) / 2.0);
    let adjusted = match most == expected {
        true => 1.0,
        false => (both - expected) / (most - expected),
    };
    Some(Agreement {
        rand: (all + 2.0 * both - of_a - of_b) / all,
        adjusted,
    })
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

    #[test]
    fn pairs_are_those_within() {
        let x = [vec![1.0, 2.0, 3.0, 9.0], vec![0.0, 5.0, 0.0, 0.0]];
        assert_eq!(within_pairs(&x, &[0, 0, 0, 1]), 4.0 + 10.0);
        assert_eq!(within_pairs(&x, &[0, 1, 2, 3]), 0.0);
    }

    #[test]
    fn shares_and_shapes() {
        let x = [vec![0.0, 1.0, 10.0, 11.0]];
        // between 100, within 1
        assert_eq!(pseudo_f(&x, &[0, 0, 1, 1]), Some(200.0));
        assert_eq!(pseudo_f(&x, &[0; 4]), None);
        assert_eq!(pseudo_f(&x, &[0, 1, 2, 3]), None);
        assert!((compactness(1.0, 4.0).unwrap_or_default() - PI / 4.0).abs() < 1e-15);
        assert_eq!(compactness(0.0, 0.0), None);
        let link = |(from, to)| Link {
            from,
            to,
            weight: 1.0,
            border_m: 0.0,
            kind: crate::space::graph::LinkKind::Border,
        };
        let path = Graph::from_links(4, [(0, 1), (1, 2), (2, 3)].map(link).to_vec());
        assert_eq!(links_inside(&path, &[0, 0, 1, 1]), Some(2.0 / 3.0));
    }

    #[test]
    fn agreement_of_partitions() {
        // as in the documentation of scikit-learn's adjusted_rand_score: 0.57…
        let some = rand_index(&[0, 0, 1, 2], &[0, 0, 1, 1]);
        assert!(some.is_some_and(|a| (a.adjusted - 4.0 / 7.0).abs() < 1e-15));
        assert!(some.is_some_and(|a| (a.rand - 5.0 / 6.0).abs() < 1e-15));
        let same = rand_index(&[0, 0, 1], &[7, 7, 2]);
        assert!(same.is_some_and(|a| a.adjusted == 1.0 && a.rand == 1.0));
        assert_eq!(rand_index(&[0], &[0]), None);
    }
}
