//! Shapefile: `.shp` with its companions, Z and M left out.

use super::crs::Crs;
use super::{bytes, dbf, rings, settled, unreadable};
use crate::base::finding::Finding;
use crate::base::model::Features;
use crate::error::{Error, Result};
use geo::{Coord, LineString, MultiPolygon};
use polars::frame::DataFrame;
use polars::prelude::{BooleanChunked, NewChunkedArray};
use rayon::prelude::*;
use shapefile::record::traits::HasXY;
use shapefile::{PolygonRing, Shape, ShapeReader, ShapeType};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// Bytes of an index before its entries, and of an entry.
const INDEX_HEAD: usize = 100;
const INDEX_ENTRY: usize = 8;

/// Records that one thread reads in one go.
const AT_ONCE: usize = 2048;

pub(super) fn read(path: &Path, findings: &mut Vec<Finding>) -> Result<Features> {
    let (geometry, attributes, crs) = stored(path, polygons, findings)?;
    settled(path, geometry, attributes, crs, findings)
}

/// The lines of each record, a point as a line of one vertex; with the attributes and the system.
pub(super) fn read_lines(
    path: &Path,
    findings: &mut Vec<Finding>,
) -> Result<Stored<Vec<LineString<f64>>>> {
    stored(path, courses, findings)
}

