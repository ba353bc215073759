//! One file of the inventory: its columns by role, cells as words and numbers.

use super::columns::{Role, find};
use crate::base::finding::Finding;
use crate::base::missing::is_missing;
use crate::base::privacy;
use crate::error::{Error, Result};
use crate::input::read::table::{Heading, Table, read_tagged, without_rows};
use polars::prelude::{DataType, StringChunked};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Digits in a title from which it may be a cell of a table without a header.
const NUMBER: usize = 9;

/// A file with its columns found.
pub(super) struct File {
    /// Its rows.
    pub table: Table,
    /// What it is, in words.
    what: &'static str,
    roles: &'static [Role],
    found: BTreeMap<&'static str, String>,
    words: BTreeMap<&'static str, Words>,
}

/// A text column of m rows as numbers of its distinct words.
pub(super) struct Words {
    /// m positions in `words`; none where the cell is empty.
    pub of_row: Vec<Option<u32>>,
    /// Distinct words, in the order of the file.
    pub words: Vec<String>,
}

impl Words {
    /// The first row with a word.
    pub fn row(&self, file: &File, word: usize) -> usize {
        let same = |own: &Option<u32>| own.is_some_and(|own| own as usize == word);
        let at = self.of_row.iter().position(same);
        at.map_or(0, |at| file.table.rows[at])
    }

    /// The word of a row.
    pub fn of(&self, at: usize) -> Option<&str> {
        self.of_row[at].map(|word| self.words[word as usize].as_str())
    }
}

impl File {
    /// Reads a file.
    ///
    /// # Errors
    /// A file that is no table.
    pub fn read(
        path: &Path,
        what: &'static str,
        roles: &'static [Role],
        findings: &mut Vec<Finding>,
    ) -> Result<Self> {
        let wanted = |headings: &[Heading]| {
            let found = find(roles, headings);
            let wanted = |role: &Role| Some((found.get(role.name)?.clone(), role.text));
            roles.iter().filter_map(wanted).collect()
        };
        let (table, headings) =
            read_tagged(path, &wanted, findings).map_err(|error| match without_rows(&error) {
                true => error.remedy("fill in the file, or take [programmes] out of the study"),
                false => error,
            })?;
        let found = find(roles, &headings);
        let tagged = headings.iter().filter(|h| !h.tag.is_empty()).count();
        if tagged > 0 {
            let what = format!("{tagged} columns are named by HXL hashtags");
            findings.push(Finding::info("hashtags", what).file(path));
        }
        let texts = roles.par_iter().filter(|role| role.text);
        let words = texts.filter_map(|role| Some((role.name, found.get(role.name)?)));
        let words = words.map(|(role, title)| {
            let text = table.column(title)?.cast(&DataType::String)?;
            Ok((role, distinct(text.str()?)))
        });
        Ok(Self {
            words: words.collect::<Result<_>>()?,
            table,
            what,
            roles,
            found,
        })
    }

    /// The title of a role's column.
    pub fn title(&self, role: &str) -> Option<&str> {
        self.found.get(role).map(String::as_str)
    }

    /// An error of this file.
    pub fn fault(&self, what: impl Into<String>, role: &str) -> Error {
        let error = Error::input(what).file(&self.table.source);
        match self.title(role) {
            Some(title) => error.column(title),
            None => error,
        }
    }

    /// Refuses a file in which none of these roles has a column.
    pub fn require(&self, roles: &[&str]) -> Result<()> {
        if roles.iter().any(|role| self.found.contains_key(role)) {
            return Ok(());
        }
        let wanted = self.roles.iter().filter(|role| roles.contains(&role.name));
        let titles: Vec<&str> = wanted.flat_map(|role| role.titles).copied().collect();
        let own = self.table.frame.get_column_names();
        let own: Vec<&str> = own.iter().map(|title| title.as_str()).collect();
        let headless = own.iter().any(|title| digits(title) >= NUMBER);
        let remedy = match headless {
            true => {
                "the first row seems to hold values; give every column its title there".to_owned()
            }
            false => format!(
                "call a column one of: {}; its columns are: {}",
                titles.join(", "),
                own.join(", ")
            ),
        };
        Err(Error::input(format!(
            "the {} have no column for the {}",
            self.what,
            roles.join(" or ")
        ))
        .file(&self.table.source)
        .remedy(remedy))
    }

    /// Columns without a role, in the order of the file.
    pub fn rest(&self) -> Vec<&str> {
        let names = self.table.frame.get_column_names().into_iter();
        let names = names.map(|name| name.as_str());
        names
            .filter(|name| !self.found.values().any(|own| own == name))
            .collect()
    }

    /// Tells of a column that is not kept.
    pub fn unused(&self, title: &str, findings: &mut Vec<Finding>) {
        let (check, what) = match privacy::titled(title) {
            true => (
                "column-personal",
                "the column speaks of persons and is not kept",
            ),
            false => (
                "column-unused",
                "the column is none of the inventory's and is not used",
            ),
        };
        let finding = Finding::info(check, what).file(&self.table.source);
        findings.push(match digits(title) >= NUMBER {
            true => finding,
            false => finding.column(title),
        });
    }

    /// The words of a role's column; `None` without a column.
    pub fn words(&self, role: &str) -> Option<&Words> {
        self.words.get(role)
    }

    /// The numbers of a role's column, from 0 up; `None` without a column.
    pub fn numbers(&self, role: &str) -> Result<Option<Vec<Option<f64>>>> {
        let wrong = |n: f64| n < 0.0 || !n.is_finite();
        let Some(numbers) = self.any_numbers(role)? else {
            return Ok(None);
        };
        let at = numbers.iter().position(|n| n.is_some_and(wrong));
        match at {
            None => Ok(Some(numbers)),
            Some(at) => Err(self
                .fault("this must be a number from 0 up", role)
                .row(self.table.rows[at])
                .remedy("correct it, or leave the cell empty where it is not known")),
        }
    }

    /// The numbers of a role's column, whatever they are.
    pub fn any_numbers(&self, role: &str) -> Result<Option<Vec<Option<f64>>>> {
        let Some(title) = self.title(role) else {
            return Ok(None);
        };
        let column = self.table.column(title)?;
        if let Ok(text) = column.str() {
            let plain = |cell: &str| {
                let mark = |c: char| c.is_ascii_digit() || " .,+-%\u{a0}".contains(c);
                is_missing(cell.trim()) || cell.chars().all(mark)
            };
            let at = text
                .iter()
                .position(|cell| cell.is_some_and(|cell| !plain(cell)));
            let fault = self.fault("the column does not hold numbers only", role);
            return Err(match at {
                Some(at) => fault.row(self.table.rows[at]),
                None => fault,
            }
            .remedy("mend the cell, or leave it empty where there is no value"));
        }
        let numbers = column.cast(&DataType::Float64)?;
        Ok(Some(numbers.f64()?.iter().collect()))
    }
}

fn digits(title: &str) -> usize {
    title.chars().filter(char::is_ascii_digit).count()
}

/// Trimmed words; blank, `-`, `NA` and the like are missing.
fn distinct(text: &StringChunked) -> Words {
    let mut known: HashMap<&str, u32> = HashMap::new();
    let mut words = Vec::new();
    let mut of_row = Vec::with_capacity(text.len());
    for cell in text.iter() {
        let cell = cell.map(str::trim).filter(|cell| !is_missing(cell));
        of_row.push(cell.map(|cell| {
            *known.entry(cell).or_insert_with(|| {
                words.push(cell.to_owned());
                words.len() as u32 - 1
            })
        }));
    }
    Words { of_row, words }
}
