//! `regions`: districts, regencies and provinces.

use super::{FINE, square_km};
use crate::base::study::{Language, Study};
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::Results;
use crate::pipeline::inputs::Inputs;
use crate::welfare::index::definition::share_column;

/// `regions`: one row a district, regency or province.
pub(super) fn regions(study: &Study, inputs: &Inputs, results: &Results) -> Sheet {
    let language = study.study.language;
    let hierarchy = &inputs.hierarchy.regions;
    let all = || {
        hierarchy
            .iter()
            .flat_map(|r| (0..r.codes.len()).map(move |i| (r, i)))
    };
    let method = region_method(language, results.index.is_some());
    let mut sheet = Sheet::new("regions", method, language)
        .text("level", all().map(|(r, _)| r.level.as_str()))
        .text("code", all().map(|(r, i)| r.codes[i].as_str()))
        .text("name", all().map(|(r, i)| r.names[i].as_str()));
    if let Some(index) = &results.index {
        let rows = || index.regions.iter().flatten();
        sheet = sheet
            .count("villages", rows().map(|r| Some(r.villages)))
            .count("villages_scored", rows().map(|r| Some(r.scored)))
            .number("population", "", 0, rows().map(|r| r.population))
            .number("score", "", FINE, rows().map(|r| r.score))
            .number("need", "", FINE, rows().map(|r| r.need))
            .count("rank", rows().map(|r| r.rank));
        for (class, words) in index.scores.classes.iter().enumerate() {
            let name = share_column(words);
            let share = rows().map(|r| r.class_share.get(class).copied());
            let share_of = pick(language, "Bagian", "Share");
            sheet = sheet
                .number(&name, "", FINE, share)
                .labelled(format!("{share_of} {}", words.get(language)));
        }
        sheet = sheet.text("rule", rows().map(|r| r.rule.as_str()));
    }
    let outlines = results.outlines.iter().flatten();
    sheet.number(
        "area_km2",
        "km2",
        3,
        outlines.map(|o| o.area.map(square_km)),
    )
}

fn region_method(language: Language, scored: bool) -> String {
    let scores = pick(
        language,
        "Nilai wilayah adalah rata-rata nilai desanya menurut aturan di kolom rule; peringkat 1 paling membutuhkan di tingkatnya; \
         share_* adalah bagian desa bernilai di setiap status. ",
        "A region's score is the mean of its villages by the rule in column rule; rank 1 is the neediest of its level; \
         share_* is the share of scored villages in each class. ",
    );
    let sizes = pick(
        language,
        "Luas diukur pada elipsoid.",
        "Area sizes are measured on the ellipsoid.",
    );
    format!("{}{sizes}", if scored { scores } else { "" })
}
