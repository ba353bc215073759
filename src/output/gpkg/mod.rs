//! GeoPackage: one file for all layers of a run, coloured for QGIS.

mod schema;
pub mod style;

use super::guard::refused;
use super::values::{Cell, Values, seen};
use super::vector::Vector;
use super::wkb;
use crate::base::model::Measure;
use crate::base::privacy::scan;
use crate::error::{Error, Result};
use geo::{BoundingRect, MultiPolygon, Rect};
use rusqlite::types::Null;
use rusqlite::{Connection, Statement, params};
use schema::quoted;
use std::collections::HashSet;
use std::path::Path;
use style::Style;

/// When the contents last changed, where nobody gives a day: no clock is read.
const EPOCH: &str = "1970-01-01";

/// A layer as a table.
#[derive(Debug)]
pub struct Table<'a> {
    /// The name of the table.
    pub name: String,
    /// What it is called where people see it.
    pub title: String,
    /// What it holds.
    pub layer: Vector<'a>,
    /// How QGIS draws it.
    pub style: Option<Style>,
}

/// Writes a new file with a table each, in this order; the same input gives the same bytes. What comes back is what the format does
/// not hold, in sentences.
///
/// Shapes are MULTIPOLYGON with their bounds, in a spatial index, coordinates bit for bit; an empty one is null. Logicals, whole
/// numbers, numbers and texts keep their kind, missing values stay missing. `day`, as YYYY-MM-DD, is the day of the last change.
///
/// # Errors
/// A cell with a token shaped like a NIK or KK, more columns than SQLite holds, a failed write.
pub fn write(path: &Path, tables: &[Table], day: Option<&str>) -> Result<Vec<String>> {
    let failed = |error: rusqlite::Error| {
        Error::output(format!("cannot be written: {error}"))
            .file(path)
            .remedy("check that the folder exists, is yours and has room")
    };
    let changed = format!("{}T00:00:00.000Z", day.unwrap_or(EPOCH));
    let db = Connection::open(path).map_err(failed)?;
    // a file that is written once and renamed into its place needs no journal
    db.execute_batch(
        "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;",
    )
    .and_then(|()| db.execute_batch(schema::MARKS))
    .and_then(|()| db.execute_batch("BEGIN"))
    .and_then(|()| db.execute_batch(schema::TABLES))
    .map_err(failed)?;
    let mut notes = Vec::new();
    let mut styles = Vec::new();
    for table in tables {
        if scan::holds(&table.name) || scan::holds(&table.title) {
            return Err(refused().file(path));
        }
        let columns = seen(table.layer.attributes).map_err(|e| e.layer(&table.name).file(path))?;
        let plan = Plan::new(table, columns);
        if plan.renamed > 0 {
            notes.push(format!(
                "{} column names of {} differ from others only in capitals; they are numbered",
                plan.renamed, table.name
            ));
        }
        plan.create(&db, table, &changed).map_err(failed)?;
        plan.fill(&db, table).map_err(failed)?;
        if let Some(style) = &table.style {
            styles.push((table, plan.geometry, style));
        }
    }
    if !styles.is_empty() {
        paint(&db, &styles, &changed).map_err(failed)?;
    }
    db.execute_batch("COMMIT").map_err(failed)?;
    db.close().map_err(|(_, error)| failed(error))?;
    Ok(notes)
}

/// The names a table gives to things.
struct Plan {
    /// Column of the key, and of the shapes.
    key: String,
    geometry: String,
    columns: Vec<(String, Values)>,
    /// Columns whose names were taken.
    renamed: usize,
    system: i32,
}

impl Plan {
    fn new(table: &Table, columns: Vec<(String, Values)>) -> Self {
        let mut taken = HashSet::new();
        let mut free = |name: &str| {
            let numbered = (1..).map(|n| format!("{name}_{n}"));
            let mut names = std::iter::once(name.to_owned()).chain(numbered);
            let found = names.find(|name| taken.insert(name.to_lowercase()));
            found.unwrap_or_default()
        };
        let mut renamed = 0;
        let columns = columns.into_iter().map(|(name, values)| {
            let own = free(&name);
            renamed += usize::from(own != name);
            (own, values)
        });
        let columns: Vec<_> = columns.collect();
        Self {
            key: free("fid"),
            geometry: free("geom"),
            columns,
            renamed,
            system: match table.layer.measure {
                Measure::Geodesic => schema::WGS84,
                Measure::Planar => schema::PLANE,
            },
        }
    }

