//! What is known of clusters, and how far they are from one another.

use super::Linkage;
use std::ops::Range;

/// Clusters by number, at first each unit one.
pub(super) struct Clusters {
    linkage: Linkage,
    k: usize,
    /// Their least unit.
    name: Vec<u32>,
    /// Members of each.
    count: Vec<f64>,
    /// n rows of k values.
    rows: Vec<f64>,
    /// Ward and average: n rows of k means, and the sum of squared deviations within.
    mean: Vec<f64>,
    within: Vec<f64>,
    /// Single and complete: the members, and the box they lie in as n rows of k least and greatest values.
    members: Vec<Vec<u32>>,
    low: Vec<f64>,
    high: Vec<f64>,
}

/// Two clusters about to be one: how many they are, their mean and what they are within.
pub(super) struct Joined {
    kept: u32,
    gone: u32,
    count: f64,
    mean: Vec<f64>,
    within: f64,
}

impl Clusters {
    /// Each of n units alone; k columns of n.
    pub(super) fn new(attributes: &[Vec<f64>], linkage: Linkage) -> Self {
        let n = attributes[0].len();
        let units = 0..n as u32;
        let row = |i: usize| attributes.iter().map(move |x| x[i]);
        let rows: Vec<f64> = (0..n).flat_map(row).collect();
        let by_members = matches!(linkage, Linkage::Single | Linkage::Complete);
        let of_members = |rows: &Vec<f64>| if by_members { rows.clone() } else { Vec::new() };
        Self {
            linkage,
            k: attributes.len(),
            name: units.clone().collect(),
            count: vec![1.0; n],
            mean: if by_members { Vec::new() } else { rows.clone() },
            within: vec![0.0; n],
            members: if by_members {
                units.map(|i| vec![i]).collect()
            } else {
                Vec::new()
            },
            low: of_members(&rows),
            high: of_members(&rows),
            rows,
        }
    }

    /// The least unit of a cluster.
    pub(super) fn name(&self, cluster: u32) -> u32 {
        self.name[cluster as usize]
    }

    fn row(&self, cluster: u32) -> Range<usize> {
        let first = cluster as usize * self.k;
        first..first + self.k
    }

    /// What two clusters would be together.
    pub(super) fn joined(&self, kept: u32, gone: u32) -> Joined {
        let (a, b) = (self.count[kept as usize], self.count[gone as usize]);
        let mut joined = Joined {
            kept,
            gone,
            count: a + b,
            mean: Vec::new(),
            within: 0.0,
        };
        if !self.mean.is_empty() {
            let (of_a, of_b) = (&self.mean[self.row(kept)], &self.mean[self.row(gone)]);
            let weighed = |(x, y): (&f64, &f64)| (a * x + b * y) / (a + b);
            joined.mean = of_a.iter().zip(of_b).map(weighed).collect();
            let (of_kept, of_gone) = (self.within[kept as usize], self.within[gone as usize]);
            joined.within = of_kept + of_gone + a * b / (a + b) * apart(of_a, of_b);
        }
        joined
    }

    /// Makes them one, under the number of the kept one.
    pub(super) fn join(&mut self, joined: Joined) {
        let Joined {
            kept,
            gone,
            count,
            mean,
            within,
        } = joined;
        let (to, from) = (kept as usize, gone as usize);
        self.name[to] = self.name[to].min(self.name[from]);
        self.count[to] = count;
        self.within[to] = within;
        let (row, other) = (self.row(kept), self.row(gone));
        if !mean.is_empty() {
            self.mean[row].copy_from_slice(&mean);
            return;
        }
        for (at, from) in row.zip(other) {
            self.low[at] = self.low[at].min(self.low[from]);
            self.high[at] = self.high[at].max(self.high[from]);
        }
        let mut fewer = std::mem::take(&mut self.members[from]);
        if fewer.len() > self.members[to].len() {
            std::mem::swap(&mut fewer, &mut self.members[to]);
        }
        self.members[to].append(&mut fewer);
    }

    /// The least or greatest distance between members of two clusters, or `known` where that is more extreme.
    fn extreme(&self, a: u32, b: u32, known: f64) -> f64 {
        let (few, many) = match self.count[a as usize] <= self.count[b as usize] {
            true => (a, b),
            false => (b, a),
        };
        let nearest = self.linkage == Linkage::Single;
        let (low, high) = (&self.low[self.row(many)], &self.high[self.row(many)]);
        let mut found = known;
        for &i in &self.members[few as usize] {
            let x = &self.rows[self.row(i)];
            // no member can be nearer, or farther, than the box that holds them all
            let bound: f64 = x
                .iter()
                .zip(low.iter().zip(high))
                .map(|(x, (low, high))| match nearest {
                    true => (low - x).max(x - high).max(0.0).powi(2),
                    false => (high - x).max(x - low).powi(2),
                })
                .sum();
            if (nearest && bound >= found) || (!nearest && bound <= found) {
                continue;
            }
            for &j in &self.members[many as usize] {
                let distance = apart(x, &self.rows[self.row(j)]);
                found = if nearest {
                    found.min(distance)
                } else {
                    found.max(distance)
                };
            }
        }
        found
    }
}

impl Joined {
    /// How far another cluster is from both together; its distance from each is known where they have a link.
    pub(super) fn from(
        &self,
        clusters: &Clusters,
        other: u32,
        kept: Option<f64>,
        gone: Option<f64>,
    ) -> f64 {
        let nearest = clusters.linkage == Linkage::Single;
        match clusters.linkage {
            Linkage::Single | Linkage::Complete => match (kept, gone) {
                (Some(a), Some(b)) if nearest => a.min(b),
                (Some(a), Some(b)) => a.max(b),
                (Some(known), None) => clusters.extreme(other, self.gone, known),
                (None, Some(known)) => clusters.extreme(other, self.kept, known),
                (None, None) => f64::INFINITY,
            },
            Linkage::Ward => {
                let (a, b) = (self.count, clusters.count[other as usize]);
                2.0 * a * b / (a + b) * apart(&self.mean, &clusters.mean[clusters.row(other)])
            }
            Linkage::Average => {
                let within = clusters.within[other as usize] / clusters.count[other as usize];
                within
                    + self.within / self.count
                    + apart(&self.mean, &clusters.mean[clusters.row(other)])
            }
        }
    }
}

fn apart(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(a, b)| (a - b) * (a - b)).sum()
}
