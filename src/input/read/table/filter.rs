//! Rows that meet a condition.

use super::Table;
use crate::error::{Error, Result};
use polars::prelude::*;
use polars::sql::sql_expr;

/// Keeps the rows that meet an SQL condition such as `tahun = 2024 AND "Kab/Kota" <> 'Ende'`, and counts the others.
///
/// A condition that is null leaves the row out, as in SQL. Names with spaces stand in double quotes, texts in single
/// quotes; aggregates see the whole table: `tahun = MAX(tahun)`. An error: an unknown column, a condition that is not
/// true or false, no row left.
pub fn filter(table: Table, sql: &str) -> Result<(Table, usize)> {
    let fault = |what: String| {
        Error::study(format!("the condition `{sql}` {what}"))
            .file(&table.source)
            .remedy("write an SQL condition such as: tahun = 2024 AND \"Kab/Kota\" <> 'Ende'")
    };
    let condition = sql_expr(sql).map_err(|e| fault(format!("is not SQL: {e}")))?;
    for name in condition.clone().meta().root_names() {
        table.column(&name)?;
    }
    let kept = table
        .frame
        .clone()
        .lazy()
        .select([condition.alias("kept")])
        .collect()
        .map_err(|e| fault(format!("cannot be computed: {e}")))?;
    let kept = kept.column("kept")?;
    let DataType::Boolean = kept.dtype() else {
        return Err(fault(format!("gives {}, not true or false", kept.dtype())));
    };
    let rows = table.rows.len();
    let kept = match kept.len() {
        1 => kept.new_from_index(0, rows),
        _ => kept.clone(),
    };
    let mask: BooleanChunked = kept.bool()?.iter().map(|keep| keep == Some(true)).collect();
    let frame = table.frame.filter(&mask)?;
    if frame.height() == 0 {
        return Err(fault(format!("leaves none of {rows} rows")));
    }
    let keep = mask
        .iter()
        .zip(&table.rows)
        .filter(|(keep, _)| *keep == Some(true));
    let left_out = rows - frame.height();
    let rows = keep.map(|(_, row)| *row).collect();
    Ok((
        Table {
            frame,
            rows,
            ..table
        },
        left_out,
    ))
}
