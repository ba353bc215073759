//! Well-known binary to polygons, lines and points: either byte order, Z and M left out, as ISO or as PostGIS marks them.

use geo::{Coord, LineString, MultiPolygon, Polygon};

/// Collections in collections, at most.
const DEPTH: usize = 32;

/// The polygons of a shape; an error says what it is instead, or what is wrong with the bytes.
pub(super) fn polygons(bytes: &[u8]) -> Result<MultiPolygon<f64>, String> {
    let mut reader = Reader { bytes, at: 0 };
    let mut parts = Vec::new();
    reader.shape(&mut parts, DEPTH)?;
    if reader.at < bytes.len() {
        return Err("bytes are left over behind the geometry".into());
    }
    Ok(MultiPolygon(parts))
}

/// The lines of a shape, a point as a line of one vertex; an error as that of [`polygons`].
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<LineString<f64>>, String> {
    let mut reader = Reader { bytes, at: 0 };
    let mut found = Vec::new();
    reader.lines(&mut found, DEPTH)?;
    if reader.at < bytes.len() {
        return Err("bytes are left over behind the geometry".into());
    }
    Ok(found)
}

/// What the numbers of the kinds stand for.
pub(super) fn kind(number: u32) -> &'static str {
    match number {
        1 => "Point",
        2 => "LineString",
        3 => "Polygon",
        4 => "MultiPoint",
        5 => "MultiLineString",
        6 => "MultiPolygon",
        7 => "GeometryCollection",
        8 => "CircularString",
        9 => "CompoundCurve",
        10 => "CurvePolygon",
        11 => "MultiCurve",
        12 => "MultiSurface",
        13 => "Curve",
        14 => "Surface",
        15 => "PolyhedralSurface",
        16 => "TIN",
        17 => "Triangle",
        _ => "geometry of an unknown kind",
    }
}

/// Why a shape of this kind is refused.
pub(super) fn refused(number: u32) -> String {
    let straight = match number {
        8..=14 => " of straight lines",
        _ => "",
    };
    format!(
        "the geometry is a {}, not a polygon{straight}",
        kind(number)
    )
}

