//! Everything that makes a multipolygon invalid (OGC 06-103r4, 6.1.11), with its place.

use super::contacts::{Contact, Meeting, Outline, Ring, turn};
use geo::algorithm::coordinate_position::{CoordPos, coord_pos_relative_to_ring};
use geo::algorithm::kernels::Orientation;
use geo::{BoundingRect, Coord, MultiPolygon, Rect};
use rayon::prelude::*;
use std::collections::HashSet;
use std::fmt;

/// Why a ring is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A coordinate is NaN or infinite.
    NotFinite,
    /// Fewer than three distinct vertices.
    TooFewVertices,
    /// The ring crosses itself.
    SelfCrossing,
    /// The ring runs along itself: a spike or a doubled stretch.
    SelfOverlap,
    /// The ring touches itself in a point.
    SelfTouch,
    /// The ring crosses another ring.
    Crossing,
    /// The ring shares a stretch with another ring.
    SharedStretch,
    /// A hole outside its shell.
    HoleOutside,
    /// A hole inside another hole.
    HoleInHole,
    /// A part inside another part.
    NestedPart,
    /// Holes touch so that they cut the inside in two.
    SplitInterior,
}

impl Reason {
    /// The words after "the ring".
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotFinite => "has a coordinate that is not finite",
            Self::TooFewVertices => "has fewer than three distinct vertices",
            Self::SelfCrossing => "crosses itself",
            Self::SelfOverlap => "runs back along itself",
            Self::SelfTouch => "touches itself",
            Self::Crossing => "crosses another ring",
            Self::SharedStretch => "shares a stretch with another ring",
            Self::HoleOutside => "is a hole outside its shell",
            Self::HoleInHole => "is a hole inside another hole",
            Self::NestedPart => "lies inside another part",
            Self::SplitInterior => "touches other rings so that they cut the inside in two",
        }
    }
}

/// One fault of a multipolygon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fault {
    /// Which polygon, from 0.
    pub part: usize,
    /// Which ring of it, from 0, the shell.
    pub ring: usize,
    /// The part and ring it is in conflict with, when that is another.
    pub other: Option<(usize, usize)>,
    /// Why.
    pub reason: Reason,
    /// The first place, in ring order.
    pub at: Coord<f64>,
    /// How many places.
    pub places: usize,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (x, y) = self.at.x_y();
        write!(
            f,
            "part {} ring {} {}",
            self.part,
            self.ring,
            self.reason.as_str()
        )?;
        if let Some((part, ring)) = self.other {
            write!(f, " (part {part} ring {ring})")?;
        }
        write!(f, " at ({x}, {y})")?;
        match self.places {
            0 | 1 => Ok(()),
            more => write!(f, " and {} more places", more - 1),
        }
    }
}

/// The positions of invalid multipolygons among n, ascending, and what is wrong first with each.
pub fn faulty(geometry: &[MultiPolygon<f64>]) -> Vec<(usize, String)> {
    let first = |(i, shape)| Some((i, faults(shape).first()?.to_string()));
    geometry.par_iter().enumerate().filter_map(first).collect()
}

/// All faults of a multipolygon, by ring; none means valid, as other tools (GEOS, JTS) have it. Direction does not matter,
/// repeated vertices do no harm, an empty multipolygon is valid.
///
/// One fault for each pair of rings and reason, with its first place and how many there are. Nesting is not looked at
/// between rings that cross.
pub fn faults(geometry: &MultiPolygon<f64>) -> Vec<Fault> {
    let outline = Outline::new(geometry);
    let rings = &outline.rings;
    let mut found = Found {
        rings,
        faults: Vec::new(),
        seen: HashSet::new(),
    };
    for (i, ring) in rings.iter().enumerate() {
        if let Some(&at) = ring
            .line
            .0
            .iter()
            .find(|c| !(c.x.is_finite() && c.y.is_finite()))
        {
            found.add(i, i, Reason::NotFinite, at);
        } else if has_two_vertices(ring) {
            found.add(
                i,
                i,
                Reason::TooFewVertices,
                ring.line.0.first().copied().unwrap_or_default(),
            );
        }
    }
    if !found.faults.is_empty() {
        return found.faults;
    }
    let mut touches = Vec::new();
    for contact in outline.contacts() {
        let [a, b] = contact.edges.map(|edge| outline.edges[edge].ring);
        let reason = match (contact.meeting, a == b) {
            (Meeting::Cross, true) => Reason::SelfCrossing,
            (Meeting::Overlap, true) => Reason::SelfOverlap,
            (Meeting::Touch, true) => Reason::SelfTouch,
            (Meeting::Cross, false) => Reason::Crossing,
            (Meeting::Overlap, false) => Reason::SharedStretch,
            (Meeting::Touch, false) if crosses_there(&outline, &contact) => Reason::Crossing,
            (Meeting::Touch, false) => {
                touches.push((a, b, contact.at));
                continue;
            }
        };
        found.add(a, b, reason, contact.at);
    }
    if rings.len() > 1 {
        nesting(&mut found);
    }
    if found.faults.is_empty() {
        split_interiors(&mut found, &touches);
    }
    found
        .faults
        .sort_by_key(|fault| (fault.part, fault.ring, fault.reason));
    found.faults
}

