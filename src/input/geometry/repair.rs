//! Invalid features made valid, with a finding each; nothing disappears.

use super::measure::area;
use super::overlay::{odd_even, union, without_repeats};
use super::validity::{Fault, Reason, faults};
use crate::base::finding::Finding;
use crate::base::model::{Features, Measure};
use geo::{LineString, MultiPolygon, Polygon, Winding};
use rayon::prelude::*;

/// What a repair did, for the log.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Repairs {
    /// Features looked at.
    pub features: usize,
    /// Features with a fault.
    pub invalid: usize,
    /// Of them, made valid.
    pub repaired: usize,
    /// Area of the invalid features before (m2, or squared units).
    pub area_before: f64,
    /// And after.
    pub area_after: f64,
}

/// Makes every feature valid and turns its rings right (shells counter-clockwise, holes clockwise).
///
/// Valid features keep their vertices bit for bit. An invalid one is filled anew: each part by the odd-even rule (a hole
/// outside its shell becomes land, a crossed ring two lobes, a spike nothing), then parts that overlap or share a stretch are
/// united. A feature that cannot be made valid, or would lose all its area, stays as it was. Each invalid feature is an
/// `invalid-geometry` finding with part, ring, place, reason and the area before and after; `label` gives its code, empty where it has none.
///
/// Checks run in parallel; n log n in vertices.
pub fn repair(
    features: &mut Features,
    label: &dyn Fn(usize) -> String,
    findings: &mut Vec<Finding>,
) -> Repairs {
    let measure = features.measure;
    let outcomes: Vec<Option<Outcome>> = features
        .geometry
        .par_iter_mut()
        .map(|geometry| {
            let outcome = outcome(geometry, measure);
            if outcome.as_ref().is_none_or(Outcome::is_finite) {
                orient(geometry);
            }
            outcome
        })
        .collect();
    let mut repairs = Repairs {
        features: outcomes.len(),
        ..Repairs::default()
    };
    for (i, outcome) in outcomes.into_iter().enumerate() {
        let Some(outcome) = outcome else { continue };
        repairs.invalid += 1;
        repairs.repaired += usize::from(outcome.repaired);
        repairs.area_before += outcome.before;
        repairs.area_after += outcome.after;
        let finding = outcome.finding(measure).file(&features.source).row(i + 1);
        let code = label(i);
        findings.push(match code.is_empty() {
            true => finding,
            false => finding.code(code),
        });
    }
    repairs
}

struct Outcome {
    faults: Vec<Fault>,
    repaired: bool,
    before: f64,
    after: f64,
}

impl Outcome {
    fn is_finite(&self) -> bool {
        is_finite(&self.faults)
    }

    fn finding(&self, measure: Measure) -> Finding {
        let mut what = self.faults[0].to_string();
        match self.faults.len() {
            1 => {}
            2 => what += &format!("; {}", self.faults[1]),
            n => what += &format!("; {}; and {} more faults", self.faults[1], n - 2),
        }
        let unit = match measure {
            Measure::Geodesic => "m2",
            Measure::Planar => "squared units",
        };
        let (before, after) = (self.before, self.after);
        if self.repaired {
            Finding::warning(
                "invalid-geometry",
                format!("{what}; repaired, area {before:.1} {unit} before and {after:.1} after"),
            )
            .remedy("compare the village with its source")
        } else {
            Finding::warning(
                "invalid-geometry",
                format!(
                    "{what}; no repair keeps its area, so it stays as it is ({before:.1} {unit})"
                ),
            )
            .remedy("draw the village anew; results that use its shape are in doubt")
        }
    }
}

/// Neither the overlay nor the direction of a ring knows what to make of a coordinate that is not finite.
fn is_finite(faults: &[Fault]) -> bool {
    faults.iter().all(|fault| fault.reason != Reason::NotFinite)
}

/// Repairs in place; `None` for a valid feature.
fn outcome(geometry: &mut MultiPolygon<f64>, measure: Measure) -> Option<Outcome> {
    let faults = faults(geometry);
    if faults.is_empty() {
        return None;
    }
    let before = area(geometry, measure);
    let mended = if is_finite(&faults) {
        mend(geometry).filter(|mended| !mended.0.is_empty())
    } else {
        None
    };
    let repaired = mended.is_some();
    if let Some(mended) = mended {
        *geometry = mended;
    }
    Some(Outcome {
        faults,
        repaired,
        before,
        after: area(geometry, measure),
    })
}

