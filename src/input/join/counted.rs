//! Codes that many rows have, each once, to the units of one level.

use super::account::Fate;
use super::attach::Work;
use super::columns::few;
use super::same_system::title;
use super::{Units, by_code};
use crate::base::finding::Finding;
use crate::base::model::Code;
use crate::base::privacy;
use crate::base::study::{self, OneOrMany};
use crate::error::Result;
use crate::input::read::table::Table;
use polars::prelude::{Column, DataFrame};
use std::collections::BTreeMap;
use std::path::Path;

/// Where codes lead, and the rows of those that lead nowhere.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    /// The unit of each code that leads to one.
    pub of: BTreeMap<Code, u32>,
    /// Rows that belong to a unit.
    pub matched: u64,
    /// Code, rows and why of those that belong to none or could belong to several; the code is empty where it may not be told.
    pub lost: Vec<(String, u64, String)>,
}

impl Counted {
    /// Rows that belong to no unit.
    pub fn unmatched(&self) -> u64 {
        self.lost.iter().map(|(_, rows, _)| rows).sum()
    }
}

/// The unit of each of m distinct codes, with its number of rows. What is matched and what is refused is as in
/// [`attach`](super::attach), but there are no names to check codes with, and a unit may have any number of rows.
///
/// # Errors
/// Codes of another system without a bridge; no code in the layer.
pub fn counted(
    units: &Units,
    codes: &[(Option<Code>, u64)],
    spec: &study::Table,
    rules: &study::Codes,
    base: &Path,
    findings: &mut Vec<Finding>,
) -> Result<Counted> {
    let column = spec.code.as_ref().map_or("code", |code| match code {
        OneOrMany::One(one) => one,
        OneOrMany::Many(_) => "code",
    });
    let texts = codes
        .iter()
        .map(|(code, _)| code.as_ref().map(Code::as_str));
    let texts: Vec<Option<&str>> = texts.collect();
    let table = Table {
        source: spec.path.clone(),
        sheet: None,
        frame: DataFrame::new(codes.len(), vec![Column::new(column.into(), texts)])?,
        rows: (1..=codes.len()).collect(),
        left: Vec::new(),
    };
    let work = Work {
        units,
        table: &table,
        spec,
        codes: rules,
        base,
        partial: false,
    };
    let mut seen = Vec::new();
    let rows = by_code::rows(&work, &mut seen)?;
    // rows without a code are told below
    findings.extend(
        seen.into_iter()
            .filter(|finding| finding.check != "code-missing"),
    );
    let mut counted = Counted::default();
    for (row, (code, n)) in rows.into_iter().zip(codes) {
        match row.fate {
            Fate::Matched { unit, .. } => {
                counted.matched += n;
                counted
                    .of
                    .extend(code.clone().map(|code| (code, unit as u32)));
            }
            Fate::Unmatched(why) | Fate::Ambiguous(why) => {
                let told = code
                    .as_ref()
                    .and_then(|code| privacy::code(code.as_str(), &title(&work)));
                counted
                    .lost
                    .push((told.unwrap_or_default().to_owned(), *n, why));
            }
        }
    }
    let lost = counted.unmatched();
    if lost > 0 {
        // how many rows each has is told where small numbers are hidden
        let codes = counted.lost.iter().map(|(code, ..)| code.as_str());
        let told = codes.map(|code| {
            if code.is_empty() {
                "no code that can be told"
            } else {
                code
            }
        });
        let listed: Vec<String> = told.map(str::to_owned).collect();
        let what = format!(
            "{lost} of {} rows belong to no village of the layer: {}",
            lost + counted.matched,
            few(&listed)
        );
        findings.push(
            Finding::warning("rows-unmatched", what)
                .file(&spec.path)
                .column(title(&work))
                .remedy("a village younger than the layer needs a newer layer, a renumbered one a `lineage`; the table registry_unmatched lists all"),
        );
    }
    Ok(counted)
}
