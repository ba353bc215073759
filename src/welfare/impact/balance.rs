//! How alike treated villages and those compared with were before the start, before matching and after.
//!
//! Standardised mean differences over the root of the mean of both variances before matching, and ratios of variances (Austin 2009,
//! doi:10.1002/sim.3697).

use super::design::Design;
use super::matching::{Covariates, Matched};
use std::collections::BTreeMap;

/// Absolute standardised difference from which a covariate is not balanced (Austin 2009).
pub const UNBALANCED: f64 = 0.1;

/// One covariate of one cohort.
#[derive(Debug, Clone, PartialEq)]
pub struct Balance {
    /// Wave of the cohort's start.
    pub cohort: usize,
    /// Position of the covariate.
    pub covariate: usize,
    /// Means of treated and others: before matching, then after.
    pub means: [[Option<f64>; 2]; 2],
    /// Standardised mean difference before and after.
    pub difference: [Option<f64>; 2],
    /// Variance of the treated over that of the others, before and after.
    pub ratio: [Option<f64>; 2],
}

/// Weighted mean and variance of the values that are there; weights are frequencies up to a factor.
fn moments(values: &[(f64, f64)]) -> (Option<f64>, Option<f64>) {
    let weight: f64 = values.iter().map(|(_, w)| w).sum();
    if weight <= 0.0 {
        return (None, None);
    }
    let mean = values.iter().map(|(x, w)| x * w).sum::<f64>() / weight;
    let squares: f64 = values.iter().map(|(x, w)| w * (x - mean).powi(2)).sum();
    let weights: f64 = values.iter().map(|(_, w)| w * w).sum();
    // n - 1 where all weigh 1
    let freedom = weight - weights / weight;
    (Some(mean), (freedom > 1e-12).then(|| squares / freedom))
}

/// Every covariate of a cohort, in their order.
pub fn balance(design: &Design, covariates: &Covariates, matched: &Matched) -> Vec<Balance> {
    let waves = design.waves();
    let cell = |unit: u32| unit as usize * waves + matched.cohort - 1;
    let mut weight: BTreeMap<u32, f64> = BTreeMap::new();
    for one in &matched.matches {
        for (control, _) in &one.controls {
            *weight.entry(*control).or_default() += 1.0 / one.controls.len() as f64;
        }
    }
    let members = design.members(matched.cohort);
    let of = |covariate: usize| {
        let values = &covariates.values[covariate];
        let side = |units: &mut dyn Iterator<Item = (u32, f64)>| {
            moments(
                &units
                    .filter_map(|(unit, w)| Some((values[cell(unit)]?, w)))
                    .collect::<Vec<_>>(),
            )
        };
        let sides = [
            [
                side(&mut members.iter().map(|&unit| (unit, 1.0))),
                side(&mut matched.pool.iter().map(|&unit| (unit, 1.0))),
            ],
            [
                side(&mut matched.matches.iter().map(|one| (one.treated, 1.0))),
                side(&mut weight.iter().map(|(&unit, &w)| (unit, w))),
            ],
        ];
        let spread =
            |[a, b]: [(Option<f64>, Option<f64>); 2]| Some(f64::midpoint(a.1?, b.1?).sqrt());
        let spread = spread(sides[0]).filter(|spread| *spread > 0.0);
        let difference = |[a, b]: [(Option<f64>, Option<f64>); 2]| Some((a.0? - b.0?) / spread?);
        let ratio =
            |[a, b]: [(Option<f64>, Option<f64>); 2]| Some(a.1? / b.1.filter(|v| *v > 0.0)?);
        Balance {
            cohort: matched.cohort,
            covariate,
            means: sides.map(|[a, b]| [a.0, b.0]),
            difference: sides.map(difference),
            ratio: sides.map(ratio),
        }
    };
    (0..covariates.names.len()).map(of).collect()
}
