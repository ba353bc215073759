//! A grid of cells as a file spells them: header, rows, and where each row stands.

use crate::base::finding::Finding;
use crate::error::{Error, Result};
use std::path::Path;

/// Cells in rows, trimmed, all rows as wide as the header; rows without any content are left out.
#[derive(Default)]
pub(super) struct Cells {
    pub names: Vec<String>,
    /// 1-based place in the file of each row.
    pub rows: Vec<usize>,
    text: String,
    ends: Vec<usize>,
    /// Whether the file stores the cell as a number; empty when it stores text only.
    stored: Vec<bool>,
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
            names,
            ..Self::default()
        })
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.names.len()
    }

    /// The cell in row i and column j, trimmed.
    pub fn get(&self, i: usize, j: usize) -> &str {
        let at = i * self.width() + j;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start..self.ends[at]]
    }

    /// Whether the file stores that cell as a number.
    pub fn is_stored(&self, i: usize, j: usize) -> bool {
        self.stored.get(i * self.width() + j) == Some(&true)
    }

    /// Adds row `row`; one without content is only counted, and empty fields past the header are dropped.
    pub fn push<'a>(
        &mut self,
        path: &Path,
        row: usize,
        fields: impl Iterator<Item = &'a str>,
    ) -> Result<()> {
        let (width, before) = (self.width(), self.text.len());
        let mut found = 0;
        let mut extra = false;
        for (j, field) in fields.enumerate() {
            let field = field.trim();
            found = j + 1;
            if j < width {
                self.text.push_str(field);
                self.ends.push(self.text.len());
            } else {
                extra |= !field.is_empty();
            }
        }
        if self.text.len() == before && !extra {
            self.ends.truncate(self.rows.len() * width);
            self.blank.push(row);
            return Ok(());
        }
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
            self.stored.extend(fields.iter().map(|(_, stored)| *stored));
        }
        Ok(())
    }

    /// Names the nameless columns that hold something, says what was left out, and refuses an empty table.
    /// Returns the columns to keep.
    pub fn finish(&mut self, path: &Path, findings: &mut Vec<Finding>) -> Result<Vec<usize>> {
        if self.rows.is_empty() {
            return Err(Error::input("the table has a header but no rows")
                .file(path)
                .remedy("check that the right file and sheet are named"));
        }
        let filled = |j: usize| (0..self.rows.len()).any(|i| !self.get(i, j).is_empty());
        let keep: Vec<usize> = (0..self.width())
            .filter(|&j| !self.names[j].is_empty() || filled(j))
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
                self.names[j] = format!("column_{}", j + 1);
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
pub(super) fn one_line(name: &str) -> String {
    let parts: Vec<&str> = name.split(['\n', '\r']).map(str::trim).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}
