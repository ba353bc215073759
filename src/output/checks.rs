//! `checks.csv`: every finding, in a stable order.

use crate::base::finding::Finding;
use crate::base::study::Language;
use crate::output::sheet::Sheet;

/// The findings as a sheet: warnings first, then by check, file, column, code, row.
pub fn sheet(findings: &[Finding], language: Language) -> Sheet {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|f| {
        (
            std::cmp::Reverse(f.severity),
            f.check,
            f.place.file.clone(),
            f.place.column.clone(),
            f.place.code.clone(),
            f.place.row,
            f.what.clone(),
        )
    });
    let text = |get: fn(&Finding) -> String| sorted.iter().map(move |f| get(f));
    Sheet::new("checks", "", language)
        .text("severity", text(|f| f.severity.as_str().into()))
        .text("check", text(|f| f.check.into()))
        .text(
            "file",
            text(|f| {
                let file = f.place.file.as_ref().and_then(|p| p.file_name());
                file.map(|n| n.to_string_lossy().into_owned())
                    .unwrap_or_default()
            }),
        )
        .text(
            "column",
            text(|f| f.place.column.clone().unwrap_or_default()),
        )
        .count("row", sorted.iter().map(|f| f.place.row))
        .text("code", text(|f| f.place.code.clone().unwrap_or_default()))
        .text("what", text(|f| f.what.clone()))
        .text("remedy", text(|f| f.remedy.clone()))
}
