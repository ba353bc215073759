//! Points of a service: ids, places, capacities.

use super::columns::{few, named, numbers, usual, words};
use crate::base::finding::Finding;
use crate::base::model::Measure;
use crate::base::privacy;
use crate::base::study::Service;
use crate::error::{Error, Result};
use crate::input::read::Door;
use crate::input::read::boundary;
use crate::input::read::table::{self, Table, filter};
use geo::Point;
use polars::prelude::Column;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Usual titles.
const ID: [&str; 4] = ["id", "kode", "code", "npsn"];
const LON: [&str; 4] = ["lon", "longitude", "lng", "bujur"];
const LAT: [&str; 3] = ["lat", "latitude", "lintang"];
/// Titles that a plane has, in tables of the toolbox.
const PLANE: [&str; 2] = ["x", "y"];

/// m points that have a place, by id, then by place, so that the order of the rows never shows.
#[derive(Debug, Clone)]
pub struct Points {
    /// The file.
    pub source: PathBuf,
    /// m distinct ids; rows of the file where no column names them.
    pub ids: Vec<String>,
    /// m places, finite.
    pub points: Vec<Point>,
    /// m capacities from 0 up; none where the cell is empty; 1 where the service has no such column.
    pub capacity: Vec<Option<f64>>,
    /// m rows of the file.
    pub rows: Vec<usize>,
    /// How places are measured.
    pub measure: Measure,
    /// Rows of the file.
    pub read: usize,
    /// Rows that the condition left out.
    pub filtered: usize,
    /// Rows without a place, which are not among the points.
    pub placeless: usize,
}

/// Reads the points of a service from a table, or from a layer of points. `path` is that of the service as seen from here.
///
/// # Errors
/// Any fault of the file; columns that are not there; ids that are missing or repeated in a named column; coordinates outside degrees; capacities below 0,
/// or none above it.
pub fn points(
    path: &Path,
    service: &Service,
    door: &Door,
    findings: &mut Vec<Finding>,
) -> Result<Points> {
    if let Some(id) = service.id.as_deref().filter(|id| privacy::titled(id)) {
        return Err(Error::study(
            "the id names persons, and results would hold their numbers or names",
        )
        .column(id)
        .remedy("name the code of a place, or leave `id` out"));
    }
    let (table, shapes) = read(path, service, door, findings)?;
    let read = table.rows.len();
    let (mut table, places, measure) = placed(table, shapes, service)?;
    let mut filtered = 0;
    if let Some(condition) = &service.filter {
        (table, filtered) = filter(table, condition)?;
    }
    let kept: Vec<usize> = rows_of(&table)?;
    let places: Vec<Option<Point>> = kept.iter().map(|&row| places[row]).collect();
    let ids = ids(&table, service)?;
    let capacity = capacity(&table, service, findings)?;
    let lost: Vec<usize> = (table.rows.iter().zip(&places))
        .filter(|(_, place)| place.is_none())
        .map(|(&row, _)| row)
        .collect();
    if !lost.is_empty() {
        let what = format!(
            "{} points have no place and are left out: {}",
            lost.len(),
            few(&lost)
        );
        findings.push(
            Finding::warning("service-without-place", what)
                .file(path)
                .remedy("give them both coordinates"),
        );
    }
    let mut order: Vec<usize> = (0..places.len()).filter(|&i| places[i].is_some()).collect();
    if order.is_empty() {
        return Err(Error::input("no point has a place")
            .file(path)
            .remedy("fill the columns of longitude and latitude"));
    }
    let place = |i: usize| places[i].unwrap_or_default();
    let named = ids.is_some();
    let id = |i: usize| ids.as_ref().map_or("", |ids| ids[i].as_str());
    order.sort_by(|&a, &b| {
        let (p, q) = (place(a), place(b));
        id(a)
            .cmp(id(b))
            .then(p.x().total_cmp(&q.x()))
            .then(p.y().total_cmp(&q.y()))
            .then(
                capacity[a]
                    .partial_cmp(&capacity[b])
                    .unwrap_or(std::cmp::Ordering::Equal),
            )
    });
    let label = |&i: &usize| match named {
        true => id(i).to_owned(),
        false => table.rows[i].to_string(),
    };
    let found = Points {
        source: path.to_path_buf(),
        ids: order.iter().map(label).collect(),
        points: order.iter().map(|&i| place(i)).collect(),
        capacity: order.iter().map(|&i| capacity[i]).collect(),
        rows: order.iter().map(|&i| table.rows[i]).collect(),
        measure,
        read,
        filtered,
        placeless: lost.len(),
    };
    findings.extend(found.same_place());
    Ok(found)
}

