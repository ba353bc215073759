//! Persons of a registry as an audit sees them: hashes, villages, ages, and numbers for values.

use crate::base::day::days;
use crate::base::finding::Finding;
use crate::base::privacy::Key;
use crate::base::study::{Audit, Match, Privacy, Refresh, Registry};
use crate::error::{Error, Result};
use crate::input::read::rows::Rows;
use crate::input::registry::Record;
use crate::input::registry::entries::{Desk, Titles};
use crate::input::registry::fields::fields;
use crate::input::registry::lines::Rules;
use crate::input::registry::places::Villages;
use crate::input::registry::sorted::frame;
use crate::welfare::registry::audit::matching::Persons;
use crate::welfare::registry::audit::repeats::Row;
use polars::prelude::*;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Where rows come from.
pub struct Origin {
    /// Files.
    pub files: Vec<PathBuf>,
    /// Column of the village's code.
    pub code: String,
    folder: bool,
}

impl Origin {
    /// The snapshot of a registry.
    pub fn folder(folder: &Path, record: &Record) -> Self {
        Self {
            files: record
                .parts
                .iter()
                .map(|part| folder.join(&part.path))
                .collect(),
            code: "code".to_owned(),
            folder: true,
        }
    }

    /// Any files.
    pub fn rows(path: PathBuf, code: &str) -> Self {
        Self {
            files: vec![path],
            code: code.to_owned(),
            folder: false,
        }
    }
}

/// What was gathered.
#[derive(Default)]
pub struct Gathered {
    /// Codes of villages by number.
    pub codes: Vec<String>,
    /// How many rows were read.
    pub read: u64,
    /// Person, village, family; of a registry's folder none, since it has one row a person.
    pub rows: Vec<Row>,
    /// Days of the last update by village.
    pub last: Vec<Option<i32>>,
    /// Persons to be compared.
    pub persons: Persons,
    /// Rows that say nothing of their block.
    pub blockless: u64,
    numbers: HashMap<String, u32>,
    /// Numbers of values, and of what rows of a block share.
    values: HashMap<String, u32>,
    blocks: HashMap<Vec<u32>, u64>,
}

impl Gathered {
    /// Reads all rows.
    ///
    /// # Errors
    /// Columns that are absent, files that cannot be read.
    pub fn read(
        origin: &Origin,
        mut rows: Rows,
        (spec, refresh, settings): (&Registry, &Refresh, &Audit),
        villages: &Villages,
        key: Option<&Key>,
        privacy: &Privacy,
        findings: &mut Vec<Finding>,
    ) -> Result<Self> {
        let mut gathered = Self::default();
        let matching = settings.matching.as_ref();
        gathered.persons.values = vec![Vec::new(); matching.map_or(0, |asked| asked.fields.len())];
        let Some(key) = key.filter(|_| !origin.folder) else {
            let mut columns = vec!["code", "updated"];
            let asked = matching
                .iter()
                .flat_map(|own| own.block.iter().chain(&own.fields));
            for name in asked.map(String::as_str) {
                match rows.columns().contains(&name) {
                    true if columns.contains(&name) => {}
                    true => columns.push(name),
                    false => return Err(absent(name)),
                }
            }
            for file in &origin.files {
                // a registry has one row a person
                let frame = frame(file, None, Some(&columns))?;
                gathered.take(&frame, None, "code", Some("updated"), matching)?;
            }
            return Ok(gathered);
        };
        let titles = Titles {
            person: &refresh.person,
            family: refresh.family.as_deref(),
            code: &spec.code,
            columns: &refresh.columns,
        };
        let fields = fields(&mut rows, &titles, privacy, findings)?;
        let desk = Desk {
            titles: &titles,
            rules: Rules {
                key,
                own: refresh.own_numbers,
                today: None,
                level: refresh.base_level,
                base: Some(0),
            },
            villages,
            fields: &fields,
            buckets: 1,
        };
        let mut refused = Vec::new();
        let updated = settings.updated.as_deref();
        desk.read(&mut rows, 0, &mut refused, findings, &mut |frame, _| {
            let who = Some(["_person", "_family"]);
            gathered.take(&frame, who, "_code", updated, matching)
        })?;
        let mut reasons: HashMap<&str, usize> = HashMap::new();
        for row in &refused {
            *reasons.entry(row.reason.as_str()).or_default() += 1;
        }
        let mut reasons: Vec<_> = reasons.into_iter().collect();
        reasons.sort_unstable();
        for (reason, n) in reasons {
            let what = format!("{n} rows are left out of the search for repeats: {reason}");
            findings.push(Finding::warning("row-refused", what).file(spec.rows()));
        }
        Ok(gathered)
    }

