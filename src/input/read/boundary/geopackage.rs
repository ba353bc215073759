//! GeoPackage: one table of features.

use super::columns::{Cell, Kind, declared, distinct};
use super::crs::Crs;
use super::{Shaper, Stored, named, settled, unreadable, wkb};
use crate::base::finding::Finding;
use crate::base::model::Features;
use crate::error::{Error, Result};
use geo::MultiPolygon;
use polars::frame::DataFrame;
use rayon::prelude::*;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A table of features: its name, the column of its shapes, and the number of its system.
struct Listed {
    name: String,
    geometry: String,
    system: i32,
}

/// A column that is read.
struct Asked {
    name: String,
    kind: Kind,
}

/// Reads a table of areas, in the order of its rows: the one that is named, else the first of the contents.
pub(super) fn read(
    path: &Path,
    table: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Result<Features> {
    let shape = |body: &[u8]| wkb::polygons(body);
    let remedy = "give a layer of areas, its curves drawn as straight lines";
    let (shapes, attributes, crs) = stored(path, table, (&shape, remedy), findings)?;
    let geometry = shapes
        .into_iter()
        .map(|shape| shape.unwrap_or(MultiPolygon(Vec::new())));
    settled(path, geometry.collect(), attributes, crs, findings)
}

/// The rows of a table of features: shapes, attributes, and its system.
pub(super) fn stored<T: Send>(
    path: &Path,
    table: Option<&str>,
    (shape, remedy): Shaper<T>,
    findings: &mut Vec<Finding>,
) -> Result<Stored<T>> {
    let refuse = |error: rusqlite::Error| {
        Error::input(format!("the GeoPackage cannot be read: {error}"))
            .file(path)
            .remedy("copy it again, or export the layer anew")
    };
    let db = open(path)?;
    let listed = contents(&db).map_err(refuse)?;
    let chosen = choose(path, &listed, table, findings)?;
    let crs = system(&db, chosen.system)
        .map_err(refuse)?
        .map_err(|error| error.file(path))?;
    let asked = columns(&db, chosen, path, findings).map_err(refuse)?;
    let (blobs, cells) = rows(&db, chosen, &asked).map_err(refuse)?;
    let read = |blob: &Option<Vec<u8>>| blob.as_deref().map(|blob| shape(body(blob)?)).transpose();
    let shapes: Vec<Result<Option<T>, String>> = blobs.par_iter().map(read).collect();
    let mut geometry = Vec::with_capacity(shapes.len());
    for (row, shape) in shapes.into_iter().enumerate() {
        geometry.push(shape.map_err(|what| {
            Error::input(what)
                .file(path)
                .layer(&chosen.name)
                .row(row + 1)
                .remedy(remedy)
        })?);
    }
    let names = distinct(asked.iter().map(|asked| asked.name.clone()).collect());
    let columns = names.iter().zip(asked).zip(cells);
    let columns = columns.map(|((name, asked), cells)| declared(name, asked.kind, cells));
    let attributes = DataFrame::new(geometry.len(), columns.collect())?;
    Ok((geometry, attributes, crs))
}

/// Opens the file for reading; nothing is written beside it, unless somebody has it open for writing.
fn open(path: &Path) -> Result<Connection> {
    let mut mark = [0; 16];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut mark));
    match read {
        Err(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            return Err(unreadable(path, &error));
        }
        _ if &mark != b"SQLite format 3\0" => {
            return Err(Error::input(
                "this is no GeoPackage: it does not begin as SQLite files do",
            )
            .file(path)
            .remedy("copy it again, or export the layer anew"));
        }
        _ => {}
    }
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let pending = std::fs::metadata(log).is_ok_and(|found| found.len() > 0);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let mut name = String::from("file:");
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                name.push(char::from(byte));
            }
            _ => name += &format!("%{byte:02X}"),
        }
    }
    name += if pending {
        "?mode=ro"
    } else {
        "?mode=ro&immutable=1"
    };
    Connection::open_with_flags(&name, flags).map_err(|error| {
        Error::input(format!("the GeoPackage cannot be opened: {error}")).file(path)
    })
}

fn contents(db: &Connection) -> rusqlite::Result<Vec<Listed>> {
    let mut query = db.prepare(
        "SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents c \
         JOIN gpkg_geometry_columns g ON g.table_name = c.table_name WHERE c.data_type = 'features' ORDER BY c.rowid",
    )?;
    let listed = query.query_map([], |row| {
        Ok(Listed {
            name: row.get(0)?,
            geometry: row.get(1)?,
            system: row.get(2)?,
        })
    })?;
    listed.collect()
}

