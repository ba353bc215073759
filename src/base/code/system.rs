//! Code systems: how long a code is at each level, and who its parent is.

use crate::base::model::{Code, Level};
use std::fmt;

/// A code system; parents are prefixes in all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Kemendagri `PP.KK.CC.DDDD`: 2, 4, 6 and 10 digits; the village part starts 1 (kelurahan), 2 (desa) or 3.
    Kemendagri,
    /// BPS `PPKKCCCDDD`: 2, 4, 7 and 10 digits.
    Bps,
    /// Any other.
    Other {
        /// Leading characters that name the province, the regency and the district.
        digits: [usize; 3],
    },
}

impl System {
    /// Characters of a code of this level; `None` for the villages of another system, which may have any.
    pub fn length(self, level: Level) -> Option<usize> {
        let [province, regency, district] = match self {
            Self::Kemendagri => [2, 4, 6],
            Self::Bps => [2, 4, 7],
            Self::Other { digits } => digits,
        };
        match level {
            Level::Province => Some(province),
            Level::Regency => Some(regency),
            Level::District => Some(district),
            Level::Village => (!matches!(self, Self::Other { .. })).then_some(10),
        }
    }

    /// The unit of `level` that holds `code` (the code itself at its own level); `None` when the code is too short.
    pub fn parent(self, code: &Code, level: Level) -> Option<Code> {
        match self.length(level) {
            Some(length) => {
                let text = code.as_str();
                let end = text.char_indices().map(|(at, _)| at).nth(length);
                let whole = || text.chars().count() == length;
                match end {
                    Some(end) => Some(Code::from_canonical(&text[..end])),
                    None => whole().then(|| code.clone()),
                }
            }
            None => Some(code.clone()),
        }
    }

    /// The level whose codes are `length` characters long.
    pub fn level(self, length: usize) -> Option<Level> {
        [
            Level::Village,
            Level::District,
            Level::Regency,
            Level::Province,
        ]
        .into_iter()
        .find(|&level| self.length(level) == Some(length))
    }
}

impl fmt::Display for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Kemendagri => "Kemendagri",
            Self::Bps => "BPS",
            Self::Other { .. } => "other",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_by_prefix() {
        let code = Code::from_canonical("5301252001");
        let parent = |system: System, level| system.parent(&code, level).map(|c| c.to_string());
        assert_eq!(
            parent(System::Kemendagri, Level::District).as_deref(),
            Some("530125")
        );
        assert_eq!(
            parent(System::Bps, Level::District).as_deref(),
            Some("5301252")
        );
        assert_eq!(parent(System::Bps, Level::Regency).as_deref(), Some("5301"));
        let other = System::Other { digits: [1, 2, 11] };
        assert_eq!(parent(other, Level::District), None);
        assert_eq!(parent(other, Level::Village).as_deref(), Some("5301252001"));
        let other = System::Other { digits: [1, 2, 4] };
        let accents = other.parent(&Code::from_canonical("\u{e9}a1b9"), Level::District);
        assert_eq!(accents.map(|c| c.to_string()).as_deref(), Some("\u{e9}a1b"));
        assert_eq!(System::Bps.level(7), Some(Level::District));
    }
}
