//! Weights that fall with distance to nothing at a bandwidth.

use super::near::Places;
use super::{Graph, LinkKind};
use crate::base::model::Measure;
use geo::Point;
use std::f64::consts::TAU;

/// How a weight falls with z, the distance in bandwidths; no kernel reaches beyond z = 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// 1/2.
    Uniform,
    /// 1 - z.
    Triangular,
    /// 3/4 (1 - z²), also called quadratic.
    Epanechnikov,
    /// 15/16 (1 - z²)², also called bisquare.
    Quartic,
    /// exp(-z²/2) / √(2π), cut at z = 1.
    Gaussian,
}

impl Kernel {
    /// Its value at z, from 0 up.
    pub fn at(self, z: f64) -> f64 {
        if z > 1.0 {
            return 0.0;
        }
        let rest = 1.0 - z * z;
        match self {
            Self::Uniform => 0.5,
            Self::Triangular => 1.0 - z,
            Self::Epanechnikov => 0.75 * rest,
            Self::Quartic => 15.0 / 16.0 * rest * rest,
            Self::Gaussian => (-0.5 * z * z).exp() / TAU.sqrt(),
        }
    }
}

/// How far a kernel reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bandwidth {
    /// As far from every point: geodesic metres, or units of the plane.
    Fixed(f64),
    /// From each point to its k-th nearest other and 1e-7 more, so that this one keeps a weight.
    Nearest(usize),
}

/// Links weighed by a kernel of the distance between n points, where it is above 0; there is no diagonal.
///
/// A fixed bandwidth makes symmetric weights, an adaptive one need not. Points at one place have z = 0. A point with a coordinate
/// that is no number has no links; where fewer than k others are there, the bandwidth is that of the farthest. The functions and
/// the adaptive bandwidth are those of `libpysal.weights.Kernel` (Anselin and Rey 2014; Silverman 1986), which puts K(0) on the
/// diagonal unless told otherwise; `libpysal.graph` calls them boxcar (there 1, not 1/2), triangular, parabolic, bisquare, gaussian.
pub fn kernel(points: &[Point], measure: Measure, kernel: Kernel, bandwidth: Bandwidth) -> Graph {
    let places = Places::of(points, measure);
    places.link(LinkKind::Kernel, |from| {
        let reach = match bandwidth {
            Bandwidth::Fixed(reach) => reach,
            Bandwidth::Nearest(k) => {
                let farthest = places.nearest(from, k).last().map_or(0.0, |found| found.0);
                farthest * EDGE
            }
        };
        let weighed = places.within(from, reach).into_iter().map(|(apart, to)| {
            let z = if apart == 0.0 { 0.0 } else { apart / reach };
            (to, kernel.at(z))
        });
        weighed.filter(|(_, weight)| *weight > 0.0).collect()
    })
}

const EDGE: f64 = 1.000_000_1;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Kernel; 5] = [
        Kernel::Uniform,
        Kernel::Triangular,
        Kernel::Epanechnikov,
        Kernel::Quartic,
        Kernel::Gaussian,
    ];

    fn points() -> impl Strategy<Value = Vec<Point>> {
        prop::collection::vec(
            (0_i32..20, 0_i32..20).prop_map(|(x, y)| Point::new(f64::from(x), f64::from(y))),
            1..40,
        )
    }

    proptest! {
        #[test]
        fn a_fixed_bandwidth_weighs_both_ways_alike(points in points(), reach in 0.5..15.0_f64) {
            for function in ALL {
                let graph = kernel(&points, Measure::Planar, function, Bandwidth::Fixed(reach));
                prop_assert!(graph.summary().symmetric);
                for link in graph.all_links() {
                    let (a, b) = (points[link.from as usize], points[link.to as usize]);
                    let z = (a.x() - b.x()).hypot(a.y() - b.y()) / reach;
                    prop_assert!((link.weight - function.at(z)).abs() < 1e-12 && link.weight > 0.0);
                }
            }
        }

        #[test]
        fn an_adaptive_bandwidth_reaches_the_kth_nearest(points in points(), k in 1_usize..6) {
            let graph = kernel(&points, Measure::Planar, Kernel::Triangular, Bandwidth::Nearest(k));
            let near = super::super::nearest(&points, Measure::Planar, k);
            for link in near.all_links() {
                prop_assert!(graph.has(link.from as usize, link.to));
            }
            for i in 0..points.len() {
                prop_assert!(graph.degree(i) >= k.min(points.len() - 1));
            }
        }
    }

    #[test]
    fn points_at_one_place_have_the_greatest_weight() {
        let points = [Point::new(1.0, 1.0); 3];
        for bandwidth in [Bandwidth::Nearest(2), Bandwidth::Fixed(5.0)] {
            let graph = kernel(&points, Measure::Planar, Kernel::Quartic, bandwidth);
            assert_eq!(graph.weights(0), [15.0 / 16.0; 2]);
        }
        let nowhere = [Point::new(f64::NAN, 0.0), Point::new(0.0, 0.0)];
        let graph = kernel(
            &nowhere,
            Measure::Planar,
            Kernel::Gaussian,
            Bandwidth::Nearest(1),
        );
        assert_eq!(graph.link_count(), 0);
    }
}