    fn take(
        &mut self,
        frame: &DataFrame,
        who: Option<[&str; 2]>,
        code: &str,
        updated: Option<&str>,
        matching: Option<&Match>,
    ) -> Result<()> {
        let text = |name: &str| -> Result<StringChunked> {
            let column = frame.column(name).map_err(|_| absent(name))?;
            Ok(column
                .cast(&DataType::String)?
                .str()?
                .rechunk()
                .into_owned())
        };
        let codes = text(code)?;
        let updated = updated.map(text).transpose()?;
        let key = |cell: Option<&str>| cell.and_then(|cell| u128::from_str_radix(cell, 16).ok());
        let who = match who {
            Some([person, family]) => Some((text(person)?, text(family)?)),
            None => None,
        };
        let mut last = ("", None);
        let mut own = Vec::with_capacity(frame.height());
        self.read += frame.height() as u64;
        for row in 0..frame.height() {
            let village = self.village(codes.get(row).unwrap_or_default());
            own.push(village);
            if let Some((persons, families)) = &who
                && let Some(person) = key(persons.get(row))
            {
                // the low bits of a hash tell families apart
                let family = key(families.get(row)).map_or(0, |family| family as u64);
                self.rows.push((person, village, family));
            }
            let cell = updated.as_ref().and_then(|cells| cells.get(row));
            let cell = cell.unwrap_or_default();
            if cell != last.0 {
                last = (cell, days(cell));
            }
            let newest = &mut self.last[village as usize];
            *newest = (*newest).max(last.1);
        }
        let Some(matching) = matching else {
            return Ok(());
        };
        let named = |name: &String| text(if name == "code" { code } else { name });
        let blocks: Vec<StringChunked> = matching.block.iter().map(named).collect::<Result<_>>()?;
        let fields: Vec<StringChunked> =
            matching.fields.iter().map(named).collect::<Result<_>>()?;
        for (row, village) in own.into_iter().enumerate() {
            let block: Option<Vec<u32>> = blocks
                .iter()
                .map(|block| Some(self.number(block.get(row)?)))
                .collect();
            let Some(block) = block else {
                self.blockless += 1;
                continue;
            };
            let next = self.blocks.len() as u64;
            self.persons
                .block
                .push(*self.blocks.entry(block).or_insert(next));
            self.persons.village.push(village);
            for (at, field) in fields.iter().enumerate() {
                let value = field.get(row).map_or(0, |value| self.number(value));
                self.persons.values[at].push(value);
            }
        }
        Ok(())
    }

    /// The number of a value; never 0, which is missing.
    fn number(&mut self, value: &str) -> u32 {
        if let Some(&number) = self.values.get(value) {
            return number;
        }
        let number = self.values.len() as u32 + 1;
        self.values.insert(value.to_owned(), number);
        number
    }

    fn village(&mut self, code: &str) -> u32 {
        if let Some(&number) = self.numbers.get(code) {
            return number;
        }
        let number = self.codes.len() as u32;
        self.codes.push(code.to_owned());
        self.last.push(None);
        self.numbers.insert(code.to_owned(), number);
        number
    }
}

fn absent(name: &str) -> Error {
    Error::study("the registry has no such column")
        .column(name)
        .remedy("name a field of the registry, as registry.json lists them, or code")
}
