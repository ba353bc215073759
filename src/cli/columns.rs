//! The columns a statistic is of: from the layer, or from a table joined by its key.

use crate::base::code::canonical;
use crate::base::nearest::no_such_column;
use crate::base::privacy;
use crate::cli::groups;
use crate::cli::keyed::{self, Keyed};
use crate::cli::layer::warn;
use crate::cli::progress::{Voice, count, say, speak};
use crate::cli::units::{Units, few};
use crate::error::{Error, Result};
use crate::input::read::table;
use polars::prelude::{Column, IdxCa, IdxSize};
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// One column over the n units of a layer.
pub struct Values {
    /// Its title.
    pub name: String,
    /// n values; missing where the cell is empty or the table has no row of the unit.
    pub values: Vec<Option<f64>>,
}

/// Where the columns are.
pub enum Source<'a> {
    /// The attributes of the layer.
    Layer(&'a Units),
    /// A table, the row of each unit, and what the rows of no unit are called.
    Table(table::Table, Vec<Option<IdxSize>>, Vec<String>),
}

impl<'a> Source<'a> {
    /// The layer itself.
    pub fn layer(units: &'a Units) -> Self {
        Self::Layer(units)
    }

    /// A table whose `key` column holds the ids of the units, each at most once; how many meet is said.
    ///
    /// # Errors
    /// See [`table::read`]; a key that is no column, empty or repeated; no row with the id of a unit.
    pub fn table(units: &'a Units, path: &Path, key: &str, voice: Voice) -> Result<Self> {
        if units.key.is_none() {
            return Err(Error::study(
                "--table is joined by the ids of the units, and --id names none",
            )
            .remedy("name the column of the layer that holds them with --id"));
        }
        let mut findings = Vec::new();
        let keyed = Keyed::read(path, &[key.to_owned()], false, &mut findings).map_err(|mut error| {
            if error.what.contains("the key of an earlier row") {
                error.remedy = Some("keep one row a unit, such as those of one year, or delete the repeated rows".into());
            }
            error
        })?;
        warn(&findings, voice);
        let keys = keyed.keys[0].str()?.iter();
        let keys: Vec<&str> = keys.map(Option::unwrap_or_default).collect();
        let ids: Vec<&str> = units.ids.iter().map(String::as_str).collect();
        let (ids, keys) = alike(&ids, &keys);
        let mut row_of: HashMap<String, IdxSize> = keys.into_iter().zip(0..).collect();
        let rows: Vec<Option<IdxSize>> = ids.iter().map(|id| row_of.remove(id)).collect();
        let met = rows.iter().flatten().count();
        let mut left: Vec<IdxSize> = row_of.into_values().collect();
        left.sort_unstable();
        let written = keyed.keys[0].str()?;
        let called = |row: IdxSize| {
            let text = written
                .get(row as usize)
                .and_then(|text| privacy::code(text, key));
            text.map_or_else(
                || format!("row {}", keyed.table.rows[row as usize]),
                str::to_owned,
            )
        };
        let left: Vec<String> = left.into_iter().map(called).collect();
        if met == 0 {
            return Err(Error::input(format!(
                "none of its {} rows has the id of a unit of {}",
                keyed.table.rows.len(),
                units.features.source.display()
            ))
            .file(path)
            .column(key)
            .remedy("name the column of the layer's ids with --id and that of the table with --key; dots and lost types do not matter, but the code system does"));
        }
        if voice != Voice::Quiet {
            let without = rows.len() - met;
            // less than half is more often a wrong table than a gap
            let doubt = if 2 * met < rows.len() {
                "warning: only "
            } else {
                ""
            };
            let line = format!(
                "{doubt}{met} of {} have a row in the table, {without} have none",
                count(rows.len(), "unit", "units")
            );
            speak(&[line], true);
            let shown = match voice {
                Voice::Verbose => Some(left.join(", ")).filter(|all| !all.is_empty()),
                _ => few(&left),
            };
            if let Some(shown) = shown {
                say(&format!(
                    "  {} of no unit: {shown}",
                    count(left.len(), "row is", "rows are")
                ));
            }
        }
        Ok(Self::Table(keyed.table, rows, left))
    }

    fn file(&self) -> &PathBuf {
        match self {
            Self::Layer(units) => &units.features.source,
            Self::Table(table, ..) => &table.source,
        }
    }

    fn column(&self, name: &str) -> Result<&Column> {
        match self {
            Self::Layer(units) => units.features.attributes.column(name).map_err(|_| {
                let names = units.features.attributes.get_column_names();
                no_such_column(name, names.into_iter().map(|name| name.as_str()))
                    .file(&units.features.source)
            }),
            Self::Table(table, ..) => table.column(name),
        }
    }

    /// The asked columns in their order; a name with commas that is no column is several names.
    ///
    /// # Errors
    /// A name that is no column, a column that does not hold numbers.
    pub fn values(&self, asked: &[String]) -> Result<Vec<Values>> {
        let names = groups::apart(asked, |name| self.column(name).is_ok());
        names.into_iter().map(|name| self.numbers(name)).collect()
    }

    /// What the JSON says of a table: units without a row, rows of no unit and their keys.
    pub fn described(&self) -> Map<String, Value> {
        let mut said = Map::new();
        if let Self::Table(_, rows, left) = self {
            let without = rows.iter().filter(|row| row.is_none()).count();
            said.insert("units_without_row".to_owned(), json!(without));
            said.insert("rows_of_no_unit".to_owned(), json!(left.len()));
            said.insert("keys_of_no_unit".to_owned(), json!(left));
        }
        said
    }

    /// A column over the units, whatever it holds.
    ///
    /// # Errors
    /// A name that is no column.
    pub fn of_units(&self, name: &str) -> Result<Column> {
        let column = self.column(name)?;
        Ok(match self {
            Self::Layer(_) => column.clone(),
            Self::Table(_, rows, _) => column.take(&rows.iter().copied().collect::<IdxCa>())?,
        })
    }

    /// The numbers of a column over the units.
    ///
    /// # Errors
    /// A name that is no column, a column that does not hold numbers.
    pub fn numbers(&self, name: &str) -> Result<Values> {
        let column = self.of_units(name)?;
        let row = |i: usize| match self {
            Self::Layer(_) => Some(i + 1),
            Self::Table(table, rows, _) => Some(table.rows[rows[i]? as usize]),
        };
        let values = keyed::numbers(&column, row).map_err(|error| error.file(self.file()))?;
        Ok(Values {
            name: name.to_owned(),
            values,
        })
    }
}

/// Ids and keys as codes, `99.01.01.2001` as `9901012001`; as they are written where that would make two of them one.
fn alike(ids: &[&str], keys: &[&str]) -> (Vec<String>, Vec<String>) {
    let codes = |texts: &[&str]| -> Vec<String> {
        let code =
            |text: &&str| canonical(text).map_or_else(|| (*text).to_owned(), |c| c.to_string());
        texts.iter().map(code).collect()
    };
    let distinct = |texts: &[String]| texts.iter().collect::<HashSet<_>>().len() == texts.len();
    let (of_ids, of_keys) = (codes(ids), codes(keys));
    if distinct(&of_ids) && distinct(&of_keys) {
        return (of_ids, of_keys);
    }
    let written = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    (written(ids), written(keys))
}
