//! Reads the lineage table of `[codes]`.

use super::columns::texts;
use crate::base::code::lineage::Lineage;
use crate::base::code::{System, canonical_in};
use crate::base::finding::Finding;
use crate::error::{Error, Result};
use crate::input::read::table;
use std::path::Path;

/// Columns `old`, `new` and, where it is there, `year`; another table is a fault of the study.
///
/// # Errors
/// Another table, a row without codes.
pub fn read(path: &Path, system: System, findings: &mut Vec<Finding>) -> Result<Lineage> {
    let table = table::read_text(path, findings)?;
    if let Some(absent) = ["old", "new"]
        .into_iter()
        .find(|&key| table.frame.column(key).is_err())
    {
        return Err(Error::study(format!(
            "`lineage` under [codes] needs a table with the columns old and new, and this one has no {absent}"
        ))
        .file(path)
        .column(absent)
        .remedy("name the lineage table, or title its columns old, new and, where it is known, year"));
    }
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
            let code = raw.as_deref().and_then(|raw| canonical_in(raw, system));
            code.ok_or_else(|| {
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
                    .map_err(|_| {
                        fault("year", "this is no year")
                            .remedy("write it in digits, or leave it empty")
                    })?;
                Some(year)
            }
        };
        rows.push((code("old", &old[i])?, code("new", &new[i])?, year));
    }
    Ok(Lineage::new(rows))
}