struct Found<'a> {
    rings: &'a [Ring<'a>],
    faults: Vec<Fault>,
    /// One place has up to four pairs of edges.
    seen: HashSet<(usize, usize, Reason, [u64; 2])>,
}

impl Found<'_> {
    fn add(&mut self, a: usize, b: usize, reason: Reason, at: Coord<f64>) {
        if !self
            .seen
            .insert((a, b, reason, [at.x.to_bits(), at.y.to_bits()]))
        {
            return;
        }
        let key = |i: usize| (self.rings[i].part, self.rings[i].ring);
        let (part, ring) = key(a);
        let other = (a != b).then(|| key(b));
        let known = self.faults.iter_mut().find(|fault| {
            (fault.part, fault.ring, fault.other, fault.reason) == (part, ring, other, reason)
        });
        match known {
            Some(fault) => fault.places += 1,
            None => self.faults.push(Fault {
                part,
                ring,
                other,
                reason,
                at,
                places: 1,
            }),
        }
    }

    /// Whether two rings are known to cross or to share a stretch.
    fn entangled(&self, a: usize, b: usize) -> bool {
        let key = |i: usize| (self.rings[i].part, self.rings[i].ring);
        let pair = (key(a.min(b)), Some(key(a.max(b))));
        self.faults
            .iter()
            .any(|fault| ((fault.part, fault.ring), fault.other) == pair)
    }
}

fn has_two_vertices(ring: &Ring) -> bool {
    let mut others = ring.line.0.iter();
    let Some(first) = others.next() else {
        return true;
    };
    let Some(second) = others.find(|c| *c != first) else {
        return true;
    };
    !others.any(|c| c != first && c != second)
}

/// Whether the rings change sides in the point where two of their edges touch: the neighbours of one lie in different
/// sectors between the neighbours of the other.
fn crosses_there(outline: &Outline, contact: &Contact) -> bool {
    let p = contact.at;
    let around = |i: usize| {
        let edge = &outline.edges[i];
        if edge.from == p {
            (outline.edges[outline.previous(i)].from, edge.to)
        } else if edge.to == p {
            (edge.from, outline.edges[outline.next(i)].to)
        } else {
            (edge.from, edge.to)
        }
    };
    let (u, v) = around(contact.edges[0]);
    let (c, d) = around(contact.edges[1]);
    match (sector(p, u, v, c), sector(p, u, v, d)) {
        (Some(c), Some(d)) => c != d,
        // Along an edge of the other ring: a shared stretch, which is a contact of its own.
        _ => false,
    }
}

/// Whether the direction from p to d lies strictly inside the sector counter-clockwise from u to v; `None` on its rays.
fn sector(p: Coord<f64>, u: Coord<f64>, v: Coord<f64>, d: Coord<f64>) -> Option<bool> {
    use Orientation::{Clockwise, Collinear, CounterClockwise};
    let ahead = |a: Coord<f64>| (a.x - p.x) * (d.x - p.x) + (a.y - p.y) * (d.y - p.y) > 0.0;
    let (from_u, from_v) = (turn(p, u, d), turn(p, v, d));
    if from_u == Collinear && ahead(u) || from_v == Collinear && ahead(v) {
        return None;
    }
    Some(match turn(p, u, v) {
        CounterClockwise => from_u == CounterClockwise && from_v == Clockwise,
        Clockwise => !(from_v == CounterClockwise && from_u == Clockwise),
        Collinear => from_u == CounterClockwise,
    })
}

