//! The door: columns of persons become keyed hashes or are left out before anything else sees them.

use crate::base::finding::{Finding, Severity};
use crate::base::missing::is_missing;
use crate::base::privacy::{Key, Kind, Raw, Seen, numbered, titled};
use crate::base::study::Privacy;
use crate::error::{Error, Result};
use polars::prelude::{Column, DataFrame, DataType};
use std::path::Path;

/// What is done with columns of persons; without a study they are left out.
#[derive(Debug, Clone, Default)]
pub struct Door {
    key: Option<Key>,
    hash: Vec<String>,
    keep: Vec<String>,
    /// Whether columns that name places or have a role pass whatever they hold.
    lenient: bool,
}

/// What becomes of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Stays,
    Hashed,
    /// With its cells that hold something.
    Dropped(usize),
    /// It holds numbers of persons and is to name places.
    Refused,
}

/// Digits before the point that amounts have at most: under a title of numbers of persons, and under one of persons.
const AMOUNT: [usize; 2] = [8, 14];
/// Shortest cell that can be an identifier: `3.27E+15`, `a@b.desa`.
const SHORT: usize = 8;
/// Digits in a title from which it may be a cell of a table without a header.
const TITLE: usize = 9;

/// Cells that are no numbers and say nothing of who somebody is.
const ANSWERS: &[&str] = &[
    "ya",
    "tidak",
    "y",
    "t",
    "yes",
    "no",
    "n",
    "true",
    "false",
    "ada",
    "tidak ada",
    "sudah",
    "belum",
];

impl Door {
    /// The door of a study, its key read.
    ///
    /// # Errors
    /// A key that is not there or too short.
    pub fn of(privacy: &Privacy, base: &Path) -> Result<Self> {
        let key = match privacy.hash.is_empty() {
            true => None,
            false => key(privacy, base)?,
        };
        Ok(Self {
            key,
            hash: privacy.hash.clone(),
            keep: privacy.keep.clone(),
            lenient: false,
        })
    }

    /// The door of files whose columns have roles, which look after persons themselves.
    pub(super) fn lenient() -> Self {
        Self {
            lenient: true,
            ..Self::default()
        }
    }

    /// What becomes of a column; `named` when it names places.
    ///
    /// Each cell comes with whether its file stores it as a floating-point number. A column is of persons when most of its cells are identifiers,
    /// or when its title says so and they are not mostly amounts or answers, or one of them is an identifier.
    pub(super) fn fate<'a>(
        &self,
        title: &str,
        named: bool,
        cells: impl Iterator<Item = (&'a str, bool)> + Clone,
    ) -> Fate {
        if self.hash.iter().any(|name| name == title) {
            return Fate::Hashed;
        }
        let told = titled(title) && !named && !self.keep.iter().any(|name| name == title);
        let held = |(cell, _): &(&str, bool)| *cell != "0" && !is_missing(cell);
        let long = cells
            .clone()
            .filter(|cell| held(cell) && cell.0.len() >= SHORT)
            .count();
        if !told && long * 2 <= cells.clone().filter(held).count() {
            return Fate::Stays;
        }
        let most = AMOUNT[usize::from(!numbered(title))];
        let (mut filled, mut numbers, mut others, mut amounts) = (0, 0, 0, 0);
        for (cell, stored) in cells {
            match Raw::read(cell, stored) {
                Seen::Missing | Seen::Placeholder => continue,
                Seen::Damaged => numbers += 1,
                Seen::Whole(raw) if raw.kind() == Kind::Number => numbers += 1,
                Seen::Whole(_) if !stored && !cell.starts_with("62") => others += 1,
                Seen::Whole(_) | Seen::Other => amounts += usize::from(amount(cell) <= most),
            }
            filled += 1;
        }
        match named {
            true if numbers * 2 > filled && !self.lenient => Fate::Refused,
            true => Fate::Stays,
            false if (numbers + others) * 2 > filled => Fate::Dropped(filled),
            false if told && filled > 0 && (numbers > 0 || amounts * 2 < filled) => {
                Fate::Dropped(filled)
            }
            false => Fate::Stays,
        }
    }

