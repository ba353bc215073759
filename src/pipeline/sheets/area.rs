//! `areas` and `area_groups`: priority areas, and what each group could reach at most.

use super::{FINE, distinct, km, level_word, region_names, square_km};
use crate::base::model::Level;
use crate::base::study::{AreaMethod, Language, Study};
use crate::output::number;
use crate::output::sheet::Sheet;
use crate::pipeline::areas::Delineation;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::space::Outline;

/// `areas`: one row a priority area, the neediest first.
pub(super) fn areas(
    study: &Study,
    inputs: &Inputs,
    found: &Delineation,
    outlines: &[Outline],
) -> Sheet {
    let language = study.study.language;
    let areas = &found.plan.areas;
    let regency = region_names(&inputs.hierarchy, Level::Regency);
    let group = |get: fn(&crate::plan::area::GroupResult) -> Option<f64>| {
        areas
            .iter()
            .map(move |a| get(&found.plan.groups[a.group as usize]))
    };
    let population = |members: &[u32]| known_sum(inputs.population.as_ref()?, members);
    let members = |members: &[u32]| -> String {
        let codes = members
            .iter()
            .map(|&i| inputs.villages.layer.codes[i as usize].as_str());
        codes.collect::<Vec<_>>().join(" ")
    };
    Sheet::new("areas", area_method(study), language)
        .count("area", (1..=areas.len()).map(Some))
        .text(
            "regency",
            areas
                .iter()
                .map(|a| distinct(&a.members, &regency).join("; ")),
        )
        .count("villages", areas.iter().map(|a| Some(a.members.len())))
        .number(
            "population",
            "",
            0,
            areas.iter().map(|a| population(&a.members)),
        )
        .number("need", "", FINE, areas.iter().map(|a| Some(a.need)))
        .number(
            "mean_need",
            "",
            FINE,
            found.shapes.iter().map(|s| s.mean_need),
        )
        .number(
            "area_km2",
            "km2",
            3,
            outlines.iter().map(|o| o.area.map(square_km)),
        )
        .number(
            "perimeter_km",
            "km",
            3,
            outlines.iter().map(|o| o.perimeter.map(km)),
        )
        .number(
            "diameter_km",
            "km",
            3,
            found.shapes.iter().map(|s| Some(km(s.diameter_m))),
        )
        .number("objective", "", FINE, group(|g| Some(g.objective)))
        .number("bound", "", FINE, group(|g| Some(g.bound)))
        .number("gap", "", FINE, group(|g| g.gap))
        .text(
            "proof",
            areas
                .iter()
                .map(|a| found.plan.groups[a.group as usize].proof.as_str()),
        )
        .number(
            "contribution",
            "",
            FINE,
            areas.iter().map(|a| Some(a.value)),
        )
        .flag(
            "kept",
            areas.iter().map(|a| if a.kept { "true" } else { "false" }),
        )
        .count("hops", found.shapes.iter().map(|s| Some(s.hops)))
        .text("members", areas.iter().map(|a| members(&a.members)))
}

/// `area_groups`: one row a group, with what was covered and what at most could be.
pub(super) fn area_groups(study: &Study, inputs: &Inputs, found: &Delineation) -> Option<Sheet> {
    let spec = study.areas.as_ref()?;
    let language = study.study.language;
    let names = super::groups(&inputs.hierarchy, spec.within, language);
    let groups = &found.plan.groups;
    Some(
        Sheet::new("area_groups", area_method(study), language)
            .text("code", names.iter().map(|name| name.0))
            .text("name", names.iter().map(|name| name.1))
            .count("areas", groups.iter().map(|g| Some(g.areas)))
            .number(
                "objective",
                "",
                FINE,
                groups.iter().map(|g| Some(g.objective)),
            )
            .number("bound", "", FINE, groups.iter().map(|g| Some(g.bound)))
            .number("gap", "", FINE, groups.iter().map(|g| g.gap))
            .text("proof", groups.iter().map(|g| g.proof.as_str()))
            .flag(
                "checked",
                (0..groups.len()).map(|g| match found.checked.get(g) {
                    None => "",
                    Some(true) => "true",
                    Some(false) => "false",
                }),
            )
            .text(
                "reason",
                groups.iter().map(|g| g.empty.map_or("", |e| e.as_str())),
            )
            .text("conflict", &found.conflicts)
            .count("work", groups.iter().map(|g| Some(g.work))),
    )
}

fn area_method(study: &Study) -> String {
    let Some(spec) = &study.areas else {
        return String::new();
    };
    let language = study.study.language;
    let [min, max] = spec.villages;
    let (per, need) = (spec.per_group, &spec.need);
    let radius = spec.radius.map_or(String::new(), |r| {
        format!(", radius {} km", number::plain(r, language))
    });
    let how = how(spec.method, need, language);
    let within = spec.within.level().map(|level| level_word(level, language));
    match (language, within) {
        (Language::Id, Some(within)) => format!(
            "Kawasan bersambung dalam satu {within}, {min} sampai {max} desa{radius}, paling banyak {per} per {within}; {how}. \
             Kebutuhan tercakup, batas atas dan selisihnya berlaku untuk seluruh kawasan satu {within}; batas atas tidak dapat dilampaui oleh rencana mana pun."
        ),
        (Language::En, Some(within)) => format!(
            "Contiguous areas inside one {within}, {min} to {max} villages{radius}, at most {per} in each {within}; {how}. \
             objective, bound and gap are those of all areas of one {within}; no plan can exceed the bound."
        ),
        (Language::Id, None) => format!(
            "Kawasan bersambung tanpa terikat batas wilayah, {min} sampai {max} desa{radius}, paling banyak {per}; {how}. \
             Kebutuhan tercakup, batas atas dan selisihnya berlaku untuk seluruh kawasan; batas atas tidak dapat dilampaui oleh rencana mana pun."
        ),
        (Language::En, None) => format!(
            "Contiguous areas across any border, {min} to {max} villages{radius}, at most {per}; {how}. \
             objective, bound and gap are those of all areas; no plan can exceed the bound."
        ),
    }
}

/// How areas were chosen, in words.
fn how(method: AreaMethod, need: &str, language: Language) -> String {
    let regions = match method {
        AreaMethod::Delineate => {
            return match language {
                Language::Id => format!("jumlah `{need}` dimaksimalkan"),
                Language::En => format!("the sum of `{need}` is maximised"),
            };
        }
        AreaMethod::Skater => "SKATER (Assunção 2006)",
        AreaMethod::Redcap => "REDCAP (Guo 2008)",
        AreaMethod::Ward => "Ward (1963)",
        AreaMethod::Schc => "SCHC",
        AreaMethod::Azp => "AZP (Openshaw 1977)",
        AreaMethod::MaxP => "max-p (Duque 2012)",
    };
    match language {
        Language::Id => format!(
            "wilayah {regions} yang seragam menurut `{need}`, yang jumlah `{need}`-nya terbesar"
        ),
        Language::En => format!(
            "regions alike in `{need}` by {regions}, those with the greatest sum of `{need}`"
        ),
    }
}

/// Sum over members of what is known; `None` when any is unknown, so that nothing is invented.
fn known_sum(values: &[Option<f64>], members: &[u32]) -> Option<f64> {
    members.iter().map(|&i| values[i as usize]).sum()
}
