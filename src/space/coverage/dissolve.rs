//! Units put together into regions.

use super::build::push_ring;
use super::cancel::Rings;
use super::trace::trace;
use super::{Coverage, cross, metre, nest};
use crate::base::model::Measure;
use geo::{Coord, LineString, MultiPolygon, Orient, Polygon, orient::Direction, unary_union};
use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;

/// One multipolygon per group of units; `of` names the group of each of the n units, if any.
///
/// Edges with members on both sides cancel and the rest is chained into rings, so that the result has the members' own
/// vertices and exactly their area. Where members overlap or their borders only nearly match, the chained boundary crosses
/// itself: then the group is the polygon union of its members, whose vertices go back to the members' own. Gaps between
/// members stay holes, but those of a mean width (2 area / perimeter) below `gap_m` metres (layer units on a plane) are filled.
/// Valid members make valid regions, shells anticlockwise, in the order of the members. Linear in vertices, a table of edges a group.
pub fn dissolve(
    geometry: &[MultiPolygon<f64>],
    measure: Measure,
    of: &[Option<u32>],
    groups: usize,
    gap_m: f64,
) -> Vec<MultiPolygon<f64>> {
    let rings = |unit: usize, rings: &mut Rings| {
        for polygon in &geometry[unit] {
            let holes = polygon.interiors().iter().map(|hole| (hole, false));
            for (ring, shell) in std::iter::once((polygon.exterior(), true)).chain(holes) {
                let start = rings.places.len();
                push_ring(&mut rings.places, ring, shell);
                rings.close(start);
            }
        }
    };
    regions(of, groups, rings, measure, gap_m)
}

impl Coverage {
    /// The same of units in a table: see [`dissolve`].
    pub fn dissolve(
        &self,
        of: &[Option<u32>],
        groups: usize,
        gap_m: f64,
    ) -> Vec<MultiPolygon<f64>> {
        let rings = |unit: usize, rings: &mut Rings| {
            for ring in self.unit_rings[unit]..self.unit_rings[unit + 1] {
                let ends = &self.ring_corners[ring as usize..=ring as usize + 1];
                let start = rings.places.len();
                rings
                    .places
                    .extend((ends[0]..ends[1]).map(|corner| self.place(corner)));
                rings.close(start);
            }
        };
        regions(of, groups, rings, self.measure, gap_m)
    }
}

/// The region of each group, of what `rings_of` a unit adds.
fn regions(
    of: &[Option<u32>],
    groups: usize,
    rings_of: impl Fn(usize, &mut Rings) + Sync,
    measure: Measure,
    gap_m: f64,
) -> Vec<MultiPolygon<f64>> {
    let mut members = vec![Vec::new(); groups];
    for (unit, group) in of.iter().enumerate() {
        if let Some(group) = group {
            members[*group as usize].push(unit);
        }
    }
    let fills = |hole: &LineString| gap_m > 0.0 && mean_width(hole, measure) < gap_m;
    let region = |units: &Vec<usize>| {
        let mut rings = Rings::default();
        for &unit in units {
            rings_of(unit, &mut rings);
        }
        let rings = trace(&rings, &rings.loose());
        assemble(&rings, &fills).unwrap_or_else(|| union(rings, &fills))
    };
    members.par_iter().map(region).collect()
}

fn mean_width(ring: &LineString<f64>, measure: Measure) -> f64 {
    let (mx, my) = metre::per_unit(ring.0[0].y, measure);
    let lengths = ring
        .lines()
        .map(|line| (line.dx() * mx).hypot(line.dy() * my));
    nest::doubled_area(&ring.0).abs() * mx * my / lengths.sum::<f64>()
}

/// The polygons of rings, when they are proved valid: nothing crosses and holes lie in shells.
fn assemble(
    rings: &[Vec<Coord>],
    fills: &impl Fn(&LineString) -> bool,
) -> Option<MultiPolygon<f64>> {
    let edges = |ring: &Vec<Coord>| {
        let mut edges: Vec<_> = ring.windows(2).map(|ends| (ends[0], ends[1])).collect();
        edges.push((ring[ring.len() - 1], ring[0]));
        edges
    };
    let segments: Vec<_> = rings.iter().flat_map(edges).collect();
    (!cross::any_cross(&segments)).then(|| nest::nest(rings.to_vec(), fills))?
}

