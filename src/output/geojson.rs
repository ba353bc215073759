//! GeoJSON layers as RFC 7946 has them.

use super::values::{Cell, Values};
use crate::error::{Error, Result};
use crate::input::geometry::faults;
use geo::winding_order::{Winding, WindingOrder};
use geo::{BoundingRect, Coord, LineString, MapCoords, MultiPolygon, Polygon};
use polars::frame::DataFrame;
use polars::prelude::Column;
use rayon::prelude::*;
use std::borrow::Cow;
use std::io::Write;

/// Decimals tried in turn until rounding leaves the polygon valid; 7 is 1 cm. After the last, every digit is written.
const DECIMALS: [i32; 3] = [7, 9, 12];
/// Features encoded by one task, and tasks between two writes: what bounds the memory.
const TASK: usize = 128;
const BATCH: usize = 64;

/// How a layer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A FeatureCollection; coordinates have 7 decimals, more for a polygon that rounding would make invalid.
    Rounded,
    /// A FeatureCollection; coordinates have all their digits, shortest round-trip.
    Exact,
    /// A feature a line, all digits (GeoJSONL): no collection, name or bbox.
    Lines,
}

/// Writes n features with n rows of properties; the same input gives the same bytes.
///
/// Shells run counter-clockwise, holes clockwise; every geometry is a MultiPolygon, an empty one null; a `bbox` and the
/// `name` lead, there is no `crs`. Properties keep column order and type; null, NaN and infinities are null; floats are
/// shortest round-trip.
///
/// # Errors
/// Unequal numbers of features and rows, a feature across the antimeridian (it would have to be cut), a failed write.
pub fn write(
    mut w: impl Write,
    geometry: &[MultiPolygon<f64>],
    properties: &DataFrame,
    name: &str,
    form: Form,
) -> Result<()> {
    if geometry.len() != properties.height() {
        return Err(Error::output(format!(
            "layer {name}: {} features and {} rows of properties",
            geometry.len(),
            properties.height()
        )));
    }
    let columns = properties
        .columns()
        .iter()
        .map(Property::new)
        .collect::<Result<Vec<_>>>()?;
    let failed = |error: std::io::Error| {
        Error::output(format!("the layer cannot be written: {error}")).layer(name)
    };
    let head = head(geometry, name)?;
    let lines = form == Form::Lines;
    if !lines {
        w.write_all(&head).map_err(failed)?;
    }
    for (batch, features) in geometry.chunks(TASK * BATCH).enumerate() {
        let task = |(task, features): (usize, &[MultiPolygon<f64>])| {
            let first = (batch * BATCH + task) * TASK;
            let mut out = Vec::with_capacity(1 << 16);
            for (row, geometry) in (first..).zip(features) {
                if !lines {
                    out.extend_from_slice(if row == 0 { b"\n" } else { b",\n" });
                }
                feature(&mut out, geometry, &columns, row, form);
                if lines {
                    out.push(b'\n');
                }
            }
            out
        };
        let tasks: Vec<Vec<u8>> = features.par_chunks(TASK).enumerate().map(task).collect();
        for task in &tasks {
            w.write_all(task).map_err(failed)?;
        }
    }
    w.write_all(if lines { b"" } else { b"\n]}\n" })
        .and_then(|()| w.flush())
        .map_err(failed)
}

