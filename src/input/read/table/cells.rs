//! A grid of cells as a file spells them: header, rows, and where each row stands.

use crate::base::finding::Finding;
use crate::error::{Error, Result};
use std::path::Path;

/// The cells of one column, trimmed.
#[derive(Default)]
pub(in crate::input::read) struct Strings {
    text: String,
    ends: Vec<usize>,
    /// Whether the file stores the cell as a number; empty when it stores text only.
    stored: Vec<bool>,
}

impl Strings {
    /// Number of cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Each cell, and whether the file stores it as a number.
    pub fn iter(&self) -> impl Iterator<Item = (&str, bool)> + Clone {
        let mut start = 0;
        self.ends.iter().enumerate().map(move |(i, &end)| {
            let cell = &self.text[start..end];
            start = end;
            (cell, self.stored.get(i) == Some(&true))
        })
    }

    /// Cells of text, empty where there is none.
    pub fn of(cells: &[Option<String>]) -> Self {
        let mut strings = Self::default();
        for cell in cells {
            strings.text.push_str(cell.as_deref().unwrap_or_default());
            strings.ends.push(strings.text.len());
        }
        strings
    }

    /// Takes the first cell away.
    fn take_first(&mut self) -> String {
        let end = self.ends.remove(0);
        for later in &mut self.ends {
            *later -= end;
        }
        if !self.stored.is_empty() {
            self.stored.remove(0);
        }
        self.text.drain(..end).collect()
    }
}

/// Columns of cells, all as long as `rows`; rows without any content are left out.
#[derive(Default)]
pub(in crate::input::read) struct Cells {
    pub names: Vec<String>,
    pub columns: Vec<Strings>,
    /// 1-based place in the file of each row.
    pub rows: Vec<usize>,
    blank: Vec<usize>,
}

impl Cells {
    /// Starts from the header in row `row`.
    pub fn new<'a>(path: &Path, row: usize, header: impl Iterator<Item = &'a str>) -> Result<Self> {
        let names: Vec<String> = header.map(one_line).collect();
        for (j, name) in names.iter().enumerate() {
            let first = names[..j].iter().position(|other| other == name);
            if let Some(first) = first.filter(|_| !name.is_empty()) {
                return Err(Error::input(format!(
                    "columns {} and {} have the same name",
                    first + 1,
                    j + 1
                ))
                .file(path)
                .column(name)
                .row(row)
                .remedy("rename one of them in the header"));
            }
        }
        Ok(Self {
            columns: names.iter().map(|_| Strings::default()).collect(),
            names,
            ..Self::default()
        })
    }

    /// Adds row `row`; one without content is only counted, and empty fields past the header are dropped.
    pub fn push<'a>(
        &mut self,
        path: &Path,
        row: usize,
        fields: impl Iterator<Item = &'a str>,
    ) -> Result<()> {
        let (mut found, mut filled, mut extra) = (0, false, false);
        for field in fields {
            let field = field.trim();
            filled |= !field.is_empty();
            if let Some(column) = self.columns.get_mut(found) {
                column.text.push_str(field);
                column.ends.push(column.text.len());
            } else {
                extra |= !field.is_empty();
            }
            found += 1;
        }
        if !filled {
            for column in &mut self.columns {
                column.ends.truncate(self.rows.len());
            }
            self.blank.push(row);
            return Ok(());
        }
        let width = self.columns.len();
        if extra || found < width {
            return Err(Error::input(format!(
                "the row has {found} fields and the header has {width}"
            ))
            .file(path)
            .row(row)
            .remedy("mend the row: quote fields that hold the separator, close every quote, and delete title lines above the header"));
        }
        self.rows.push(row);
        Ok(())
    }

    /// Like [`Cells::push`], saying for each field whether the file stores it as a number.
    pub fn push_stored(
        &mut self,
        path: &Path,
        row: usize,
        fields: &[(String, bool)],
    ) -> Result<()> {
        let kept = self.rows.len();
        self.push(path, row, fields.iter().map(|(text, _)| text.as_str()))?;
        if self.rows.len() > kept {
            for (column, (_, stored)) in self.columns.iter_mut().zip(fields) {
                column.stored.push(*stored);
            }
        }
        Ok(())
    }

    /// Takes the first row away when `is` holds for its filled cells, and there is one: a cell a column.
    pub fn take_first(&mut self, is: fn(&str) -> bool) -> Option<Vec<String>> {
        let first = |column: &Strings| column.iter().next().map(|(cell, _)| cell.to_owned());
        let cells: Vec<String> = self.columns.iter().map(first).collect::<Option<_>>()?;
        let mut filled = cells.iter().filter(|cell| !cell.is_empty()).peekable();
        filled.peek()?;
        if !filled.all(|cell| is(cell)) {
            return None;
        }
        self.rows.remove(0);
        Some(self.columns.iter_mut().map(Strings::take_first).collect())
    }

    /// Names the nameless columns that hold something, says what was left out, and refuses an empty table.
    /// Returns the columns to keep.
    pub fn finish(&mut self, path: &Path, findings: &mut Vec<Finding>) -> Result<Vec<usize>> {
        if self.rows.is_empty() {
            return Err(Error::input(super::NO_ROWS)
                .file(path)
                .remedy("check that the right file and sheet are named"));
        }
        let keep: Vec<usize> = (0..self.names.len())
            .filter(|&j| !self.names[j].is_empty() || !self.columns[j].text.is_empty())
            .collect();
        let named = self.names.iter().filter(|name| !name.is_empty()).count();
        if named <= 1 && keep.len() > 2 {
            return Err(Error::input(format!(
                "the first line names {named} of {} columns; it looks like a title, not a header",
                keep.len()
            ))
            .file(path)
            .remedy("delete the lines above the header"));
        }
        for &j in &keep {
            if self.names[j].is_empty() {
                let mut name = format!("column_{}", j + 1);
                while self.names.contains(&name) {
                    name.push('_');
                }
                self.names[j] = name;
                findings.push(
                    Finding::info("unnamed-column", "a column without a name was given one")
                        .file(path)
                        .column(&self.names[j]),
                );
            }
        }
        if let (Some(first), Some(last)) = (self.blank.first(), self.blank.last()) {
            findings.push(
                Finding::info(
                    "blank-rows",
                    format!(
                        "{} rows without content were left out, rows {first} to {last}",
                        self.blank.len()
                    ),
                )
                .file(path),
            );
        }
        Ok(keep)
    }
}

/// A name without padding and line breaks.
pub(in crate::input::read) fn one_line(name: &str) -> String {
    let parts: Vec<&str> = name.split(['\n', '\r']).map(str::trim).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}
