//! Places of demand or of sites: the centroids of a layer of polygons, or the rows of a table with coordinates.

use crate::base::model::Measure;
use crate::cli::columns::{Source, Values};
use crate::cli::keyed::{self, Keyed};
use crate::cli::layer::warn;
use crate::cli::progress::Voice;
use crate::cli::units::{self, Units, few};
use crate::error::{Error, Result};
use crate::input::read::Door;
use crate::input::read::boundary;
use crate::input::read::table::{self, Table};
use crate::space::access::inside;
use geo::Point;
use polars::prelude::Column;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Titles of coordinates: x, y, and how they are measured.
const TITLES: [([&str; 2], Measure); 5] = [
    (["lon", "lat"], Measure::Geodesic),
    (["lng", "lat"], Measure::Geodesic),
    (["longitude", "latitude"], Measure::Geodesic),
    (["bujur", "lintang"], Measure::Geodesic),
    (["x", "y"], Measure::Planar),
];

/// n places in the order of the file.
pub struct Places {
    /// n distinct ids.
    pub ids: Vec<String>,
    /// Their column; `None` when they are row numbers from 0.
    pub key: Option<String>,
    /// n points with finite coordinates.
    pub points: Vec<Point>,
    /// How they are measured.
    pub measure: Measure,
    /// The file.
    pub source: PathBuf,
    from: From,
}

enum From {
    Layer(Units),
    Table(Table),
}

impl Places {
    /// Reads a layer or a table; what is in doubt is said.
    ///
    /// # Errors
    /// See [`units::Options::read`] and [`Keyed::read`]; a table without columns of coordinates; places that have none.
    pub fn read(path: &Path, id: Option<&String>, voice: Voice) -> Result<Self> {
        let extension = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        let tables = [
            "csv", "tsv", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods", "parquet",
        ];
        let table = tables.contains(&extension.to_lowercase().as_str());
        let places = if table && !boundary::holds_shapes(path) {
            Self::of_table(path, id, voice)?
        } else {
            let options = units::Options {
                layer: path.to_owned(),
                id: id.cloned(),
            };
            let units = options.read(voice)?;
            Self {
                ids: units.ids.clone(),
                key: units.key.clone(),
                points: units.centres(),
                measure: units.features.measure,
                source: path.to_owned(),
                from: From::Layer(units),
            }
        };
        let known = |p: &Point| p.x().is_finite() && p.y().is_finite();
        let lost = (0..places.points.len()).filter(|&i| !known(&places.points[i]));
        places.refuse(
            lost,
            "has no place",
            "give it a geometry or coordinates, or remove it",
        )?;
        Ok(places)
    }

    fn of_table(path: &Path, id: Option<&String>, voice: Voice) -> Result<Self> {
        let mut findings = Vec::new();
        let (table, ids) = match id {
            Some(id) => {
                let names = [id.clone()];
                let keyed = Keyed::read(path, &names, false, &mut findings)?;
                let ids = keyed.keys[0].str()?.iter();
                let ids = ids.map(|id| id.unwrap_or_default().to_owned()).collect();
                (keyed.table, ids)
            }
            None => {
                let table = table::read(path, None, &[], &Door::default(), &mut findings)?;
                let ids = (0..table.rows.len()).map(|i| i.to_string()).collect();
                (table, ids)
            }
        };
        warn(&findings, voice);
        let (columns, measure) = coordinates(&table)?;
        let numbers = |name: &str| -> Result<Vec<f64>> {
            let column = table.column(name)?;
            let numbers =
                keyed::numbers(column, |i| table.rows.get(i).copied()).map_err(|e| e.file(path))?;
            Ok(numbers.into_iter().map(|n| n.unwrap_or(f64::NAN)).collect())
        };
        let (x, y) = (numbers(&columns[0])?, numbers(&columns[1])?);
        let points: Vec<Point> = x
            .into_iter()
            .zip(y)
            .map(|(x, y)| Point::new(x, y))
            .collect();
        let places = Self {
            ids,
            key: id.cloned(),
            points,
            measure,
            source: path.to_owned(),
            from: From::Table(table),
        };
        if measure == Measure::Geodesic {
            let off = |p: &Point| p.x().abs() > 180.0 || p.y().abs() > 90.0;
            let strange = (0..places.points.len()).filter(|&i| off(&places.points[i]));
            places.refuse(
                strange,
                "is not at a longitude and latitude in degrees",
                "check the columns; call them x and y for a plane in its own units",
            )?;
        }
        Ok(places)
    }