/// The polygon union of what oriented rings wind around.
///
/// The overlay rounds to about a billionth of the extent; the vertices it kept are put back to the members' own, unless that makes
/// the result invalid.
fn union(mut rings: Vec<Vec<Coord>>, fills: &impl Fn(&LineString) -> bool) -> MultiPolygon<f64> {
    let own: Vec<_> = rings
        .iter()
        .flatten()
        .map(|&c| GeomWithData::new([c.x, c.y], c))
        .collect();
    // the union takes its sense of inside from the first ring
    rings.sort_by(|a, b| nest::doubled_area(b).total_cmp(&nest::doubled_area(a)));
    let soup: Vec<_> = rings
        .into_iter()
        .map(|ring| Polygon::new(LineString(ring), Vec::new()))
        .collect();
    let shape = unary_union(&soup).orient(Direction::Default);
    let rounded: Vec<Vec<Coord>> = shape
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .map(|ring| ring.0[1..].to_vec())
        .collect();
    restored(&rounded, own)
        .and_then(|rings| assemble(&rings, fills))
        .or_else(|| nest::nest(rounded, fills))
        .unwrap_or(shape)
}

/// Rings with their vertices moved to the nearest of `own` when that is within the rounding; `None` when a ring would touch itself.
fn restored(
    rings: &[Vec<Coord>],
    own: Vec<GeomWithData<[f64; 2], Coord>>,
) -> Option<Vec<Vec<Coord>>> {
    let tree = RTree::bulk_load(own);
    let bounds = tree.root().envelope();
    let extent = (0..2)
        .map(|k| bounds.upper()[k] - bounds.lower()[k])
        .fold(0.0, f64::max);
    let reach = (extent * 2.0_f64.powi(-27)).powi(2);
    let nearest = |c: &Coord| match tree.nearest_neighbor_with_distance_2([c.x, c.y]) {
        Some((vertex, distance)) if distance <= reach => vertex.data,
        _ => *c,
    };
    let mut restored = Vec::new();
    for ring in rings {
        let mut ring: Vec<Coord> = ring.iter().map(nearest).collect();
        ring.dedup();
        if ring.len() > 1 && ring[0] == ring[ring.len() - 1] {
            ring.pop();
        }
        let mut places: Vec<_> = ring
            .iter()
            .map(|c| (c.x.to_bits(), c.y.to_bits()))
            .collect();
        places.sort_unstable();
        if places.windows(2).any(|pair| pair[0] == pair[1]) {
            return None;
        }
        if ring.len() > 2 {
            restored.push(ring);
        }
    }
    Some(restored)
}

#[cfg(test)]
mod tests {
    use super::super::lattice;
    use super::*;
    use crate::base::model::Measure;
    use geo::{Area, Validation};
    use proptest::prelude::*;

    fn dissolved(
        cells: &[MultiPolygon<f64>],
        of: &[Option<u32>],
        gap: f64,
    ) -> Vec<MultiPolygon<f64>> {
        let groups = of
            .iter()
            .flatten()
            .max()
            .map_or(0, |&last| last as usize + 1);
        let regions = Coverage::build(cells, Measure::Planar).dissolve(of, groups, gap);
        assert_eq!(dissolve(cells, Measure::Planar, of, groups, gap), regions);
        regions
    }

    proptest! {
        #[test]
        fn lattice_regions_are_valid_and_conserve_area(labels in prop::collection::vec(prop::option::of(0_u32..3), 36), scale in 0.01..90.0_f64) {
            let mut cells = lattice::cells(6, 6);
            for cell in &mut cells {
                geo::MapCoordsInPlace::map_coords_in_place(cell, |c| Coord { x: c.x * scale + 119.7, y: c.y * scale - 8.3 });
            }
            let regions = Coverage::build(&cells, Measure::Planar).dissolve(&labels, 3, 0.0);
            for (group, region) in regions.iter().enumerate() {
                prop_assert!(region.is_valid(), "{:?}", region.validation_errors());
                let members = labels.iter().zip(&cells).filter(|(label, _)| **label == Some(group as u32));
                let area: f64 = members.map(|(_, cell)| cell.unsigned_area()).sum();
                prop_assert!((region.unsigned_area() - area).abs() <= 1e-9 * area.max(1e-12));
                prop_assert!((region.signed_area() - area).abs() <= 1e-9 * area.max(1e-12));
            }
        }

        #[test]
        fn overlapping_squares_lose_nothing(labels in prop::collection::vec(prop::option::of(0_u32..2), 16), side in 1.001..1.4_f64) {
            let cells = lattice::spaced(4, 4, side);
            let regions = Coverage::build(&cells, Measure::Planar).dissolve(&labels, 2, 0.0);
            for (group, region) in regions.iter().enumerate() {
                prop_assert!(region.is_valid());
                let members: Vec<_> = labels.iter().zip(&cells).filter(|(label, _)| **label == Some(group as u32)).map(|(_, cell)| cell.clone()).collect();
                let area = unary_union(&members).unsigned_area();
                prop_assert!((region.unsigned_area() - area).abs() <= 1e-7 * area.max(1e-12));
            }
        }
    }

