//! `synergy`: one row a village.

use super::{AMOUNT, FINE, Found, Ledger, close};
use crate::base::model::Level;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::sheets::region_names;
use crate::pipeline::synergy::Ground;

pub(super) fn sheet(ground: &Ground, found: &Found, ledger: &Ledger) -> Sheet {
    let language = ground.language();
    let n = ground.layer.codes.len();
    let method = pick(
        language,
        "Keempat nilai dari 0 sampai 1. program: bagian program yang tidak mengulang pengungkit dan sasaran yang sama. lokasi: bagian kebutuhan akan pengungkit yang \
         terpenuhi di desa. pendamping dan lembaga: bagian program yang berada pada satu pendamping, satu lembaga. synergy: rata-rata yang ada. Tindakan: yang paling kurang lebih dulu.",
        "The four scores run from 0 to 1. program: share of programmes that do not repeat a lever for the same people. location: share of the need for levers that is \
         met in the village. facilitator and institution: share of programmes with one facilitator, one institution. synergy: mean of those there are. Actions: what lacks most first.",
    );
    let program = found.program;
    let villages = || program.villages.iter();
    let missing = (0..n).map(|v| ground.lever_codes(&ground.missing_levers(v)));
    let meets = villages().map(|v| match v.programmes as usize >= ground.spec.meet {
        true => "true",
        false => "false",
    });
    let mut sheet = Sheet::new("synergy", method, language)
        .text("code", (0..n as u32).map(|v| ground.village_code(v)))
        .text("name", (0..n as u32).map(|v| ground.village_name(v)));
    for level in [Level::District, Level::Regency] {
        let names = region_names(ground.hierarchy, level);
        if !names.is_empty() {
            sheet = sheet.text(level.as_str(), names);
        }
    }
    let need = |v: usize| ground.index.and_then(|index| index.scores.need[v]);
    let mut sheet = sheet
        .count(
            "area",
            ground.area_of.iter().map(|area| area.map(|at| at + 1)),
        )
        .number("need", "", FINE, (0..n).map(need))
        .count("programmes", villages().map(|v| Some(v.programmes)))
        .count("ministries", villages().map(|v| Some(v.ministries)))
        .number(
            "beneficiaries",
            "",
            AMOUNT,
            villages().map(|v| v.sums.beneficiaries),
        )
        .number("budget", "", AMOUNT, villages().map(|v| v.sums.budget))
        .number(
            "hhi_programmes",
            "",
            FINE,
            villages().map(|v| v.spread.programmes),
        )
        .flag("meets", meets)
        .count("duplicates", program.surplus.iter().map(|&more| Some(more)))
        .count("levers_needed", program.convergence.needed.iter().copied())
        .count(
            "levers_present",
            program.convergence.present.iter().copied(),
        )
        .text("levers_missing", missing);
    if let Some(facilitation) = found.facilitation {
        let of = || facilitation.of_village.iter();
        let planned = of().map(|v| ground.facilitator_ids(&v.planned));
        sheet = sheet
            .count("facilitators", of().map(|v| Some(v.now.len())))
            .text("facilitator_planned", planned)
            .count("programmes_unmet", of().map(|v| Some(v.unmet.len())));
    }
    if let Some(institutions) = found.institutions {
        let of = institutions.of_village.iter();
        sheet = sheet.count("institutions", of.map(|own| Some(own.len())));
    }
    let choice = found.choice;
    if !choice.next.is_empty() {
        let next = || choice.next.iter();
        sheet = sheet
            .count("steps_to_class", next().map(|n| n.map(|(steps, _)| steps)))
            .number(
                "cost_to_class",
                "",
                AMOUNT,
                next().map(|n| n.map(|(_, cost)| cost)),
            );
    }
    if let Some(money) = &choice.money {
        sheet = sheet.number("money_planned", "", AMOUNT, money.iter().copied());
    }
    close(sheet, &ledger.villages).page_by("area")
}
