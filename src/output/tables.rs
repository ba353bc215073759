//! Tables on disk: each sheet in every format that the study asks for, with its card.

use crate::base::study::TableFormat;
use crate::error::Result;
use crate::output::folder::Folder;
use crate::output::manifest::json_file;
use crate::output::sheet::Sheet;
use crate::output::{csv, html, latex, markdown, package, parquet, workbook};
use rayon::prelude::*;
use serde_json::{Map, Value};
use std::path::Path;

/// Writes sheets in these formats; `title` is that of the study, `context` what every card repeats.
///
/// # Errors
/// When a file cannot be written.
pub fn write(
    folder: &Folder,
    sheets: &[Sheet],
    formats: &[TableFormat],
    title: Option<&str>,
    context: &Map<String, Value>,
) -> Result<()> {
    let each = || {
        sheets
            .par_iter()
            .try_for_each(|sheet| table(folder, sheet, formats, context))
    };
    let together = || match formats.contains(&TableFormat::Xlsx) {
        true => {
            let study = context.get("study").and_then(Value::as_str).unwrap_or("");
            let name = format!("tables/{}.xlsx", package::slug(study));
            folder.write(&name, |w| {
                workbook::write(w, sheets, title, Path::new(&name), context)
            })
        }
        false => Ok(()),
    };
    let (each, together) = rayon::join(each, together);
    each.and(together)
}

/// Writes a table in every format that has a file for each, and its card.
fn table(
    folder: &Folder,
    sheet: &Sheet,
    formats: &[TableFormat],
    context: &Map<String, Value>,
) -> Result<()> {
    let id = &sheet.id;
    let whole = formats.contains(&TableFormat::Csv);
    let source = sheet.citation(context);
    for format in formats {
        match format {
            TableFormat::Csv => folder.write(&format!("tables/{id}.csv"), |w| {
                csv::write(w, &sheet.frame()?)
            })?,
            TableFormat::Md => folder.write(&format!("tables/{id}.md"), |w| {
                markdown::write(w, sheet, &source, whole)
            })?,
            TableFormat::Parquet => {
                let name = format!("tables/{id}.parquet");
                folder.write(&name, |w| {
                    parquet::write(w, sheet, Path::new(&name), context)
                })?;
            }
            TableFormat::Html => folder.write(&format!("tables/{id}.html"), |w| {
                html::write(w, sheet, &source, whole)
            })?,
            TableFormat::Tex => folder.write(&format!("tables/{id}.tex"), |w| {
                latex::write(w, sheet, &source, whole)
            })?,
            TableFormat::Xlsx => {}
        }
    }
    folder.write(&format!("tables/{id}.json"), |w| {
        json_file(w, &sheet.card(context))
    })
}