impl Points {
    /// Points that stand where another does.
    fn same_place(&self) -> Option<Finding> {
        let mut seen: HashMap<[u64; 2], usize> = HashMap::new();
        let mut twice = Vec::new();
        for (point, &row) in self.points.iter().zip(&self.rows) {
            let key = [point.x().to_bits(), point.y().to_bits()];
            if seen.insert(key, row).is_some() {
                twice.push(row);
            }
        }
        twice.sort_unstable();
        (!twice.is_empty()).then(|| {
            let what = format!(
                "{} points stand exactly where another does, and count, too: {}",
                twice.len(),
                few(&twice)
            );
            Finding::warning("service-repeated", what)
                .file(&self.source)
                .remedy("delete rows that say the same thing twice")
        })
    }
}

/// The places of a layer and how they are measured.
pub(super) type Shapes = Option<(Vec<Option<Point>>, Measure)>;

/// The rows of the file, and the places of a layer.
pub(super) fn read(
    path: &Path,
    service: &Service,
    door: &Door,
    findings: &mut Vec<Finding>,
) -> Result<(Table, Shapes)> {
    let text: Vec<String> = service.id.clone().into_iter().collect();
    if !boundary::lined(path) {
        let text = match text.is_empty() {
            true => ID.map(str::to_owned).to_vec(),
            false => text,
        };
        let table = table::read(path, service.sheet.as_deref(), &text, door, findings)?;
        return Ok((table, None));
    }
    let layer = boundary::lines(path, &text, findings)?;
    let place = |(i, shape): (usize, &Vec<geo::LineString<f64>>)| match shape.as_slice() {
        [] => Ok(None),
        [one] if one.0.len() == 1 => Ok(Some(Point(one.0[0]))),
        _ => Err(Error::input("the record is not one point")
            .file(path)
            .row(i + 1)
            .remedy("give a layer of points, one a record")),
    };
    let places = layer
        .shapes
        .iter()
        .enumerate()
        .map(place)
        .collect::<Result<_>>()?;
    let table = Table {
        source: layer.source,
        sheet: None,
        rows: (1..=layer.attributes.height()).collect(),
        frame: layer.attributes,
        left: Vec::new(),
    };
    Ok((table, Some((places, layer.measure))))
}

/// A column of the positions of rows, by which a condition is followed.
const ROW: &str = "__row";

/// The place of each row; the table gets a column of row positions.
pub(super) fn placed(
    mut table: Table,
    shapes: Shapes,
    service: &Service,
) -> Result<(Table, Vec<Option<Point>>, Measure)> {
    let (places, measure) = match shapes {
        Some(shapes) => shapes,
        None => coordinates(&table, service)?,
    };
    let rows: Vec<u32> = (0..table.rows.len() as u32).collect();
    table.frame.with_column(Column::new(ROW.into(), rows))?;
    Ok((table, places, measure))
}

fn rows_of(table: &Table) -> Result<Vec<usize>> {
    let rows = table.column(ROW)?.u32()?;
    Ok(rows.iter().flatten().map(|row| row as usize).collect())
}

