//! Tables of the run as the brief reads them: every number it states stands in one of them.

use crate::base::study::Language;
use crate::output::sheet::Sheet;
use crate::output::words::value;
use polars::prelude::DataFrame;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A table, column by column.
pub(super) struct Table {
    rows: usize,
    columns: BTreeMap<String, Cells>,
}

enum Cells {
    Texts(Vec<String>),
    Numbers(Vec<Option<f64>>),
}

impl Table {
    /// The table of this id; `None` when the run has none.
    pub fn of(sheets: &[Sheet], id: &str) -> Option<Self> {
        let frame = sheets.iter().find(|sheet| sheet.id == id)?.frame().ok()?;
        let names = frame.get_column_names_owned();
        let columns = names.iter().filter_map(|name| {
            let cells = cells(&frame, name)?;
            Some((name.to_string(), cells))
        });
        Some(Self {
            rows: frame.height(),
            columns: columns.collect(),
        })
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Rows in which a text column holds this.
    pub fn where_text<'a>(
        &'a self,
        column: &'a str,
        held: &'a str,
    ) -> impl Iterator<Item = usize> + 'a {
        (0..self.rows).filter(move |row| self.text(column, *row) == held)
    }

    /// Rows in which a column holds this number.
    pub fn where_number<'a>(
        &'a self,
        column: &'a str,
        held: usize,
    ) -> impl Iterator<Item = usize> + 'a {
        (0..self.rows).filter(move |row| self.number(column, *row) == Some(held as f64))
    }

    /// A text; empty when it is missing or the table has no such column.
    pub fn text(&self, column: &str, row: usize) -> &str {
        match self.columns.get(column) {
            Some(Cells::Texts(texts)) => &texts[row],
            _ => "",
        }
    }

    /// A number; `None` when it is missing or the table has no such column.
    pub fn number(&self, column: &str, row: usize) -> Option<f64> {
        match self.columns.get(column) {
            Some(Cells::Numbers(numbers)) => numbers[row],
            _ => None,
        }
    }

    /// The year of a row as text, whatever kind of column holds it; empty when there is none.
    pub fn year(&self, row: usize) -> String {
        let number = self.number("year", row).map(|year| year.to_string());
        number.unwrap_or_else(|| self.text("year", row).to_owned())
    }

    /// Columns of a row under their own names, words of ours in the language; what is missing or no column is null.
    pub fn facts(&self, row: usize, columns: &[&str], language: Language) -> Value {
        let fact = |column: &&str| {
            let fact = match self.columns.get(*column) {
                Some(Cells::Texts(texts)) if texts[row].is_empty() => Value::Null,
                Some(Cells::Texts(texts)) => json!(value(column, &texts[row], language)),
                Some(Cells::Numbers(numbers)) => number(numbers[row]),
                None => Value::Null,
            };
            ((*column).to_owned(), fact)
        };
        Value::Object(columns.iter().map(fact).collect())
    }
}

/// A whole number is written as one.
pub(super) fn number(value: Option<f64>) -> Value {
    match value {
        Some(value) if value.fract() == 0.0 && value.abs() < 9e15 => json!(value as i64),
        Some(value) => json!(value),
        None => Value::Null,
    }
}

fn cells(frame: &DataFrame, name: &str) -> Option<Cells> {
    let column = frame.column(name).ok()?;
    if let Ok(texts) = column.str() {
        let texts = texts.iter().map(|text| text.unwrap_or_default().to_owned());
        return Some(Cells::Texts(texts.collect()));
    }
    let numbers = crate::pipeline::inputs::numbers(frame, name).ok()?;
    Some(Cells::Numbers(numbers))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn cells_are_those_of_the_sheet() {
        let sheet = Sheet::new("areas", "", Language::Id)
            .count("area", [Some(1), Some(2)])
            .text("evidence", ["robust", ""])
            .number("need", "", 6, [Some(0.123_456_7), None]);
        let table = Table::of(&[sheet], "areas").unwrap();
        assert_eq!(table.where_number("area", 2).collect::<Vec<_>>(), [1]);
        let facts = table.facts(0, &["area", "evidence", "need", "none"], Language::Id);
        assert_eq!(
            facts,
            json!({"area": 1, "evidence": "kukuh", "need": 0.123457, "none": null})
        );
        assert_eq!(
            table.facts(1, &["need"], Language::Id),
            json!({"need": null})
        );
    }
}
