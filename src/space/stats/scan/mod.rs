//! Kulldorff's circular scan: where are there more cases than the people explain?

mod chance;
mod circles;
mod input;
mod likelihood;
mod replicate;
#[cfg(test)]
mod tests;

use crate::base::model::Measure;
use crate::error::{Error, Result};
use crate::input::geometry::distance;
use circles::{Circles, Window};
use geo::Point;
use likelihood::{Bernoulli, Likelihood, Poisson};
use rayon::prelude::*;

/// How to scan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// The greatest share of all people in a circle, above 0 and at most 0.5.
    pub share: f64,
    /// Random replications; 0 gives no p.
    pub replications: usize,
    /// No more clusters than these are listed.
    pub clusters: usize,
    /// Replication r draws from stream r of this seed.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            share: 0.5,
            replications: 999,
            clusters: 10,
            seed: 1,
        }
    }
}

/// A circle with more cases than expected.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanCluster {
    /// The unit whose point is the centre.
    pub centre: u32,
    /// Its units, the centre among them, ascending.
    pub units: Vec<u32>,
    /// Distance from the centre to the farthest of them: geodesic metres, or units of the plane.
    pub radius: f64,
    /// People at risk in it (Bernoulli: cases and controls).
    pub population: f64,
    /// Cases in it.
    pub cases: f64,
    /// Cases expected in it.
    pub expected: f64,
    /// Cases over expected inside, by the same outside; `None` when all cases are inside.
    pub relative_risk: Option<f64>,
    /// Log likelihood ratio.
    pub log_ratio: f64,
    /// (M+1)/(R+1), M of R replications having a circle at least as unlikely; `None` without replications.
    pub p: Option<f64>,
}

/// Scans for circles with more cases than a Poisson process of one rate would put there.
///
/// * `cases`: n whole numbers from 0; `population`: n people at risk, finite, not negative; `points`: n places, degrees or a plane by
///   `measure`. A unit without one of them is left out before.
/// * A circle stands on the point of a unit and takes in its nearest units, those at the same distance (to 1e-9) together, while it
///   holds at most `share` of the people. log ratio = c ln(c/E) + (C-c) ln((C-c)/(C-E)) where c > E, else 0, E being C times the
///   circle's share of the people.
/// * Clusters: the likeliest circle, then the likeliest that shares no unit with those before, while the ratio is above 0. Of equal
///   ones the one with fewer units, then the smaller.
/// * p: the C cases are spread over the units by their people, `replications` times; each cluster is held against the greatest ratio of a
///   replication, as in SaTScan, so the p of clusters after the first is cautious.
///
/// Errors: lengths differ; cases, people or a place not usable, cases without people (all with their row); no cases; `share` out of
/// range; no circle within `share`.
///
/// Source: Kulldorff 1997, doi:10.1080/03610929708831995. O(n² + n x window x replications); windows grow with `share`.
pub fn scan_poisson(
    cases: &[f64],
    population: &[f64],
    points: &[Point<f64>],
    measure: Measure,
    options: &Options,
) -> Result<Vec<ScanCluster>> {
    let counts = input::cases(cases, population, "population")?;
    let model = Poisson::new(&counts, population);
    scan(&counts, population, &model, points, measure, options)
}

/// Scans for circles with a greater share of cases among cases and controls than elsewhere.
///
/// As [`scan_poisson`], with `controls`: n whole numbers from 0. The people are cases and controls; log ratio = ln of the likelihood with
/// one chance to be a case inside and another outside over that with one chance. A replication deals the cases anew among all
/// people. Errors: those of [`scan_poisson`], and no controls at all.
///
/// Source: Kulldorff and Nagarwalla 1995, doi:10.1002/sim.4780140809; Kulldorff 1997.
pub fn scan_bernoulli(
    cases: &[f64],
    controls: &[f64],
    points: &[Point<f64>],
    measure: Measure,
    options: &Options,
) -> Result<Vec<ScanCluster>> {
    let (counts, people) = input::people(cases, controls)?;
    let model = Bernoulli::new(&counts, &people);
    let population: Vec<f64> = people.iter().map(|&p| p as f64).collect();
    scan(&counts, &population, &model, points, measure, options)
}

/// A circle with its log ratio.
#[derive(Debug, Clone, Copy)]
struct Best {
    ratio: f64,
    centre: u32,
    window: Window,
}