    /// The same with polygons at a point inside them, where a centroid may be outside; a table is at its coordinates anyway.
    #[must_use]
    pub fn inside(mut self) -> Self {
        if let From::Layer(units) = &self.from {
            let shapes = units.features.geometry.par_iter().zip(&self.points);
            // a shape without area is at its centroid
            let points = shapes.map(|(shape, centre)| inside(shape).unwrap_or(*centre));
            self.points = points.collect();
        }
        self
    }

    /// A column of numbers: of the joined table where one is given, else of the file itself.
    ///
    /// # Errors
    /// See [`Source`]; a table joined to a table; a value that is missing or below 0.
    pub fn amounts(
        &self,
        name: &str,
        joined: Option<(&Path, &str)>,
        voice: Voice,
    ) -> Result<Vec<f64>> {
        let (values, file) = match (&self.from, joined) {
            (From::Layer(units), Some((path, key))) => {
                let source = Source::table(units, path, key, voice)?;
                (first(source.values(&[name.to_owned()])?), path)
            }
            (From::Layer(units), None) => {
                let values = Source::layer(units).values(&[name.to_owned()])?;
                (first(values), self.source.as_path())
            }
            (From::Table(_), Some(_)) => {
                return Err(Error::study(
                    "--table goes with a layer, and the demand is a table itself",
                )
                .remedy("put the column into the table of the places"));
            }
            (From::Table(table), None) => {
                let column: &Column = table.column(name)?;
                let values = keyed::numbers(column, |i| table.rows.get(i).copied())
                    .map_err(|e| e.file(&self.source))?;
                (values, self.source.as_path())
            }
        };
        let blame = |error: Error| error.column(name).file(file);
        let lost = (0..values.len()).filter(|&i| values[i].is_none());
        self.refuse(
            lost,
            "has no value",
            "write 0 where there is none, or remove the place",
        )
        .map_err(blame)?;
        let values: Vec<f64> = values.into_iter().flatten().collect();
        let negative = (0..values.len()).filter(|&i| values[i] < 0.0);
        self.refuse(negative, "has a value below 0", "amounts are 0 or more")
            .map_err(blame)?;
        Ok(values)
    }

    /// How a place is called in words: its id where that can only be a code, else its row.
    pub fn called(&self, place: usize) -> String {
        match &self.from {
            From::Layer(units) => units.called(place),
            From::Table(table) => {
                let key = self.key.as_deref().unwrap_or("row");
                crate::base::privacy::code(&self.ids[place], key)
                    .map_or_else(|| format!("row {}", table.rows[place]), str::to_owned)
            }
        }
    }

    /// The places by id; by row where ids are row numbers.
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.ids.len()).collect();
        if self.key.is_some() {
            order.sort_by(|&a, &b| self.ids[a].cmp(&self.ids[b]));
        }
        order
    }

    fn refuse(&self, places: impl Iterator<Item = usize>, what: &str, remedy: &str) -> Result<()> {
        let named: Vec<String> = places.map(|i| self.called(i)).collect();
        match few(&named) {
            None => Ok(()),
            Some(shown) => Err(Error::input(format!(
                "{} of {} places: each {what}: {shown}",
                named.len(),
                self.ids.len()
            ))
            .file(&self.source)
            .remedy(remedy)),
        }
    }
}

fn first(values: Vec<Values>) -> Vec<Option<f64>> {
    values
        .into_iter()
        .next()
        .map_or_else(Vec::new, |v| v.values)
}

/// The columns of coordinates by their titles, in any case.
fn coordinates(table: &Table) -> Result<([String; 2], Measure)> {
    let names: Vec<&str> = table
        .frame
        .get_column_names()
        .into_iter()
        .map(|n| n.as_str())
        .collect();
    let find = |title: &str| names.iter().find(|name| name.eq_ignore_ascii_case(title));
    let found = TITLES.iter().find_map(|([x, y], measure)| {
        let columns = [find(x)?.to_string(), find(y)?.to_string()];
        Some((columns, *measure))
    });
    found.ok_or_else(|| {
        Error::input("no columns say where the places are")
            .file(&table.source)
            .remedy("name them lon and lat (degrees), or x and y (a plane in its own units)")
    })
}