    fn create(&self, db: &Connection, table: &Table, changed: &str) -> rusqlite::Result<()> {
        let name = &table.name;
        let kind = |values: &Values| match values {
            Values::Bool(_) => "BOOLEAN",
            Values::Int(_) => "INTEGER",
            Values::Float(_) => "REAL",
            Values::Text(_) => "TEXT",
        };
        let mut columns = vec![
            format!(
                "{} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL",
                quoted(&self.key)
            ),
            format!("{} MULTIPOLYGON", quoted(&self.geometry)),
        ];
        let own = self.columns.iter();
        columns.extend(own.map(|(name, values)| format!("{} {}", quoted(name), kind(values))));
        db.execute_batch(&format!(
            "CREATE TABLE {} ({})",
            quoted(name),
            columns.join(", ")
        ))?;
        let bounds = extent(table.layer.geometry);
        db.execute(
            "INSERT INTO gpkg_contents VALUES (?1, 'features', ?2, '', ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                name,
                table.title,
                changed,
                bounds.map(|b| b.min().x),
                bounds.map(|b| b.min().y),
                bounds.map(|b| b.max().x),
                bounds.map(|b| b.max().y),
                self.system
            ],
        )?;
        db.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?1, ?2, 'MULTIPOLYGON', ?3, 0, 0)",
            params![name, self.geometry, self.system],
        )?;
        db.execute(
            "INSERT INTO gpkg_extensions VALUES (?1, ?2, 'gpkg_rtree_index', \
             'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
            params![name, self.geometry],
        )?;
        Ok(())
    }

    /// The rows; the index is filled by us, since its triggers need functions that SQLite alone does not have.
    fn fill(&self, db: &Connection, table: &Table) -> rusqlite::Result<()> {
        let marks = vec!["?"; self.columns.len() + 2].join(", ");
        let insert = format!("INSERT INTO {} VALUES ({marks})", quoted(&table.name));
        let mut insert = db.prepare(&insert)?;
        for (row, shape) in table.layer.geometry.iter().enumerate() {
            insert.raw_bind_parameter(1, row as i64 + 1)?;
            match blob(shape, self.system) {
                Some(bytes) => insert.raw_bind_parameter(2, bytes)?,
                None => insert.raw_bind_parameter(2, Null)?,
            }
            for (at, (_, values)) in self.columns.iter().enumerate() {
                bind(&mut insert, at + 3, values.cell(row))?;
            }
            insert.raw_execute()?;
        }
        db.execute_batch(&schema::index(&table.name, &self.geometry, &self.key))?;
        let tree = quoted(&schema::tree(&table.name, &self.geometry));
        let mut insert = db.prepare(&format!("INSERT INTO {tree} VALUES (?1, ?2, ?3, ?4, ?5)"))?;
        for (row, shape) in table.layer.geometry.iter().enumerate() {
            if let Some(b) = shape.bounding_rect() {
                let (low, high) = (b.min(), b.max());
                insert.execute(params![row as i64 + 1, low.x, high.x, low.y, high.y])?;
            }
        }
        Ok(())
    }
}

fn bind(insert: &mut Statement, at: usize, cell: Cell) -> rusqlite::Result<()> {
    match cell {
        Cell::Null => insert.raw_bind_parameter(at, Null),
        Cell::Bool(value) => insert.raw_bind_parameter(at, value),
        Cell::Int(value) => insert.raw_bind_parameter(at, value),
        Cell::Float(value) => insert.raw_bind_parameter(at, value),
        Cell::Text(value) => insert.raw_bind_parameter(at, value),
    }
}

/// A shape with its bounds as the format has it.
fn blob(shape: &MultiPolygon<f64>, system: i32) -> Option<Vec<u8>> {
    /// Little endian; bounds of x and y.
    const FLAGS: u8 = 0b0000_0011;
    let bounds = shape.bounding_rect()?;
    let (low, high) = (bounds.min(), bounds.max());
    let mut bytes = vec![b'G', b'P', 0, FLAGS];
    bytes.extend(system.to_le_bytes());
    for bound in [low.x, high.x, low.y, high.y] {
        bytes.extend(bound.to_le_bytes());
    }
    wkb::multipolygon(&mut bytes, shape);
    Some(bytes)
}

fn extent(geometry: &[MultiPolygon<f64>]) -> Option<Rect<f64>> {
    let bounds = geometry.iter().filter_map(BoundingRect::bounding_rect);
    bounds.reduce(|a, b| {
        let (low, high) = (a.min(), a.max());
        Rect::new(
            (low.x.min(b.min().x), low.y.min(b.min().y)),
            (high.x.max(b.max().x), high.y.max(b.max().y)),
        )
    })
}

fn paint(
    db: &Connection,
    styles: &[(&Table, String, &Style)],
    changed: &str,
) -> rusqlite::Result<()> {
    db.execute_batch(schema::STYLES)?;
    db.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) \
         VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?1)",
        [changed],
    )?;
    for (table, geometry, style) in styles {
        db.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, \
             styleSLD, useAsDefault, description, owner, ui, update_time) VALUES ('', '', ?1, ?2, ?1, ?3, '', 1, '', '', NULL, ?4)",
            params![table.name, geometry, style.qml(), changed],
        )?;
    }
    Ok(())
}
