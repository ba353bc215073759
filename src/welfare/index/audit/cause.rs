//! Why a published value does not reproduce.

use std::fmt::Write;

/// The kind of a cause; its word is stable, for counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// There is no published value.
    PublishedMissing,
    /// The published cell is no number, or no class of the definition.
    PublishedUnreadable,
    /// An indicator has no value.
    IndicatorMissing,
    /// An indicator lies beyond its goalposts.
    BeyondGoalposts,
    /// The rebuilt value with fewer digits.
    Rounded,
    /// The rebuilt value on another scale.
    Scale,
    /// It follows from another published value of the row that does not reproduce.
    Follows,
    /// Two published values of the row stand in each other's place.
    Exchanged,
    /// The value of another column of the row.
    CopiedValue,
    /// The value of another row.
    OtherRow,
    /// A published class that is not that of the published score.
    Class,
    /// Published classes with other limits.
    ClassLimits,
    /// A score that is not made of the published dimensions.
    NotOfParts,
    /// Two indicator cells in each other's place.
    CellsExchanged,
    /// An indicator holds the value of another one.
    CopiedColumn,
    /// An indicator stands a row too high or too low.
    ShiftedColumn,
    /// Another value of one indicator.
    OneIndicator,
    /// What is made of the value reproduces, so the indicators are right.
    PublishedOnly,
    /// Nothing above.
    Unexplained,
}

impl Kind {
    /// Its word in `audit.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PublishedMissing => "published-missing",
            Self::PublishedUnreadable => "published-unreadable",
            Self::IndicatorMissing => "indicator-missing",
            Self::BeyondGoalposts => "beyond-goalposts",
            Self::Rounded => "rounded",
            Self::Scale => "scale",
            Self::Follows => "follows",
            Self::Exchanged => "exchanged",
            Self::CopiedValue => "copied-value",
            Self::OtherRow => "other-row",
            Self::Class => "class",
            Self::ClassLimits => "class-limits",
            Self::NotOfParts => "not-of-parts",
            Self::CellsExchanged => "cells-exchanged",
            Self::CopiedColumn => "copied-column",
            Self::ShiftedColumn => "shifted-column",
            Self::OneIndicator => "one-indicator",
            Self::PublishedOnly => "published-only",
            Self::Unexplained => "unexplained",
        }
    }
}

/// Why one value does not reproduce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Its kind.
    pub kind: Kind,
    /// In words, with names and values.
    pub text: String,
}

impl Cause {
    /// A cause.
    pub fn new(kind: Kind, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { kind, text }
    }
}

/// A number in a sentence: at most 12 decimals, none that say nothing.
pub fn number(value: f64) -> String {
    let text = format!("{value:.12}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "0" if value != 0.0 => format!("{value:.3e}"),
        "-0" => "0".to_owned(),
        _ => text.to_owned(),
    }
}

/// Up to five names, and how many more.
pub fn list<T: AsRef<str>>(names: &[T]) -> String {
    let mut text = String::new();
    for (place, name) in names.iter().take(5).enumerate() {
        let join = if place == 0 { "" } else { ", " };
        let _ = write!(text, "{join}{}", name.as_ref());
    }
    if names.len() > 5 {
        let _ = write!(text, " and {} more", names.len() - 5);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lists_in_a_sentence() {
        assert_eq!(number(0.619_047_619_047_62), "0.619047619048");
        assert_eq!(number(5.0), "5");
        assert_eq!(number(-0.0), "0");
        assert_eq!(number(2e-14), "2.000e-14");
        assert_eq!(list(&["a", "b"]), "a, b");
        assert_eq!(
            list(&["a", "b", "c", "d", "e", "f", "g"]),
            "a, b, c, d, e and 2 more"
        );
    }
}