/// Shapes, attributes and the system of a file.
type Stored<T> = (Vec<T>, DataFrame, Option<Crs>);
/// How a record is read.
type Shaper<T> = fn(Shape) -> Result<T, Other>;
/// What a record is instead, what it should be, and what to do.
type Other = (ShapeType, [&'static str; 2]);

fn polygons(shape: Shape) -> Result<MultiPolygon<f64>, Other> {
    Ok(match shape {
        Shape::NullShape => MultiPolygon(Vec::new()),
        Shape::Polygon(polygon) => rings::polygons(lines(polygon.into_inner())),
        Shape::PolygonM(polygon) => rings::polygons(lines(polygon.into_inner())),
        Shape::PolygonZ(polygon) => rings::polygons(lines(polygon.into_inner())),
        other => {
            return Err((
                other.shapetype(),
                ["a polygon", "give the layer of village areas"],
            ));
        }
    })
}

fn courses(shape: Shape) -> Result<Vec<LineString<f64>>, Other> {
    let dot = |point: &dyn HasXY| {
        let (x, y) = (point.x(), point.y());
        LineString(vec![Coord { x, y }])
    };
    Ok(match shape {
        Shape::NullShape => Vec::new(),
        Shape::Point(point) => vec![dot(&point)],
        Shape::PointM(point) => vec![dot(&point)],
        Shape::PointZ(point) => vec![dot(&point)],
        Shape::Multipoint(points) => points.points().iter().map(|p| dot(p)).collect(),
        Shape::MultipointM(points) => points.points().iter().map(|p| dot(p)).collect(),
        Shape::MultipointZ(points) => points.points().iter().map(|p| dot(p)).collect(),
        Shape::Polyline(parts) => parts.parts().iter().map(|part| course(part)).collect(),
        Shape::PolylineM(parts) => parts.parts().iter().map(|part| course(part)).collect(),
        Shape::PolylineZ(parts) => parts.parts().iter().map(|part| course(part)).collect(),
        other => {
            return Err((
                other.shapetype(),
                ["a point or a line", "give a layer of points or lines"],
            ));
        }
    })
}

fn course<P: HasXY>(points: &[P]) -> LineString<f64> {
    let coord = |point: &P| Coord {
        x: point.x(),
        y: point.y(),
    };
    LineString(points.iter().map(coord).collect())
}

fn stored<T: Send>(
    path: &Path,
    shape: Shaper<T>,
    findings: &mut Vec<Finding>,
) -> Result<Stored<T>> {
    let (geometry, table) = rayon::join(|| shapes(path, shape), || table(path, findings));
    let mut geometry = geometry?;
    let mut attributes = DataFrame::empty_with_height(geometry.len());
    if let Some(table) = table? {
        if table.deleted.len() != geometry.len() {
            return Err(Error::input(format!(
                "{} shapes and {} attribute records do not belong together",
                geometry.len(),
                table.deleted.len()
            ))
            .file(path)
            .remedy("copy .shp, .shx and .dbf of the same export"));
        }
        attributes = leave_out_deleted(table, &mut geometry, path, findings)?;
    } else {
        findings.push(
            Finding::warning(
                "missing-dbf",
                "there is no .dbf beside the .shp, so no columns",
            )
            .file(path)
            .remedy("copy the .dbf of the same export beside the .shp"),
        );
    }
    let prj = companion(path, "prj").map(|prj| bytes(&prj)).transpose()?;
    let wkt = prj
        .as_deref()
        .map(String::from_utf8_lossy)
        .unwrap_or_default();
    let crs = match wkt.trim() {
        "" => None,
        wkt => Some(Crs::from_wkt(wkt).map_err(|error| error.file(path.with_extension("prj")))?),
    };
    Ok((geometry, attributes, crs))
}

/// The attributes, where they are.
fn table(path: &Path, findings: &mut Vec<Finding>) -> Result<Option<dbf::Table>> {
    let Some(dbf) = companion(path, "dbf") else {
        return Ok(None);
    };
    let cpg = companion(path, "cpg").map(|cpg| bytes(&cpg)).transpose()?;
    let cpg = cpg.as_deref().map(String::from_utf8_lossy);
    dbf::read(&bytes(&dbf)?, cpg.as_deref(), &dbf, findings).map(Some)
}

/// The file beside the `.shp`, whatever the case of its extension.
fn companion(path: &Path, extension: &str) -> Option<PathBuf> {
    [extension.to_owned(), extension.to_uppercase()]
        .iter()
        .map(|extension| path.with_extension(extension))
        .find(|companion| companion.is_file())
}

/// The shape of each record; by the `.shx` where it is, many at a time, else records are read one after the other.
fn shapes<T: Send>(path: &Path, shape: Shaper<T>) -> Result<Vec<T>> {
    let index = companion(path, "shx").map(|shx| bytes(&shx)).transpose()?;
    let reader = open(path, index.as_deref())?;
    let length = std::fs::metadata(path)
        .map_err(|error| unreadable(path, &error))?
        .len();
    let announced = 2 * reader.header().file_length as u64;
    if length < announced {
        return Err(Error::input(format!(
            "the shapefile is cut: its header announces {announced} bytes, the file has {length}"
        ))
        .file(path)
        .remedy("copy the .shp again"));
    }
    let (Some(index), Ok(count)) = (index, reader.shape_count()) else {
        return records(path, reader, 0, shape);
    };
    let (head, entries) = index.split_at(INDEX_HEAD);
    let parts = entries[..count * INDEX_ENTRY].par_chunks(AT_ONCE * INDEX_ENTRY);
    let part = |(number, entries): (usize, &[u8])| {
        let mut index = [head, entries].concat();
        // the header holds the length of the index in words of 16 bits
        let words = (index.len() / 2) as u32;
        index[24..28].copy_from_slice(&words.to_be_bytes());
        records(path, open(path, Some(&index))?, number * AT_ONCE, shape)
    };
    let parts: Vec<Result<Vec<T>>> = parts.enumerate().map(part).collect();
    let parts: Vec<_> = parts.into_iter().collect::<Result<_>>()?;
    Ok(parts.into_iter().flatten().collect())
}

fn open(path: &Path, index: Option<&[u8]>) -> Result<ShapeReader<BufReader<File>>> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let source = BufReader::with_capacity(1 << 20, file);
    let reader = match index {
        Some(index) => ShapeReader::with_shx(source, index),
        None => ShapeReader::new(source),
    };
    reader.map_err(|error| {
        Error::input(format!("not a shapefile: {error}"))
            .file(path)
            .remedy("copy the .shp again, or export the layer anew")
    })
}

/// The shapes of the records of a reader, `before` others coming first.
fn records<T>(
    path: &Path,
    mut reader: ShapeReader<BufReader<File>>,
    before: usize,
    taken: Shaper<T>,
) -> Result<Vec<T>> {
    let mut geometry = Vec::new();
    for shape in reader.iter_shapes() {
        let row = before + geometry.len() + 1;
        let shape = shape.map_err(|error| {
            Error::input(format!("the record cannot be read: {error}"))
                .file(path)
                .row(row)
                .remedy("copy .shp and .shx of the same export")
        })?;
        geometry.push(taken(shape).map_err(|(kind, [wanted, remedy])| {
            Error::input(format!("the record holds {kind}, not {wanted}"))
                .file(path)
                .row(row)
                .remedy(remedy)
        })?);
    }
    Ok(geometry)
}

fn lines<P: HasXY>(rings: Vec<PolygonRing<P>>) -> Vec<LineString<f64>> {
    rings.iter().map(|ring| course(ring.points())).collect()
}

/// Records marked as deleted, as other readers do.
fn leave_out_deleted<T>(
    table: dbf::Table,
    geometry: &mut Vec<T>,
    path: &Path,
    findings: &mut Vec<Finding>,
) -> Result<DataFrame> {
    let count = table.deleted.iter().filter(|&&deleted| deleted).count();
    if count == 0 {
        return Ok(table.frame);
    }
    findings.push(
        Finding::warning(
            "deleted-record",
            format!(
                "{count} records are marked as deleted and left out; row numbers count the others"
            ),
        )
        .file(path)
        .remedy("save the layer anew to be rid of them"),
    );
    let mut deleted = table.deleted.iter();
    geometry.retain(|_| deleted.next() == Some(&false));
    let keep = BooleanChunked::from_slice(
        "keep".into(),
        &table.deleted.iter().map(|d| !d).collect::<Vec<_>>(),
    );
    Ok(table.frame.filter(&keep)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::super::{read, settle};
    use super::*;
    use crate::base::model::Measure;
    use geo::CoordsIter;
    use shapefile::dbase::{FieldName, Record, TableWriterBuilder};
    use shapefile::record::EsriShape;
    use shapefile::{Point, PointM, PointZ, Polygon, PolygonM, PolygonZ, Writer};

    const WGS84: &str = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;

    /// A layer of n shapes with codes, without a CRS.
    fn layer<S: EsriShape>(folder: &Path, shapes: &[S]) -> PathBuf {
        let path = folder.join("desa.shp");
        let table =
            TableWriterBuilder::new().add_character_field(FieldName::try_from("kode").unwrap(), 20);
        let mut writer = Writer::from_path(&path, table).unwrap();
        for (i, shape) in shapes.iter().enumerate() {
            let mut record = Record::default();
            record.insert("kode".into(), format!("53.01.01.200{i}").into());
            writer.write_shape_and_record(shape, &record).unwrap();
        }
        path
    }

    fn square(x: f64) -> Polygon {
        let corners = [(x, 0.0), (x, 1.0), (x + 1.0, 1.0), (x + 1.0, 0.0), (x, 0.0)];
        Polygon::new(PolygonRing::Outer(
            corners.map(|(x, y)| Point::new(x, y)).to_vec(),
        ))
    }

    fn checks(findings: &[Finding]) -> Vec<&str> {
        findings.iter().map(|finding| finding.check).collect()
    }

    #[test]
    fn z_and_m_are_left_out() {
        let corners = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0)];
        let z = corners.map(|(x, y)| PointZ::new(x, y, 7.0, 1.0)).to_vec();
        let m = corners.map(|(x, y)| PointM::new(x, y, 1.0)).to_vec();
        let folder = tempfile::tempdir().unwrap();
        let with_z = layer(folder.path(), &[PolygonZ::new(PolygonRing::Outer(z))]);
        let with_z = read(&with_z, &mut Vec::new()).unwrap().geometry;
        let with_m = layer(folder.path(), &[PolygonM::new(PolygonRing::Outer(m))]);
        let with_m = read(&with_m, &mut Vec::new()).unwrap().geometry;
        assert_eq!(with_z, with_m);
        let read: Vec<(f64, f64)> = with_z[0].coords_iter().map(|c| c.x_y()).collect();
        assert_eq!(read, corners);
    }

    #[test]
    fn companions_may_be_missing() {
        let folder = tempfile::tempdir().unwrap();
        let path = layer(folder.path(), &[square(0.0), square(1.0)]);
        let whole = read(&path, &mut Vec::new()).unwrap();
        std::fs::remove_file(path.with_extension("shx")).unwrap();
        std::fs::remove_file(path.with_extension("dbf")).unwrap();
        std::fs::write(path.with_extension("prj"), WGS84).unwrap();
        let mut findings = Vec::new();
        let bare = read(&path, &mut findings).unwrap();
        assert_eq!(bare.geometry, whole.geometry);
        assert_eq!((bare.attributes.width(), bare.attributes.height()), (0, 2));
        assert_eq!(checks(&findings), ["missing-dbf"]);
        assert_eq!((whole.crs, whole.measure), (None, Measure::Planar));
        assert_eq!(
            (bare.crs.as_deref(), bare.measure),
            (Some("GCS_WGS_1984"), Measure::Geodesic)
        );
    }

    #[test]
    fn a_study_settles_what_has_no_crs() {
        let folder = tempfile::tempdir().unwrap();
        let mut findings = Vec::new();
        let mut features = read(&layer(folder.path(), &[square(110.0)]), &mut findings).unwrap();
        settle(&mut features, &mut findings).unwrap();
        assert_eq!(features.measure, Measure::Geodesic);
        assert_eq!(checks(&findings), ["missing-crs"]);
        let mut far = read(&layer(folder.path(), &[square(432_000.0)]), &mut findings).unwrap();
        let error = settle(&mut far, &mut findings).unwrap_err();
        assert!(
            error.what.contains("out of range") && error.place.row == Some(1),
            "{error}"
        );
        std::fs::write(folder.path().join("desa.prj"), WGS84).unwrap();
        let error = read(&folder.path().join("desa.shp"), &mut Vec::new()).unwrap_err();
        assert!(error.what.contains("out of range"), "{error}");
        assert_eq!(error.place.row, Some(1));
    }

    #[test]
    fn broken_files_say_what_is_broken() {
        let refused = |path: &Path| read(path, &mut Vec::new()).unwrap_err().to_string();
        let folder = tempfile::tempdir().unwrap();
        let path = layer(folder.path(), &[square(0.0), square(1.0)]);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 20]).unwrap();
        assert!(refused(&path).contains("cut"), "{}", refused(&path));
        std::fs::write(&path, &whole[..50]).unwrap();
        assert!(
            refused(&path).contains("not a shapefile"),
            "{}",
            refused(&path)
        );
        // A header that hides the cut, without an index to gainsay it.
        std::fs::remove_file(path.with_extension("shx")).unwrap();
        let mut short = whole[..whole.len() - 20].to_vec();
        let words = (short.len() / 2) as u32;
        short[24..28].copy_from_slice(&words.to_be_bytes());
        std::fs::write(&path, short).unwrap();
        assert!(refused(&path).contains("row 2"), "{}", refused(&path));

        layer(folder.path(), &[square(0.0)]);
        std::fs::write(&path, &whole).unwrap();
        std::fs::remove_file(path.with_extension("shx")).unwrap();
        assert!(
            refused(&path).contains("2 shapes and 1 attribute"),
            "{}",
            refused(&path)
        );
        assert!(refused(folder.path()).contains("folder"));
        assert!(refused(&path.with_extension("dbf")).contains(".shp"));
        assert!(refused(&path.with_extension("kml")).contains("format"));
        assert!(refused(&path.with_file_name("none.shp")).contains("no such file"));
        let points = layer(folder.path(), &[Point::new(1.0, 2.0)]);
        assert!(
            refused(&points).contains("not a polygon"),
            "{}",
            refused(&points)
        );
        let none: [Polygon; 0] = [];
        assert!(refused(&layer(folder.path(), &none)).contains("no features"));
    }
}
