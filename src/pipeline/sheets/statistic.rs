//! `hotspots`, `global` and `neighbours`: what the map says.

use super::FINE;
use crate::base::study::{Language, LocalStatistic, NeighbourKind, Study};
use crate::output::number;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::space::{Hot, HotspotResult};
use crate::space::graph::Graph;
use crate::space::stats::Alternative;

/// Significant digits of statistics that may be very small.
const DIGITS: usize = 6;

/// `hotspots`: one row a village with a value and a local statistic.
pub(super) fn hotspots(study: &Study, inputs: &Inputs, found: &HotspotResult) -> Sheet {
    let codes = &inputs.villages.layer.codes;
    let rows = || {
        let villages = found.local.first().map_or(0, |hot| hot.units.len());
        (0..villages).flat_map(|i| found.local.iter().map(move |hot| (hot, i)))
    };
    let code = |(hot, i): (&Hot, usize)| codes[hot.units[i] as usize].as_str();
    let cluster = |(hot, i): (&Hot, usize)| hot.clusters[hot.units[i] as usize].as_str();
    let p = |(hot, i): (&Hot, usize)| hot.local.p(Alternative::TwoSided)[i];
    Sheet::new("hotspots", local_method(study, found), study.study.language)
        .text("code", rows().map(code))
        .text("statistic_name", rows().map(|(hot, _)| hot.name))
        .number("value", "", FINE, rows().map(|(hot, i)| hot.local.value[i]))
        .number("lag", "", FINE, rows().map(|(hot, i)| hot.local.lag[i]))
        .significant(
            "statistic",
            DIGITS,
            rows().map(|(hot, i)| hot.local.statistic[i]),
        )
        .significant(
            "expected",
            DIGITS,
            rows().map(|(hot, i)| hot.local.expected[i]),
        )
        .significant(
            "variance",
            DIGITS,
            rows().map(|(hot, i)| hot.local.variance[i]),
        )
        .number("z", "", FINE, rows().map(|(hot, i)| hot.local.z[i]))
        .number("p", "", FINE, rows().map(p))
        .number("q", "", FINE, rows().map(|(hot, i)| hot.q[i]))
        .text("cluster", rows().map(cluster))
        .page_by("p")
}

fn local_method(study: &Study, found: &HotspotResult) -> String {
    let language = study.study.language;
    let spec = study.hotspots.clone().unwrap_or_default();
    let name = |statistic: &LocalStatistic| match statistic {
        LocalStatistic::LocalMoran => pick(
            language,
            "Moran lokal (Anselin 1995, bobot baris)",
            "local Moran (Anselin 1995, row-standardised)",
        ),
        LocalStatistic::GetisStar => pick(
            language,
            "G* (Ord dan Getis 1995, bobot biner)",
            "G* (Ord and Getis 1995, binary)",
        ),
    };
    let names: Vec<&str> = spec.statistics.iter().map(name).collect();
    let names = names.join(pick(language, " dan ", " and "));
    let fdr = number::plain(spec.fdr, language);
    let (variable, permutations) = (&found.variable, spec.permutations);
    match language {
        Language::Id => format!(
            "`{variable}` dengan {names}; {permutations} permutasi bersyarat, nilai p dua sisi (M+1)/(R+1), klaster bila q Benjamini-Hochberg \
             paling besar {fdr}. Desa tanpa nilai tidak ikut, begitu pula hubungannya."
        ),
        Language::En => format!(
            "`{variable}` by {names}; {permutations} conditional permutations, two-sided p = (M+1)/(R+1), a cluster where the \
             Benjamini-Hochberg q is at most {fdr}. Villages without a value are left out together with their links."
        ),
    }
}

/// `global`: global Moran, a row an inference.
pub(super) fn global(study: &Study, found: &HotspotResult) -> Sheet {
    let moran = &found.moran;
    let tests = [moran.normal, Some(moran.randomised), None];
    let permuted = moran.permuted.map(|tails| tails.p_two_sided());
    let p = |test: usize| tests[test].and_then(|test| test.p(Alternative::TwoSided));
    let method = pick(
        study.study.language,
        "Moran I global dengan bobot baris; ragam normal, acak dan permutasi (Cliff dan Ord 1981).",
        "Global Moran I, row-standardised; variance under normality, randomisation and by permutation (Cliff and Ord 1981).",
    );
    Sheet::new("global", method, study.study.language)
        .text("variable", [&found.variable; 3])
        .text(
            "statistic_name",
            ["moran-normal", "moran-randomised", "moran-permuted"],
        )
        .count("n", [Some(moran.n); 3])
        .number("value", "", FINE, [Some(moran.value); 3])
        .number("expected", "", FINE, [Some(moran.randomised.expected); 3])
        .significant("variance", DIGITS, tests.map(|t| t.map(|t| t.variance)))
        .number("z", "", FINE, tests.map(|t| t.and_then(|t| t.z)))
        .significant("p", DIGITS, [p(0), p(1), permuted])
}

/// `neighbours`: every directed link.
pub(super) fn neighbours(study: &Study, inputs: &Inputs, graph: &Graph) -> Sheet {
    let code = |i: u32| inputs.villages.layer.codes[i as usize].as_str();
    let language = study.study.language;
    let method = match study.neighbours.kind {
        NeighbourKind::Knn => pick(
            language,
            "Setiap desa ke tetangga terdekatnya; hubungan tidak selalu timbal balik.",
            "Each village to its nearest; a link need not have one back.",
        ),
        NeighbourKind::Distance => pick(
            language,
            "Setiap pasangan tercatat dua arah.",
            "Each pair stands in both directions.",
        ),
        NeighbourKind::Queen | NeighbourKind::Rook => pick(
            language,
            "Setiap pasangan tercatat dua arah; `sea` adalah penyeberangan laut.",
            "Each pair stands in both directions; `sea` is a sea crossing.",
        ),
    };
    Sheet::new("neighbours", method, language)
        .text("from", graph.all_links().map(|l| code(l.from)))
        .text("to", graph.all_links().map(|l| code(l.to)))
        .number(
            "weight",
            "",
            FINE,
            graph.all_links().map(|l| Some(l.weight)),
        )
        .number(
            "border_m",
            "m",
            1,
            graph.all_links().map(|l| Some(l.border_m)),
        )
        .text("kind", graph.all_links().map(|l| l.kind.as_str()))
}
