//! `indicators`, `weights`, `correlations` and `choices`: what the index is made of, and what its ranks hang on.

use super::FINE;
use crate::base::study::{Language, Study};
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::index::IndexResult;
use crate::pipeline::inputs::Inputs;
use crate::welfare::index::definition::Definition;
use crate::welfare::index::hierarchy::Part;
use crate::welfare::index::importance;
use crate::welfare::index::uncertainty::Share;

/// Significant digits of steps, which may be very small.
const DIGITS: usize = 6;

/// `indicators`: one row a village, one column an indicator (or a finished dimension) as it enters.
pub(super) fn indicators(study: &Study, inputs: &Inputs, index: &IndexResult) -> Sheet {
    let language = study.study.language;
    let method = pick(
        language,
        "Nilai tiap indikator sebelum dibuat sebanding: sesudah dibagi penyebutnya, pencilan dan data kosong ditangani menurut definisi (langkahnya di index.json).",
        "The value of each indicator before it is made comparable: over its denominator, outliers and gaps treated as the definition says (steps in index.json).",
    );
    let codes = inputs.villages.layer.codes.iter();
    let mut sheet =
        Sheet::new("indicators", method, language).text("code", codes.map(|c| c.as_str()));
    for leaf in &index.scores.make.leaves {
        let values = leaf.raw.iter().map(|x| Some(*x).filter(|x| !x.is_nan()));
        let code = leaf.part.code(&index.definition);
        let label = match title(&index.definition, leaf.part, language) {
            title if title == code => code.to_owned(),
            title => format!("{code} {title}"),
        };
        sheet = sheet.exact(code, values).labelled(label);
    }
    sheet
}

/// `weights`: one row a dimension or indicator.
pub(super) fn weights(study: &Study, index: &IndexResult) -> Sheet {
    let language = study.study.language;
    let definition = &index.definition;
    let pulls = || index.pulls.iter();
    let method = pick(
        language,
        "weight_share adalah bobot dalam kelompoknya, overall_weight dalam seluruh indeks. step adalah perubahan nilai bila nilai mentah indikator naik satu; \
         times membandingkannya dengan yang terkecil (kosong bila tidak lurus). correlation: Pearson dengan nilai; variance_share: bagian ragam nilai, \
         kovarians dibagi ragam, berjumlah satu di setiap tingkat (Paruolo dkk. 2013).",
        "weight_share is the weight in its group, overall_weight that in the whole index. step is the change of the score when the raw value of an indicator \
         grows by one; times compares it with the least (empty where it is no straight line). correlation: Pearson, with the score; variance_share: share \
         of the variance of the score, covariance over variance, summing to one over a level (Paruolo et al. 2013).",
    );
    Sheet::new("weights", method, language)
        .text("part", pulls().map(|pull| kind(pull.part)))
        .text("code", pulls().map(|pull| pull.part.code(definition)))
        .text(
            "title",
            pulls().map(|pull| title(definition, pull.part, language)),
        )
        .text(
            "parent",
            pulls().map(|pull| pull.parent.as_deref().unwrap_or_default()),
        )
        .number(
            "weight_share",
            "",
            FINE,
            pulls().map(|pull| Some(pull.weight)),
        )
        .number(
            "overall_weight",
            "",
            FINE,
            pulls().map(|pull| Some(pull.overall)),
        )
        .significant("step", DIGITS, pulls().map(|pull| pull.step))
        .number("times", "", 3, pulls().map(|pull| pull.times))
        .number(
            "correlation",
            "",
            FINE,
            pulls().map(|pull| pull.correlation),
        )
        .number(
            "variance_share",
            "",
            FINE,
            pulls().map(|pull| pull.variance_share),
        )
}

/// `correlations`: one row a pair of dimensions or of indicators.
pub(super) fn correlations(study: &Study, index: &IndexResult) -> Sheet {
    let language = study.study.language;
    let definition = &index.definition;
    let pairs = importance::correlations(definition, &index.scores);
    let method = pick(
        language,
        "Korelasi Pearson antarnilai yang sudah sebanding, atas desa yang memiliki keduanya.",
        "Pearson's correlations of comparable values, over the villages that have both.",
    );
    Sheet::new("correlations", method, language)
        .text("part", pairs.iter().map(|(a, ..)| kind(*a)))
        .text("part_a", pairs.iter().map(|(a, ..)| a.code(definition)))
        .text("part_b", pairs.iter().map(|(_, b, ..)| b.code(definition)))
        .number(
            "pearson",
            "",
            FINE,
            pairs.iter().map(|(_, _, r, _)| Some(*r)),
        )
        .count("n", pairs.iter().map(|(.., n)| Some(*n)))
}

/// `choices`: one row a kind of choice that was drawn.
pub(super) fn choices(study: &Study, index: &IndexResult) -> Option<Sheet> {
    let language = study.study.language;
    let draws = index.uncertainty.as_ref()?;
    let all = || draws.alternatives.iter();
    let share = |get: fn(&Share) -> f64| {
        all().map(move |(factor, _)| draws.shares.iter().find(|s| s.factor == *factor).map(get))
    };
    let method = pick(
        language,
        "Setiap undian memilih satu alternatif per pilihan dengan peluang sama. first_order: bagian ragam peringkat yang dijelaskan pilihan itu sendiri; \
         total: bagian yang melibatkannya (Sobol menurut Jansen, dijumlahkan atas semua desa); galat baku dengan jackknife. Kosong bila sobol = false.",
        "Each draw takes one alternative of every choice, all equally likely. first_order: share of the variance of ranks that the choice explains by itself; \
         total: the share it has a part in (Sobol, by Jansen's estimator, summed over all villages); standard errors by the jackknife. Empty when sobol = false.",
    );
    Some(
        Sheet::new("choices", method, language)
            .text("choice", all().map(|(factor, _)| factor.as_str()))
            .text("alternatives", all().map(|(_, words)| words.join("; ")))
            .number("first_order", "", FINE, share(|s| s.first))
            .number("first_order_se", "", FINE, share(|s| s.first_error))
            .number("total", "", FINE, share(|s| s.total))
            .number("total_se", "", FINE, share(|s| s.total_error)),
    )
}

fn kind(part: Part) -> &'static str {
    match part {
        Part::Dimension(_) => "dimension",
        Part::Indicator(_) => "indicator",
    }
}

fn title(definition: &Definition, part: Part, language: Language) -> &str {
    let title = match part {
        Part::Dimension(d) => &definition.dimensions[d].title,
        Part::Indicator(i) => &definition.indicators[i].title,
    };
    title
        .as_ref()
        .map_or_else(|| part.code(definition), |words| words.get(language))
}