fn scan(
    cases: &[u32],
    population: &[f64],
    model: &impl Likelihood,
    points: &[Point<f64>],
    measure: Measure,
    options: &Options,
) -> Result<Vec<ScanCluster>> {
    let circles = Circles::new(points, measure, population, options.share)?;
    let mut taken = vec![false; cases.len()];
    let mut found: Vec<(Best, Vec<u32>)> = Vec::new();
    let look = |near: &mut Vec<_>, centre, taken: &[bool]| {
        best_around(&circles, centre, near, cases, model, taken)
    };
    let (all, mut bests): (Vec<bool>, Vec<Option<Best>>) = (0..cases.len())
        .into_par_iter()
        .map_init(Vec::new, |near, centre| look(near, centre, &taken))
        .unzip();
    let any = all.contains(&true);
    while found.len() < options.clusters {
        let best = bests.iter().flatten().copied();
        let Some(best) = best.reduce(|a, b| if b.beats(&a, points) { b } else { a }) else {
            break;
        };
        let mut near = Vec::new();
        circles.around(best.centre as usize, &mut near, |_, _| true);
        let mut units: Vec<u32> = near[..best.window.units].iter().map(|p| p.1).collect();
        units.iter().for_each(|&i| taken[i as usize] = true);
        units.sort_unstable();
        // only a centre whose likeliest circle has lost a unit needs another look
        bests.par_iter_mut().for_each_init(Vec::new, |near, slot| {
            if let Some(best) = *slot {
                let (centre, reach) = (best.centre as usize, best.window.reach);
                if units
                    .iter()
                    .any(|&i| circles.square(centre, i as usize) <= reach)
                {
                    *slot = look(near, centre, &taken).1;
                }
            }
        });
        found.push((best, units));
    }
    if !any {
        return Err(
            Error::input("no circle holds at most the given share of the people")
                .remedy("raise the share, or scan smaller units"),
        );
    }
    let greatest = replicate::greatest(&circles, model, cases.len(), options);
    let (all, people) = (f64::from(cases.iter().sum::<u32>()), circles.people());
    let cluster = |(best, units): (Best, Vec<u32>)| {
        let cases = f64::from(units.iter().map(|&i| cases[i as usize]).sum::<u32>());
        let expected = all * best.window.people / people;
        let reach = |&i: &u32| distance(points[best.centre as usize], points[i as usize], measure);
        let reached = greatest
            .iter()
            .filter(|g| **g >= best.ratio * (1.0 - NOISE))
            .count();
        ScanCluster {
            centre: best.centre,
            radius: units.iter().map(reach).fold(0.0, f64::max),
            units,
            population: best.window.people,
            cases,
            expected,
            relative_risk: (cases < all)
                .then(|| cases / expected * (all - expected) / (all - cases)),
            log_ratio: best.ratio,
            p: (!greatest.is_empty()).then(|| (reached + 1) as f64 / (greatest.len() + 1) as f64),
        }
    };
    Ok(found.into_iter().map(cluster).collect())
}

/// Ratios this near to each other are equal but for rounding.
const NOISE: f64 = 1e-10;

impl Best {
    fn beats(&self, other: &Self, points: &[Point<f64>]) -> bool {
        if (self.ratio - other.ratio).abs() > NOISE * other.ratio.max(self.ratio) {
            return self.ratio > other.ratio;
        }
        // the same circle seen from several centres, or its equal: the choice does not hang on the order of the units
        let place = |best: &Self| points[best.centre as usize];
        let (here, there) = (place(self), place(other));
        let order = self.window.units.cmp(&other.window.units);
        let order = order.then(self.window.reach.total_cmp(&other.window.reach));
        let order = order.then(here.x().total_cmp(&there.x()));
        order.then(here.y().total_cmp(&there.y())).is_lt()
    }
}

/// Whether the centre has a circle at all, and its likeliest free of taken units.
fn best_around(
    circles: &Circles,
    centre: usize,
    near: &mut Vec<(f64, u32)>,
    cases: &[u32],
    model: &impl Likelihood,
    taken: &[bool],
) -> (bool, Option<Best>) {
    let (mut inside, mut any) = (0, false);
    let mut best: Option<Best> = None;
    circles.around(centre, near, |joined, window| {
        any = true;
        if joined.iter().any(|&(_, i)| taken[i as usize]) {
            return false;
        }
        inside += joined.iter().map(|&(_, i)| cases[i as usize]).sum::<u32>();
        let ratio = model.ratio(&model.circle(window.people), inside);
        let least = best.map_or(0.0, |best| best.ratio * (1.0 + NOISE));
        if ratio > least {
            best = Some(Best {
                ratio,
                centre: centre as u32,
                window: *window,
            });
        }
        true
    });
    (any, best)
}
