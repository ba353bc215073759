//! One number of a run traced: where it stands, what it means, and whether it is still what was written.

use super::super::open::table;
use super::{Written, changed};
use crate::base::code::canonical;
use crate::base::model::Code;
use crate::error::{Error, Result};
use serde_json::{Value, json};

/// A number and what is known of it.
#[derive(Debug)]
pub struct Trace {
    /// The cell; empty is missing.
    pub value: String,
    /// Table, key and column.
    pub place: [String; 3],
    /// The row from 1.
    pub row: usize,
    /// The card of the table, as the run wrote it.
    pub card: Value,
    /// Files and inputs that are not what they were.
    pub changed: Vec<String>,
    /// Inputs that were looked at.
    pub inputs: usize,
}

/// Finds the number `TABLE:ROW:COLUMN`; ROW is what the first columns or those of the key hold, parted by `/`, or `#` and the row's number.
///
/// # Errors
/// A place that is none, or in several rows.
pub fn trace(written: &Written, place: &str) -> Result<Trace> {
    let parts = place.split_once(':').and_then(|(id, rest)| {
        let (row, column) = rest.rsplit_once(':')?;
        Some((id, row, column))
    });
    let (id, key, column) = parts.ok_or_else(|| {
        Error::study(format!("`{place}` names no number"))
            .remedy("write TABLE:ROW:COLUMN, such as scores:5301042005:need")
    })?;
    let path = format!("tables/{id}.csv");
    let mut listed = super::listed(&written.manifest["outputs"]);
    let Some((_, hash)) = listed.find(|(own, _)| *own == path) else {
        return Err(super::no_table(&written.folder, &written.manifest, id));
    };
    let cells = table(&written.folder, id)?;
    let at = |error: Error| error.file(written.folder.join(&path));
    if !cells.head.iter().any(|own| own == column) {
        let known = cells.head.iter().map(String::as_str);
        return Err(at(crate::base::nearest::no_such_column(column, known)));
    }
    let card = std::fs::read(written.folder.join(format!("tables/{id}.json")));
    let card: Option<Value> = card
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let keys = card.as_ref().and_then(|card| card["key"].as_array());
    let keys = keys.into_iter().flatten().filter_map(Value::as_str);
    let place = |name: &str| cells.head.iter().position(|own| own == name);
    let keys: Vec<usize> = keys.filter_map(place).collect();
    let rows = matching(&cells.rows, key, &keys);
    let [row] = rows.as_slice() else {
        let what = match rows.len() {
            0 => format!("no row is `{key}`"),
            n => format!("{n} rows are `{key}`"),
        };
        let first = cells.head.iter().take(3).map(String::as_str);
        return Err(at(Error::study(what)).remedy(format!(
            "name the row by its first columns ({}), such as A/B, or by its number, such as #12",
            first.collect::<Vec<_>>().join(", ")
        )));
    };
    let (inputs, mut changes) = written.inputs();
    changes.extend(changed(&path, &written.folder.join(&path), hash));
    Ok(Trace {
        value: cells.cell(*row, column).to_owned(),
        place: [id, key, column].map(str::to_owned),
        row: row + 1,
        card: card.unwrap_or(Value::Null),
        changed: changes,
        inputs,
    })
}

/// Rows whose first cells, or whose cells in the columns `keys`, are the parts of the key; codes may have points.
fn matching(rows: &[csv::StringRecord], key: &str, keys: &[usize]) -> Vec<usize> {
    if let Some(number) = key.strip_prefix('#') {
        let number = number
            .parse()
            .ok()
            .filter(|number| (1..=rows.len()).contains(number));
        return number.map(|number: usize| number - 1).into_iter().collect();
    }
    let parts: Vec<&str> = key.split('/').collect();
    let fits = |cell: Option<&str>, part: &str| {
        cell == Some(part)
            || part.contains('.') && cell == canonical(part).as_ref().map(Code::as_str)
    };
    let first: Vec<usize> = (0..parts.len()).collect();
    let named = [first.as_slice(), keys].into_iter().map(|columns| {
        let is = |row: &csv::StringRecord| {
            let cells = columns.iter().map(|at| row.get(*at));
            // a cell may hold the mark itself
            columns.len() == parts.len() && cells.zip(&parts).all(|(cell, part)| fits(cell, part))
                || row.get(0) == Some(key)
        };
        let all = 0..rows.len();
        all.filter(|&row| is(&rows[row])).collect::<Vec<_>>()
    });
    let mut found = Vec::new();
    for rows in named {
        if found.is_empty() || rows.len() == 1 {
            found = rows;
        }
    }
    found
}

impl Trace {
    /// In words.
    pub fn text(&self) -> String {
        let [table, key, column] = &self.place;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let columns = self.card["columns"].as_array();
        let own = columns.and_then(|all| all.iter().find(|own| own["name"] == column.as_str()));
        let (label, unit) = own.map_or_else(Default::default, |own| {
            (text(&own["label"]), text(&own["unit"]))
        });
        let value = if self.value.is_empty() {
            "missing"
        } else {
            &self.value
        };
        let mut lines = vec![
            format!("value    {value} {unit}").trim_end().to_owned(),
            format!("column   {column}: {label}"),
            format!("row      {} ({key})", self.row),
            format!("table    {table}: {}", text(&self.card["title"])),
            format!("method   {}", text(&self.card["method"])),
            format!("cite as  {}", text(&self.card["citation"])),
        ];
        for source in self.card["sources"].as_array().into_iter().flatten() {
            lines.push(format!(
                "source   {} sha256:{}",
                text(&source["path"]),
                text(&source["sha256"])
            ));
        }
        match self.changed.as_slice() {
            [] => lines.push(format!(
                "the table is as it was written, and its {} inputs as they were read",
                self.inputs
            )),
            changed => lines.extend(changed.iter().map(|what| format!("changed  {what}"))),
        }
        lines.join("\n")
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        let [table, key, column] = &self.place;
        json!({
            "value": self.value, "table": table, "key": key, "row": self.row, "column": column,
            "card": self.card, "changed": self.changed,
        })
    }
}
