//! Where a column clusters, by one statistic.

use super::{Kind, Theme, Words, kinds};
use crate::base::study::Language;
use crate::output::map::mark::Fill;
use crate::output::words::{pick, value};
use crate::pipeline::space::Hot;
use crate::space::stats::Cluster;

/// Clusters in the order of the legend, and their colours.
const COLOURS: [(Cluster, &str); 11] = [
    (Cluster::HighHigh, "#ca0020"),
    (Cluster::HotSpot, "#b2182b"),
    (Cluster::HighLow, "#f4a582"),
    (Cluster::LowHigh, "#92c5de"),
    (Cluster::LowLow, "#0571b0"),
    (Cluster::ColdSpot, "#2166ac"),
    (Cluster::OtherPositive, "#fdb863"),
    (Cluster::Positive, "#ca0020"),
    (Cluster::Negative, "#92c5de"),
    (Cluster::Joined, "#ca0020"),
    (Cluster::NotSignificant, "#e6e6e6"),
];

/// The clusters that a statistic found in a column; villages without neighbours are hatched as those without evidence.
pub(super) fn of(variable: &str, hot: &Hot, lack: &[Fill], language: Language) -> Theme {
    let known = |own: &Cluster| COLOURS.iter().position(|(cluster, _)| cluster == own);
    let mut there: Vec<usize> = hot.clusters.iter().filter_map(known).collect();
    there.sort_unstable();
    there.dedup();
    let names = there.iter().map(|at| {
        let name = COLOURS[*at].0.as_str();
        value("cluster", name, language).to_owned()
    });
    let colours: Vec<&'static str> = there.iter().map(|at| COLOURS[*at].1).collect();
    let mut own: Vec<Kind> = kinds(names, &colours);
    let alone = own.len() as u32;
    if hot.clusters.contains(&Cluster::NoNeighbours) {
        own.push(Kind {
            label: pick(
                language,
                "Tidak diuji: tanpa tetangga",
                "Not tested: without neighbours",
            )
            .to_owned(),
            fill: Fill::NoEvidence,
        });
    }
    let class = |own: &Cluster| match own {
        Cluster::NoNeighbours => Some(alone),
        own => known(own).and_then(|at| Some(there.binary_search(&at).ok()? as u32)),
    };
    // what is high there is not always bad
    let tested = match variable {
        "need" => pick(language, "kebutuhan", "need"),
        column => column,
    };
    let (id, statistic) = match hot.name {
        "getis-star" => ("getis-star", "Getis–Ord G*"),
        _ => ("local-moran", pick(language, "Moran lokal", "local Moran")),
    };
    let words = Words {
        id,
        table: "hotspots",
        label: &format!("{} ({statistic})", pick(language, "Klaster", "Clusters")),
        heading: &format!(
            "{} ({statistic}): {tested}",
            pick(
                language,
                "Di mana desa serupa mengelompok",
                "Where villages are alike"
            )
        ),
        note: pick(
            language,
            "Nyata setelah koreksi tingkat temuan palsu; lihat tabel hotspots.",
            "Significant after correction of the false discovery rate; see the table hotspots.",
        ),
    };
    let of = hot.clusters.iter().map(class);
    Theme::new(&words, own, of, lack, language)
}
