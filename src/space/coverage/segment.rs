//! How two edges lie to each other, on a plane in metres.

use geo::Coord;

/// An edge from `start` along `way`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    start: Coord,
    way: Coord,
}

fn dot(a: Coord, b: Coord) -> f64 {
    a.x * b.x + a.y * b.y
}

fn cross(a: Coord, b: Coord) -> f64 {
    a.x * b.y - a.y * b.x
}

impl Segment {
    pub(super) fn new(start: Coord, end: Coord) -> Self {
        Self {
            start,
            way: end - start,
        }
    }

    fn end(&self) -> Coord {
        self.start + self.way
    }

    pub(super) fn length(&self) -> f64 {
        self.way.x.hypot(self.way.y)
    }

    /// Whether the boxes around both come within reach: cheap, and true whenever the segments do.
    pub(super) fn may_reach(&self, other: &Self, reach: f64) -> bool {
        let apart = |a: f64, along: f64, b: f64, across: f64| {
            a.max(a + along) + reach < b.min(b + across)
                || b.max(b + across) + reach < a.min(a + along)
        };
        !apart(self.start.x, self.way.x, other.start.x, other.way.x)
            && !apart(self.start.y, self.way.y, other.start.y, other.way.y)
    }

    /// Whether the segments come within reach of each other.
    pub(super) fn reaches(&self, other: &Self, reach: f64) -> bool {
        let reach_2 = reach * reach;
        self.crosses(other)
            || self.distance_2(other.start) <= reach_2
            || self.distance_2(other.end()) <= reach_2
            || other.distance_2(self.start) <= reach_2
            || other.distance_2(self.end()) <= reach_2
    }

    fn crosses(&self, other: &Self) -> bool {
        let divides = |line: &Self, ends: &Self| {
            cross(line.way, ends.start - line.start) * cross(line.way, ends.end() - line.start)
                < 0.0
        };
        divides(self, other) && divides(other, self)
    }

    fn distance_2(&self, point: Coord) -> f64 {
        let along = dot(point - self.start, self.way) / dot(self.way, self.way);
        let off = point - (self.start + self.way * along.clamp(0.0, 1.0));
        dot(off, off)
    }

    /// The stretch of this segment, as shares of its length, that faces the other: at most `reach` away at right angles from the
    /// other, which runs the opposite way within 45 degrees.
    pub(super) fn faces(&self, other: &Self, reach: f64) -> Option<(f64, f64)> {
        let length = other.length();
        if dot(self.way, other.way) > -std::f64::consts::FRAC_1_SQRT_2 * self.length() * length {
            return None;
        }
        let offset = self.start - other.start;
        let across = clip(
            (0.0, 1.0),
            cross(other.way, offset),
            cross(other.way, self.way),
            reach * length,
        )?;
        // along the other: from its middle, at most half its length to either side
        let middle = dot(other.way, offset) - length * length / 2.0;
        clip(
            across,
            middle,
            dot(other.way, self.way),
            length * length / 2.0,
        )
    }
}

/// Where in a span `start + t slope` stays between -limit and limit.
fn clip((from, to): (f64, f64), start: f64, slope: f64, limit: f64) -> Option<(f64, f64)> {
    if slope == 0.0 {
        return (start.abs() <= limit).then_some((from, to));
    }
    let (p, q) = ((-limit - start) / slope, (limit - start) / slope);
    let (from, to) = (from.max(p.min(q)), to.min(p.max(q)));
    (from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(x0: f64, y0: f64, x1: f64, y1: f64) -> Segment {
        Segment::new(Coord { x: x0, y: y0 }, Coord { x: x1, y: y1 })
    }

    #[test]
    fn faces_where_both_run_alongside() {
        let east = segment(0., 0., 10., 0.);
        assert_eq!(east.faces(&segment(14., 1., 6., 1.), 2.0), Some((0.6, 1.0)));
        assert_eq!(east.faces(&segment(14., 3., 6., 3.), 2.0), None);
        assert_eq!(east.faces(&segment(6., 1., 14., 1.), 2.0), None, "same way");
        assert_eq!(
            east.faces(&segment(10., 0., 10., -5.), 2.0),
            None,
            "a corner"
        );
        let slanted = east.faces(&segment(10., 5., 0., 0.), 2.0);
        let to = 0.2 * 5.0_f64.sqrt();
        assert!(slanted.is_some_and(|(from, end)| from == 0.0 && (end - to).abs() < 1e-12));
    }

    #[test]
    fn reaches_by_crossing_or_closeness() {
        let east = segment(0., 0., 10., 0.);
        assert!(east.reaches(&segment(5., -5., 5., 5.), 0.0));
        assert!(east.reaches(&segment(13., 4., 20., 9.), 5.0));
        assert!(!east.reaches(&segment(13., 4., 20., 9.), 4.9));
        assert!(!east.may_reach(&segment(13., 4., 20., 9.), 2.9));
    }
}