fn nesting(found: &mut Found) {
    let rings = found.rings;
    let bounds: Vec<Option<Rect<f64>>> =
        rings.iter().map(|ring| ring.line.bounding_rect()).collect();
    let inside = |inner: usize, outer: usize| match (bounds[inner], bounds[outer]) {
        (Some(i), Some(o)) => {
            let fits = o.min().x <= i.min().x
                && o.min().y <= i.min().y
                && o.max().x >= i.max().x
                && o.max().y >= i.max().y;
            fits && lies_inside(&rings[inner], &rings[outer])
        }
        _ => false,
    };
    let at = |i: usize| rings[i].line.0.first().copied().unwrap_or_default();
    let shells: Vec<usize> = (0..rings.len()).filter(|&i| rings[i].ring == 0).collect();
    let holes = |shell: usize| {
        (shell + 1..rings.len()).take_while(move |&i| rings[i].part == rings[shell].part)
    };
    for &shell in &shells {
        for hole in holes(shell) {
            if !found.entangled(shell, hole) && !inside(hole, shell) {
                found.add(hole, shell, Reason::HoleOutside, at(hole));
            }
            for other in holes(shell).filter(|&other| other != hole) {
                if inside(hole, other) && !found.entangled(hole, other) {
                    found.add(hole, other, Reason::HoleInHole, at(hole));
                }
            }
        }
        for &other in shells.iter().filter(|&&other| other != shell) {
            if inside(other, shell)
                && !found.entangled(shell, other)
                && !holes(shell).any(|hole| inside(other, hole))
            {
                found.add(other, shell, Reason::NestedPart, at(other));
            }
        }
    }
}

/// For rings that do not cross: decided by a vertex off the other ring, else by the middle of an edge.
fn lies_inside(inner: &Ring, outer: &Ring) -> bool {
    let vertices = inner.line.0.iter().copied();
    let middles = inner
        .line
        .0
        .windows(2)
        .map(|ends| (ends[0] + ends[1]) / 2.0);
    vertices
        .chain(middles)
        .map(|place| coord_pos_relative_to_ring(place, outer.line))
        .find(|position| *position != CoordPos::OnBoundary)
        == Some(CoordPos::Inside)
}

