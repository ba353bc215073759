//! A citable table: columns rounded for the page, with labels, units and a card.

use crate::base::study::Language;
use crate::output::{keys, number, words};
use chrono::NaiveDate;
use polars::prelude::{
    Column as Series, DataFrame, Int32Chunked, IntoColumn, IntoSeries, NewChunkedArray,
};
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
    /// What its values are.
    pub kind: Kind,
    /// How its numbers are rounded in CSV and layers.
    pub precision: Precision,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, codes, lists.
    Text,
    /// The words `true` and `false`.
    Flag,
    /// Whole numbers.
    Count,
    /// Years, which are never written in groups of three digits.
    Year,
    /// Days.
    Day,
    /// Any other numbers.
    Number,
}

impl Kind {
    /// The type as cards and data packages name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Flag => "boolean",
            Self::Count | Self::Year => "integer",
            Self::Day => "date",
            Self::Number => "number",
        }
    }
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

    fn push(
        mut self,
        (name, unit, kind): (&str, &str, Kind),
        precision: Precision,
        series: Series,
    ) -> Self {
        self.columns.push(Column {
            name: name.to_owned(),
            label: words::label(name, self.language).to_owned(),
            unit: unit.to_owned(),
            kind,
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
        self.push((name, "", Kind::Text), Precision::Decimals(0), series)
    }

    /// Adds words that are `true` or `false`; an empty string is missing.
    #[must_use]
    pub fn flag<T: AsRef<str>>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        self.text(name, values).of_kind(Kind::Flag)
    }

    /// Adds days written as YYYY-MM-DD; what is no such day is missing.
    #[must_use]
    pub fn day<T: AsRef<str>>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let epoch = NaiveDate::default();
        let values: Vec<Option<i32>> = values
            .into_iter()
            .map(|v| i32::try_from((day(v.as_ref())? - epoch).num_days()).ok())
            .collect();
        let series = Int32Chunked::from_slice_options(name.into(), &values)
            .into_date()
            .into_series();
        self.push(
            (name, "", Kind::Day),
            Precision::Decimals(0),
            series.into_column(),
        )
    }

    /// Adds years.
    #[must_use]
    pub fn year<T: TryInto<i64>>(
        self,
        name: &str,
        values: impl IntoIterator<Item = Option<T>>,
    ) -> Self {
        self.count(name, values).of_kind(Kind::Year)
    }

    fn of_kind(mut self, kind: Kind) -> Self {
        if let Some(column) = self.columns.last_mut() {
            column.kind = kind;
        }
        self
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
        self.push((name, "", Kind::Count), Precision::Decimals(0), series)
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
        self.push(
            (name, unit, Kind::Number),
            Precision::Decimals(decimals),
            series,
        )
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
        self.push(
            (name, "", Kind::Number),
            Precision::Significant(digits),
            series,
        )
    }

    /// Adds numbers as they were read, unrounded and without a unit.
    #[must_use]
    pub fn exact(self, name: &str, values: impl IntoIterator<Item = Option<f64>>) -> Self {
        let values: Vec<Option<f64>> = values.into_iter().collect();
        let series = Series::new(name.into(), values);
        self.push((name, "", Kind::Number), Precision::Exact, series)
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

    /// Number of empty cells of each column.
    pub fn missing(&self) -> Vec<usize> {
        self.series.iter().map(Series::null_count).collect()
    }

    /// The columns that tell rows apart; none when they do not in these rows.
    pub fn key(&self) -> &'static [&'static str] {
        let key = keys::of(&self.id);
        let own: Vec<&Series> = key
            .iter()
            .filter_map(|name| self.series.iter().find(|s| s.name() == name))
            .collect();
        match own.len() == key.len() && keys::tell_apart(&own) {
            true => key,
            false => &[],
        }
    }

    /// The line by which the table is cited; `context` is what cards repeat.
    pub fn citation(&self, context: &Map<String, Value>) -> String {
        let text = |key: &str| match context.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        };
        let say = |id, en| words::pick(self.language, id, en);
        let study = match context.get("synthetic") {
            Some(Value::Bool(true)) => {
                format!(
                    "{} ({})",
                    text("study"),
                    say("data sintetis", "synthetic data")
                )
            }
            _ => text("study"),
        };
        let seed = Some(text("seed")).filter(|seed| !seed.is_empty());
        let parts = [
            study,
            format!("{} {}", say("tabel", "table"), self.id),
            text("date"),
            text("tool"),
            seed.map_or_else(String::new, |seed| {
                format!("{} {seed}", say("benih", "seed"))
            }),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        format!("{}.", parts.join(", "))
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
                    "description": words::about(&column.name, self.language),
                    "type": column.kind.as_str(),
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
        card.insert(
            "missing".into(),
            json!(self.missing().iter().sum::<usize>()),
        );
        card.insert("key".into(), json!(self.key()));
        card.insert("citation".into(), json!(self.citation(context)));
        card.insert("columns".into(), Value::Array(columns));
        card.extend(context.clone());
        Value::Object(card)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_card_says_what_the_table_is_and_a_day_is_written_as_one() {
        let sheet = Sheet::new("registry_staleness", "Cara.", Language::En)
            .text("code", ["9901", "9902", "9903"])
            .day("updated", ["2024-02-29", "", "2024-02-30"])
            .flag("kept", ["true", "", "false"])
            .year("year", [Some(2024_i64), None, None]);
        let context =
            json!({"study": "s", "synthetic": true, "date": null, "seed": 7, "tool": "t"});
        let card = sheet.card(context.as_object().unwrap());
        let types: Vec<&str> = card["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|column| column["type"].as_str().unwrap())
            .collect();
        assert_eq!(types, ["string", "date", "boolean", "integer"]);
        assert_eq!((&card["rows"], &card["missing"]), (&json!(3), &json!(5)));
        assert_eq!(card["key"], json!(["code"]));
        let line = "s (synthetic data), table registry_staleness, t, seed 7.";
        assert_eq!(card["citation"], line);
        let mut bytes = Vec::new();
        crate::output::csv::write(&mut bytes, &sheet.frame().unwrap()).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "code,updated,kept,year\n9901,2024-02-29,true,2024\n9902,,,\n9903,,false,\n"
        );
    }

    #[test]
    fn a_key_that_does_not_tell_rows_apart_is_none() {
        let sheet = |codes: [&str; 2]| Sheet::new("scores", "", Language::Id).text("code", codes);
        assert_eq!(sheet(["1", "2"]).key(), ["code"]);
        assert!(sheet(["1", "1"]).key().is_empty());
        assert!(sheet(["1", ""]).key().is_empty());
    }
}
