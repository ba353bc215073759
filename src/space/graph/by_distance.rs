//! Weights that fall with a power of distance.

use super::Graph;
use crate::base::model::Measure;
use crate::error::{Error, Result};
use crate::input::geometry::distance;
use geo::Point;

/// The links of a graph with weight 1 / d^power, d the distance between the two points of n: geodesic metres, or units of the plane.
///
/// Inverse distance is power 1, as `libpysal.weights.DistanceBand(binary=False, alpha=-1)` and GeoDa.
///
/// # Errors
/// Two linked points at one place, or so near that the weight has no number.
pub fn by_distance(graph: &Graph, points: &[Point], measure: Measure, power: f64) -> Result<Graph> {
    let mut links = Vec::with_capacity(graph.link_count());
    for mut link in graph.all_links() {
        let (from, to) = (link.from as usize, link.to as usize);
        link.weight = distance(points[from], points[to], measure).powf(-power);
        if !(link.weight.is_finite() && link.weight > 0.0) {
            return Err(Error::input(format!(
                "the centres of rows {} and {} are so near to or far from each other that 1 / distance^{power} is no weight",
                from + 1,
                to + 1
            ))
            .row(from + 1)
            .remedy("leave out the power, or use a kernel"));
        }
        links.push(link);
    }
    Ok(Graph::from_links(graph.n(), links))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::{nearest, within};
    use super::*;

    #[test]
    fn twice_as_far_weighs_half() {
        let points = [0.0, 1.0, 3.0].map(|x| Point::new(x, 0.0));
        let band = within(&points, Measure::Planar, 3.0);
        let inverse = by_distance(&band, &points, Measure::Planar, 1.0).unwrap();
        assert_eq!(inverse.weights(1), [1.0, 0.5]);
        let squared = by_distance(&band, &points, Measure::Planar, 2.0).unwrap();
        assert_eq!(squared.weights(1), [1.0, 0.25]);
        assert!(squared.summary().symmetric);
    }

    #[test]
    fn one_place_has_no_inverse() {
        let points = [Point::new(1.0, 1.0); 2];
        let graph = nearest(&points, Measure::Planar, 1);
        let error = by_distance(&graph, &points, Measure::Planar, 1.0).unwrap_err();
        assert!(error.to_string().contains("rows 1 and 2"), "{error}");
    }
}
