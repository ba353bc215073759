//! A row against the rules of its op.

use crate::base::day::days;
use crate::base::entry::{Op, Reason};
use crate::base::missing::is_missing;
use crate::base::privacy::{Key, Raw, Seen};
use crate::base::study::Source;

/// What holds for all rows of some files.
#[derive(Debug)]
pub struct Rules<'a> {
    /// Hashes persons.
    pub key: &'a Key,
    /// Whether their numbers are of the registry's own.
    pub own: bool,
    /// Days of the date of the study.
    pub today: Option<i32>,
    /// Level of rows that name none.
    pub level: Source,
    /// The date of rows that are all adds.
    pub base: Option<i32>,
}

/// A village as a cell names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Village {
    /// Nothing is there.
    Missing,
    /// It is not among the villages.
    Unknown,
    /// Position in a list.
    At(u32),
}

/// The cells of a row; those of keys come with whether their file stores them as floating-point numbers.
#[derive(Debug, Clone, Copy)]
pub struct Cells<'a> {
    /// Op.
    pub op: &'a str,
    /// Effective date.
    pub date: &'a str,
    /// Level.
    pub level: &'a str,
    /// Person, family, family moved to.
    pub keys: [(&'a str, bool); 3],
    /// Village.
    pub code: Village,
    /// Village moved to.
    pub to: Village,
    /// Whether a field is set or emptied.
    pub changes: bool,
}

/// A row that can go into the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Op.
    pub op: Op,
    /// Days of the effective date.
    pub date: i32,
    /// Level.
    pub level: Source,
    /// Person; `None` where it speaks of a family.
    pub person: Option<u128>,
    /// Family.
    pub family: Option<u128>,
    /// Family moved to.
    pub to_family: Option<u128>,
    /// Village, as a position.
    pub code: Option<u32>,
    /// Village moved to.
    pub to: Option<u32>,
    /// Whether the family's key could not be read.
    pub lost_family: bool,
}

/// A level in a word, English or Indonesian.
pub fn level(word: &str) -> Option<Source> {
    Some(match word.trim().to_lowercase().as_str() {
        "village" | "desa" | "kelurahan" => Source::Village,
        "regency" | "kabupaten" | "kota" => Source::Regency,
        "national" | "nasional" | "pusat" => Source::National,
        _ => return None,
    })
}

impl Rules<'_> {
    /// Reads a row.
    ///
    /// # Errors
    /// Why it cannot go into the log, with its op where that is known.
    pub fn line(&self, cells: &Cells) -> Result<Line, (Option<Op>, Reason)> {
        let (op, date) = match self.base {
            Some(date) => (Op::Add, Ok(date)),
            None => (
                Op::read(cells.op).ok_or((None, Reason::Op))?,
                days(cells.date).ok_or(Reason::Date),
            ),
        };
        self.of_op(op, date, cells)
            .map_err(|reason| (Some(op), reason))
    }

    fn of_op(&self, op: Op, date: Result<i32, Reason>, cells: &Cells) -> Result<Line, Reason> {
        let date = date?;
        if self.today.is_some_and(|today| date > today) {
            return Err(Reason::DateAhead);
        }
        let level = match is_missing(cells.level.trim()) {
            true => self.level,
            false => level(cells.level).ok_or(Reason::Level)?,
        };
        let [person, family, to_family] = cells.keys.map(|(cell, stored)| self.hash(cell, stored));
        let person = match (person, op.of_families()) {
            (Err(Reason::KeyMissing), true) => None,
            (person, _) => Some(person?),
        };
        if person.is_none() {
            family?;
        }
        let lost_family = family.is_err_and(|reason| reason != Reason::KeyMissing);
        if matches!(op, Op::Split | Op::Merge) && to_family.is_err() {
            return Err(Reason::FamilyMissing);
        }
        let code = village(cells.code)?;
        let to = village(cells.to)?;
        if op == Op::Add && code.is_none() || op == Op::Move && to.is_none() {
            return Err(Reason::VillageMissing);
        }
        if op == Op::Change && !cells.changes && family.is_err() {
            return Err(Reason::Nothing);
        }
        Ok(Line {
            op,
            date,
            level,
            person,
            family: family.ok(),
            to_family: to_family.ok(),
            code,
            to: to.filter(|_| matches!(op, Op::Move | Op::Split | Op::Merge)),
            lost_family,
        })
    }

    fn hash(&self, cell: &str, stored: bool) -> Result<u128, Reason> {
        let seen = match self.own {
            true => Raw::own(cell, stored),
            false => Raw::read(cell, stored),
        };
        match seen {
            Seen::Missing => Err(Reason::KeyMissing),
            Seen::Placeholder => Err(Reason::KeyPlaceholder),
            Seen::Damaged => Err(Reason::KeyDamaged),
            Seen::Whole(raw) if self.own || raw.is_number() => Ok(self.key.hash(&raw).number()),
            Seen::Whole(_) | Seen::Other => Err(Reason::KeyStrange),
        }
    }
}

