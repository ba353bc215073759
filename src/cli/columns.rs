//! The columns a statistic is of: from the layer, or from a table joined by its key.

use crate::base::code::canonical;
use crate::base::nearest::no_such_column;
use crate::cli::keyed::{self, Keyed};
use crate::cli::layer::warn;
use crate::cli::progress::say;
use crate::cli::units::{Units, few};
use crate::error::{Error, Result};
use crate::input::read::table;
use polars::prelude::{Column, IdxCa, IdxSize};
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
    /// A table, and the row of each unit.
    Table(table::Table, Vec<Option<IdxSize>>),
}

impl<'a> Source<'a> {
    /// The layer itself.
    pub fn layer(units: &'a Units) -> Self {
        Self::Layer(units)
    }

    /// A table whose `key` column holds the ids of the units, each at most once; how many meet is said unless `quiet`.
    ///
    /// # Errors
    /// See [`table::read`]; a key that is no column, empty or repeated; no row with the id of a unit.
    pub fn table(units: &'a Units, path: &Path, key: &str, quiet: bool) -> Result<Self> {
        let mut findings = Vec::new();
        let keyed = Keyed::read(path, &[key.to_owned()], false, &mut findings)?;
        if !quiet {
            warn(&findings);
        }
        let keys = keyed.keys[0].str()?.iter();
        let keys: Vec<&str> = keys.map(Option::unwrap_or_default).collect();
        let ids: Vec<&str> = units.ids.iter().map(String::as_str).collect();
        let (ids, keys) = alike(&ids, &keys);
        let mut row_of: HashMap<String, IdxSize> = keys.into_iter().zip(0..).collect();
        let rows: Vec<Option<IdxSize>> = ids.iter().map(|id| row_of.remove(id)).collect();
        let met = rows.iter().flatten().count();
        let mut left: Vec<usize> = (row_of.into_values())
            .map(|row| keyed.table.rows[row as usize])
            .collect();
        left.sort_unstable();
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
        if !quiet {
            let without = rows.len() - met;
            say(&format!(
                "{met} of {} units have a row in the table, {without} have none",
                rows.len()
            ));
            if let Some(shown) = few(&left) {
                say(&format!(
                    "  {} rows are of no unit: {shown}, counted as the file does",
                    left.len()
                ));
            }
        }
        Ok(Self::Table(keyed.table, rows))
    }

    fn file(&self) -> &PathBuf {
        match self {
            Self::Layer(units) => &units.features.source,
            Self::Table(table, _) => &table.source,
        }
    }

    fn column(&self, name: &str) -> Result<&Column> {
        match self {
            Self::Layer(units) => units.features.attributes.column(name).map_err(|_| {
                let names = units.features.attributes.get_column_names();
                no_such_column(name, names.into_iter().map(|name| name.as_str()))
                    .file(&units.features.source)
            }),
            Self::Table(table, _) => table.column(name),
        }
    }

    /// The asked columns in their order; a name with commas that is no column is several names.
    ///
    /// # Errors
    /// A name that is no column, a column that does not hold numbers.
    pub fn values(&self, asked: &[String]) -> Result<Vec<Values>> {
        let mut names: Vec<&str> = Vec::new();
        for name in asked {
            match self.column(name) {
                Err(_) if name.contains(',') => names.extend(name.split(',').map(str::trim)),
                _ => names.push(name),
            }
        }
        names.into_iter().map(|name| self.numbers(name)).collect()
    }

    fn numbers(&self, name: &str) -> Result<Values> {
        let column = self.column(name)?;
        let column = match self {
            Self::Layer(_) => column.clone(),
            Self::Table(_, rows) => column.take(&rows.iter().copied().collect::<IdxCa>())?,
        };
        let values = keyed::numbers(&column).map_err(|error| error.file(self.file()))?;
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
