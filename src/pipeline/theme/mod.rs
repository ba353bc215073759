//! What can be shown of the villages: themes with their classes, for the page and for the maps to print.
//!
//! * `scores`: need, status, certainty and evidence
//! * `clusters`: one a statistic
//! * `plan`: priority areas, synergy gaps
//! * `recovery`: who is compared with whom

mod clusters;
mod plan;
mod recovery;
mod scores;

use super::{Inputs, Results};
use crate::base::study::{Language, Study};
use crate::error::Result;
use crate::output::map::legend::limits;
use crate::output::map::mark::{CLASSES, Fill};
use crate::output::words::label;
use crate::space::classify::{Scheme, classify};
use polars::prelude::DataFrame;

/// A class in the legend.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Its name or limits.
    pub label: String,
    /// How it is filled.
    pub fill: Fill,
}

/// What can be shown of the villages.
#[derive(Debug, Clone)]
pub struct Theme {
    /// Machine name, also in the names of files.
    pub id: &'static str,
    /// In a list of themes.
    pub label: String,
    /// Above the legend.
    pub heading: String,
    /// Below it, in a sentence.
    pub note: String,
    /// The table that holds its numbers.
    pub table: &'static str,
    /// In the order of the legend; the last of them may be of villages without a value.
    pub kinds: Vec<Kind>,
    /// Of n villages the class.
    pub of: Vec<u32>,
}

/// The words of a theme in the study's language.
struct Words<'a> {
    id: &'static str,
    table: &'static str,
    label: &'a str,
    heading: &'a str,
    note: &'a str,
}

impl Theme {
    /// Of n villages a class or none; for those, why there is none (`lack`) says how they are hatched.
    fn new(
        words: &Words,
        mut kinds: Vec<Kind>,
        of: impl IntoIterator<Item = Option<u32>>,
        lack: &[Fill],
        language: Language,
    ) -> Self {
        let first = kinds.len() as u32;
        let of: Vec<Option<u32>> = of.into_iter().collect();
        let lacks = |fill| {
            let none = |(of, lack): (&Option<u32>, &Fill)| of.is_none() && *lack == fill;
            of.iter().zip(lack).any(none)
        };
        let mut place = Vec::new();
        for (fill, key) in [
            (Fill::NoEvidence, "map_no_evidence"),
            (Fill::Missing, "map_missing"),
        ] {
            if lacks(fill) {
                place.push((fill, first + place.len() as u32));
                kinds.push(Kind {
                    label: label(key, language).to_owned(),
                    fill,
                });
            }
        }
        let of_lack = |lack: &Fill| place.iter().find(|(fill, _)| fill == lack);
        let of = of.iter().zip(lack).map(|(of, lack)| {
            let lacking = || of_lack(lack).map_or(0, |(_, class)| *class);
            of.unwrap_or_else(lacking)
        });
        Self {
            id: words.id,
            label: words.label.to_owned(),
            heading: words.heading.to_owned(),
            note: words.note.to_owned(),
            table: words.table,
            of: of.collect(),
            kinds,
        }
    }

    /// Whether any village has a colour.
    fn shows(&self) -> bool {
        let colour = |class: &u32| self.kinds[*class as usize].fill.colour().is_some();
        self.of.iter().any(colour)
    }
}

/// Names with their colours.
fn kinds(names: impl IntoIterator<Item = String>, colours: &[&'static str]) -> Vec<Kind> {
    let fills = colours.iter().copied().map(Fill::Colour);
    names
        .into_iter()
        .zip(fills)
        .map(|(label, fill)| Kind { label, fill })
        .collect()
}

/// Why a village has no value: no data at all, or too few for a score; n of them.
pub fn lack(results: &Results, n: usize) -> Vec<Fill> {
    let Some(index) = &results.index else {
        return vec![Fill::Missing; n];
    };
    // shares are sums of weights
    let of = |share: &f64| match *share > 1.0 - 1e-9 {
        true => Fill::Missing,
        false => Fill::NoEvidence,
    };
    index.scores.missing_share.iter().map(of).collect()
}

/// Limits of classes in natural breaks, and the class of each of n values.
///
/// # Errors
/// Values that are not finite.
pub fn natural_breaks(
    values: &[Option<f64>],
    language: Language,
) -> Result<(Vec<String>, Vec<Option<u32>>)> {
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    if known.is_empty() {
        return Ok((Vec::new(), vec![None; values.len()]));
    }
    let found = classify(&known, Scheme::FisherJenks, CLASSES)?;
    let least = known.iter().copied().fold(f64::INFINITY, f64::min);
    let names = limits(least, &found.bounds, language);
    let of = values.iter().map(|v| v.map(|v| found.of(v) as u32));
    Ok((names, of.collect()))
}

/// Every theme that the run has results for; none of them without a village that has a value.
///
/// # Errors
/// When needs are not finite.
pub fn all(study: &Study, inputs: &Inputs, results: &Results) -> Result<Vec<Theme>> {
    let language = study.study.language;
    let n = inputs.villages.layer.codes.len();
    let lack = lack(results, n);
    let mut themes = Vec::new();
    if let Some(index) = &results.index {
        themes.push(scores::need(&index.scores.need, &lack, language)?);
        themes.extend(scores::class(&index.scores, &lack, language));
        if let Some(draws) = &index.uncertainty {
            themes.push(scores::certainty(&draws.p_priority, &lack, language));
            themes.push(scores::evidence(&draws.evidence, &lack, language));
        }
    }
    if let Some(found) = &results.hotspots {
        let of = |local| clusters::of(&found.variable, local, &lack, language);
        themes.extend(found.local.iter().map(of));
    }
    if let Some(found) = &results.areas {
        themes.push(plan::areas(found, n, language));
    }
    let sheet = |id: &str| results.sheets.iter().find(|sheet| sheet.id == id);
    if let Some(sheet) = sheet("synergy") {
        themes.push(plan::levers(&sheet.frame()?, &lack, language));
    }
    if let Some(sheet) = sheet("recovery_villages") {
        themes.extend(recovery::groups(&sheet.frame()?, language));
    }
    themes.retain(Theme::shows);
    Ok(themes)
}

/// The numbers of a column; none where it is absent.
fn numbers(frame: &DataFrame, name: &str) -> Vec<Option<f64>> {
    super::inputs::numbers(frame, name).unwrap_or_else(|_| vec![None; frame.height()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn villages_without_a_value_are_hatched_by_why() {
        let words = Words {
            id: "x",
            table: "t",
            label: "",
            heading: "",
            note: "",
        };
        let two = || kinds(["a".to_owned(), "b".to_owned()], &["#111", "#222"]);
        let lack = [
            Fill::Missing,
            Fill::NoEvidence,
            Fill::Missing,
            Fill::Missing,
        ];
        let of = [Some(1), None, None, Some(0)];
        let theme = Theme::new(&words, two(), of, &lack, Language::En);
        assert_eq!(theme.of, [1, 2, 3, 0]);
        assert_eq!(theme.kinds[2].fill, Fill::NoEvidence);
        assert_eq!(theme.kinds[3].fill, Fill::Missing);
        // only what there is
        let theme = Theme::new(
            &words,
            two(),
            [Some(0), None, Some(0), None],
            &[lack[0]; 4],
            Language::En,
        );
        assert_eq!((theme.kinds.len(), theme.of), (3, vec![0, 2, 0, 2]));
        let none = Theme::new(&words, two(), [None; 4], &lack, Language::En);
        assert!(!none.shows());
    }
}