    /// Refuses titles that are numbers of persons: the table has no header.
    ///
    /// # Errors
    /// Such a title, which is not told.
    pub fn titles<'a>(path: &Path, mut titles: impl Iterator<Item = &'a str>) -> Result<()> {
        match titles.find(|title| matches!(Raw::read(title, false), Seen::Whole(_))) {
            None => Ok(()),
            Some(_) => Err(
                Error::input("the first row holds numbers of persons and no titles")
                    .file(path)
                    .remedy("give every column its title in a first row"),
            ),
        }
    }

    /// Takes the columns of persons out of a frame, or hashes them; `named` columns name places. The titles of those that were left out
    /// come back.
    ///
    /// # Errors
    /// A named column that holds numbers of persons, a title that is one.
    pub(super) fn frame(
        &self,
        frame: &mut DataFrame,
        named: &[String],
        (path, severity): (&Path, Severity),
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<String>> {
        let titles = frame.get_column_names().into_iter();
        Self::titles(path, titles.map(|title| title.as_str()))?;
        let mut left = Left::default();
        let mut kept = Vec::with_capacity(frame.width());
        for column in frame.columns() {
            let title = column.name().as_str();
            let stored = column.dtype().is_float();
            let small = column.dtype().is_bool() || stored || column.dtype().is_integer();
            if small && !self.hash.iter().any(|name| name == title) && amounts(column)? {
                kept.push(column.clone());
                continue;
            }
            let texts = column.cast(&DataType::String)?;
            let texts: Vec<&str> = texts.str()?.iter().map(Option::unwrap_or_default).collect();
            let cells = texts.iter().map(|cell| (*cell, stored));
            match self.fate(title, named.iter().any(|name| name == title), cells.clone()) {
                Fate::Stays => kept.push(column.clone()),
                Fate::Dropped(cells) => left.add(title, cells),
                Fate::Refused => return Err(refused(title, path)),
                Fate::Hashed => {
                    let hashes = self.hash(title, cells, path, findings);
                    kept.push(Column::new(title.into(), hashes));
                }
            }
        }
        *frame = DataFrame::new(frame.height(), kept)?;
        Ok(left.tell((path, severity), findings))
    }

    /// The hashes of a column's identifiers; all other cells are missing, and said.
    pub(super) fn hash<'a>(
        &self,
        title: &str,
        cells: impl Iterator<Item = (&'a str, bool)>,
        path: &Path,
        findings: &mut Vec<Finding>,
    ) -> Vec<Option<String>> {
        let (mut hashed, mut damaged, mut placeholders, mut others) = (0, 0, 0, 0);
        let hash = |(cell, stored)| {
            let count = match (Raw::read(cell, stored), &self.key) {
                (Seen::Whole(raw), Some(key)) => {
                    hashed += 1;
                    return Some(key.hash(&raw).to_string());
                }
                (Seen::Missing, _) => return None,
                (Seen::Placeholder, _) => &mut placeholders,
                (Seen::Damaged, _) => &mut damaged,
                (Seen::Other | Seen::Whole(_), _) => &mut others,
            };
            *count += 1;
            None
        };
        let hashes = cells.map(hash).collect();
        let what = format!(
            "{hashed} cells are keyed hashes now; missing: {damaged} whose digits a spreadsheet lost, {placeholders} that stand for nothing, {others} that are no identifiers"
        );
        let finding = match damaged + others {
            0 => Finding::info("column-hashed", what),
            _ => Finding::warning("column-hashed", what)
                .remedy("export the column as text, and correct what is no NIK, KK, telephone or e-mail address"),
        };
        findings.push(finding.file(path).column(title));
        hashes
    }
}

/// The key of a study, if it names one.
///
/// # Errors
/// A key that is not there or too short.
pub fn key(privacy: &Privacy, base: &Path) -> Result<Option<Key>> {
    match (&privacy.key_file, &privacy.key_env) {
        (Some(file), _) => Key::file(&base.join(file)).map(Some),
        (None, Some(name)) => Key::variable(name).map(Some),
        (None, None) => Ok(None),
    }
}

/// Whether no number of a column is long enough for one of a person.
fn amounts(column: &Column) -> Result<bool> {
    let numbers = column.cast(&DataType::Float64)?;
    let numbers = numbers.f64()?;
    let least = 10_f64.powi(AMOUNT[0] as i32);
    Ok(numbers.iter().flatten().all(|number| number.abs() < least))
}

