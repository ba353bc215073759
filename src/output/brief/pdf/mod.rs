//! The brief as PDF: typst sets the template over facts and pictures. Tagged, PDF/A-2a and PDF/UA-1; the same bytes every time.

mod world;

use super::Picture;
use super::templates::{PDF, Templates};
use crate::error::{Error, Result};
use serde_json::Value;
use typst::World;
use typst::WorldExt;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst::syntax::DiagSpanKind;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use world::Room;

/// A finished brief.
#[derive(Debug, Clone)]
pub struct Made {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// What the template was warned of, each with its place.
    pub warnings: Vec<Error>,
}

/// Parses the template.
///
/// # Errors
/// What typst says of its syntax, with file and line.
pub fn check(templates: &Templates) -> Result<()> {
    let template = templates.text(PDF)?;
    let room = Room::new(&template.text, "{}", &[], templates, None)?;
    let source = room.source(room.main());
    let source = source.map_err(|e| Error::engine(format!("the template is lost: {e}")))?;
    let (errors, _) = source.root().errors_and_warnings();
    match errors.into_iter().next() {
        Some(found) => Err(told(&room, templates, &found.into(), template.ours)),
        None => Ok(()),
    }
}

/// Sets the template; `date` is that of the study, year, month and day.
///
/// # Errors
/// What typst says of the template, with its file and line.
pub fn pdf(
    templates: &Templates,
    facts: &Value,
    pictures: &[Picture],
    date: Option<(i32, u8, u8)>,
) -> Result<Made> {
    let template = templates.text(PDF)?;
    let today = date.and_then(|(year, month, day)| Datetime::from_ymd(year, month, day));
    let room = Room::new(
        &template.text,
        &facts.to_string(),
        pictures,
        templates,
        today,
    )?;
    let told = |found: &SourceDiagnostic| told(&room, templates, found, template.ours);
    let set = typst::compile::<PagedDocument>(&room);
    let mut warnings: Vec<Error> = set.warnings.iter().map(told).collect();
    let first = |found: &[SourceDiagnostic]| {
        found
            .first()
            .map_or_else(|| Error::engine("the brief cannot be set"), told)
    };
    let document = set.output.map_err(|errors| first(&errors))?;
    let name = format!("kawasan/{}", facts["study"].as_str().unwrap_or_default());
    let options = |standards: &[PdfStandard]| -> Result<PdfOptions> {
        Ok(PdfOptions {
            ident: Smart::Custom(name.clone()),
            creator: Smart::Custom(Some(crate::output::manifest::tool().to_owned())),
            timestamp: today.map(Timestamp::new_utc),
            standards: PdfStandards::new(standards)
                .map_err(|e| Error::engine(format!("no such form of PDF: {}", e.message())))?,
            ..PdfOptions::default()
        })
    };
    let strict = options(&[PdfStandard::A_2a, PdfStandard::Ua_1])?;
    let bytes = match typst_pdf::pdf(&document, &strict) {
        Ok(bytes) => bytes,
        // a template of theirs need not be fit for archives and screen readers
        Err(errors) if !template.ours => {
            warnings.push(first(&errors));
            typst_pdf::pdf(&document, &options(&[])?).map_err(|errors| first(&errors))?
        }
        Err(errors) => return Err(first(&errors)),
    };
    Ok(Made {
        bytes,
        pages: document.pages().len(),
        warnings,
    })
}

/// What typst says, with the file and line in the words of the study.
fn told(room: &Room, templates: &Templates, found: &SourceDiagnostic, ours: bool) -> Error {
    let hints: String = found
        .hints
        .iter()
        .map(|hint| format!("; {}", hint.v))
        .collect();
    let what = format!("the template of the PDF: {}{hints}", found.message);
    let error = match ours {
        true => Error::engine(what),
        false => Error::study(what).remedy(
            "correct it, or look facts up: `kawasan init --templates` writes the list of them",
        ),
    };
    let id = match found.span.get() {
        DiagSpanKind::Detached => return error.file(templates.shown(PDF)),
        DiagSpanKind::Number { id, .. } | DiagSpanKind::Range { id, .. } => id,
    };
    let error = error.file(templates.shown(id.vpath().get_without_slash()));
    let line = room.range(found.span).and_then(|range| {
        let source = room.source(id).ok()?;
        Some(source.text().get(..range.start)?.matches('\n').count() + 1)
    });
    match line {
        Some(line) => error.row(line),
        None => error,
    }
}
