//! `replacement`, `rule_costs` and `tradeoff`: what villages, rules and compactness mean to the priority areas.

use super::{FINE, km};
use crate::base::study::{Language, Study};
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::areas::Delineation;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::meaning::Meaning;

/// The three tables.
pub(super) fn all(study: &Study, inputs: &Inputs, found: &Delineation) -> Vec<Sheet> {
    let language = study.study.language;
    found.meaning.as_ref().map_or_else(Vec::new, |meaning| {
        vec![
            replacement(inputs, found, meaning, language),
            rule_costs(meaning, language),
            tradeoff(meaning, language),
        ]
    })
}

/// One row a village of an area or of a near-best plan.
fn replacement(
    inputs: &Inputs,
    found: &Delineation,
    meaning: &Meaning,
    language: Language,
) -> Sheet {
    let method = pick(
        language,
        "Kerugian bila desa tidak boleh masuk kawasan mana pun (Cabeza dan Moilanen 2006): paling sedikit dan paling banyak. Kekerapan: bagian dari semua rencana \
         yang kehilangan paling banyak `within` dari nilai tujuan dan memuat desa itu.",
        "What the objective loses when no area may hold the village (Cabeza and Moilanen 2006): at least and at most. Frequency: the share, among all plans \
         that lose at most `within` of the objective, of those that hold it.",
    );
    let layer = &inputs.villages.layer;
    let area = |village: u32| {
        found
            .plan
            .areas
            .iter()
            .position(|area| area.members.contains(&village))
    };
    let mut rows: Vec<_> = meaning
        .replacement
        .iter()
        .flat_map(|group| group.villages.iter().map(move |village| (group, village)))
        .map(|(group, village)| (area(village.village), group, village))
        .collect();
    rows.sort_by_key(|(area, _, village)| (area.unwrap_or(usize::MAX), village.village));
    let codes = rows
        .iter()
        .map(|(_, _, v)| layer.codes[v.village as usize].as_str());
    let names = rows.iter().map(|(_, _, v)| {
        layer
            .names
            .get(v.village as usize)
            .map_or("", String::as_str)
    });
    Sheet::new("replacement", method, language)
        .text("code", codes)
        .text("name", names)
        .count(
            "area",
            rows.iter().map(|(area, _, _)| area.map(|at| at + 1)),
        )
        .number(
            "loss_least",
            "",
            FINE,
            rows.iter().map(|(_, _, v)| v.loss_least),
        )
        .number(
            "loss_most",
            "",
            FINE,
            rows.iter().map(|(_, _, v)| v.loss_most),
        )
        .number("frequency", "", 4, rows.iter().map(|(_, _, v)| v.frequency))
        .number(
            "within",
            "",
            FINE,
            rows.iter().map(|(_, group, _)| group.within),
        )
        .count(
            "plans",
            rows.iter()
                .map(|(_, group, _)| (group.plans > 0).then_some(group.plans)),
        )
}

/// One row a rule relaxed.
fn rule_costs(meaning: &Meaning, language: Language) -> Sheet {
    let method = pick(
        language,
        "Setiap aturan dilonggarkan sendiri-sendiri dan kawasan digambar lagi dengan upaya `normal`; `to` yang kosong berarti aturan itu dihapus.",
        "Each rule is relaxed on its own and the areas are drawn again at effort `normal`; where `to` is empty the rule is dropped.",
    );
    let costs = &meaning.costs;
    Sheet::new("rule_costs", method, language)
        .text("rule", costs.iter().map(|cost| &cost.rule))
        .text("from", costs.iter().map(|cost| &cost.from))
        .text("to", costs.iter().map(|cost| &cost.to))
        .number(
            "objective",
            "",
            FINE,
            costs.iter().map(|cost| Some(cost.objective)),
        )
        .number("bound", "", FINE, costs.iter().map(|cost| Some(cost.bound)))
        .number("gain", "", FINE, costs.iter().map(|cost| Some(cost.gain)))
}

/// One row a weight of compactness.
fn tradeoff(meaning: &Meaning, language: Language) -> Sheet {
    let method = pick(
        language,
        "Kawasan digambar lagi dengan upaya `normal` dan bobot kepadatan lain: kebutuhan yang disamakan dengan satu kilometer batas luar kawasan. Setiap bobot mendapat yang terbaik dari semua rencana itu dan rencana utama.",
        "The areas drawn again at effort `normal` and other weights of compactness: the need that one kilometre of an area's outer border outweighs. Each weight has the best of all these plans and the plan of the study.",
    );
    let trades = &meaning.trades;
    Sheet::new("tradeoff", method, language)
        .number(
            "compactness",
            "1/km",
            FINE,
            trades.iter().map(|trade| Some(trade.per_km)),
        )
        .count("areas", trades.iter().map(|trade| Some(trade.areas)))
        .count("villages", trades.iter().map(|trade| Some(trade.villages)))
        .number(
            "need",
            "",
            FINE,
            trades.iter().map(|trade| Some(trade.need)),
        )
        .number(
            "border_km",
            "km",
            3,
            trades.iter().map(|trade| Some(km(trade.border_m))),
        )
        .number(
            "objective",
            "",
            FINE,
            trades.iter().map(|trade| Some(trade.objective)),
        )
        .number(
            "bound",
            "",
            FINE,
            trades.iter().map(|trade| Some(trade.bound)),
        )
}
