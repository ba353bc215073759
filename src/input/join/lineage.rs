//! Reads the lineage table of `[codes]`.

use super::bridge::as_text;
use super::columns::texts;
use crate::base::code::canonical;
use crate::base::code::lineage::Lineage;
use crate::error::{Error, Result};
use std::path::Path;

/// Columns `old`, `new` and, where it is there, `year`.
pub(super) fn read(path: &Path) -> Result<Lineage> {
    let table = as_text(path)?;
    let old = texts(&table.frame, "old", path)?;
    let new = texts(&table.frame, "new", path)?;
    let year = match table.frame.column("year") {
        Ok(_) => texts(&table.frame, "year", path)?,
        Err(_) => vec![None; old.len()],
    };
    let mut rows = Vec::with_capacity(old.len());
    for (i, &row) in table.rows.iter().enumerate() {
        let fault =
            |column: &str, what: &str| Error::input(what).file(path).column(column).row(row);
        let code = |column, raw: &Option<String>| {
            raw.as_deref().and_then(canonical).ok_or_else(|| {
                fault(column, "there is no code").remedy("give both codes, or take the row out")
            })
        };
        let year = match year[i].as_deref() {
            None => None,
            Some(text) => {
                let year: i32 = text
                    .strip_suffix(".0")
                    .unwrap_or(text)
                    .parse()
                    .map_err(|_| fault("year", "this is no year"))?;
                Some(year)
            }
        };
        rows.push((code("old", &old[i])?, code("new", &new[i])?, year));
    }
    Ok(Lineage::new(rows))
}