fn head(geometry: &[MultiPolygon<f64>], name: &str) -> Result<Vec<u8>> {
    let mut low = [f64::INFINITY; 2];
    let mut high = [f64::NEG_INFINITY; 2];
    for (i, bounds) in geometry.iter().enumerate() {
        let Some(bounds) = bounds.bounding_rect() else {
            continue;
        };
        let degrees = bounds.min().x >= -180.0 && bounds.max().x <= 180.0;
        if degrees && bounds.width() > 180.0 {
            return Err(Error::output("a feature spans the antimeridian")
                .layer(name)
                .row(i + 1)
                .remedy("cut it at 180 degrees into two parts"));
        }
        for (axis, (min, max)) in [
            (bounds.min().x, bounds.max().x),
            (bounds.min().y, bounds.max().y),
        ]
        .into_iter()
        .enumerate()
        {
            low[axis] = low[axis].min(min);
            high[axis] = high[axis].max(max);
        }
    }
    let mut out = b"{\"type\":\"FeatureCollection\",\"name\":".to_vec();
    text(&mut out, name);
    if low[0] <= high[0] {
        out.extend_from_slice(b",\"bbox\":[");
        let outward = [
            (low[0], f64::floor as fn(f64) -> f64),
            (low[1], f64::floor),
            (high[0], f64::ceil),
            (high[1], f64::ceil),
        ];
        for (i, (value, round)) in outward.into_iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            let scale = 10_f64.powi(DECIMALS[0]);
            decimal(&mut out, round(value * scale) / scale, Some(DECIMALS[0]));
        }
        out.push(b']');
    }
    out.extend_from_slice(b",\"features\":[");
    Ok(out)
}

fn feature(
    out: &mut Vec<u8>,
    geometry: &MultiPolygon<f64>,
    columns: &[Property],
    row: usize,
    form: Form,
) {
    out.extend_from_slice(b"{\"type\":\"Feature\",\"properties\":");
    object(out, columns, row);
    out.extend_from_slice(b",\"geometry\":");
    if geometry.0.is_empty() {
        out.extend_from_slice(b"null}");
        return;
    }
    let (geometry, decimals) = match form {
        Form::Rounded => rounded(geometry),
        Form::Exact | Form::Lines => (Cow::Borrowed(geometry), None),
    };
    out.extend_from_slice(b"{\"type\":\"MultiPolygon\",\"coordinates\":");
    list(out, geometry.0.iter(), |out, polygon| {
        let rings = std::iter::once((polygon.exterior(), WindingOrder::CounterClockwise)).chain(
            polygon
                .interiors()
                .iter()
                .map(|ring| (ring, WindingOrder::Clockwise)),
        );
        list(out, rings, |out, (ring, order)| {
            self::ring(out, ring, order, decimals)
        });
    });
    out.extend_from_slice(b"}}");
}

fn ring(out: &mut Vec<u8>, ring: &LineString<f64>, order: WindingOrder, decimals: Option<i32>) {
    let position = |out: &mut Vec<u8>, coord: &Coord<f64>| {
        out.push(b'[');
        decimal(out, coord.x, decimals);
        out.push(b',');
        decimal(out, coord.y, decimals);
        out.push(b']');
    };
    if ring.winding_order().is_none_or(|found| found == order) {
        list(out, ring.0.iter(), position);
    } else {
        list(out, ring.0.iter().rev(), position);
    }
}

fn list<T>(out: &mut Vec<u8>, items: impl Iterator<Item = T>, item: impl Fn(&mut Vec<u8>, T)) {
    out.push(b'[');
    for (i, value) in items.enumerate() {
        if i > 0 {
            out.push(b',');
        }
        item(out, value);
    }
    out.push(b']');
}

/// The geometry with the fewest decimals that keep it valid, and how many those are; `None` is every digit.
fn rounded(geometry: &MultiPolygon<f64>) -> (Cow<'_, MultiPolygon<f64>>, Option<i32>) {
    for decimals in DECIMALS {
        let scale = 10_f64.powi(decimals);
        let round = |value: f64| (value * scale).round() / scale;
        let mut candidate = geometry.map_coords(|c| Coord {
            x: round(c.x),
            y: round(c.y),
        });
        if candidate == *geometry {
            return (Cow::Owned(candidate), Some(decimals));
        }
        for polygon in &mut candidate.0 {
            *polygon = without_repeats(polygon);
        }
        if faults(&candidate).is_empty() {
            return (Cow::Owned(candidate), Some(decimals));
        }
    }
    (Cow::Borrowed(geometry), None)
}

fn without_repeats(polygon: &Polygon<f64>) -> Polygon<f64> {
    let mut polygon = polygon.clone();
    polygon.exterior_mut(|ring| ring.0.dedup());
    polygon.interiors_mut(|rings| rings.iter_mut().for_each(|ring| ring.0.dedup()));
    polygon
}