fn coordinates(table: &Table, service: &Service) -> Result<(Vec<Option<Point>>, Measure)> {
    let (lon, lat) = (
        named(table, service.lon.as_ref(), &LON)?,
        named(table, service.lat.as_ref(), &LAT)?,
    );
    let plane = || Some((usual(table, &PLANE[..1])?, usual(table, &PLANE[1..])?));
    let (x, y, measure) = match (lon, lat) {
        (Some(lon), Some(lat)) => (lon, lat, Measure::Geodesic),
        _ => match plane() {
            Some((x, y)) => (x, y, Measure::Planar),
            None => {
                return Err(Error::input("no columns say where the points are")
                    .file(&table.source)
                    .remedy("call them lon and lat (degrees), or name them with `lon` and `lat`"));
            }
        },
    };
    let (xs, ys) = (numbers(table, &x)?, numbers(table, &y)?);
    let mut places = Vec::with_capacity(xs.len());
    for ((x, y), &row) in xs.into_iter().zip(ys).zip(&table.rows) {
        let off = |x: f64, y: f64| x.abs() > 180.0 || y.abs() > 90.0;
        if let (Some(lon), Some(lat), Measure::Geodesic) = (x, y, measure)
            && off(lon, lat)
        {
            let remedy = match off(lat, lon) {
                true => "give degrees (WGS84), decimals behind a point or a comma",
                false => "longitude and latitude seem to be exchanged: check which column is which",
            };
            return Err(Error::input("the point is not on the earth")
                .file(&table.source)
                .row(row)
                .remedy(remedy));
        }
        places.push(x.zip(y).map(Point::from));
    }
    Ok((places, measure))
}

/// The ids of a named column, or of a usual one where it tells all rows apart.
fn ids(table: &Table, service: &Service) -> Result<Option<Vec<String>>> {
    let usual = || usual(table, &ID).filter(|id| !privacy::titled(id));
    let Some(name) = service.id.clone().or_else(usual) else {
        return Ok(None);
    };
    let ids = words(table.column(&name)?)?;
    let fault = |what: String| Error::input(what).file(&table.source).column(&name);
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (id, &row) in ids.iter().zip(&table.rows) {
        let wrong = match (id.is_empty(), first.insert(id, row)) {
            (true, _) => fault("the id is missing".into()).row(row),
            (_, Some(other)) => fault(format!("the id is that of row {other}, too")).row(row),
            (_, None) => continue,
        };
        return match service.id {
            Some(_) => Err(wrong
                .remedy("name a column that tells every point from the others, or leave `id` out")),
            None => Ok(None),
        };
    }
    Ok(Some(ids))
}

fn capacity(
    table: &Table,
    service: &Service,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Option<f64>>> {
    let Some(name) = &service.capacity else {
        return Ok(vec![Some(1.0); table.rows.len()]);
    };
    let capacity = numbers(table, name)?;
    let rows = |wanted: fn(Option<f64>) -> bool| -> Vec<usize> {
        let pairs = capacity.iter().zip(&table.rows);
        pairs
            .filter(|(c, _)| wanted(**c))
            .map(|(_, &row)| row)
            .collect()
    };
    let fault = |what: &str| Error::input(what).file(&table.source).column(name);
    if let Some(&row) = rows(|c| c.is_some_and(|c| c < 0.0)).first() {
        return Err(fault("a capacity is a number from 0 up")
            .row(row)
            .remedy("correct it, or leave it empty where it is not known"));
    }
    if !capacity.iter().flatten().any(|c| *c > 0.0) {
        return Err(
            fault("no point has a capacity above 0, so nobody is served")
                .remedy("name the column of what a point can serve, or leave `capacity` out"),
        );
    }
    let (unknown, zero) = (rows(|c| c.is_none()), rows(|c| c == Some(0.0)));
    if !unknown.is_empty() {
        let what = format!(
            "{} points have no capacity and are in no score: {}",
            unknown.len(),
            few(&unknown)
        );
        findings.push(
            Finding::warning("capacity-missing", what)
                .file(&table.source)
                .column(name)
                .remedy("fill it; write 0 where a point serves nobody"),
        );
    }
    if !zero.is_empty() {
        let what = format!(
            "{} points have a capacity of 0; they are near, yet serve nobody: {}",
            zero.len(),
            few(&zero)
        );
        findings.push(
            Finding::warning("capacity-zero", what)
                .file(&table.source)
                .column(name)
                .remedy("leave closed points out with `where`"),
        );
    }
    Ok(capacity)
}
