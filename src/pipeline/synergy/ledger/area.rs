//! `synergy_areas`: one row a priority area.

use super::{AMOUNT, FINE, Found, Ledger, close};
use crate::base::model::Level;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::sheets::{distinct, region_names};
use crate::pipeline::synergy::Ground;
use crate::plan::area::Area;
use crate::plan::synergy::facilitator::in_area;

pub(super) fn sheet(ground: &Ground, found: &Found, ledger: &Ledger) -> Sheet {
    let language = ground.language();
    let method = pick(
        language,
        "Nilai seperti pada tabel synergy, dijumlahkan dulu atas desa-desa kawasan: program yang tidak berulang / program, kebutuhan terpenuhi / kebutuhan, \
         program pada pendamping (lembaga) utama tiap desa / program yang perlu pendamping (lembaga).",
        "Scores as in table synergy, summed over the villages of the area first: programmes that do not repeat / programmes, need met / need, programmes with the \
         leading facilitator (institution) of each village / programmes that need one.",
    );
    let areas = ground.areas;
    let regency = region_names(ground.hierarchy, Level::Regency);
    let regency = |area: &Area| match regency.is_empty() {
        true => String::new(),
        false => distinct(&area.members, &regency).join("; "),
    };
    let together = || found.program.together[2].iter();
    let surplus = |area: &Area| -> u32 {
        area.members
            .iter()
            .map(|&v| found.program.surplus[v as usize])
            .sum()
    };
    let people = |area: &Area| -> Option<f64> {
        let population = ground.population?;
        area.members.iter().map(|&v| population[v as usize]).sum()
    };
    let lacking: Vec<_> = areas
        .iter()
        .map(|area| ground.lacking(&area.members))
        .collect();
    // what stands in one village of the area is a gap in others and not missing in the area
    let stands = |area: &Area, lever: u32| {
        let mut here = area.members.iter();
        here.any(|&v| ground.has_lever(v as usize, lever))
    };
    let missing = areas.iter().zip(&lacking).map(|(area, lacking)| {
        let levers = lacking.keys().copied();
        let levers: Vec<u32> = levers.filter(|&lever| !stands(area, lever)).collect();
        ground.lever_codes(&levers)
    });
    let gaps = lacking.iter().map(|lacking| {
        let villages = lacking.values().map(|gap| gap.villages.len());
        Some(villages.sum::<usize>())
    });
    let mut sheet = Sheet::new("synergy_areas", method, language)
        .count("area", (1..=areas.len()).map(Some))
        .text("regency", areas.iter().map(regency))
        .count(
            "villages",
            areas.iter().map(|area| Some(area.members.len())),
        )
        .number("population", "", 0, areas.iter().map(people))
        .number("need", "", FINE, areas.iter().map(|area| Some(area.need)))
        .count("programmes", together().map(|t| Some(t.programmes)))
        .count("ministries", together().map(|t| Some(t.ministries)))
        .count("placements", together().map(|t| Some(t.sums.placements)))
        .number(
            "beneficiaries",
            "",
            AMOUNT,
            together().map(|t| t.sums.beneficiaries),
        )
        .number("budget", "", AMOUNT, together().map(|t| t.sums.budget))
        .number(
            "hhi_programmes",
            "",
            FINE,
            together().map(|t| t.spread.programmes),
        )
        .count("meeting", together().map(|t| Some(t.meeting)))
        .count("duplicates", areas.iter().map(|area| Some(surplus(area))))
        .count("levers_needed", together().map(|t| Some(t.needed)))
        .count("levers_present", together().map(|t| Some(t.present)))
        .text("levers_missing", missing)
        .count("lever_gaps", gaps);
    if let Some(facilitation) = found.facilitation {
        let here: Vec<_> = areas
            .iter()
            .map(|area| {
                in_area(
                    &facilitation.of_village,
                    &facilitation.shared,
                    &area.members,
                )
            })
            .collect();
        sheet = sheet
            .count("facilitators", here.iter().map(|a| Some(a.now)))
            .count("facilitators_planned", here.iter().map(|a| Some(a.planned)))
            .count("villages_several", here.iter().map(|a| Some(a.several)))
            .count("villages_lacking", here.iter().map(|a| Some(a.lacking)))
            .count("villages_unmet", here.iter().map(|a| Some(a.unmet)))
            .count("posts_shareable", here.iter().map(|a| Some(a.shareable)));
    }
    if let Some(institutions) = found.institutions {
        let webs = || institutions.webs.iter();
        sheet = sheet
            .count(
                "institutions",
                webs().map(|web| Some(web.institutions.len())),
            )
            .count("institution_parts", webs().map(|web| Some(web.parts)));
    }
    close(sheet, &ledger.areas)
}