/// Rings of one part and the points where they touch make a graph; a cycle in it encloses a piece of the inside.
fn split_interiors(found: &mut Found, touches: &[(usize, usize, Coord<f64>)]) {
    let mut links: Vec<(usize, (u64, u64), Coord<f64>)> = touches
        .iter()
        .filter(|(a, b, _)| found.rings[*a].part == found.rings[*b].part)
        .flat_map(|&(a, b, at)| [a, b].map(|ring| (ring, (at.x.to_bits(), at.y.to_bits()), at)))
        .collect();
    links.sort_unstable_by_key(|&(ring, point, _)| (point, ring));
    links.dedup_by_key(|&mut (ring, point, _)| (point, ring));
    let mut root: Vec<usize> = (0..found.rings.len()).collect();
    for group in links.chunk_by(|a, b| a.1 == b.1) {
        let (first, _, at) = group[0];
        for &(ring, _, _) in &group[1..] {
            let [a, b] = [first, ring].map(|mut i| {
                while root[i] != i {
                    i = root[i];
                }
                i
            });
            if a == b {
                found.add(ring, first, Reason::SplitInterior, at);
            }
            root[a.max(b)] = a.min(b);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use geo::{Area, LineString, Polygon, Validation};
    use proptest::prelude::*;

    fn ring(vertices: &[(f64, f64)]) -> LineString<f64> {
        let mut ring = LineString::from(vertices.to_vec());
        ring.close();
        ring
    }

    fn square(x: f64, y: f64, side: f64) -> LineString<f64> {
        ring(&[(x, y), (x + side, y), (x + side, y + side), (x, y + side)])
    }

    fn one(shell: LineString<f64>, holes: Vec<LineString<f64>>) -> MultiPolygon<f64> {
        MultiPolygon(vec![Polygon::new(shell, holes)])
    }

    fn reasons(geometry: &MultiPolygon<f64>) -> Vec<Reason> {
        faults(geometry).iter().map(|fault| fault.reason).collect()
    }

    #[test]
    fn each_fault_is_told_with_ring_and_place() {
        let bow_tie = one(ring(&[(0., 0.), (2., 2.), (2., 0.), (0., 2.)]), vec![]);
        let fault = faults(&bow_tie)[0];
        assert_eq!((fault.part, fault.ring, fault.places), (0, 0, 1));
        assert_eq!(fault.at, Coord { x: 1., y: 1. });
        assert_eq!(fault.to_string(), "part 0 ring 0 crosses itself at (1, 1)");

        let spike = ring(&[(0., 0.), (4., 0.), (4., 4.), (4., 8.), (4., 4.), (0., 4.)]);
        assert!(reasons(&one(spike, vec![])).contains(&Reason::SelfOverlap));
        let eight = ring(&[(0., 0.), (2., 0.), (1., 1.), (2., 2.), (0., 2.), (1., 1.)]);
        assert_eq!(reasons(&one(eight, vec![])), [Reason::SelfTouch]);
        let line = ring(&[(0., 0.), (1., 1.)]);
        assert_eq!(reasons(&one(line, vec![])), [Reason::TooFewVertices]);
        let nan = ring(&[(0., 0.), (f64::NAN, 1.), (1., 1.)]);
        assert_eq!(reasons(&one(nan, vec![])), [Reason::NotFinite]);

        let shell = square(0., 0., 10.);
        let hole = |x, y, side| one(shell.clone(), vec![square(x, y, side)]);
        assert_eq!(reasons(&hole(20., 0., 2.)), [Reason::HoleOutside]);
        assert_eq!(reasons(&hole(9., 4., 2.)), [Reason::Crossing]);
        assert_eq!(reasons(&hole(8., 4., 2.)), [Reason::SharedStretch]);
        let holes = one(shell.clone(), vec![square(1., 1., 8.), square(2., 2., 2.)]);
        let fault = faults(&holes)[0];
        assert_eq!(
            (fault.ring, fault.other, fault.reason),
            (2, Some((0, 1)), Reason::HoleInHole)
        );

        let inner = Polygon::new(square(2., 2., 2.), vec![]);
        let nested = MultiPolygon(vec![Polygon::new(shell.clone(), vec![]), inner.clone()]);
        assert_eq!(reasons(&nested), [Reason::NestedPart]);
        let island = MultiPolygon(vec![Polygon::new(shell, vec![square(1., 1., 8.)]), inner]);
        assert_eq!(reasons(&island), []);
    }

    #[test]
    fn touching_points_are_valid_until_they_cut_the_inside() {
        let shell = square(0., 0., 10.);
        let diamond = |x: f64| ring(&[(x, 5.), (x + 2.5, 2.), (x + 5., 5.), (x + 2.5, 8.)]);
        assert_eq!(reasons(&one(shell.clone(), vec![diamond(0.)])), []);
        assert_eq!(reasons(&one(shell.clone(), vec![diamond(2.)])), []);
        let cut = one(shell.clone(), vec![diamond(0.), diamond(5.)]);
        assert_eq!(reasons(&cut), [Reason::SplitInterior]);
        // A star whose tips stick through the shell in shared vertices.
        let through = ring(&[(0., 0.), (10., 0.), (10., 5.), (10., 10.), (0., 10.)]);
        let tip = ring(&[
            (8., 4.),
            (10., 5.),
            (12., 4.),
            (12., 6.),
            (10., 5.),
            (8., 6.),
        ]);
        assert!(reasons(&one(through.clone(), vec![tip])).contains(&Reason::SelfTouch));
        let wedge = ring(&[(8., 5.), (10., 5.), (12., 3.), (12., 7.)]);
        assert!(reasons(&one(through, vec![wedge])).contains(&Reason::Crossing));
        let corners = MultiPolygon(vec![
            Polygon::new(square(0., 0., 1.), vec![]),
            Polygon::new(square(1., 1., 1.), vec![]),
        ]);
        assert_eq!(reasons(&corners), []);
    }

    #[test]
    fn repeated_vertices_and_direction_do_no_harm() {
        let mut shell = ring(&[(0., 0.), (4., 0.), (4., 0.), (4., 4.), (0., 4.), (0., 4.)]);
        assert_eq!(reasons(&one(shell.clone(), vec![])), []);
        shell.0.reverse();
        assert_eq!(reasons(&one(shell, vec![square(1., 1., 1.)])), []);
        assert_eq!(reasons(&MultiPolygon(vec![])), []);
    }

    /// Small integer grids make touching, overlapping and nesting common.
    fn geometries() -> impl Strategy<Value = MultiPolygon<f64>> {
        let vertex = (0..6_i32, 0..6_i32).prop_map(|(x, y)| (f64::from(x), f64::from(y)));
        let line = prop::collection::vec(vertex, 3..6).prop_map(|vertices| ring(&vertices));
        let polygon = (line.clone(), prop::collection::vec(line, 0..2));
        prop::collection::vec(polygon, 1..3).prop_map(|polygons| {
            MultiPolygon(
                polygons
                    .into_iter()
                    .map(|(s, h)| Polygon::new(s, h))
                    .collect(),
            )
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn agrees_with_geo_but_for_split_interiors(geometry in geometries()) {
            // geo takes a flat ring for valid, GEOS does not.
            let flat = |ring: &LineString<f64>| Polygon::new(ring.clone(), vec![]).unsigned_area() == 0.0;
            prop_assume!(!geometry.iter().any(|p| flat(p.exterior()) || p.interiors().iter().any(flat)));
            let ours = reasons(&geometry);
            let valid = ours.iter().all(|reason| *reason == Reason::SplitInterior);
            prop_assert_eq!(valid, geometry.is_valid(), "{:?} {:?}", ours, geometry.validation_errors());
        }
    }
}