/// A part filled anew may run into another part, and a union may touch what it did not, so a few rounds are needed.
const ROUNDS: usize = 4;

fn mend(geometry: &MultiPolygon<f64>) -> Option<MultiPolygon<f64>> {
    let mut current = without_repeats(geometry);
    for _ in 0..ROUNDS {
        let faults = faults(&current);
        if faults.is_empty() {
            return Some(current);
        }
        let parts = current.0.len();
        let mut broken = vec![false; parts];
        let mut group: Vec<usize> = (0..parts).collect();
        for fault in &faults {
            match fault.other {
                Some((other, _)) if other != fault.part => {
                    let (a, b) = (group[fault.part], group[other]);
                    group
                        .iter_mut()
                        .filter(|g| **g == a.max(b))
                        .for_each(|g| *g = a.min(b));
                }
                _ => broken[fault.part] = true,
            }
        }
        current = if broken.contains(&true) {
            let fill = |(part, polygon): (usize, &Polygon<f64>)| match broken[part] {
                true => odd_even(polygon).0,
                false => vec![polygon.clone()],
            };
            MultiPolygon(current.0.iter().enumerate().flat_map(fill).collect())
        } else {
            unite(&current, &group)
        };
    }
    None
}

/// The parts of each group united; a part alone stays as it is.
fn unite(geometry: &MultiPolygon<f64>, group: &[usize]) -> MultiPolygon<f64> {
    let mut parts = Vec::new();
    for leader in 0..group.len() {
        let members: Vec<Polygon<f64>> = (group.iter().zip(&geometry.0))
            .filter(|(g, _)| **g == leader)
            .map(|(_, polygon)| polygon.clone())
            .collect();
        match members.len() {
            0 => {}
            1 => parts.extend(members),
            _ => {
                // geo's union takes a part that turns the other way for a hole.
                let mut members = MultiPolygon(members);
                orient(&mut members);
                parts.extend(union(&members.0).0);
            }
        }
    }
    MultiPolygon(parts)
}

