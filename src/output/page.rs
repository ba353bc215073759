//! A sheet as people read it: numbers, words and days as text in the study's language.

use crate::base::study::Language;
use crate::error::Result;
use crate::output::csv::cell;
use crate::output::number;
use crate::output::sheet::{Column as About, Kind, Precision, Sheet};
use crate::output::words;
use polars::prelude::{AnyValue, Column, DataFrame, SortMultipleOptions};

/// Rows a page shows.
pub const PAGE: usize = 100;

/// How the cells of a column are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// As words.
    Words,
    /// As a day.
    Day,
    /// As a year.
    Year,
    /// As whole numbers in groups.
    Whole,
    /// With so many decimals.
    Decimals(usize),
    /// With four significant digits.
    Small,
    /// As they are.
    Plain,
}

/// How each column of a sheet is shown.
pub fn shown(sheet: &Sheet, frame: &DataFrame) -> Vec<Shown> {
    let columns = frame.columns().iter().zip(&sheet.columns);
    columns
        .map(|(column, about)| match (about.kind, about.precision) {
            (Kind::Text | Kind::Flag, _) => Shown::Words,
            (Kind::Day, _) => Shown::Day,
            (Kind::Year, _) => Shown::Year,
            (Kind::Count, _) => Shown::Whole,
            (Kind::Number, Precision::Decimals(_)) if is_whole(column) => Shown::Whole,
            (Kind::Number, Precision::Decimals(decimals)) => Shown::Decimals(decimals.min(4)),
            (Kind::Number, Precision::Significant(_)) => Shown::Small,
            (Kind::Number, Precision::Exact) => Shown::Plain,
        })
        .collect()
}

/// Whether all numbers of a column are whole, as rupiah and people mostly are.
fn is_whole(column: &Column) -> bool {
    let whole = |number: f64| number.fract() == 0.0;
    (column.f64()).is_ok_and(|numbers| numbers.iter().flatten().all(whole))
}

/// One cell as people read it; missing is empty.
pub fn text(value: &AnyValue<'_>, shown: Shown, name: &str, language: Language) -> String {
    let number = match value {
        AnyValue::Float64(number) => *number,
        AnyValue::Int64(count) => *count as f64,
        other => {
            let text = cell(other);
            return words::read(name, &text, language);
        }
    };
    match shown {
        Shown::Year => cell(value),
        Shown::Decimals(decimals) => number::read(number, decimals, language),
        Shown::Small => number::read_small(number, language),
        Shown::Plain => number::plain(number, language),
        Shown::Words | Shown::Day | Shown::Whole => number::read(number, 0, language),
    }
}

/// The head of a column: its label and unit.
pub fn head(about: &About) -> String {
    match about.unit.as_str() {
        "" => about.label.clone(),
        unit => format!("{} ({unit})", about.label),
    }
}

/// A sheet, or its first rows, as texts.
pub struct Page {
    /// Label and unit of each column.
    pub heads: Vec<String>,
    /// Whether a column holds numbers.
    pub numeric: Vec<bool>,
    /// Cells row by row.
    pub rows: Vec<Vec<String>>,
    /// What is said when rows are left out.
    pub note: Option<String>,
}

impl Page {
    /// The first `most` rows of a sheet, in the order of its page when rows are left out.
    ///
    /// # Errors
    /// When the columns do not fit together.
    pub fn new(sheet: &Sheet, most: usize) -> Result<Self> {
        let language = sheet.language();
        let mut frame = sheet.frame()?;
        let rows = frame.height();
        let most = rows.min(most);
        if rows > most
            && let Some(column) = &sheet.page_by
        {
            let options = SortMultipleOptions::default()
                .with_nulls_last(true)
                .with_maintain_order(true);
            frame = frame.sort([column.as_str()], options)?;
        }
        let shown = shown(sheet, &frame);
        let mut cells = Vec::with_capacity(most);
        for row in 0..most {
            let mut line = Vec::with_capacity(sheet.columns.len());
            for ((column, about), shown) in frame.columns().iter().zip(&sheet.columns).zip(&shown) {
                line.push(text(&column.get(row)?, *shown, &about.name, language));
            }
            cells.push(line);
        }
        let words = |shown: &Shown| matches!(shown, Shown::Words | Shown::Day);
        Ok(Self {
            heads: sheet.columns.iter().map(head).collect(),
            numeric: shown.iter().map(|shown| !words(shown)).collect(),
            rows: cells,
            note: (rows > most).then(|| words::page_of(most, rows, &sheet.id, language)),
        })
    }
}
