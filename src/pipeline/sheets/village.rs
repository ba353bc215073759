//! `scores`: villages.

use super::{FINE, region_names};
use crate::base::model::Level;
use crate::base::study::{Language, Study};
use crate::output::sheet::Sheet;
use crate::pipeline::Results;
use crate::pipeline::areas::area_of;
use crate::pipeline::inputs::Inputs;
use crate::welfare::index::{Definition, Scores};

/// `scores`: one row a village.
pub(super) fn scores(study: &Study, inputs: &Inputs, results: &Results) -> Sheet {
    let language = study.study.language;
    let layer = &inputs.villages.layer;
    let n = layer.codes.len();
    let names = |level| region_names(&inputs.hierarchy, level);
    let index = results.index.as_ref().map(|i| (&i.definition, &i.scores));
    let method = index.map_or_else(String::new, |(d, s)| index_method(d, s, language));
    let mut sheet = Sheet::new("scores", method, language)
        .text("code", layer.codes.iter().map(|c| c.as_str()))
        .text(
            "name",
            (0..n).map(|i| layer.names.get(i).map_or("", String::as_str)),
        )
        .text("district", names(Level::District))
        .text("regency", names(Level::Regency))
        .text("province", names(Level::Province));
    if let Some((_, scores)) = index {
        for (code, values) in &scores.dimensions {
            sheet = sheet.number(code, "", FINE, values.iter().copied());
        }
        let evidence = |s: &Option<f64>| if s.is_none() { "none" } else { "" };
        sheet = sheet
            .number("score", "", FINE, scores.score.iter().copied())
            .number("need", "", FINE, scores.need.iter().copied())
            .text("class", (0..n).map(|i| class(scores, i, language)))
            .count("rank", scores.rank.iter().copied())
            .count("rank_low", vec![None::<u32>; n])
            .count("rank_high", vec![None::<u32>; n])
            .number("p_priority", "", FINE, vec![None; n])
            .text("evidence", scores.score.iter().map(evidence))
            .number(
                "missing_share",
                "",
                FINE,
                scores.missing_share.iter().map(|&m| Some(m)),
            )
            .page_by("rank");
    }
    let first = results.hotspots.as_ref().and_then(|h| h.local.first());
    let area = area_of(results.areas.as_ref(), n).into_iter();
    sheet
        .text(
            "hotspot",
            (0..n).map(|i| first.map_or("", |h| h.clusters[i].as_str())),
        )
        .count("area", area.map(|a| a.map(|a| a + 1)))
}

fn class(scores: &Scores, unit: usize, language: Language) -> &str {
    scores.class[unit].map_or("", |class| scores.classes[class].get(language))
}

fn index_method(definition: &Definition, scores: &Scores, language: Language) -> String {
    let (name, version) = (&definition.name, &definition.version);
    match language {
        Language::Id => format!(
            "Indeks {name} versi {version} ({}). Kebutuhan adalah selisih dari nilai terbaik; peringkat 1 paling membutuhkan, \
             dihitung dari nilai sebelum dibulatkan. Nilai kosong bila separuh bobotnya atau lebih tidak ada datanya (evidence `none`). \
             rank_low, rank_high dan p_priority kosong: studi ini tidak menghitung ketidakpastian.",
            definition.source
        ),
        Language::En => format!(
            "Index {name} version {version} ({}); {}. Need is the distance from the best score; rank 1 is the neediest, from unrounded \
             scores. A score is missing when half of its weight or more has no data (evidence `none`). \
             rank_low, rank_high and p_priority are empty: this study computes no uncertainty.",
            definition.source, scores.form
        ),
    }
}
