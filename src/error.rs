//! What can go wrong, where, and what to do about it.

use serde_json::{Value, json};
use std::fmt;
use std::path::{Path, PathBuf};

/// The place a fault or a finding speaks of; every part is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// File as the user named it.
    pub file: Option<PathBuf>,
    /// Layer or sheet inside the file.
    pub layer: Option<String>,
    /// Column name.
    pub column: Option<String>,
    /// Administrative code of the unit.
    pub code: Option<String>,
    /// 1-based row as a person would count it (line of a text file, record of a layer).
    pub row: Option<usize>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if let Some(file) = &self.file {
            parts.push(file.display().to_string());
        }
        if let Some(layer) = &self.layer {
            parts.push(format!("layer {layer}"));
        }
        if let Some(column) = &self.column {
            parts.push(format!("column {column}"));
        }
        if let Some(row) = self.row {
            parts.push(format!("row {row}"));
        }
        if let Some(code) = &self.code {
            parts.push(format!("code {code}"));
        }
        f.write_str(&parts.join(", "))
    }
}

/// The family of an error; it decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A check failed although the work was done (`--strict`, verify, compare).
    Check,
    /// Command line or study file.
    Study,
    /// Input data.
    Input,
    /// A computation or an engine failed.
    Engine,
    /// The output cannot be written.
    Output,
    /// No plan satisfies the rules.
    Infeasible,
}

impl Kind {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Study => "study",
            Self::Input => "input",
            Self::Engine => "engine",
            Self::Output => "output",
            Self::Infeasible => "infeasible",
        }
    }
}

/// An error that says what is wrong, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Error {
    /// The family.
    pub kind: Kind,
    /// What is wrong, one sentence without a full stop.
    pub what: String,
    /// Where.
    pub place: Box<Place>,
    /// What to do, one sentence without a full stop.
    pub remedy: Option<String>,
    /// All faults of a document, each shown in its source lines; printed in place of the above when there is one.
    pub report: Option<Box<Report>>,
    /// The line of the study file that asks for what is at fault.
    pub named: Option<Box<Line>>,
}

/// A line of a file, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// As the user named it.
    pub file: PathBuf,
    /// Its number.
    pub number: usize,
}

/// The faults of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// As people read them.
    pub text: String,
    /// Of each fault its line where it has one, what is wrong, and what to do.
    pub faults: Vec<(Option<usize>, String, Option<String>)>,
}

/// The library's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place.to_string();
        if !place.is_empty() {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.what)?;
        let named = self.named.as_ref().map_or_else(String::new, |line| {
            format!("line {} of {} names it", line.number, line.file.display())
        });
        match (&self.remedy, named.is_empty()) {
            (Some(remedy), true) => write!(f, "\n  what to do: {remedy}"),
            (Some(remedy), false) => write!(f, "\n  what to do: {remedy} ({named})"),
            (None, false) => write!(f, "\n  {named}"),
            (None, true) => Ok(()),
        }
    }
}

impl Error {
    fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self {
            kind,
            what: what.into(),
            place: Box::default(),
            remedy: None,
            report: None,
            named: None,
        }
    }

    /// The error for programs: family, what, where, remedy, and each fault of a document; keys that do not apply are null.
    pub fn json(&self) -> Value {
        let place = &self.place;
        let file = |path: &PathBuf| path.display().to_string();
        let faults = self.report.iter().flat_map(|report| &report.faults);
        let fault = |(line, what, remedy): &(Option<usize>, String, Option<String>)| json!({"line": line, "what": what, "remedy": remedy});
        json!({"error": {
            "kind": self.kind.as_str(),
            "exit_code": self.exit_code(),
            "what": self.what,
            "file": place.file.as_ref().map(file),
            "layer": place.layer,
            "column": place.column,
            "row": place.row,
            "code": place.code,
            "remedy": self.remedy,
            "study": self.named.as_ref().map(|line| json!({"file": file(&line.file), "line": line.number})),
            "faults": faults.map(fault).collect::<Vec<_>>(),
        }})
    }

    /// A check failed.
    pub fn check(what: impl Into<String>) -> Self {
        Self::new(Kind::Check, what)
    }

    /// The command line or the study file is at fault.
    pub fn study(what: impl Into<String>) -> Self {
        Self::new(Kind::Study, what)
    }

    /// The input data are at fault.
    pub fn input(what: impl Into<String>) -> Self {
        Self::new(Kind::Input, what)
    }

    /// A computation failed.
    pub fn engine(what: impl Into<String>) -> Self {
        Self::new(Kind::Engine, what)
    }

    /// The output cannot be written.
    pub fn output(what: impl Into<String>) -> Self {
        Self::new(Kind::Output, what)
    }

    /// No plan satisfies the rules.
    pub fn infeasible(what: impl Into<String>) -> Self {
        Self::new(Kind::Infeasible, what)
    }

    /// Names the file.
    #[must_use]
    pub fn file(mut self, file: impl AsRef<Path>) -> Self {
        self.place.file = Some(file.as_ref().to_path_buf());
        self
    }

    /// Names the layer or sheet.
    #[must_use]
    pub fn layer(mut self, layer: impl Into<String>) -> Self {
        self.place.layer = Some(layer.into());
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
        self.remedy = Some(remedy.into());
        self
    }

    /// Exit code of the command line, as docs/design.md lists them.
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Check => 1,
            Kind::Study => 2,
            Kind::Input => 3,
            Kind::Engine => 4,
            Kind::Output => 5,
            Kind::Infeasible => 6,
        }
    }
}

impl From<polars::error::PolarsError> for Error {
    fn from(error: polars::error::PolarsError) -> Self {
        Self::engine(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_what_and_remedy() {
        let error = Error::input("no such column")
            .file("a.csv")
            .column("kode")
            .row(7)
            .remedy("name one of: x, y");
        assert_eq!(
            error.to_string(),
            "a.csv, column kode, row 7: no such column\n  what to do: name one of: x, y"
        );
        assert_eq!(error.exit_code(), 3);
    }

    #[test]
    fn programs_are_told_the_same() {
        let error = Error {
            named: Some(Box::new(Line {
                file: "study.toml".into(),
                number: 12,
            })),
            ..Error::input("no such column").file("a.csv").column("kode")
        };
        assert_eq!(
            error.to_string(),
            "a.csv, column kode: no such column\n  line 12 of study.toml names it"
        );
        let told = &error.json()["error"];
        assert_eq!(
            (&told["kind"], &told["exit_code"]),
            (&json!("input"), &json!(3))
        );
        assert_eq!(
            (&told["file"], &told["column"]),
            (&json!("a.csv"), &json!("kode"))
        );
        assert_eq!(told["study"], json!({"file": "study.toml", "line": 12}));
        assert_eq!((&told["row"], &told["faults"]), (&Value::Null, &json!([])));
    }
}
