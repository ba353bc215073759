//! `allocation_summary`: what scopes have of the plan, and what deciding together is worth.

use super::totals::Total;
use super::{AMOUNT, FINE, Placed, gain_unit};
use crate::base::study::Language;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::synergy::Ground;

/// `allocation_summary`: a row a scope.
pub(super) fn sheet(ground: &Ground, placed: &Placed, totals: &[Total]) -> Sheet {
    let language = ground.language();
    let proof = match language {
        Language::Id => "gap 0 terbukti (proven); cut: kerja habis; bounded: batas saja",
        Language::En => "gap 0 is proven; cut: the work ended first; bounded: a bound only",
    };
    let method = match language {
        Language::Id => format!(
            "Manfaat diukur dengan kebutuhan x orang. alone: setiap kementerian menempatkan uangnya sendiri menurut manfaatnya sendiri tanpa melihat yang lain, lalu gabungannya dinilai dengan \
             ukuran yang sama. synergy = objective - alone; untuk keseluruhan tidak pernah di bawah 0, tetapi satu kementerian, kabupaten, atau kelompok desa dapat kehilangan. now: manfaat penempatan sekarang dengan ukuran \
             yang sama. Manfaat tiap bagian berjumlah seluruhnya; batas oleh harga (relaksasi Lagrange), {proof}. money = yang ditempatkan ulang + money_kept; money_kept: yang tetap di tempatnya, \
             diambil lebih dulu dari anggaran. placements menghitung program dan desa, placements_now baris inventaris. class: status desa menurut indeks; area: desa di kawasan prioritas bersama-sama, dan di luarnya. \
             Karena manfaat adalah kebutuhan x orang, uang mengikuti jumlah orang: bandingkan money dengan money_now; bagian paling sedikit per kabupaten diatur dengan `floor`."
        ),
        Language::En => format!(
            "Gains are need x people. alone: every ministry places its own money by its own gain without seeing the others, and what they make together is counted by the same measure. \
             synergy = objective - alone; for the whole it is never below 0, but a single ministry, regency or group of villages may lose. now: the gain of what stands today by the same measure. \
             The gains of parts sum to the whole; the bound is by prices (Lagrangian relaxation), {proof}. money = what is placed anew + money_kept; money_kept: what stays where it is, taken off \
             the budget first. placements counts programmes and villages, placements_now rows of the inventory. class: villages by class of the index; area: the villages of priority areas \
             together, and those outside. Since gain is need x people, money follows people: compare money with money_now; `floor` sets the least share of a regency."
        ),
    };
    let answer = &placed.plan.answer;
    let rows = || totals.iter();
    let first = |value: f64| (0..totals.len()).map(move |at| (at == 0).then_some(value));
    let proof = (0..totals.len()).map(|at| if at == 0 { answer.proof.as_str() } else { "" });
    let gain = |which: usize| rows().map(move |row| Some(row.gains[which]));
    let unit = gain_unit(language);
    let label = |id, en| pick(language, id, en).to_owned();
    Sheet::new("allocation_summary", method, language)
        .text("scope", rows().map(|row| row.scope))
        .text("code", rows().map(|row| &row.code))
        .text("name", rows().map(|row| &row.name))
        .number("budget", "", AMOUNT, rows().map(|row| row.budget))
        .number("money", "", AMOUNT, rows().map(|row| Some(row.money)))
        .number(
            "money_kept",
            "",
            AMOUNT,
            rows().map(|row| Some(row.money_kept)),
        )
        .number(
            "money_left",
            "",
            AMOUNT,
            rows().map(|row| Some(row.budget? - row.money)),
        )
        .number(
            "money_now",
            "",
            AMOUNT,
            rows().map(|row| Some(row.money_now)),
        )
        .number("floor", "", AMOUNT, rows().map(|row| row.floor))
        .count("placements", rows().map(|row| Some(row.placements)))
        .count(
            "placements_kept",
            rows().map(|row| Some(row.placements_kept)),
        )
        .count("placements_now", rows().map(|row| Some(row.placements_now)))
        .number("objective", unit, FINE, gain(0))
        .labelled(label("Manfaat rencana", "Gain of the plan"))
        .number("bound", unit, FINE, first(answer.bound))
        .number("gap", "", FINE, first(answer.gap))
        .text("proof", proof)
        .number("alone", unit, FINE, gain(1))
        .labelled(label(
            "Manfaat bila tiap kementerian sendiri",
            "Gain with each ministry alone",
        ))
        .number(
            "synergy",
            unit,
            FINE,
            rows().map(|row| Some(row.gains[0] - row.gains[1])),
        )
        .number("now", unit, FINE, gain(2))
        .labelled(label(
            "Manfaat penempatan sekarang",
            "Gain of the placements of today",
        ))
}
