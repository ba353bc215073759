//! `joins`: tables.

use crate::base::study::Study;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::inputs::Join;

/// `joins`: where the rows of each table went.
pub(super) fn joins(study: &Study, joins: &[Join]) -> Sheet {
    let count = |get: fn(&Join) -> usize| joins.iter().map(move |j| Some(get(j)));
    let method = pick(
        study.study.language,
        "matched + unmatched + ambiguous = rows untuk setiap tabel; baris satu per satu di checks.csv.",
        "matched + unmatched + ambiguous = rows for every table; row by row in checks.csv.",
    );
    Sheet::new("joins", method, study.study.language)
        .text("table", joins.iter().map(|j| &j.path))
        .text("level", joins.iter().map(|j| j.accounting.level.as_str()))
        .text("joined_by", joins.iter().map(|j| j.accounting.key.as_str()))
        .text("vintage", joins.iter().map(|j| year(j.accounting.vintage)))
        .count("filtered", count(|j| j.filtered))
        .count("rows", count(|j| j.accounting.rows))
        .count("matched", count(|j| j.accounting.matched))
        .count("unmatched", count(|j| j.accounting.unmatched))
        .count("ambiguous", count(|j| j.accounting.ambiguous))
        .count("spelled", count(|j| j.accounting.spelled))
        .count("units", count(|j| j.accounting.units))
        .count(
            "units_without_row",
            count(|j| j.accounting.units_without_row),
        )
}

/// A year is a name, not a quantity to be grouped by thousands.
fn year(vintage: Option<i32>) -> String {
    vintage.map_or_else(String::new, |year| year.to_string())
}
