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
            .remedy("write an SQL condition such as: tahun = 2024 AND \"Kab/Kota\" <> 'Ende'; texts stand in single quotes")
    };
    let condition = sql_expr(sql).map_err(|e| fault(format!("is not SQL: {e}")))?;
    for name in condition.clone().meta().root_names() {
        table.column(&name)?;
    }
    // Tried without rows first: then the engine's message cannot quote cells, which may be personal.
    let condition = [condition.alias("kept")];
    let tried = table.frame.clear().lazy().select(&condition).collect();
    let tried = tried.map_err(|e| fault(format!("cannot be computed: {e}")))?;
    let dtype = tried.column("kept")?.dtype();
    if dtype != &DataType::Boolean {
        return Err(fault(format!("gives {dtype}, not true or false")));
    }
    let kept = table.frame.clone().lazy().select(&condition).collect();
    let kept = kept.map_err(|_| fault("cannot be computed for every row".into()))?;
    let kept = kept.column("kept")?;
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn table() -> Table {
        let frame = df!(
            "tahun" => [Some(2023), Some(2024), None, Some(2024)],
            "Kab/Kota" => ["Ende", "Ende", "Ngada", "Sikka"],
        );
        Table {
            source: "t.csv".into(),
            sheet: None,
            frame: frame.unwrap(),
            rows: vec![2, 3, 5, 6],
            left: Vec::new(),
        }
    }

    #[test]
    fn keeps_rows_and_their_places() {
        for (sql, rows) in [
            ("tahun = 2024", vec![3, 6]),
            ("tahun <> 2024", vec![2]),
            ("tahun IS NULL OR \"Kab/Kota\" = 'Sikka'", vec![5, 6]),
            ("tahun = MAX(tahun) AND \"Kab/Kota\" LIKE 'E%'", vec![3]),
            ("1 = 1", vec![2, 3, 5, 6]),
            ("\"Kab/Kota\" IN ('Ngada', 'Sikka')", vec![5, 6]),
        ] {
            let (kept, left_out) = filter(table(), sql).unwrap();
            assert_eq!(kept.rows, rows, "{sql}");
            assert_eq!(kept.frame.height(), rows.len());
            assert_eq!(left_out, 4 - rows.len());
        }
    }

    #[test]
    fn says_what_is_wrong_with_a_condition() {
        for (sql, what) in [
            ("tahum = 2024", "column tahum: there is no such column"),
            ("tahun + 1", "not true or false"),
            ("tahun = = 3", "is not SQL"),
            ("tahun = 2024; DROP", "is not SQL"),
            ("tahun = 1999", "leaves none of 4 rows"),
            ("\"Kab/Kota\" = 3", "cannot compare string"),
            (
                "CAST(\"Kab/Kota\" AS BIGINT) = 3",
                "cannot be computed for every row",
            ),
        ] {
            let error = filter(table(), sql).unwrap_err();
            assert!(!error.to_string().contains("Sikka"), "{error}");
            assert!(error.to_string().contains(what), "{sql}: {error}");
            assert!(error.remedy.is_some());
        }
    }
}
