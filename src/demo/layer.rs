//! Writes the boundaries as GeoJSON (RFC 7946), six decimals, straight from whole numbers.

use super::land::border::{Outline, Pen, Ring, outlines};
use super::land::country::Country;
use super::place::Places;
use rayon::prelude::*;
use std::io::{self, Write};

/// Villages formatted at a time.
const BATCH: usize = 4096;

/// The outlines of all villages and the pen that draws them.
#[derive(Debug)]
pub struct Layer<'a> {
    country: &'a Country,
    outlines: Vec<Vec<Outline>>,
    pen: Pen,
}

impl<'a> Layer<'a> {
    /// Outlines with about `vertices` vertices in all, as far as one to an edge is enough.
    pub fn new(country: &'a Country, vertices: usize) -> Self {
        let outlines: Vec<Vec<Outline>> = country
            .villages
            .par_iter()
            .map(|seat| outlines(&country.islands[seat.island], &seat.village.cells))
            .collect();
        let rings = outlines.iter().flatten().flatten();
        let (count, edges) = rings.fold((0, 0), |(count, edges), ring| {
            (count + 1, edges + ring.len())
        });
        let pieces = vertices.saturating_sub(count) as f64 / edges as f64;
        let pen = Pen {
            pieces: pieces.max(1.0),
            edge_km: country.edge_km,
        };
        Self {
            country,
            outlines,
            pen,
        }
    }

    /// The polygons of a village: exterior first, then holes.
    pub fn polygons(&self, village: usize) -> Vec<Vec<Ring>> {
        let island = &self.country.islands[self.country.villages[village].island];
        let draw = |outline: &Outline| {
            let rings = outline.iter();
            rings.map(|ring| self.pen.draw(island, ring)).collect()
        };
        self.outlines[village].iter().map(draw).collect()
    }

    /// Writes all villages; says how many vertices they have.
    pub fn write(&self, places: &Places, out: &mut dyn Write) -> io::Result<usize> {
        out.write_all(
            b"{\"type\":\"FeatureCollection\",\"name\":\"desa_contoh_sintetis\",\"features\":[\n",
        )?;
        let n = places.villages.len();
        let mut total = 0;
        for start in (0..n).step_by(BATCH) {
            let batch: Vec<(Vec<u8>, usize)> = (start..n.min(start + BATCH))
                .into_par_iter()
                .map(|village| self.feature(places, village))
                .collect();
            for (i, (text, vertices)) in batch.into_iter().enumerate() {
                out.write_all(&text)?;
                out.write_all(if start + i + 1 < n { b",\n" } else { b"\n" })?;
                total += vertices;
            }
        }
        out.write_all(b"]}\n")?;
        Ok(total)
    }

    fn feature(&self, places: &Places, village: usize) -> (Vec<u8>, usize) {
        let place = &places.villages[village];
        let regency = &places.regencies[place.regency];
        let polygons = self.polygons(village);
        let mut text = format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"kode\":\"{}\",\"nama\":\"{}\",\"kec\":\"{}\",\"kab\":\"{}\",\"prov\":\"{}\"}},\
             \"geometry\":{{\"type\":\"{}\",\"coordinates\":",
            place.code,
            place.name,
            places.districts[place.district].name,
            regency.name,
            regency.province,
            if polygons.len() == 1 { "Polygon" } else { "MultiPolygon" },
        )
        .into_bytes();
        let vertices = polygons.iter().flatten().map(Vec::len).sum();
        match polygons.as_slice() {
            [one] => push_polygon(&mut text, one),
            many => push_list(&mut text, many, |text, rings| push_polygon(text, rings)),
        }
        text.extend(b"}}");
        (text, vertices)
    }
}

fn push_polygon(text: &mut Vec<u8>, rings: &[Ring]) {
    push_list(text, rings, |text, ring| {
        push_list(text, ring, |text, point| {
            push_list(text, point, |text, &value| push_degrees(text, value));
        });
    });
}

fn push_list<T>(text: &mut Vec<u8>, items: &[T], mut push: impl FnMut(&mut Vec<u8>, &T)) {
    text.push(b'[');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            text.push(b',');
        }
        push(text, item);
    }
    text.push(b']');
}

/// Millionths of a degree as a decimal number without trailing zeros.
fn push_degrees(text: &mut Vec<u8>, value: i32) {
    if value < 0 {
        text.push(b'-');
    }
    let value = value.unsigned_abs();
    let mut digits = [b'0'; 10];
    let mut rest = value;
    let mut first = 9;
    for place in (0..10).rev() {
        digits[place] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest > 0 {
            first = place - 1;
        }
    }
    text.extend(&digits[first.min(3)..4]);
    let decimals = &digits[4..];
    let last = decimals.iter().rposition(|&digit| digit != b'0');
    if let Some(last) = last {
        text.push(b'.');
        text.extend(&decimals[..=last]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_exact() {
        for (value, text) in [
            (0, "0"),
            (-14_000_000, "-14"),
            (104_000_001, "104.000001"),
            (-500_000, "-0.5"),
            (7_120_300, "7.1203"),
            (-40, "-0.00004"),
        ] {
            let mut out = Vec::new();
            push_degrees(&mut out, value);
            assert_eq!(String::from_utf8(out).unwrap_or_default(), text);
        }
    }
}
