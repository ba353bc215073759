//! Themes of the index: need, status, how sure the ranks are.

use super::{Kind, Theme, Words, kinds, natural_breaks};
use crate::base::study::Language;
use crate::error::Result;
use crate::output::map::mark::{Fill, need as colours};
use crate::output::words::{capital, label, pick, value};
use crate::welfare::index::Scores;
use crate::welfare::index::uncertainty::Evidence;

/// Blues (ColorBrewer PuBu): the surer that it is a priority, the darker.
const CERTAIN: [&str; 4] = ["#f1eef6", "#bdc9e1", "#74a9cf", "#0570b0"];
/// Status from the best to the neediest, 2 to 7 of them, light to dark (ColorBrewer BuPu).
const STATUS: [&[&str]; 6] = [
    &["#e0ecf4", "#8856a7"],
    &["#e0ecf4", "#9ebcda", "#8856a7"],
    &["#edf8fb", "#b3cde3", "#8c96c6", "#88419d"],
    &["#edf8fb", "#b3cde3", "#8c96c6", "#8856a7", "#810f7c"],
    &[
        "#edf8fb", "#bfd3e6", "#9ebcda", "#8c96c6", "#8856a7", "#810f7c",
    ],
    &[
        "#edf8fb", "#bfd3e6", "#9ebcda", "#8c96c6", "#8c6bb1", "#88419d", "#6e016b",
    ],
];
/// Robust, contested.
const EVIDENCE: [&str; 2] = ["#2c7fb8", "#fdae61"];

/// Need in natural breaks.
pub(super) fn need(values: &[Option<f64>], lack: &[Fill], language: Language) -> Result<Theme> {
    let (names, of) = natural_breaks(values, language)?;
    let shades = colours(names.len());
    let words = Words {
        id: "need",
        table: "scores",
        label: pick(
            language,
            "Kebutuhan (nilai indeks)",
            "Need (score of the index)",
        ),
        heading: pick(language, "Kebutuhan tiap desa", "Need of each village"),
        note: pick(
            language,
            "Selisih dari nilai terbaik; kelas: batas alami (Fisher–Jenks).",
            "Distance from the best score; classes: natural breaks (Fisher–Jenks).",
        ),
    };
    Ok(Theme::new(&words, kinds(names, shades), of, lack, language))
}

/// The status of the index, light for the best; `None` where it has none, or more than there are colours for.
pub(super) fn class(scores: &Scores, lack: &[Fill], language: Language) -> Option<Theme> {
    let count = scores.classes.len();
    let shades = STATUS.get(count.checked_sub(2)?)?;
    let mean = |class: usize| {
        let own = |(of, need): (&Option<usize>, &Option<f64>)| need.filter(|_| *of == Some(class));
        let needs: Vec<f64> = scores
            .class
            .iter()
            .zip(&scores.need)
            .filter_map(own)
            .collect();
        (!needs.is_empty()).then(|| needs.iter().sum::<f64>() / needs.len() as f64)
    };
    let means: Vec<f64> = (0..count).filter_map(mean).collect();
    // classes run from the lowest score up, and a low score is often the neediest
    let falling = means.first() > means.last();
    let place = |class: usize| if falling { count - 1 - class } else { class };
    let mut names = vec![String::new(); count];
    for (class, words) in scores.classes.iter().enumerate() {
        names[place(class)] = words.get(language).to_owned();
    }
    let words = Words {
        id: "class",
        table: "scores",
        label: label("class", language),
        heading: pick(language, "Status tiap desa", "Class of each village"),
        note: pick(
            language,
            "Status menurut batas nilai indeks.",
            "Classes by the limits of the index.",
        ),
    };
    let of = scores
        .class
        .iter()
        .map(|class| class.map(|c| place(c) as u32));
    Some(Theme::new(&words, kinds(names, shades), of, lack, language))
}

/// How sure it is that a village is a priority.
pub(super) fn certainty(chances: &[Option<f64>], lack: &[Fill], language: Language) -> Theme {
    let names = pick(
        language,
        "Hampir pasti bukan prioritas (≤ 5 %)|Lebih mungkin bukan|Lebih mungkin prioritas|Hampir pasti prioritas (≥ 95 %)",
        "Almost surely no priority (≤ 5 %)|Rather no priority|Rather a priority|Almost surely a priority (≥ 95 %)",
    );
    let class = |chance: f64| match chance {
        chance if chance <= 0.05 => 0,
        chance if chance < 0.5 => 1,
        chance if chance < 0.95 => 2,
        _ => 3,
    };
    let words = Words {
        id: "certainty",
        table: "scores",
        label: pick(language, "Kepastian peringkat", "Certainty of the rank"),
        heading: pick(
            language,
            "Peluang menjadi prioritas",
            "Chance to be a priority",
        ),
        note: pick(
            language,
            "Bagian undian pilihan lain yang wajar yang menempatkan desa di antara yang paling membutuhkan.",
            "Share of draws of other defensible choices that place the village among the neediest.",
        ),
    };
    let kinds = kinds(names.split('|').map(str::to_owned), &CERTAIN);
    let of = chances.iter().map(|chance| chance.map(class));
    Theme::new(&words, kinds, of, lack, language)
}

/// Whether other choices would change who is a priority.
pub(super) fn evidence(evidence: &[Evidence], lack: &[Fill], language: Language) -> Theme {
    let name = |of: Evidence| {
        let meaning = match of {
            Evidence::Robust => pick(
                language,
                "pasti prioritas atau pasti bukan (≥ 95 % undian)",
                "a priority, or none, in 95 % of the draws or more",
            ),
            _ => pick(language, "tergantung pilihan", "depends on the choices"),
        };
        let word = value("evidence", of.as_str(), language);
        format!("{}: {meaning}", capital(word))
    };
    let kind = |(of, colour): (Evidence, &&'static str)| Kind {
        label: name(of),
        fill: Fill::Colour(colour),
    };
    let known = [Evidence::Robust, Evidence::Contested];
    let words = Words {
        id: "evidence",
        table: "scores",
        label: label("evidence", language),
        heading: pick(
            language,
            "Bukti tentang tempat di antara yang diprioritaskan",
            "Evidence of the place in or out of the priority set",
        ),
        note: pick(
            language,
            "Kukuh bila paling sedikit 95 % undian sepakat, goyah bila tidak.",
            "Robust where at least 95 % of the draws agree, contested where not.",
        ),
    };
    let of = evidence.iter().map(|of| match of {
        Evidence::Robust => Some(0),
        Evidence::Contested => Some(1),
        Evidence::None => None,
    });
    let kinds = known.into_iter().zip(&EVIDENCE).map(kind).collect();
    Theme::new(&words, kinds, of, lack, language)
}
