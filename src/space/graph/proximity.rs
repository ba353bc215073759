//! Neighbours that no other point stands between.

use super::delaunay::Sites;
use super::{Graph, LinkKind};
use crate::base::model::Measure;
use crate::error::Result;
use crate::space::coverage::metre::in_space;
use geo::Point;
use rayon::prelude::*;
use rstar::RTree;

/// Symmetric links of weight 1 between points when no other lies in or on the circle over both (Gabriel and Sokal 1969,
/// doi:10.2307/2412323): d²(i,j) < d²(i,k) + d²(j,k) for every k.
///
/// A part of the [`delaunay`](super::delaunay()) graph, with its handling of degrees, equal points and points without a place;
/// distances are straight, through the globe for degrees, which keeps the circle. libpysal lets k lie on the circle, so that of the
/// crossing diagonals of a square it keeps the one that its triangulation drew, where we keep none.
///
/// # Errors
/// See [`delaunay`](super::delaunay()).
pub fn gabriel(points: &[Point], measure: Measure) -> Result<Graph> {
    thinned(points, measure, LinkKind::Gabriel, |whole, a, b, d| {
        let middle = [0, 1, 2].map(|k| f64::midpoint(a[k], b[k]));
        let near = whole.locate_within_distance(middle, d / 4.0 * (1.0 + 1e-9));
        near.copied()
            .any(|k| other(k, a, b) && apart_2(a, k) + apart_2(b, k) <= d)
    })
}

/// Symmetric links of weight 1 between points when no other is nearer to both than they are to each other (Toussaint 1980,
/// doi:10.1016/0031-3203(80)90066-7): d(i,j) <= max(d(i,k), d(j,k)) for every k.
///
/// A part of the [`gabriel`] graph that connects all points, otherwise as there. libpysal drops a link on equality as well, so
/// that a triangle of equal sides has no links there.
///
/// # Errors
/// See [`delaunay`](super::delaunay()).
pub fn relative(points: &[Point], measure: Measure) -> Result<Graph> {
    thinned(points, measure, LinkKind::Relative, |whole, a, b, d| {
        let near = whole.locate_within_distance(a, d);
        near.copied()
            .any(|k| other(k, a, b) && apart_2(a, k).max(apart_2(b, k)) < d)
    })
}

type Place = [f64; 3];

/// The Delaunay edges between whose ends nothing `stands`, told the tree of places, the two ends and their squared distance.
fn thinned(
    points: &[Point],
    measure: Measure,
    kind: LinkKind,
    stands: impl Fn(&RTree<Place>, Place, Place, f64) -> bool + Sync,
) -> Result<Graph> {
    let sites = Sites::of(points, measure);
    let edges = sites.edges()?;
    let place = |site: u32| in_space(points[sites.point(site) as usize].into(), measure);
    let whole = RTree::bulk_load((0..sites.len() as u32).map(place).collect());
    let free = |&(a, b): &(u32, u32)| {
        let (a, b) = (place(a), place(b));
        !stands(&whole, a, b, apart_2(a, b))
    };
    let kept: Vec<(u32, u32)> = edges.into_par_iter().filter(free).collect();
    Ok(sites.graph(&kept, kind))
}

fn other(k: Place, a: Place, b: Place) -> bool {
    k != a && k != b
}

fn apart_2(a: Place, b: Place) -> f64 {
    (0..3).map(|k| (a[k] - b[k]).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::delaunay;
    use super::super::delaunay::tests::points;
    use super::*;
    use proptest::prelude::*;

    fn brute(points: &[Point], i: usize, j: usize, stands: fn(f64, f64, f64) -> bool) -> bool {
        let apart = |a: usize, b: usize| {
            let d = points[a] - points[b];
            d.dot(d)
        };
        let between = |k: usize| {
            points[k] != points[i]
                && points[k] != points[j]
                && stands(apart(i, k), apart(j, k), apart(i, j))
        };
        i != j && !(0..points.len()).any(between)
    }

    proptest! {
        #[test]
        fn each_is_its_definition(points in points()) {
            let circle = gabriel(&points, Measure::Planar).unwrap();
            let lune = relative(&points, Measure::Planar).unwrap();
            for i in 0..points.len() {
                for j in 0..points.len() {
                    let same = i != j && points[i] == points[j];
                    prop_assert_eq!(circle.has(i, j as u32), same || brute(&points, i, j, |a, b, d| a + b <= d));
                    prop_assert_eq!(lune.has(i, j as u32), same || brute(&points, i, j, |a, b, d| a.max(b) < d));
                }
            }
        }

        #[test]
        fn each_is_a_part_of_the_next(points in points()) {
            for measure in [Measure::Planar, Measure::Geodesic] {
                let whole = delaunay(&points, measure).unwrap();
                let circle = gabriel(&points, measure).unwrap();
                let lune = relative(&points, measure).unwrap();
                prop_assert!(lune.summary().components <= 1);
                prop_assert!(circle.summary().symmetric && lune.summary().symmetric);
                prop_assert!(lune.all_links().all(|l| circle.has(l.from as usize, l.to)));
                prop_assert!(circle.all_links().all(|l| whole.has(l.from as usize, l.to)));
            }
        }
    }

    #[test]
    fn a_square_has_no_diagonal_and_a_triangle_its_sides() {
        let square = [(0., 0.), (1., 0.), (1., 1.), (0., 1.)].map(|(x, y)| Point::new(x, y));
        assert_eq!(gabriel(&square, Measure::Planar).unwrap().pairs(), 4);
        // right angled, so that rounding decides nothing: two sides of 5 and a longer one
        let triangle = [(0., 0.), (5., 0.), (4., 3.)].map(|(x, y)| Point::new(x, y));
        let lune = relative(&triangle, Measure::Planar).unwrap();
        assert!(lune.has(0, 1) && lune.has(0, 2) && lune.has(1, 2));
    }
}
