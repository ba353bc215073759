//! The templates of the brief: ours, or those of a folder in their place.

use super::fill;
use crate::base::study::Language;
use crate::error::{Error, Result};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The template of the Markdown.
pub const MARKDOWN: &str = "brief.md.j2";
/// The template of the HTML.
pub const HTML: &str = "brief.html.j2";
/// The template of the PDF.
pub const PDF: &str = "brief.typ";

/// Ours: name and text, a page on how to change them first.
pub const OURS: [(&str, &str); 4] = [
    (
        "PETUNJUK.md",
        include_str!("../../../data/templates/brief/PETUNJUK.md"),
    ),
    (
        MARKDOWN,
        include_str!("../../../data/templates/brief/brief.md.j2"),
    ),
    (
        HTML,
        include_str!("../../../data/templates/brief/brief.html.j2"),
    ),
    (PDF, include_str!("../../../data/templates/brief/brief.typ")),
];

/// Templates and the files that lie beside them.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    folder: PathBuf,
    /// By name in the folder, with forward slashes.
    files: BTreeMap<String, Vec<u8>>,
}

/// A template as it is used.
#[derive(Debug, Clone)]
pub(super) struct Text<'a> {
    /// Its words.
    pub text: Cow<'a, str>,
    /// Where it is, as the user knows it.
    pub shown: PathBuf,
    /// Whether it is ours: a fault of it is no fault of the study.
    pub ours: bool,
}

impl Templates {
    /// The files of a folder, which the study writes as `folder`; ours stand in for those that are not among them.
    pub fn of(folder: PathBuf, files: BTreeMap<String, Vec<u8>>) -> Self {
        Self { folder, files }
    }

    /// The bytes of a file of the folder.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    /// Names of the files of the folder.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Where a file of the folder is, as the study writes it.
    pub fn shown(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Names of the files that text templates may include.
    pub(super) fn parts(&self) -> Vec<String> {
        let parts = self.files.keys();
        let parts = parts.filter(|name| name.ends_with(".j2"));
        let own = [MARKDOWN, HTML];
        parts
            .filter(|name| !own.contains(&name.as_str()))
            .cloned()
            .collect()
    }

    /// Parses the templates; that of the PDF where this build can set one.
    ///
    /// # Errors
    /// The first fault, with file and line.
    pub fn check(&self, language: Language) -> Result<()> {
        let mut environment = fill::environment(language)?;
        for name in self.files.keys().filter(|name| name.ends_with(".j2")) {
            let own = self.text(name)?;
            environment
                .add_template_owned(name.clone(), own.text.clone().into_owned())
                .map_err(|error| fill::fault(error, &own))?;
        }
        #[cfg(feature = "pdf")]
        super::pdf::check(self)?;
        self.text(PDF).map(|_| ())
    }

    /// A template by name.
    pub(super) fn text(&self, name: &str) -> Result<Text<'_>> {
        if let Some(bytes) = self.files.get(name) {
            let shown = self.shown(name);
            let text = std::str::from_utf8(bytes).map_err(|_| {
                Error::study("the template is not written in UTF-8")
                    .file(&shown)
                    .remedy("save it as UTF-8")
            })?;
            return Ok(Text {
                text: Cow::Borrowed(text),
                shown,
                ours: false,
            });
        }
        let ours = OURS.iter().find(|(own, _)| *own == name);
        let (_, text) =
            ours.ok_or_else(|| Error::engine(format!("there is no template {name}")))?;
        Ok(Text {
            text: Cow::Borrowed(text),
            shown: Path::new("kawasan").join(name),
            ours: true,
        })
    }
}