/// Why a shape of this kind is refused where points and lines are read.
pub(super) fn no_line(number: u32) -> String {
    format!("the geometry is a {}, not a point or a line", kind(number))
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let found = self.bytes.get(self.at..self.at + N);
        let found = found.and_then(|bytes| bytes.try_into().ok());
        self.at += N;
        found.ok_or_else(|| "the geometry is cut".to_owned())
    }

    fn count(&mut self, little: bool, least: usize) -> Result<usize, String> {
        let bytes = self.take()?;
        let count = match little {
            true => u32::from_le_bytes(bytes),
            false => u32::from_be_bytes(bytes),
        } as usize;
        // more than the bytes can hold would only cost memory
        if count > self.bytes.len().saturating_sub(self.at) / least {
            return Err("the geometry is cut".into());
        }
        Ok(count)
    }

    fn number(&mut self, little: bool) -> Result<f64, String> {
        let bytes = self.take()?;
        Ok(match little {
            true => f64::from_le_bytes(bytes),
            false => f64::from_be_bytes(bytes),
        })
    }

    /// Whether numbers are little-endian, the kind of the shape, and the numbers of a vertex.
    fn head(&mut self) -> Result<(bool, u32, usize), String> {
        let little = match self.take::<1>()? {
            [0] => false,
            [1] => true,
            _ => return Err("the geometry is no well-known binary".into()),
        };
        let bytes = self.take()?;
        let word = match little {
            true => u32::from_le_bytes(bytes),
            false => u32::from_be_bytes(bytes),
        };
        // PostGIS: bits for Z, M and a system that follows; ISO: thousands
        let (mut z, mut m) = (word & 0x8000_0000 != 0, word & 0x4000_0000 != 0);
        if word & 0x2000_0000 != 0 {
            self.take::<4>()?;
        }
        let word = word & 0x0fff_ffff;
        z |= matches!(word / 1000, 1 | 3);
        m |= matches!(word / 1000, 2 | 3);
        let number = if word < 4000 { word % 1000 } else { word };
        Ok((little, number, 2 + usize::from(z) + usize::from(m)))
    }

    fn lines(&mut self, found: &mut Vec<LineString<f64>>, depth: usize) -> Result<(), String> {
        let (little, number, width) = self.head()?;
        match number {
            1 => {
                let (x, y) = (self.number(little)?, self.number(little)?);
                self.at += 8 * (width - 2);
                // an empty point has no numbers
                if !(x.is_nan() && y.is_nan()) {
                    found.push(LineString(vec![Coord { x, y }]));
                }
                Ok(())
            }
            2 => {
                found.push(self.ring(little, width)?);
                Ok(())
            }
            4 | 5 | 7 if depth > 0 => {
                let count = self.count(little, 9)?;
                (0..count).try_for_each(|_| self.lines(found, depth - 1))
            }
            4 | 5 | 7 => Err("collections stand in collections too deep".into()),
            number => Err(no_line(number)),
        }
    }

    fn shape(&mut self, parts: &mut Vec<Polygon<f64>>, depth: usize) -> Result<(), String> {
        let (little, number, width) = self.head()?;
        match number {
            3 => {
                let rings = self.count(little, 4)?;
                let mut lines = Vec::with_capacity(rings);
                for _ in 0..rings {
                    lines.push(self.ring(little, width)?);
                }
                let mut lines = lines.into_iter();
                if let Some(shell) = lines.next().filter(|shell| !shell.0.is_empty()) {
                    parts.push(Polygon::new(shell, lines.collect()));
                }
                Ok(())
            }
            6 | 7 if depth > 0 => {
                let count = self.count(little, 9)?;
                for _ in 0..count {
                    self.shape(parts, depth - 1)?;
                }
                Ok(())
            }
            6 | 7 => Err("collections stand in collections too deep".into()),
            number => Err(refused(number)),
        }
    }

    fn ring(&mut self, little: bool, width: usize) -> Result<LineString<f64>, String> {
        let count = self.count(little, 8 * width)?;
        let mut line = Vec::with_capacity(count);
        for _ in 0..count {
            let (x, y) = (self.number(little)?, self.number(little)?);
            self.at += 8 * (width - 2);
            line.push(Coord { x, y });
        }
        Ok(LineString(line))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use ::wkb::writer::{WriteOptions, write_multi_polygon};
    use geo::polygon;

    fn square() -> MultiPolygon<f64> {
        let shell = polygon![exterior: [(x: 0.1, y: 0.2), (x: 4.3, y: 0.2), (x: 4.3, y: 4.0), (x: 0.1, y: 4.0)],
            interiors: [[(x: 1.0, y: 1.0), (x: 1.0, y: 2.0), (x: 2.0, y: 2.0)]]];
        MultiPolygon(vec![shell])
    }

    #[test]
    fn what_another_writer_makes_is_read() {
        let mut bytes = Vec::new();
        write_multi_polygon(&mut bytes, &square(), &WriteOptions::default()).unwrap();
        assert_eq!(polygons(&bytes).unwrap(), square());
        for end in 0..bytes.len() {
            assert!(polygons(&bytes[..end]).is_err(), "{end}");
        }
        bytes.push(0);
        assert!(polygons(&bytes).unwrap_err().contains("left over"));
    }

    #[test]
    fn heights_and_byte_orders_are_understood() {
        // POLYGON Z, big-endian, one ring of four
        let mut iso = vec![0];
        iso.extend(1003_u32.to_be_bytes());
        iso.extend(1_u32.to_be_bytes());
        iso.extend(4_u32.to_be_bytes());
        let mut post = vec![1];
        post.extend((3_u32 | 0xa000_0000).to_le_bytes());
        post.extend(4326_u32.to_le_bytes());
        post.extend(1_u32.to_le_bytes());
        post.extend(4_u32.to_le_bytes());
        for (x, y) in [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)] {
            for number in [x, y, 9.0_f64] {
                iso.extend(number.to_be_bytes());
                post.extend(number.to_le_bytes());
            }
        }
        for bytes in [iso, post] {
            let read = polygons(&bytes).unwrap();
            assert_eq!(read.0[0].exterior().0[1], Coord { x: 1.0, y: 0.0 });
            assert_eq!(read.0[0].exterior().0.len(), 4);
        }
    }

    #[test]
    fn other_kinds_are_named() {
        let of = |number: u32| [vec![1], number.to_le_bytes().to_vec(), vec![0; 4]].concat();
        assert!(polygons(&of(10)).unwrap_err().contains("CurvePolygon"));
        assert!(polygons(&of(10)).unwrap_err().contains("straight lines"));
        assert!(polygons(&of(2001)).unwrap_err().contains("a Point"));
        assert!(polygons(&of(7)).unwrap().0.is_empty());
        assert!(polygons(&[7, 0]).unwrap_err().contains("no well-known"));
        let deep: Vec<u8> = (0..40).flat_map(|_| [1, 7, 0, 0, 0, 1, 0, 0, 0]).collect();
        assert!(polygons(&deep).unwrap_err().contains("too deep"));
    }
}