/// A value that is a multiple of the last decimal, without trailing zeros; large ones and `None` in shortest form.
fn decimal(out: &mut Vec<u8>, value: f64, decimals: Option<i32>) {
    let exact = |scale: f64| (value * scale).abs() < 9e15;
    let Some((decimals, scale)) = decimals
        .map(|decimals| (decimals as usize, 10_f64.powi(decimals)))
        .filter(|&(_, scale)| exact(scale))
    else {
        shortest(out, value);
        return;
    };
    let units = (value * scale).round() as i64;
    if units < 0 {
        out.push(b'-');
    }
    let mut digits = [b'0'; 24];
    let mut rest = units.unsigned_abs();
    let mut start = digits.len();
    while rest > 0 || digits.len() - start <= decimals {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let point = digits.len() - decimals;
    out.extend_from_slice(&digits[start..point]);
    let fraction = digits[point..].iter().rposition(|&digit| digit != b'0');
    if let Some(last) = fraction {
        out.push(b'.');
        out.extend_from_slice(&digits[point..=point + last]);
    }
}

/// The fewest digits that read back as the value, without a `.0`.
fn shortest(out: &mut Vec<u8>, value: f64) {
    // a vector takes everything
    let _ = serde_json::to_writer(&mut *out, &value);
    if out.ends_with(b".0") {
        out.truncate(out.len() - 2);
    }
}

fn text(out: &mut Vec<u8>, text: &str) {
    let _ = serde_json::to_writer(out, text);
}

/// A column ready to be written.
pub(super) struct Property {
    /// `"name":`
    key: Vec<u8>,
    values: Values,
}

impl Property {
    pub fn new(column: &Column) -> Result<Self> {
        let mut key = Vec::new();
        text(&mut key, column.name());
        key.push(b':');
        let values = Values::of(column)?;
        Ok(Self { key, values })
    }

    fn value(&self, out: &mut Vec<u8>, row: usize) {
        match self.values.cell(row) {
            Cell::Null => out.extend_from_slice(b"null"),
            Cell::Bool(value) => out.extend_from_slice(value.to_string().as_bytes()),
            Cell::Int(value) => out.extend_from_slice(value.to_string().as_bytes()),
            Cell::Float(value) => {
                let value = serde_json::Value::from(value);
                out.extend_from_slice(value.to_string().as_bytes());
            }
            Cell::Text(value) => text(out, value),
        }
    }
}

/// The properties of a row as an object.
pub(super) fn object(out: &mut Vec<u8>, columns: &[Property], row: usize) {
    out.push(b'{');
    for (i, column) in columns.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        out.extend_from_slice(&column.key);
        column.value(out, row);
    }
    out.push(b'}');
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use geo::wkt;
    use polars::prelude::NamedFrom;
    use polars::series::Series;
    use proptest::prelude::*;

    fn written(geometry: &[MultiPolygon<f64>], properties: &DataFrame) -> String {
        let mut out = Vec::new();
        write(&mut out, geometry, properties, "layer", Form::Rounded).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn bare(geometry: &[MultiPolygon<f64>]) -> serde_json::Value {
        let frame = DataFrame::empty_with_height(geometry.len());
        serde_json::from_str(&written(geometry, &frame)).unwrap()
    }

    #[test]
    fn properties_keep_order_and_kind() {
        let columns = vec![
            Series::new("kode".into(), vec![Some("53.01"), None]).into(),
            Series::new("n".into(), vec![3_401_012_001_i64, 7]).into(),
            Series::new("x \"y\"".into(), vec![0.1 + 0.2, f64::NAN]).into(),
            Series::new("ok".into(), vec![Some(true), None]).into(),
        ];
        let frame = DataFrame::new(2, columns).unwrap();
        let square = wkt!(MULTIPOLYGON(((0. 0., 0. 1., 1. 1., 1. 0., 0. 0.))));
        let text = written(&[square, MultiPolygon(Vec::new())], &frame);
        assert_eq!(
            text,
            concat!(
                r#"{"type":"FeatureCollection","name":"layer","bbox":[0,0,1,1],"features":["#,
                "\n",
                r#"{"type":"Feature","properties":{"kode":"53.01","n":3401012001,"x \"y\"":0.30000000000000004,"ok":true},"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,1],[0,0]]]]}},"#,
                "\n",
                r#"{"type":"Feature","properties":{"kode":null,"n":7,"x \"y\"":null,"ok":null},"geometry":null}"#,
                "\n]}\n"
            )
        );
    }

    #[test]
    fn holes_run_clockwise() {
        let ring = wkt!(MULTIPOLYGON(((0. 0., 4. 0., 4. 4., 0. 4., 0. 0.), (1. 1., 2. 1., 2. 2., 1. 2., 1. 1.))));
        let coordinates = &bare(&[ring])["features"][0]["geometry"]["coordinates"][0];
        assert_eq!(
            coordinates[1],
            serde_json::json!([[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]])
        );
    }

    #[test]
    fn digits_are_added_until_rounding_does_no_harm() {
        // A hole 2 mm wide: at 7 decimals it would vanish.
        let fine = wkt!(MULTIPOLYGON(((0. 0., 1. 0., 1. 1., 0. 1., 0. 0.),
            (0.50000001 0.5, 0.50000003 0.5, 0.50000003 0.50000002, 0.50000001 0.5))));
        let ring = &bare(&[fine])["features"][0]["geometry"]["coordinates"][0][1];
        assert_eq!(ring.as_array().unwrap().len(), 4);
        assert!(ring.to_string().contains("0.50000003"), "{ring}");
        let coarse = wkt!(MULTIPOLYGON(((0.123456789 0., 1. 0., 1. 1., 0.123456789 0.))));
        assert!(bare(&[coarse]).to_string().contains("[0.1234568,"));
    }

    #[test]
    fn every_digit_is_kept_when_asked() {
        let shape = wkt!(MULTIPOLYGON(((0.1234567890123456 -0., 1e-9 7., 123456789.5 0.25, 0.1234567890123456 -0.))));
        let frame = DataFrame::empty_with_height(2);
        let mut out = Vec::new();
        let twice = [shape, MultiPolygon(Vec::new())];
        write(&mut out, &twice, &frame, "layer", Form::Lines).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            concat!(
                r#"{"type":"Feature","properties":{},"geometry":{"type":"MultiPolygon","coordinates":[[[[0.1234567890123456,-0],[123456789.5,0.25],[1e-9,7],[0.1234567890123456,-0]]]]}}"#,
                "\n",
                r#"{"type":"Feature","properties":{},"geometry":null}"#,
                "\n"
            )
        );
    }

    #[test]
    fn what_would_have_to_be_cut_is_refused() {
        let wide = wkt!(MULTIPOLYGON(((-179. 0., 179. 0., 179. 1., -179. 0.))));
        let frame = DataFrame::empty_with_height(1);
        let error = write(Vec::new(), &[wide], &frame, "layer", Form::Exact).unwrap_err();
        assert!(error.what.contains("antimeridian"), "{error}");
        assert!(write(Vec::new(), &[], &frame, "layer", Form::Rounded).is_err());
    }

    proptest! {
        #[test]
        fn decimals_read_back_as_the_rounded_value(value in -400.0..400.0_f64) {
            let rounded = (value * 1e7).round() / 1e7;
            let mut out = Vec::new();
            decimal(&mut out, rounded, Some(7));
            let text = String::from_utf8(out).unwrap();
            prop_assert_eq!(text.parse::<f64>().unwrap(), rounded);
            prop_assert!(text.split('.').nth(1).is_none_or(|fraction| fraction.len() <= 7));
            let mut out = Vec::new();
            decimal(&mut out, value, None);
            prop_assert_eq!(String::from_utf8(out).unwrap().parse::<f64>().unwrap(), value);
        }
    }
}
