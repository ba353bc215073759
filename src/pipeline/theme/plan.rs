//! Themes of what to do: priority areas, and levers that nobody pulls.

use super::{Theme, Words, kinds, numbers};
use crate::base::study::Language;
use crate::output::map::mark::Fill;
use crate::output::words::{label, pick};
use crate::pipeline::areas::{Delineation, area_of};
use polars::prelude::DataFrame;

const INSIDE: &str = "#4292c6";
const OUTSIDE: &str = "#eef0f1";
/// Greens (ColorBrewer PuBuGn): the more levers lack, the darker.
const LACKING: [&str; 4] = ["#f6eff7", "#bdc9e1", "#67a9cf", "#02818a"];

/// Inside or outside of the n villages' areas.
pub(super) fn areas(found: &Delineation, n: usize, language: Language) -> Theme {
    let names = [
        label("map_area", language).to_owned(),
        pick(language, "Di luar kawasan", "Outside").to_owned(),
    ];
    let words = Words {
        id: "areas",
        table: "areas",
        label: label("map_area", language),
        heading: label("map_area", language),
        note: pick(
            language,
            "Bernomor menurut kebutuhan: 1 paling membutuhkan.",
            "Numbered by need: 1 is the neediest.",
        ),
    };
    let area = area_of(Some(found), n).into_iter();
    let of = area.map(|area| Some(u32::from(area.is_none())));
    let lack = vec![Fill::Missing; n];
    Theme::new(
        &words,
        kinds(names, &[INSIDE, OUTSIDE]),
        of,
        &lack,
        language,
    )
}

/// Levers that a village needs and no programme there pulls.
pub(super) fn levers(frame: &DataFrame, lack: &[Fill], language: Language) -> Theme {
    let [needed, present] = ["levers_needed", "levers_present"].map(|name| numbers(frame, name));
    let names = pick(language, "Tidak ada|1|2|3 atau lebih", "None|1|2|3 or more");
    let class = |(needed, present): (&Option<f64>, &Option<f64>)| {
        Some((needed.as_ref()? - present.as_ref()?).clamp(0.0, 3.0) as u32)
    };
    let words = Words {
        id: "synergy",
        table: "synergy",
        label: pick(language, "Kesenjangan sinergi", "Synergy gaps"),
        heading: pick(
            language,
            "Pengungkit yang dibutuhkan dan belum ada programnya",
            "Levers that are needed and have no programme",
        ),
        note: pick(
            language,
            "Lihat tabel lever_gaps.",
            "See the table lever_gaps.",
        ),
    };
    let kinds = kinds(names.split('|').map(str::to_owned), &LACKING);
    let of: Vec<Option<u32>> = needed.iter().zip(&present).map(class).collect();
    Theme::new(&words, kinds, of, lack, language)
}
