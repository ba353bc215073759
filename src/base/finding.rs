//! Findings: what the checks saw, for `checks.csv`.

use crate::error::Place;
use std::path::Path;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Info,
    /// A doubt or a repair; `--strict` makes the run fail.
    Warning,
}

impl Severity {
    /// The word in `checks.csv`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
        }
    }
}

/// One line of `checks.csv`: what was seen, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// Stable kebab-case name of the check, such as `invalid-geometry`.
    pub check: &'static str,
    /// Where.
    pub place: Place,
    /// What was seen, one sentence.
    pub what: String,
    /// What to do; empty when nothing is to be done.
    pub remedy: String,
}

impl Finding {
    /// Something worth knowing.
    pub fn info(check: &'static str, what: impl Into<String>) -> Self {
        Self::new(Severity::Info, check, what)
    }

    /// A doubt or a repair.
    pub fn warning(check: &'static str, what: impl Into<String>) -> Self {
        Self::new(Severity::Warning, check, what)
    }

    fn new(severity: Severity, check: &'static str, what: impl Into<String>) -> Self {
        Self {
            severity,
            check,
            place: Place::default(),
            what: what.into(),
            remedy: String::new(),
        }
    }

    /// All of it but the remedy on one line, for people.
    pub fn line(&self) -> String {
        format!(
            "{}: {} [{}] {}",
            self.severity.as_str(),
            self.place,
            self.check,
            self.what
        )
    }

    /// Names the file.
    #[must_use]
    pub fn file(mut self, file: impl AsRef<Path>) -> Self {
        self.place.file = Some(file.as_ref().to_path_buf());
        self
    }

    /// Names the column.
    #[must_use]
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.place.column = Some(column.into());
        self
    }

    /// Names the unit.
    #[must_use]
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.place.code = Some(code.into());
        self
    }

    /// Names the 1-based row.
    #[must_use]
    pub fn row(mut self, row: usize) -> Self {
        self.place.row = Some(row);
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }
}