/// Digits before the point of an amount, 0 of an answer; more than any amount has when it is neither.
fn amount(cell: &str) -> usize {
    const NONE: usize = usize::MAX;
    if ANSWERS.contains(&cell.to_lowercase().as_str()) {
        return 0;
    }
    let body = cell
        .trim_start_matches(['-', '+'])
        .trim_end_matches([' ', '%']);
    let bytes = body.as_bytes();
    if bytes.len() > 1 && bytes[0] == b'0' && bytes[1].is_ascii_digit() {
        return NONE;
    }
    if let Ok(number) = body.parse::<f64>()
        && bytes
            .first()
            .is_some_and(|byte| byte.is_ascii_digit() || *byte == b'.')
    {
        return number.log10().max(0.0) as usize + 1;
    }
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let mark = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\u{a0}');
    if body.is_empty() || !body.starts_with(|c: char| c.is_ascii_digit()) || !body.chars().all(mark)
    {
        return NONE;
    }
    match body.rsplit_once([',', '.']) {
        Some((whole, fraction)) if fraction.len() != 3 => digits(whole),
        _ => digits(body),
    }
}

/// What to do with a column that was left out.
const ROLES: &str = "in a study, name under [privacy] as `keep` what holds no persons, and as `hash` what is to become keyed hashes";

/// What is said of a column that is asked for and was left out.
pub(super) fn left_out(title: &str, path: &Path) -> Error {
    Error::input("the column speaks of persons and was left out when the table was read")
        .file(path)
        .column(title)
        .remedy(ROLES)
}

/// What is said of a column that is to name places and holds numbers of persons.
pub(super) fn refused(title: &str, path: &Path) -> Error {
    Error::input("the column holds numbers of persons, so it can name no place")
        .file(path)
        .column(title)
        .remedy("name the column of a place's code")
}

/// Columns that were left out.
#[derive(Default)]
pub(super) struct Left {
    titles: Vec<String>,
    nameless: usize,
    cells: usize,
}

impl Left {
    /// Adds a column.
    pub fn add(&mut self, title: &str, cells: usize) {
        let digits = title.chars().filter(char::is_ascii_digit).count();
        match digits < TITLE && !is_missing(title) {
            true => self.titles.push(title.to_owned()),
            false => self.nameless += 1,
        }
        self.cells += cells;
    }

