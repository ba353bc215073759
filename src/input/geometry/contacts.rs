//! Where the edges of a multipolygon meet other than end to end.

use geo::algorithm::kernels::{Kernel, Orientation};
use geo::{Coord, GeoNum, LineString, MultiPolygon};
use std::ops::Range;

/// How two edges meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meeting {
    /// Each goes from one side of the other to the other side.
    Cross,
    /// They share a stretch.
    Overlap,
    /// They share a point that is an end of one of them.
    Touch,
}

/// Two edges that meet, the one of the lesser ring first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contact {
    pub edges: [usize; 2],
    pub meeting: Meeting,
    pub at: Coord<f64>,
}

/// An edge with two distinct ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub from: Coord<f64>,
    pub to: Coord<f64>,
    pub ring: usize,
}

/// A ring of a multipolygon: ring 0 of a part is its shell.
#[derive(Debug, Clone)]
pub(super) struct Ring<'a> {
    pub part: usize,
    pub ring: usize,
    pub line: &'a LineString<f64>,
    pub edges: Range<usize>,
}

/// The rings and the edges of a multipolygon; repeated vertices make no edge.
pub(super) struct Outline<'a> {
    pub rings: Vec<Ring<'a>>,
    pub edges: Vec<Edge>,
}

impl<'a> Outline<'a> {
    pub fn new(geometry: &'a MultiPolygon<f64>) -> Self {
        let mut rings = Vec::new();
        let mut edges = Vec::new();
        for (part, polygon) in geometry.0.iter().enumerate() {
            let lines = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            for (ring, line) in lines.enumerate() {
                let start = edges.len();
                edges.extend(
                    (line.0.windows(2))
                        .filter(|ends| ends[0] != ends[1])
                        .map(|ends| Edge {
                            from: ends[0],
                            to: ends[1],
                            ring: rings.len(),
                        }),
                );
                rings.push(Ring {
                    part,
                    ring,
                    line,
                    edges: start..edges.len(),
                });
            }
        }
        Self { rings, edges }
    }

    pub fn next(&self, edge: usize) -> usize {
        let ring = &self.rings[self.edges[edge].ring].edges;
        if edge + 1 == ring.end {
            ring.start
        } else {
            edge + 1
        }
    }

    pub fn previous(&self, edge: usize) -> usize {
        let ring = &self.rings[self.edges[edge].ring].edges;
        if edge == ring.start {
            ring.end - 1
        } else {
            edge - 1
        }
    }

    /// All contacts but the plain joints of consecutive edges, by a sweep along the longer side of the bounds.
    ///
    /// n log n for outlines whose edges are short beside the whole; exact predicates (Shewchuk, doi:10.1007/PL00009321).
    pub fn contacts(&self) -> Vec<Contact> {
        let mut boxes: Vec<Extent> = self.extents();
        boxes.sort_unstable_by(|a, b| a.low.total_cmp(&b.low).then(a.edge.cmp(&b.edge)));
        let mut contacts = Vec::new();
        for (i, a) in boxes.iter().enumerate() {
            for b in boxes[i + 1..].iter().take_while(|b| b.low <= a.high) {
                if b.left <= a.right && a.left <= b.right {
                    let edges = [a.edge.min(b.edge) as usize, a.edge.max(b.edge) as usize];
                    if let Some((meeting, at)) = self.meet(edges) {
                        contacts.push(Contact { edges, meeting, at });
                    }
                }
            }
        }
        contacts.sort_unstable_by_key(|contact| contact.edges);
        contacts
    }

    fn extents(&self) -> Vec<Extent> {
        let mut low = [f64::INFINITY; 2];
        let mut high = [f64::NEG_INFINITY; 2];
        for edge in &self.edges {
            for (axis, value) in [edge.from.x, edge.from.y].into_iter().enumerate() {
                low[axis] = low[axis].min(value);
                high[axis] = high[axis].max(value);
            }
        }
        let wide = high[0] - low[0] >= high[1] - low[1];
        let extent = |(i, edge): (usize, &Edge)| {
            let along = |c: Coord<f64>| if wide { (c.x, c.y) } else { (c.y, c.x) };
            let (from, to) = (along(edge.from), along(edge.to));
            Extent {
                low: from.0.min(to.0),
                high: from.0.max(to.0),
                left: from.1.min(to.1),
                right: from.1.max(to.1),
                edge: i as u32,
            }
        };
        self.edges.iter().enumerate().map(extent).collect()
    }

    fn meet(&self, [i, j]: [usize; 2]) -> Option<(Meeting, Coord<f64>)> {
        let (a, b) = (&self.edges[i], &self.edges[j]);
        if self.next(i) == j && self.next(j) != i {
            return spike(a, b).then_some((Meeting::Overlap, a.to));
        }
        if self.next(j) == i && self.next(i) != j {
            return spike(b, a).then_some((Meeting::Overlap, b.to));
        }
        let sides = [
            side(a, b.from),
            side(a, b.to),
            side(b, a.from),
            side(b, a.to),
        ];
        let apart = |x: Orientation, y| x == y && x != Orientation::Collinear;
        if apart(sides[0], sides[1]) || apart(sides[2], sides[3]) {
            return None;
        }
        if !sides.contains(&Orientation::Collinear) {
            return Some((Meeting::Cross, crossing(a, b)));
        }
        let ends = [(a, b.from), (a, b.to), (b, a.from), (b, a.to)];
        let mut shared = (0..4)
            .filter(|&k| sides[k] == Orientation::Collinear && within(ends[k].0, ends[k].1))
            .map(|k| ends[k].1);
        let first = shared.next()?;
        let meeting = if shared.any(|other| other != first) {
            Meeting::Overlap
        } else {
            Meeting::Touch
        };
        Some((meeting, first))
    }
}

struct Extent {
    low: f64,
    high: f64,
    left: f64,
    right: f64,
    edge: u32,
}

pub(super) fn turn(p: Coord<f64>, q: Coord<f64>, r: Coord<f64>) -> Orientation {
    <f64 as GeoNum>::Ker::orient2d(p, q, r)
}

fn side(edge: &Edge, point: Coord<f64>) -> Orientation {
    turn(edge.from, edge.to, point)
}

/// Whether a point on the line of the edge is on the edge.
fn within(edge: &Edge, point: Coord<f64>) -> bool {
    let between = |a: f64, b: f64, v: f64| (a.min(b)..=a.max(b)).contains(&v);
    between(edge.from.x, edge.to.x, point.x) && between(edge.from.y, edge.to.y, point.y)
}

/// Whether the second of two consecutive edges runs back over the first.
fn spike(a: &Edge, b: &Edge) -> bool {
    side(a, b.to) == Orientation::Collinear && (within(a, b.to) || within(b, a.from))
}

fn crossing(a: &Edge, b: &Edge) -> Coord<f64> {
    let (u, v, w) = (a.to - a.from, b.to - b.from, b.from - a.from);
    let t = (w.x * v.y - w.y * v.x) / (u.x * v.y - u.y * v.x);
    a.from + u * t
}
