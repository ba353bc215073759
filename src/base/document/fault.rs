//! Faults of a document, with their lines.

use super::tree::{Node, Span};
use crate::error::{self, Error};
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report,
};
use std::path::{Path, PathBuf};

/// One fault: what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Dotted path of the key, such as `tables.0.code`; empty for the document.
    pub path: String,
    /// What is wrong, one sentence without a full stop.
    pub what: String,
    /// What to do, one sentence without a full stop.
    pub remedy: Option<String>,
    pub(super) span: Option<Span>,
}

impl Fault {
    /// A fault of the value at a dotted path.
    pub fn new(path: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            what: what.into(),
            remedy: None,
            span: None,
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    pub(super) fn locate(mut self, tree: &Node) -> Self {
        self.span = Some(tree.locate(&self.path));
        self
    }
}

/// All faults of a document, in the order of its text.
#[derive(Debug, Clone)]
pub struct Faults {
    file: PathBuf,
    sources: Vec<(String, String)>,
    list: Vec<Fault>,
}

impl Faults {
    pub(super) fn new(file: &Path, text: &str) -> Self {
        Self {
            file: file.to_path_buf(),
            sources: vec![(file.display().to_string(), text.to_owned())],
            list: Vec::new(),
        }
    }

    pub(super) fn add_source(&mut self, name: &str, text: &str) -> usize {
        self.sources.push((name.to_owned(), text.to_owned()));
        self.sources.len() - 1
    }

    pub(super) fn extend(&mut self, faults: impl IntoIterator<Item = Fault>) {
        self.list.extend(faults);
    }

    pub(super) fn stop(&mut self) -> Result<(), Self> {
        if self.list.is_empty() {
            return Ok(());
        }
        self.list.sort_by_key(|fault| fault.span);
        Err(self.clone())
    }

    /// The faults.
    pub fn list(&self) -> &[Fault] {
        &self.list
    }

    /// The 1-based line of a fault; `None` for an override or a fault of the whole file.
    pub fn line(&self, fault: &Fault) -> Option<usize> {
        let span = fault.span.filter(|span| span.source == 0)?;
        let text = self.sources.first()?.1.as_bytes();
        let before = text.get(..span.start)?;
        Some(1 + before.iter().filter(|&&byte| byte == b'\n').count())
    }

    /// The faults as people read them: each with file, line, column and its source line, without colour.
    pub fn report(&self) -> String {
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
            .with_width(100)
            .with_links(false);
        let mut out = String::new();
        for fault in &self.list {
            let mut diagnostic = MietteDiagnostic::new(fault.what.clone());
            diagnostic.help.clone_from(&fault.remedy);
            let report = match fault.span {
                Some(span) => {
                    let (name, text) = &self.sources[span.source];
                    let marked = text.get(span.start..span.end).unwrap_or("");
                    let length = marked.lines().next().map_or(0, str::len);
                    diagnostic = diagnostic
                        .with_label(LabeledSpan::underline(span.start..span.start + length));
                    Report::new(diagnostic).with_source_code(NamedSource::new(name, text.clone()))
                }
                None => {
                    diagnostic.message = format!("{}: {}", self.file.display(), fault.what);
                    Report::new(diagnostic)
                }
            };
            // Writing to a string does not fail.
            let _ = handler.render_report(&mut out, report.as_ref());
        }
        out
    }
}

impl From<Faults> for Error {
    /// The first fault with its line, the others counted; the report shows all.
    fn from(faults: Faults) -> Self {
        let mut error = Self::study("the file has a fault").file(&faults.file);
        if let Some(first) = faults.list.first() {
            error.what.clone_from(&first.what);
            error.remedy.clone_from(&first.remedy);
            error.place.row = faults.line(first);
        }
        if faults.list.len() > 1 {
            error.what += &format!(" (the first of {} faults)", faults.list.len());
        }
        let list = faults.list.iter();
        error.report = Some(Box::new(error::Report {
            text: faults.report(),
            faults: list
                .map(|f| (faults.line(f), f.what.clone(), f.remedy.clone()))
                .collect(),
        }));
        error
    }
}
