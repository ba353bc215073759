//! What the cells of a column look like, counted one by one: the evidence for its type and marks.

use super::marks::Evidence;
use super::number::Written;
use crate::base::missing::is_missing;

/// What the cells of one column look like.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::input::read) struct Tally {
    pub markers: usize,
    pub filled: usize,
    pub numbers: usize,
    pub percents: usize,
    pub codes: usize,
    pub booleans: usize,
    pub comma: Evidence,
    pub point: Evidence,
}

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::input::read) enum Type {
    /// Text by name or as a code: no doubt about it.
    Code,
    Text,
    Boolean,
    Number,
}

impl Tally {
    /// Counts a trimmed cell, which the file may store as a number; true when it is a word.
    pub fn add(&mut self, cell: &str, stored: bool) -> bool {
        if is_missing(cell) {
            self.markers += usize::from(!cell.is_empty());
            return false;
        }
        self.filled += 1;
        if let Some(written) = Written::read(cell, stored) {
            self.numbers += 1;
            self.percents += usize::from(written.percent);
            self.codes += usize::from(written.code);
            self.comma.add(written.comma);
            self.point.add(written.point);
            return false;
        }
        let truth = boolean(cell).is_some();
        self.booleans += usize::from(truth);
        !truth
    }

    pub fn kind(&self) -> Type {
        let filled = self.filled;
        if self.codes * 20 >= filled && self.codes > 0 {
            Type::Code
        } else if self.booleans == filled && filled > 0 {
            Type::Boolean
        } else if self.numbers == filled
            && self.codes == 0
            && (self.percents == 0 || self.percents == filled)
        {
            Type::Number
        } else {
            Type::Text
        }
    }

    /// Whether all but one cell in twenty are numbers.
    pub fn nearly_numbers(&self) -> bool {
        self.numbers * 20 >= self.filled * 19
    }
}

pub(in crate::input::read) fn boolean(cell: &str) -> Option<bool> {
    match cell {
        "true" | "TRUE" | "True" => Some(true),
        "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// `53.10` under a name such as `kode_kemendagri` is a code; as a number it would lose its zero.
pub(in crate::input::read) fn is_dotted_code(name: &str, tally: &Tally) -> bool {
    tally.point.decimal + tally.point.either > 0
        && name
            .to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| matches!(word, "kode" | "kd" | "code" | "id"))
}