/// Shells counter-clockwise, holes clockwise (RFC 7946, 3.1.6); only the order of vertices changes.
fn orient(geometry: &mut MultiPolygon<f64>) {
    for polygon in &mut geometry.0 {
        polygon.exterior_mut(LineString::make_ccw_winding);
        polygon.interiors_mut(|rings| rings.iter_mut().for_each(LineString::make_cw_winding));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use geo::{CoordsIter, wkt};
    use polars::frame::DataFrame;
    use proptest::prelude::*;

    fn repaired(geometry: MultiPolygon<f64>) -> (MultiPolygon<f64>, Repairs, Vec<Finding>) {
        let mut features = Features {
            source: "villages.shp".into(),
            geometry: vec![geometry],
            attributes: DataFrame::empty_with_height(1),
            crs: None,
            measure: Measure::Planar,
        };
        let mut findings = Vec::new();
        let repairs = repair(&mut features, &|_| "53.01".into(), &mut findings);
        (features.geometry.remove(0), repairs, findings)
    }

    fn size(geometry: &MultiPolygon<f64>) -> f64 {
        area(geometry, Measure::Planar)
    }

    #[test]
    fn each_kind_of_fault_is_mended() {
        let cases = [
            // bow tie: two lobes
            (
                wkt!(MULTIPOLYGON(((0. 0., 2. 2., 2. 0., 0. 2., 0. 0.)))),
                2.0,
                2,
            ),
            // a hole outside its shell is land
            (
                wkt!(MULTIPOLYGON(((0. 0., 4. 0., 4. 4., 0. 4., 0. 0.), (5. 0., 6. 0., 6. 1., 5. 1., 5. 0.)))),
                17.0,
                2,
            ),
            // nested parts are one
            (
                wkt!(MULTIPOLYGON(((0. 0., 4. 0., 4. 4., 0. 4., 0. 0.)), ((1. 1., 2. 1., 2. 2., 1. 2., 1. 1.)))),
                16.0,
                1,
            ),
            // parts that share a border are one
            (
                wkt!(MULTIPOLYGON(((0. 0., 1. 0., 1. 1., 0. 1., 0. 0.)), ((1. 0., 2. 0., 2. 1., 1. 1., 1. 0.)))),
                2.0,
                1,
            ),
            // whichever way each of them turns
            (
                wkt!(MULTIPOLYGON(((0. 0., 4. 0., 4. 4., 0. 4., 0. 0.)), ((1. 1., 1. 2., 2. 2., 2. 1., 1. 1.)))),
                16.0,
                1,
            ),
            (
                wkt!(MULTIPOLYGON(((0. 0., 0. 4., 4. 4., 4. 0., 0. 0.)), ((2. 0., 6. 0., 6. 4., 2. 4., 2. 0.)))),
                24.0,
                1,
            ),
            // a spike
            (
                wkt!(MULTIPOLYGON(((0. 0., 4. 0., 4. 4., 4. 8., 4. 4., 0. 4., 0. 0.)))),
                16.0,
                1,
            ),
            // an inverted hole: the shell touches itself
            (
                wkt!(MULTIPOLYGON(((0. 0., 4. 0., 4. 4., 2. 4., 3. 2., 1. 2., 2. 4., 0. 4., 0. 0.)))),
                14.0,
                1,
            ),
        ];
        for (geometry, expected, parts) in cases {
            let (after, repairs, findings) = repaired(geometry);
            assert_eq!(faults(&after), [], "{after:?}");
            assert!((size(&after) - expected).abs() < 1e-6, "{after:?}");
            assert_eq!(after.0.len(), parts, "{after:?}");
            assert_eq!((repairs.invalid, repairs.repaired), (1, 1));
            assert_eq!(findings[0].check, "invalid-geometry");
            assert_eq!(findings[0].place.code.as_deref(), Some("53.01"));
            assert!(findings[0].what.contains("area"), "{}", findings[0].what);
        }
    }

    #[test]
    fn what_has_no_area_stays_and_is_told() {
        let flat = wkt!(MULTIPOLYGON(((0. 0., 4. 0., 2. 0., 0. 0.))));
        let (after, repairs, findings) = repaired(flat.clone());
        assert_eq!(after.coords_count(), flat.coords_count());
        assert_eq!((repairs.invalid, repairs.repaired), (1, 0));
        assert!(findings[0].what.contains("stays as it is"));
    }

    #[test]
    fn what_is_not_finite_stays_and_is_told() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let ring = vec![(0.0, 0.0), (4.0, 0.0), (bad, 2.0), (0.0, 4.0), (0.0, 0.0)];
            let geometry = MultiPolygon(vec![Polygon::new(ring.into(), Vec::new())]);
            let (after, repairs, findings) = repaired(geometry);
            assert_eq!(after.coords_count(), 5);
            assert_eq!((repairs.invalid, repairs.repaired), (1, 0));
            assert!(
                findings[0].what.contains("not finite"),
                "{}",
                findings[0].what
            );
        }
    }

    #[test]
    fn vertices_are_kept_bit_for_bit_around_a_repair() {
        let odd = 0.1 + 0.2;
        let tie = wkt!(MULTIPOLYGON(((0. 0., 2. 2., 2. 0., 0. 2., 0. 0.))));
        let mut shifted = tie;
        geo::MapCoordsInPlace::map_coords_in_place(&mut shifted, |c| {
            c * (1.0 / 3.0) + (geo::Coord { x: odd, y: odd })
        });
        let (after, ..) = repaired(shifted.clone());
        for vertex in shifted.coords_iter() {
            assert!(after.coords_iter().any(|kept| kept == vertex), "{vertex:?}");
        }
    }

    proptest! {
        #[test]
        fn any_rings_come_out_valid_or_as_they_were(
            parts in prop::collection::vec(prop::collection::vec((0.0..10.0_f64, 0.0..10.0_f64), 3..12), 1..4)
        ) {
            let polygon = |ring: &Vec<(f64, f64)>| Polygon::new(ring.clone().into(), Vec::new());
            let geometry = MultiPolygon(parts.iter().map(polygon).collect());
            // whichever way the first part turns
            let mut turned = geometry.clone();
            turned.0[0].exterior_mut(|ring| ring.0.reverse());
            let other = size(&repaired(turned).0);
            let (after, repairs, _) = repaired(geometry.clone());
            prop_assert!(size(&after) > 0.0);
            prop_assert!((size(&after) - other).abs() < 1e-4, "{} {other}", size(&after));
            if repairs.invalid == repairs.repaired {
                prop_assert_eq!(faults(&after), []);
            }
            if repairs.invalid == 0 {
                prop_assert!(after.coords_iter().all(|c| geometry.coords_iter().any(|d| c == d)));
            }
            prop_assert_eq!(repairs.invalid, repairs.repaired);
            prop_assert_eq!(repaired(geometry).0, after);
        }
    }
}