fn village(village: Village) -> Result<Option<u32>, Reason> {
    match village {
        Village::Missing => Ok(None),
        Village::Unknown => Err(Reason::VillageUnknown),
        Village::At(at) => Ok(Some(at)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NIK: &str = "3271014501900001";

    fn read(op: &str, date: &str, keys: [&str; 3], code: Village) -> Result<Line, &'static str> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, "0123456789abcdef0123456789abcdef").unwrap();
        let key = Key::file(file.path()).unwrap();
        let rules = Rules {
            key: &key,
            own: false,
            today: days("2024-12-31"),
            level: Source::Village,
            base: None,
        };
        let cells = Cells {
            op,
            date,
            level: "",
            keys: keys.map(|key| (key, false)),
            code,
            to: code,
            changes: false,
        };
        rules.line(&cells).map_err(|(_, reason)| reason.as_str())
    }

    #[test]
    fn rows_that_can_go_into_the_log() {
        let at = Village::At(3);
        let line = read("Pindah", "31/12/2024", [NIK, "", ""], at).unwrap();
        assert_eq!(
            (line.op, line.to, line.level),
            (Op::Move, Some(3), Source::Village)
        );
        let dotted = read("move", "2024-12-31", ["32.71.01.450190.0001", "", ""], at).unwrap();
        assert_eq!(dotted.person, line.person);
        let whole = read("move", "2024-12-31", ["", NIK, ""], at).unwrap();
        assert_eq!((whole.person, whole.family), (None, line.person));
        let lost = read("add", "2024-12-31", [NIK, "3.27E+15", ""], at).unwrap();
        assert!(lost.lost_family && lost.family.is_none());
    }

    #[test]
    fn rows_that_cannot() {
        let at = Village::At(3);
        for (op, date, keys, code, reason) in [
            ("hapus", "2024-01-01", [NIK, "", ""], at, "op unknown"),
            ("die", "2024-02-30", [NIK, "", ""], at, "date unreadable"),
            (
                "die",
                "2025-01-01",
                [NIK, "", ""],
                at,
                "date after that of the study",
            ),
            ("die", "2024-01-01", ["", NIK, ""], at, "key missing"),
            (
                "die",
                "2024-01-01",
                ["0", "", ""],
                at,
                "key stands for nothing",
            ),
            (
                "die",
                "2024-01-01",
                ["3,27E+15", "", ""],
                at,
                "key lost digits",
            ),
            (
                "die",
                "2024-01-01",
                ["081234567890", "", ""],
                at,
                "key is no NIK or KK",
            ),
            (
                "add",
                "2024-01-01",
                [NIK, "", ""],
                Village::Missing,
                "village missing",
            ),
            (
                "add",
                "2024-01-01",
                [NIK, "", ""],
                Village::Unknown,
                "village unknown",
            ),
            ("split", "2024-01-01", [NIK, NIK, "0"], at, "family missing"),
            (
                "change",
                "2024-01-01",
                [NIK, "", ""],
                at,
                "nothing to change",
            ),
        ] {
            assert_eq!(read(op, date, keys, code), Err(reason), "{op} {keys:?}");
        }
    }
}