fn choose<'a>(
    path: &Path,
    listed: &'a [Listed],
    table: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Result<&'a Listed> {
    let names: Vec<&str> = listed.iter().map(|listed| listed.name.as_str()).collect();
    let Some(first) = listed.first() else {
        return Err(Error::input("the GeoPackage has no table of features")
            .file(path)
            .remedy("export the layer of areas into it"));
    };
    if let Some(asked) = table {
        let found = listed.iter().find(|listed| listed.name == asked);
        return found.ok_or_else(|| {
            Error::input(format!("the GeoPackage has no table of features `{asked}`"))
                .file(path)
                .remedy(format!("its tables of features are {}", names.join(", ")))
        });
    }
    if names.len() > 1 {
        findings.push(
            Finding::warning(
                "first-layer",
                format!(
                    "the table {} was read, others were not: {}",
                    first.name,
                    names[1..].join(", ")
                ),
            )
            .file(path)
            .remedy(format!("name the one you mean: {}", named(path, names[1]))),
        );
    }
    Ok(first)
}

/// The system of a table; none where it is undefined.
fn system(db: &Connection, number: i32) -> rusqlite::Result<Result<Option<Crs>>> {
    if number <= 0 {
        return Ok(Ok(None));
    }
    let found = db
        .query_row(
            "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?1",
            [number],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?)),
        )
        .optional()?;
    let Some((organization, code, definition)) = found else {
        return Ok(Err(Error::input(format!(
            "the system {number} of the layer is not in the table gpkg_spatial_ref_sys"
        ))
        .remedy("save the layer in WGS84 (EPSG:4326)")));
    };
    let name = format!("{}:{code}", organization.to_uppercase());
    let known = match organization.eq_ignore_ascii_case("EPSG") {
        true => Crs::from_code(&name),
        false => Err(Error::input(format!("the CRS `{name}` is not known here"))
            .remedy("save the layer in WGS84 (EPSG:4326)")),
    };
    // what no code tells, the text may
    Ok(known
        .or_else(|error| Crs::from_wkt(&definition).map_err(|_| error))
        .map(Some))
}

/// The columns but the key and the shapes; bytes are left out.
fn columns(
    db: &Connection,
    table: &Listed,
    path: &Path,
    findings: &mut Vec<Finding>,
) -> rusqlite::Result<Vec<Asked>> {
    let mut query = db.prepare("SELECT name, type, pk FROM pragma_table_info(?1)")?;
    let found = query.query_map([&table.name], |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, i64>(2)?,
        ))
    })?;
    let found: Vec<(String, String, i64)> = found.collect::<rusqlite::Result<_>>()?;
    let keys = found.iter().filter(|(_, _, key)| *key > 0).count();
    let mut asked = Vec::new();
    for (name, kind, key) in found {
        let kind = kind.to_uppercase();
        let kind = kind.split('(').next().unwrap_or_default().trim();
        if name.eq_ignore_ascii_case(&table.geometry) {
            continue;
        }
        let kind = match kind {
            "BOOLEAN" => Kind::Bool,
            "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "INTEGER" => {
                // the number of the row, which every table has
                if key > 0 && keys == 1 {
                    continue;
                }
                Kind::Int
            }
            "FLOAT" | "DOUBLE" | "REAL" => Kind::Float,
            "BLOB" => {
                findings.push(
                    Finding::info("left-out", "a column of bytes was left out")
                        .file(path)
                        .column(name),
                );
                continue;
            }
            _ => Kind::Text,
        };
        asked.push(Asked { name, kind });
    }
    Ok(asked)
}

type Rows = (Vec<Option<Vec<u8>>>, Vec<Vec<Cell>>);

fn rows(db: &Connection, table: &Listed, asked: &[Asked]) -> rusqlite::Result<Rows> {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let names = std::iter::once(&table.geometry).chain(asked.iter().map(|asked| &asked.name));
    let names: Vec<String> = names.map(|name| quoted(name)).collect();
    let query = format!("SELECT {} FROM {}", names.join(", "), quoted(&table.name));
    let mut query = db.prepare(&query)?;
    let mut found = query.query([])?;
    let mut blobs = Vec::new();
    let mut cells: Vec<Vec<Cell>> = asked.iter().map(|_| Vec::new()).collect();
    while let Some(row) = found.next()? {
        blobs.push(match row.get_ref(0)? {
            ValueRef::Blob(bytes) => Some(bytes.to_vec()),
            ValueRef::Null => None,
            // told as a broken shape of this row
            _ => Some(Vec::new()),
        });
        for (at, cells) in cells.iter_mut().enumerate() {
            cells.push(match row.get_ref(at + 1)? {
                ValueRef::Null | ValueRef::Blob(_) => Cell::Null,
                ValueRef::Integer(value) => Cell::Int(value),
                ValueRef::Real(value) if value.is_finite() => Cell::Float(value),
                ValueRef::Real(_) => Cell::Null,
                ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
            });
        }
    }
    Ok((blobs, cells))
}

/// What stands behind the header of a shape: `GP`, version, flags, system, bounds.
fn body(blob: &[u8]) -> Result<&[u8], String> {
    let head = blob.get(..8).filter(|head| head.starts_with(b"GP"));
    let Some(flags) = head.map(|head| head[3]) else {
        return Err("the geometry is no GeoPackage binary".into());
    };
    let bounds = match (flags >> 1) & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err("the geometry has bounds of an unknown kind".into()),
    };
    if flags & 0b10_0000 != 0 {
        return Err("the geometry is of an extension".into());
    }
    Ok(blob.get(8 + bounds..).ok_or("the geometry is cut")?)
}
