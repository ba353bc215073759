//! `scores`: villages.

use super::{FINE, region_names};
use crate::base::model::Level;
use crate::base::study::{Language, Study};
use crate::output::sheet::Sheet;
use crate::pipeline::Results;
use crate::pipeline::areas::area_of;
use crate::pipeline::index::IndexResult;
use crate::pipeline::inputs::{self, Inputs};
use crate::welfare::index::Scores;
use crate::welfare::index::people::MEASURES;

/// `scores`: one row a village.
pub(super) fn scores(study: &Study, inputs: &Inputs, results: &Results) -> Sheet {
    let language = study.study.language;
    let layer = &inputs.villages.layer;
    let n = layer.codes.len();
    let names = |level| region_names(&inputs.hierarchy, level);
    let index = results.index.as_ref();
    let method = index.map_or_else(String::new, |index| index_method(index, language));
    let mut sheet = Sheet::new("scores", method, language)
        .text("code", layer.codes.iter().map(|c| c.as_str()))
        .text(
            "name",
            (0..n).map(|i| layer.names.get(i).map_or("", String::as_str)),
        )
        .text("district", names(Level::District))
        .text("regency", names(Level::Regency))
        .text("province", names(Level::Province));
    if let Some(index) = index {
        let (scores, draws) = (&index.scores, index.uncertainty.as_ref());
        for (code, values) in &scores.dimensions {
            let dimensions = &index.definition.dimensions;
            let own = dimensions.iter().find(|own| own.code == *code);
            let title = own.and_then(|own| own.title.as_ref());
            let title = title.map_or(code.as_str(), |words| words.get(language));
            sheet = sheet
                .number(code, "", FINE, values.iter().copied())
                .labelled(title.to_owned());
        }
        for name in MEASURES {
            if let Ok(values) = inputs::numbers(&inputs.frame, name)
                && index.gathered
            {
                sheet = sheet.number(name, "", FINE, values);
            }
        }
        if let Some(values) = &scores.reliability {
            sheet = sheet.number(
                "lack_of_reliability",
                "",
                FINE,
                values.iter().map(|&x| Some(x)),
            );
        }
        let evidence = |i: usize| match (draws, scores.score[i]) {
            (Some(draws), _) => draws.evidence[i].as_str(),
            (None, None) => "none",
            (None, Some(_)) => "",
        };
        let none = || vec![None; n];
        sheet = sheet
            .number("score", "", FINE, scores.score.iter().copied())
            .number("need", "", FINE, scores.need.iter().copied())
            .text("class", (0..n).map(|i| class(scores, i, language)))
            .count("rank", scores.rank.iter().copied())
            .count("rank_median", draws.map_or_else(none, |d| d.median.clone()))
            .count("rank_low", draws.map_or_else(none, |d| d.low.clone()))
            .count("rank_high", draws.map_or_else(none, |d| d.high.clone()))
            .number(
                "p_priority",
                "",
                FINE,
                draws.map_or_else(|| vec![None; n], |d| d.p_priority.clone()),
            )
            .text("evidence", (0..n).map(evidence))
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

fn index_method(index: &IndexResult, language: Language) -> String {
    let definition = &index.definition;
    let (name, version) = (&definition.name, &definition.version);
    let base = match language {
        Language::Id => format!(
            "Indeks {name} versi {version} ({}). Kebutuhan adalah selisih dari nilai terbaik; peringkat 1 paling membutuhkan, \
             dihitung dari nilai sebelum dibulatkan. Nilai kosong bila separuh bobotnya atau lebih tidak ada datanya (evidence `none`).",
            definition.source
        ),
        Language::En => format!(
            "Index {name} version {version} ({}); {}. Need is the distance from the best score; rank 1 is the neediest, from unrounded \
             scores. A score is missing when half of its weight or more has no data (evidence `none`).",
            definition.source, index.scores.form
        ),
    };
    let draws = match (&index.uncertainty, language) {
        (None, Language::Id) => {
            "rank_median, rank_low, rank_high dan p_priority kosong: studi ini tidak menghitung ketidakpastian.".to_owned()
        }
        (None, Language::En) => {
            "rank_median, rank_low, rank_high and p_priority are empty: this study computes no uncertainty.".to_owned()
        }
        (Some(draws), Language::Id) => format!(
            "rank_low sampai rank_high memuat 90 % peringkat dari {} undian pilihan lain yang wajar (bobot, normalisasi, agregasi, data kosong, \
             indikator yang ditinggalkan) dan peringkat itu sendiri; p_priority adalah bagian undian yang menempatkan desa di antara {} yang paling \
             membutuhkan; `robust` bila paling sedikit 0,95 atau paling banyak 0,05, `contested` di antaranya.{}",
            draws.draws,
            draws.cutoff,
            resolution(draws.resolution, language)
        ),
        (Some(draws), Language::En) => format!(
            "rank_low to rank_high hold 90 % of the ranks over {} draws of other defensible choices (weights, normalisation, aggregation, missing \
             data, indicators left out) and the rank itself; p_priority is the share of draws that put the village among the {} neediest; \
             `robust` when at least 0.95 or at most 0.05, `contested` between.{}",
            draws.draws,
            draws.cutoff,
            resolution(draws.resolution, language)
        ),
    };
    format!("{base} {draws}")
}

/// How finely ranks are known, when not exactly.
fn resolution(ranks: u32, language: Language) -> String {
    match (ranks, language) {
        (1, _) => String::new(),
        (_, Language::Id) => format!(" Ujung dan median diketahui sampai {ranks} peringkat."),
        (_, Language::En) => format!(" Ends and medians are known to {ranks} ranks."),
    }
}