    #[test]
    fn a_ring_of_cells_keeps_its_lake() {
        let of: Vec<_> = (0..9).map(|cell| (cell != 4).then_some(0)).collect();
        let region = &dissolved(&lattice::cells(3, 3), &of, 0.0)[0];
        assert_eq!(region.0.len(), 1);
        assert_eq!(region.0[0].interiors().len(), 1);
        assert_eq!(region.unsigned_area(), 8.0);
    }

    #[test]
    fn cells_that_touch_in_a_corner_stay_two_parts() {
        let region = &dissolved(&lattice::cells(2, 2), &[Some(0), None, None, Some(0)], 0.0)[0];
        assert_eq!(region.0.len(), 2);
        assert!(region.is_valid());
    }

    #[test]
    fn a_lake_that_touches_the_shore_in_a_corner_is_a_hole() {
        let of: Vec<_> = (0..16)
            .map(|cell| (cell != 0 && cell != 5).then_some(0))
            .collect();
        let region = &dissolved(&lattice::cells(4, 4), &of, 0.0)[0];
        assert_eq!(region.0[0].interiors().len(), 1);
        assert!(region.is_valid());
        assert_eq!(region.unsigned_area(), 14.0);
    }

    #[test]
    fn narrow_gaps_are_filled_on_request() {
        let unit = |ring: &[(f64, f64)]| {
            let ring: Vec<Coord> = ring.iter().map(|&place| place.into()).collect();
            MultiPolygon::from(Polygon::new(LineString(ring), Vec::new()))
        };
        let left = unit(&[(0., 0.), (1., 0.), (1., 1.), (1., 3.), (1., 4.), (0., 4.)]);
        // stands back by 0.01 half way along
        let right = unit(&[
            (1., 0.),
            (2., 0.),
            (2., 4.),
            (1., 4.),
            (1., 3.),
            (1.01, 2.),
            (1., 1.),
        ]);
        let units = [left, right];
        let of = [Some(0), Some(0)];
        let open = &dissolved(&units, &of, 0.0)[0];
        assert_eq!(open.0[0].interiors().len(), 1);
        assert!((open.unsigned_area() - 7.99).abs() < 1e-12);
        let filled = &dissolved(&units, &of, 0.02)[0];
        assert!(filled.0[0].interiors().is_empty());
        assert!((filled.unsigned_area() - 8.0).abs() < 1e-12);
    }

    #[test]
    fn the_same_polygon_twice_is_one() {
        let cell = lattice::rectangle(0.0, 0.0, 1.0, 1.0);
        let region = &dissolved(&[cell.clone(), cell], &[Some(0), Some(0)], 0.0)[0];
        assert_eq!(region.unsigned_area(), 1.0);
        assert!(region.is_valid());
    }

    #[test]
    fn a_union_keeps_the_members_vertices() {
        let units = [
            lattice::rectangle(0.1, 0.2, 1.3, 1.7),
            lattice::rectangle(0.7, 0.9, 2.1, 3.3),
        ];
        let region = &dissolved(&units, &[Some(0), Some(0)], 0.0)[0];
        for (x, y) in [
            (0.1, 0.2),
            (1.3, 0.2),
            (0.1, 1.7),
            (2.1, 3.3),
            (0.7, 3.3),
            (2.1, 0.9),
        ] {
            assert!(region.0[0].exterior().0.contains(&Coord { x, y }));
        }
    }
}
