//! Which units meet, and along how much border.

use super::Coverage;
use crate::input::geometry::distance;
use rayon::prelude::*;

/// Two units that meet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Border {
    /// The lower position.
    pub a: u32,
    /// The higher position.
    pub b: u32,
    /// Length of the shared border in metres (layer units on a plane); 0 when they meet in points only.
    pub length_m: f64,
    /// Whether they share an edge, not only vertices.
    pub edge: bool,
}

impl Coverage {
    /// Pairs of units that share a vertex, ascending by (a, b); linear in vertices.
    pub fn borders(&self) -> Vec<Border> {
        (0..self.n())
            .into_par_iter()
            .flat_map_iter(|unit| merge(self.meetings(unit)))
            .collect()
    }

    /// Every vertex (length 0) and edge that `unit` shares with a later unit.
    fn meetings(&self, unit: usize) -> Vec<Border> {
        let a = unit as u32;
        let mut found: Vec<Border> = Vec::new();
        let mut meet = |b, length_m, edge| match found.last_mut() {
            Some(last) if last.b == b => {
                last.length_m += length_m;
                last.edge |= edge;
            }
            _ => found.push(Border {
                a,
                b,
                length_m,
                edge,
            }),
        };
        let mut across = Vec::new();
        for corner in self.corners(unit) {
            let around = self.corners_at(self.vertex(corner));
            if around.len() == 1 {
                continue;
            }
            for &d in around {
                let b = self.unit(d);
                if b > a {
                    meet(b, 0.0, false);
                }
            }
            across.clear();
            let mut counted = false;
            for (d, _) in self.twins(corner) {
                let b = self.unit(d);
                counted |= b == a && d < corner;
                if b > a && !across.contains(&b) {
                    across.push(b);
                }
            }
            let (from, to) = self.line(corner);
            if across.is_empty() || counted || from == to {
                continue;
            }
            let length_m = distance(from.into(), to.into(), self.measure);
            for &b in &across {
                meet(b, length_m, true);
            }
        }
        found
    }
}

/// One border per pair, lengths added up in their order.
pub(super) fn merge(mut found: Vec<Border>) -> Vec<Border> {
    found.sort_by_key(|border| (border.a, border.b));
    found.dedup_by(|next, kept| {
        let same = (next.a, next.b) == (kept.a, kept.b);
        if same {
            kept.length_m += next.length_m;
            kept.edge |= next.edge;
        }
        same
    });
    found
}

#[cfg(test)]
mod tests {
    use super::super::lattice;
    use super::*;
    use crate::base::model::Measure;

    #[test]
    fn lattice_has_its_closed_form() {
        let (rows, columns) = (4, 7);
        let borders = Coverage::build(&lattice::cells(rows, columns), Measure::Planar).borders();
        let sides = rows * (columns - 1) + columns * (rows - 1);
        assert_eq!(borders.iter().filter(|b| b.edge).count(), sides);
        assert_eq!(borders.len(), sides + 2 * (rows - 1) * (columns - 1));
        assert!(
            borders
                .iter()
                .all(|b| b.length_m == f64::from(u8::from(b.edge)))
        );
    }

    #[test]
    fn a_vertex_on_an_edge_is_no_meeting() {
        let long = lattice::rectangle(0.0, 0.0, 2.0, 1.0);
        let short = lattice::rectangle(0.5, 1.0, 1.5, 2.0);
        assert!(
            Coverage::build(&[long, short], Measure::Planar)
                .borders()
                .is_empty()
        );
    }

    #[test]
    fn signed_zero_is_one_place() {
        let left = lattice::rectangle(-1.0, 0.0, -0.0, 1.0);
        let right = lattice::rectangle(0.0, 0.0, 1.0, 1.0);
        let borders = Coverage::build(&[left, right], Measure::Planar).borders();
        assert_eq!(borders.len(), 1);
        assert!(borders[0].edge);
    }

    #[test]
    fn an_enclave_borders_along_its_whole_ring() {
        let mut around = lattice::rectangle(0.0, 0.0, 3.0, 3.0);
        let inner = lattice::rectangle(1.0, 1.0, 2.0, 2.0);
        around.0[0].interiors_push(inner.0[0].exterior().clone());
        let borders = Coverage::build(&[around, inner], Measure::Planar).borders();
        assert_eq!(borders.len(), 1);
        assert_eq!(borders[0].length_m, 4.0);
    }
}
