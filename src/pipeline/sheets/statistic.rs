//! `hotspots`, `global` and `neighbours`: what the map says.

use super::FINE;
use crate::base::study::{Language, Study};
use crate::output::number;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::space::HotspotResult;
use crate::space::graph::Graph;
use crate::space::stats::Alternative;

/// `hotspots`: one row a village with a value and a local statistic.
pub(super) fn hotspots(study: &Study, inputs: &Inputs, found: &HotspotResult) -> Sheet {
    let language = study.study.language;
    let layer = &inputs.villages.layer;
    let spec = study.hotspots.clone().unwrap_or_default();
    let fdr = number::plain(spec.fdr, language);
    let method = match language {
        Language::Id => format!(
            "Moran lokal (Anselin 1995, bobot baris) dan G* (Ord dan Getis 1995, bobot biner) atas `{}`; {} permutasi bersyarat, p dua sisi (M+1)/(R+1), \
             gerombol bila q Benjamini-Hochberg paling besar {}.",
            found.variable, spec.permutations, fdr
        ),
        Language::En => format!(
            "Local Moran (Anselin 1995, row-standardised) and G* (Ord and Getis 1995, binary) of `{}`; {} conditional permutations, two-sided p = (M+1)/(R+1), \
             a cluster where the Benjamini-Hochberg q is at most {}.",
            found.variable, spec.permutations, fdr
        ),
    };
    let each =
        |get: &dyn Fn(&crate::pipeline::space::Hot) -> Vec<Option<f64>>| -> Vec<Option<f64>> {
            found.local.iter().flat_map(get).collect()
        };
    let codes = found.local.iter().flat_map(|hot| {
        let code = |&u: &u32| layer.codes[u as usize].as_str();
        hot.units.iter().map(code).collect::<Vec<_>>()
    });
    let names = found
        .local
        .iter()
        .flat_map(|hot| vec![hot.name; hot.units.len()]);
    let clusters = found.local.iter().flat_map(|hot| {
        let cluster = |&u: &u32| hot.clusters[u as usize].as_str();
        hot.units.iter().map(cluster).collect::<Vec<_>>()
    });
    Sheet::new("hotspots", method, language)
        .text("code", codes)
        .text("statistic_name", names)
        .number(
            "value",
            "",
            FINE,
            each(&|h| h.local.value.iter().map(|&v| Some(v)).collect()),
        )
        .number("lag", "", FINE, each(&|h| h.local.lag.clone()))
        .number("statistic", "", FINE, each(&|h| h.local.statistic.clone()))
        .number("expected", "", FINE, each(&|h| h.local.expected.clone()))
        .number("variance", "", 9, each(&|h| h.local.variance.clone()))
        .number("z", "", FINE, each(&|h| h.local.z.clone()))
        .number(
            "p",
            "",
            FINE,
            each(&|h| h.local.p(Alternative::TwoSided).to_vec()),
        )
        .number("q", "", FINE, each(&|h| h.q.clone()))
        .text("cluster", clusters)
        .page_by("p")
}

/// `global`: global Moran, a row an inference.
pub(super) fn global(study: &Study, found: &HotspotResult) -> Sheet {
    let moran = &found.moran;
    let permuted = moran.permuted.map(|tails| tails.p_two_sided());
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
        .number("expected", "", FINE, [Some(moran.expected); 3])
        .number(
            "variance",
            "",
            9,
            [
                Some(moran.normal.variance),
                Some(moran.randomised.variance),
                None,
            ],
        )
        .number("z", "", FINE, [moran.normal.z, moran.randomised.z, None])
        .number("p", "", 9, [moran.normal.p, moran.randomised.p, permuted])
}

/// `neighbours`: every directed link.
pub(super) fn neighbours(study: &Study, inputs: &Inputs, graph: &Graph) -> Sheet {
    let code = |i: u32| inputs.villages.layer.codes[i as usize].as_str();
    let method = pick(
        study.study.language,
        "Setiap pasangan tercatat dua arah; `sea` adalah penyeberangan laut.",
        "Each pair stands in both directions; `sea` is a sea crossing.",
    );
    Sheet::new("neighbours", method, study.study.language)
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
