//! Layer units to pixels.

use crate::base::model::Measure;
use crate::space::coverage::metre;
use geo::{BoundingRect, Coord, MultiPolygon};

/// The bounds of a layer and how long its units are there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    low: Coord,
    high: Coord,
    /// Metres (units of a plane) per layer unit along x and y.
    per_unit: [f64; 2],
}

impl Extent {
    /// Of n shapes; `None` when none has a place.
    pub fn of(geometry: &[MultiPolygon<f64>], measure: Measure) -> Option<Self> {
        let mut bounds = geometry.iter().filter_map(BoundingRect::bounding_rect);
        let first = bounds.next()?;
        let (mut low, mut high) = (first.min(), first.max());
        for other in bounds {
            low.x = low.x.min(other.min().x);
            low.y = low.y.min(other.min().y);
            high.x = high.x.max(other.max().x);
            high.y = high.y.max(other.max().y);
        }
        let (mx, my) = metre::per_unit((low.y + high.y) / 2.0, measure);
        Some(Self {
            low,
            high,
            per_unit: [mx, my],
        })
    }

    /// Metres from west to east and from south to north.
    fn metres(&self) -> [f64; 2] {
        let across = self.high - self.low;
        [across.x * self.per_unit[0], across.y * self.per_unit[1]]
    }

    /// Height by width.
    pub fn aspect(&self) -> f64 {
        let [wide, high] = self.metres();
        if wide > 0.0 { high / wide } else { 1.0 }
    }
}

/// An equirectangular picture of an extent, true to length along its middle latitude; a plane without a CRS stays as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    origin: Coord,
    /// Pixels per layer unit along x and y.
    scale: [f64; 2],
    /// Where the origin, the north-western corner, falls.
    corner: [f64; 2],
    /// Metres (units of a plane) to a pixel.
    pub metres: f64,
    /// Pixels of the whole.
    pub size: [f64; 2],
}

impl Frame {
    /// The largest that leaves `margin` pixels free around the extent, in the middle of `size` pixels.
    pub fn fit(extent: &Extent, size: [f64; 2], margin: f64) -> Self {
        let [wide, high] = extent.metres();
        let room = size.map(|pixels| pixels - 2.0 * margin);
        let metres = (wide / room[0]).max(high / room[1]);
        let metres = if metres > 0.0 { metres } else { 1.0 };
        Self {
            origin: Coord {
                x: extent.low.x,
                y: extent.high.y,
            },
            scale: extent.per_unit.map(|unit| unit / metres),
            corner: [
                (size[0] - wide / metres) / 2.0,
                (size[1] - high / metres) / 2.0,
            ],
            metres,
            size,
        }
    }

    /// Where a place falls, y down.
    pub fn pixel(&self, at: Coord) -> [f64; 2] {
        [
            self.corner[0] + (at.x - self.origin.x) * self.scale[0],
            self.corner[1] + (self.origin.y - at.y) * self.scale[1],
        ]
    }

    /// The longest round length (1, 2 or 5 times a power of ten) of at most `most` pixels: metres and pixels.
    pub fn bar(&self, most: f64) -> (f64, f64) {
        let longest = most * self.metres;
        let power = 10_f64.powf(longest.log10().floor());
        let round = [5.0, 2.0, 1.0]
            .map(|times| times * power)
            .into_iter()
            .find(|&metres| metres <= longest)
            .unwrap_or(longest);
        (round, round / self.metres)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use geo::{Distance, Geodesic, Point, polygon};

    fn sheet(west: f64, south: f64, east: f64, north: f64) -> Vec<MultiPolygon<f64>> {
        let ring = polygon![(x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north)];
        vec![
            MultiPolygon(Vec::new()),
            MultiPolygon::from(ring),
            MultiPolygon(Vec::new()),
        ]
    }

    #[test]
    fn north_is_up_and_the_margin_is_kept() {
        let extent = Extent::of(&sheet(10.0, 20.0, 30.0, 25.0), Measure::Planar).unwrap();
        assert_eq!(extent.aspect(), 0.25);
        let frame = Frame::fit(&extent, [220.0, 120.0], 10.0);
        assert_eq!(frame.metres, 0.1);
        let pixel = |x: f64, y: f64| frame.pixel(Coord { x, y }).map(f64::round);
        assert_eq!(pixel(10.0, 25.0), [10.0, 35.0]);
        assert_eq!(pixel(30.0, 20.0), [210.0, 85.0]);
    }

    #[test]
    fn lengths_are_those_of_the_ellipsoid() {
        let extent = Extent::of(&sheet(119.0, -11.0, 125.0, -8.0), Measure::Geodesic).unwrap();
        let frame = Frame::fit(&extent, [1000.0, 1000.0], 0.0);
        let metres = Geodesic.distance(Point::new(122.0, -9.5), Point::new(122.5, -9.5));
        let [from, to] =
            [122.0, 122.5].map(|x| frame.pixel(Coord { x, y: -9.5 })[0] * frame.metres);
        assert!(((to - from) / metres - 1.0).abs() < 1e-3);
    }

    #[test]
    fn the_bar_is_round_and_fits() {
        let extent = Extent::of(&sheet(0.0, 0.0, 730.0, 10.0), Measure::Planar).unwrap();
        let frame = Frame::fit(&extent, [1000.0, 100.0], 0.0);
        let (metres, pixels) = frame.bar(150.0);
        assert_eq!(metres, 100.0);
        assert!((pixels - 100.0 / 0.73).abs() < 1e-9);
    }

    #[test]
    fn nothing_has_no_extent_and_a_point_a_frame() {
        assert_eq!(Extent::of(&[], Measure::Planar), None);
        let point = Extent::of(&sheet(3.0, 4.0, 3.0, 4.0), Measure::Planar).unwrap();
        let frame = Frame::fit(&point, [100.0, 60.0], 5.0);
        assert_eq!(frame.pixel(Coord { x: 3.0, y: 4.0 }), [50.0, 30.0]);
    }
}