    /// Says so, if there are any; their titles.
    pub fn tell(
        self,
        (path, severity): (&Path, Severity),
        findings: &mut Vec<Finding>,
    ) -> Vec<String> {
        let mut told = self.titles.clone();
        if self.nameless > 0 {
            told.push(format!("{} without a title", self.nameless));
        }
        if told.is_empty() {
            return told;
        }
        let what = format!(
            "left out, since titles or cells speak of persons: {} ({} cells)",
            told.join(", "),
            self.cells
        );
        let finding = match severity {
            Severity::Info => Finding::info("column-personal", what),
            Severity::Warning => Finding::warning("column-personal", what),
        };
        findings.push(finding.file(path).remedy(ROLES));
        self.titles
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::input::read::table;
    use polars::prelude::{ParquetWriter, df};

    const NIK: [&str; 3] = ["3271014501900001", "32.71.01.450190.0002", "3.27E+15"];

    fn fate(title: &str, cells: &[&str]) -> Fate {
        Door::default().fate(title, false, cells.iter().map(|cell| (*cell, false)))
    }

    #[test]
    fn columns_of_persons_by_title_or_cells() {
        for (title, cells) in [
            ("nik", NIK.as_slice()),
            ("kolom", &NIK),
            (
                "kolom",
                &["3271014501900001", "0", "-", "0", "0000000000000000"],
            ),
            ("kk", &["914", "3271014501900001", "12"]),
            ("Nama KK", &["Siti", "Budi"]),
            ("no_rekening", &["1234567890", "2234567890"]),
            ("x", &["081234567890", "+62 812 3456 7890", ""]),
            ("x", &["siti@desa.id", "budi@desa.id"]),
            ("lahir", &["1990-01-05"]),
            ("kepala", &["Siti", "3", "4", "Budi", "Ani"]),
        ] {
            assert!(
                matches!(fate(title, cells), Fate::Dropped(_)),
                "{title} {cells:?}"
            );
        }
        for (title, cells) in [
            ("jumlah_kk", ["914", "1.234"].as_slice()),
            ("penerima", &["148", "0"]),
            ("anggaran_keluarga", &["2400000", "420.000.000", "Rp"]),
            (
                "persen_rekening",
                &["0.65714285714286", "12,5 %", "0,123456789"],
            ),
            ("telepon", &["12", "7", "-"]),
            ("kepala_perempuan", &["ya", "Tidak", "ya"]),
            ("nik", &["", "-", "0"]),
            ("nama_desa", &["TUNAKIR BARAT", "Mautabara"]),
            ("kode", &["5301042001", "53.01.04.2001"]),
            ("pagu", &["812345678000", "823456789000"]),
            (
                "catatan",
                &["3271014501900001", "tidak ada", "lihat lampiran"],
            ),
        ] {
            assert_eq!(fate(title, cells), Fate::Stays, "{title} {cells:?}");
        }
        let stored = NIK.iter().map(|_| ("3271014501900001", true));
        assert_eq!(Door::default().fate("x", false, stored), Fate::Dropped(3));
    }

    #[test]
    fn a_study_keeps_and_hashes() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("key"),
            "0123456789abcdef0123456789abcdef\n",
        )
        .unwrap();
        let csv = folder.path().join("t.csv");
        std::fs::write(&csv, "kode,nik,status_penerima,nama_kk\n1,3271014501900001,aktif,Siti\n2,32.71.01.450190.0001,pindah,Budi\n3,3.27E+15,aktif,Ani\n4,0,aktif,-\n5,12,aktif,\n").unwrap();
        let privacy = Privacy {
            key_file: Some("key".into()),
            hash: vec!["nik".into()],
            keep: vec!["status_penerima".into()],
            ..Privacy::default()
        };
        let door = Door::of(&privacy, folder.path()).unwrap();
        let mut findings = Vec::new();
        let text = ["kode".to_owned()];
        let table = table::read(&csv, None, &text, &door, &mut findings).unwrap();
        assert_eq!(
            table.frame.get_column_names(),
            ["kode", "nik", "status_penerima"]
        );
        let hashes = table.column("nik").unwrap().str().unwrap().clone();
        let hashes: Vec<Option<&str>> = hashes.iter().collect();
        assert_eq!(hashes[0], hashes[1]);
        assert_eq!(hashes[0].map(str::len), Some(32));
        assert_eq!(&hashes[2..], [None; 3]);
        let said: Vec<(&str, &str)> = findings
            .iter()
            .map(|f| (f.check, f.what.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                (
                    "column-hashed",
                    "2 cells are keyed hashes now; missing: 1 whose digits a spreadsheet lost, 1 that stand for nothing, 1 that are no identifiers"
                ),
                (
                    "column-personal",
                    "left out, since titles or cells speak of persons: nama_kk (3 cells)"
                ),
            ]
        );
        assert_eq!(findings[0].severity, Severity::Warning);

        let mut frame = df!("kode" => ["1"], "nik" => [3_271_014_501_900_001_i64], "x" => [3_271_014_501_900_001.0], "n" => [7_i64]).unwrap();
        let parquet = folder.path().join("t.parquet");
        ParquetWriter::new(std::fs::File::create(&parquet).unwrap())
            .finish(&mut frame)
            .unwrap();
        let table = table::read(&parquet, None, &text, &door, &mut findings).unwrap();
        assert_eq!(table.frame.get_column_names(), ["kode", "nik", "n"]);
        assert_eq!(
            table.column("nik").unwrap().str().unwrap().get(0),
            hashes[0]
        );
    }

    #[test]
    fn places_have_no_numbers_of_persons() {
        let folder = tempfile::tempdir().unwrap();
        let csv = folder.path().join("t.csv");
        std::fs::write(&csv, "id,n\n3271014501900001,1\n3271014501900002,2\n").unwrap();
        let read =
            |text: &[String]| table::read(&csv, None, text, &Door::default(), &mut Vec::new());
        let error = read(&["id".to_owned()]).unwrap_err();
        assert_eq!(
            (error.exit_code(), error.place.column.as_deref()),
            (3, Some("id"))
        );
        assert!(!error.to_string().contains("3271"), "{error}");
        let table = read(&[]).unwrap();
        assert_eq!(table.frame.get_column_names(), ["n"]);
        assert!(
            table
                .column("id")
                .unwrap_err()
                .what
                .contains("left out when the table was read")
        );
    }

    #[test]
    fn titles_that_could_be_cells_are_not_told() {
        let mut left = Left::default();
        left.add("3271014501900001", 2);
        left.add("nik", 3);
        let mut findings = Vec::new();
        left.tell((Path::new("t.csv"), Severity::Info), &mut findings);
        assert!(
            findings[0]
                .what
                .ends_with("nik, 1 without a title (5 cells)"),
            "{}",
            findings[0].what
        );
    }
}
