//! An estimate with its cluster-robust error.
//!
//! Liang and Zeger (1986), doi:10.1093/biomet/73.1.13, with the usual factor for few clusters, G/(G-1) (N-1)/(N-K); t with G-1 degrees of freedom
//! (Cameron and Miller 2015, doi:10.3368/jhr.50.2.317).

use statrs::distribution::{ContinuousCDF, StudentsT};

/// Share of intervals that hold the true value, where the assumptions hold.
pub const LEVEL: f64 = 0.95;

/// An estimate and how sure it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The estimate.
    pub effect: f64,
    /// Its standard error; none with fewer than two clusters.
    pub se: Option<f64>,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Two-sided p of no effect.
    pub p: Option<f64>,
    /// Villages of the treated side.
    pub treated: usize,
    /// Villages of the other.
    pub control: usize,
    /// Clusters that they are in.
    pub clusters: usize,
    /// Clusters with a treated village.
    pub treated_clusters: usize,
}

/// The sums of each cluster that has a member, in the order of the clusters.
pub fn cluster_sums(parts: &[(u32, f64)], cluster: &[u32]) -> Vec<(u32, f64)> {
    let mut of: Vec<(u32, f64)> = parts
        .iter()
        .map(|&(unit, part)| (cluster[unit as usize], part))
        .collect();
    // stable: the parts of a cluster stay in the order of the villages
    of.sort_by_key(|(cluster, _)| *cluster);
    let mut sums: Vec<(u32, f64)> = Vec::new();
    for (cluster, part) in of {
        match sums.last_mut().filter(|(last, _)| *last == cluster) {
            Some((_, sum)) => *sum += part,
            None => sums.push((cluster, part)),
        }
    }
    sums
}

/// In how many clusters some villages are.
pub fn clusters_of(units: &[u32], cluster: &[u32]) -> usize {
    let mut own: Vec<u32> = units.iter().map(|&i| cluster[i as usize]).collect();
    own.sort_unstable();
    own.dedup();
    own.len()
}

/// The factor for few clusters: G clusters, N rows, K coefficients.
pub fn factor(clusters: usize, rows: usize, coefficients: usize) -> Option<f64> {
    let (g, n, k) = (clusters as f64, rows as f64, coefficients as f64);
    (clusters > 1 && rows > coefficients).then(|| g / (g - 1.0) * (n - 1.0) / (n - k))
}

impl Effect {
    /// From what each village adds to the error, a part a village, of a regression with `coefficients` over `rows` rows.
    pub fn new(
        effect: f64,
        influence: &[(u32, f64)],
        cluster: &[u32],
        (rows, coefficients): (usize, usize),
    ) -> Self {
        let sums = cluster_sums(influence, cluster);
        let squares: f64 = sums.iter().map(|(_, sum)| sum * sum).sum();
        let variance = factor(sums.len(), rows, coefficients).map(|factor| factor * squares);
        let se = variance.map(f64::sqrt).filter(|se| *se > 0.0);
        let t = t_of(sums.len());
        let wide = t
            .as_ref()
            .zip(se)
            .map(|(t, se)| t.inverse_cdf((1.0 + LEVEL) / 2.0) * se);
        Self {
            effect,
            se,
            low: wide.map(|wide| effect - wide),
            high: wide.map(|wide| effect + wide),
            p: t.zip(se).map(|(t, se)| 2.0 * t.sf((effect / se).abs())),
            treated: 0,
            control: 0,
            clusters: sums.len(),
            treated_clusters: 0,
        }
    }

    /// With the villages of both sides, and the clusters of the treated.
    ///
    /// With all treated in one cluster there is no error: their mean fits that cluster exactly, and what is left would look certain
    /// (MacKinnon and Webb 2017, doi:10.1002/jae.2508).
    #[must_use]
    pub fn of(mut self, treated: &[u32], control: usize, cluster: &[u32]) -> Self {
        (self.treated, self.control) = (treated.len(), control);
        self.treated_clusters = clusters_of(treated, cluster);
        if self.treated_clusters < 2 {
            (self.se, self.low, self.high, self.p) = (None, None, None, None);
        }
        self
    }
}

fn t_of(clusters: usize) -> Option<StudentsT> {
    let freedom = clusters.checked_sub(1).filter(|freedom| *freedom > 0)?;
    StudentsT::new(0.0, 1.0, freedom as f64).ok()
}
