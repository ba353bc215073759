//! `programme_years`: programmes by year and tag.

use super::{AMOUNT, FINE, Ground, Program};
use crate::output::sheet::Sheet;

/// One row a tag and year; the tag is empty for all programmes.
pub(super) fn sheet(ground: &Ground, found: &Program) -> Sheet {
    let language = ground.language();
    let n = ground.layer.codes.len();
    let meet = ground.spec.meet;
    let method = match language {
        crate::base::study::Language::Id => format!(
            "Penempatan per tahun dan tanda, yang di atas desa disertakan; yang tanpa tahun (undated) menyertai setiap tahun. Rata-rata atas seluruh {n} desa; \
             meeting: desa dengan {meet} program atau lebih. Perubahan terhadap tahun sebelumnya dalam inventaris."
        ),
        crate::base::study::Language::En => format!(
            "Placements by year and tag, those above villages included; those without a year (undated) stand in every year. Means are over all {n} villages; \
             meeting: villages with {meet} programmes or more. Changes are against the year before in the inventory."
        ),
    };
    let all = || found.years.iter();
    let change = || found.years.iter().map(|y| y.change.as_ref());
    let share = |count: usize| (n > 0).then(|| count as f64 / n as f64);
    Sheet::new("programme_years", method, language)
        .text("tag", all().map(|y| y.tag.as_deref().unwrap_or("")))
        .year("year", all().map(|y| y.year))
        .count("programmes", all().map(|y| Some(y.programmes)))
        .count("placements", all().map(|y| Some(y.sums.placements)))
        .count("undated", all().map(|y| Some(y.undated)))
        .count("villages", all().map(|y| Some(y.villages)))
        .number("mean_programmes", "", FINE, all().map(|y| y.mean))
        .count("meeting", all().map(|y| Some(y.meeting)))
        .number("share_meeting", "", FINE, all().map(|y| share(y.meeting)))
        .number(
            "beneficiaries",
            "",
            AMOUNT,
            all().map(|y| y.sums.beneficiaries),
        )
        .number("budget", "", AMOUNT, all().map(|y| y.sums.budget))
        .count("without_budget", all().map(|y| Some(y.sums.without_budget)))
        .count("villages_entered", change().map(|c| Some(c?.entered)))
        .count("villages_left", change().map(|c| Some(c?.left)))
        .number(
            "mean_programmes_change",
            "",
            FINE,
            change().map(|c| c?.mean),
        )
        .number(
            "beneficiaries_change",
            "",
            AMOUNT,
            change().map(|c| c?.beneficiaries),
        )
        .number("budget_change", "", AMOUNT, change().map(|c| c?.budget))
}
