//! A citable table: columns rounded for the page, with labels, units and a card.

use crate::base::study::Language;
use crate::output::number;
use crate::output::words;
use polars::prelude::{Column as Series, DataFrame, DataType};
use serde_json::{Map, Value, json};

/// What a column says about itself.
#[derive(Debug, Clone)]
pub struct Column {
    /// Stable English snake_case name.
    pub name: String,
    /// Label in the study's language.
    pub label: String,
    /// Unit, empty for words and plain counts.
    pub unit: String,
    /// How its numbers are rounded in CSV and layers.
    pub precision: Precision,
}

/// How numbers are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// To this many decimals; 0 for counts and words.
    Decimals(usize),
    /// To this many significant digits, for numbers that may be very small.
    Significant(usize),
    /// Not at all.
    Exact,
}

/// A table with its meaning; the frame holds rounded values.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Stable id, also the file name.
    pub id: String,
    /// Title in the study's language.
    pub title: String,
    /// How it was made, in the study's language.
    pub method: String,
    /// One per column of the frame.
    pub columns: Vec<Column>,
    /// Column that orders the Markdown page when it cannot show every row.
    pub page_by: Option<String>,
    language: Language,
    series: Vec<Series>,
}

impl Sheet {
    /// An empty sheet; title and labels come from `words`.
    pub fn new(id: &str, method: impl Into<String>, language: Language) -> Self {
        Self {
            id: id.to_owned(),
            title: words::title(id, language).to_owned(),
            method: method.into(),
            columns: Vec::new(),
            page_by: None,
            language,
            series: Vec::new(),
        }
    }

    /// The language of title, labels and method.
    pub fn language(&self) -> Language {
        self.language
    }

    fn push(mut self, name: &str, unit: &str, precision: Precision, series: Series) -> Self {
        self.columns.push(Column {
            name: name.to_owned(),
            label: words::label(name, self.language).to_owned(),
            unit: unit.to_owned(),
            precision,
        });
        self.series.push(series);
        self
    }

    /// Adds words; an empty string is missing.
    #[must_use]
    pub fn text<T: AsRef<str>>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        let values: Vec<Option<String>> = values
            .into_iter()
            .map(|v| Some(v.as_ref().to_owned()).filter(|v| !v.is_empty()))
            .collect();
        let series = Series::new(name.into(), values);
        self.push(name, "", Precision::Decimals(0), series)
    }

    /// Adds whole numbers.
    #[must_use]
    pub fn count<T: TryInto<i64>>(
        self,
        name: &str,
        values: impl IntoIterator<Item = Option<T>>,
    ) -> Self {
        let values: Vec<Option<i64>> = values
            .into_iter()
            .map(|v| v.and_then(|v| v.try_into().ok()))
            .collect();
        let series = Series::new(name.into(), values);
        self.push(name, "", Precision::Decimals(0), series)
    }

    /// Adds numbers, rounded here and nowhere else.
    #[must_use]
    pub fn number(
        self,
        name: &str,
        unit: &str,
        decimals: usize,
        values: impl IntoIterator<Item = Option<f64>>,
    ) -> Self {
        let values: Vec<Option<f64>> = values
            .into_iter()
            .map(|v| v.and_then(|v| number::round(v, decimals)))
            .collect();
        let series = Series::new(name.into(), values);
        self.push(name, unit, Precision::Decimals(decimals), series)
    }

    /// Adds numbers without a unit that may be very small, rounded to significant digits.
    #[must_use]
    pub fn significant(
        self,
        name: &str,
        digits: usize,
        values: impl IntoIterator<Item = Option<f64>>,
    ) -> Self {
        let values: Vec<Option<f64>> = values
            .into_iter()
            .map(|v| v.and_then(|v| number::significant(v, digits)))
            .collect();
        let series = Series::new(name.into(), values);
        self.push(name, "", Precision::Significant(digits), series)
    }

    /// Adds numbers as they were read, unrounded and without a unit.
    #[must_use]
    pub fn exact(self, name: &str, values: impl IntoIterator<Item = Option<f64>>) -> Self {
        let values: Vec<Option<f64>> = values.into_iter().collect();
        let series = Series::new(name.into(), values);
        self.push(name, "", Precision::Exact, series)
    }

    /// Gives the column added last another label, for names that the study makes.
    #[must_use]
    pub fn labelled(mut self, label: String) -> Self {
        if let Some(column) = self.columns.last_mut() {
            column.label = label;
        }
        self
    }

    /// Orders the Markdown page by this column.
    #[must_use]
    pub fn page_by(mut self, column: &str) -> Self {
        self.page_by = Some(column.to_owned());
        self
    }

    /// Number of rows.
    pub fn height(&self) -> usize {
        self.series.first().map_or(0, Series::len)
    }

    /// The columns as a frame.
    ///
    /// # Errors
    /// When columns differ in length or share a name.
    pub fn frame(&self) -> crate::Result<DataFrame> {
        Ok(DataFrame::new(self.height(), self.series.clone())?)
    }

    /// The card that lies beside the table.
    pub fn card(&self, context: &Map<String, Value>) -> Value {
        let columns: Vec<Value> = self
            .columns
            .iter()
            .zip(&self.series)
            .map(|(column, series)| {
                let (rounding, digits) = match column.precision {
                    Precision::Decimals(digits) => ("decimals", json!(digits)),
                    Precision::Significant(digits) => ("significant_digits", json!(digits)),
                    Precision::Exact => ("decimals", Value::Null),
                };
                json!({
                    "name": column.name,
                    "label": column.label,
                    "type": match series.dtype() {
                        DataType::String => "string",
                        DataType::Int64 => "integer",
                        _ => "number",
                    },
                    "unit": column.unit,
                    rounding: digits,
                    "missing": series.null_count(),
                })
            })
            .collect();
        let mut card = Map::new();
        card.insert("id".into(), json!(self.id));
        card.insert("title".into(), json!(self.title));
        card.insert("method".into(), json!(self.method));
        card.insert("rows".into(), json!(self.height()));
        card.insert("columns".into(), Value::Array(columns));
        card.extend(context.clone());
        Value::Object(card)
    }
}
