//! `areas` and `area_groups`: priority areas, and what each group could reach at most.

use super::{FINE, km, level_word, region_names, square_km};
use crate::base::model::Level;
use crate::base::study::{Language, Study};
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
    let first = |members: &[u32]| members.first().map_or(0, |&i| i as usize);
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
        .text("regency", areas.iter().map(|a| regency[first(&a.members)]))
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
            outlines.iter().map(|o| square_km(o.area)),
        )
        .number(
            "perimeter_km",
            "km",
            3,
            outlines.iter().map(|o| km(o.perimeter)),
        )
        .number(
            "diameter_km",
            "km",
            3,
            found.shapes.iter().map(|s| km(s.diameter_m)),
        )
        .number("objective", "", FINE, group(|g| Some(g.objective)))
        .number("bound", "", FINE, group(|g| Some(g.bound)))
        .number("gap", "", FINE, group(|g| g.gap))
        .count("hops", found.shapes.iter().map(|s| Some(s.hops)))
        .text("members", areas.iter().map(|a| members(&a.members)))
}

/// `area_groups`: one row a group, with what was covered and what at most could be.
pub(super) fn area_groups(study: &Study, inputs: &Inputs, found: &Delineation) -> Option<Sheet> {
    let spec = study.areas.as_ref()?;
    let regions = inputs.hierarchy.level(spec.within)?;
    let groups = &found.plan.groups;
    Some(
        Sheet::new("area_groups", area_method(study), study.study.language)
            .text("code", regions.codes.iter().map(|c| c.as_str()))
            .text("name", &regions.names)
            .count("areas", groups.iter().map(|g| Some(g.areas)))
            .number(
                "objective",
                "",
                FINE,
                groups.iter().map(|g| Some(g.objective)),
            )
            .number("bound", "", FINE, groups.iter().map(|g| Some(g.bound)))
            .number("gap", "", FINE, groups.iter().map(|g| g.gap))
            .text(
                "reason",
                groups.iter().map(|g| g.empty.map_or("", |e| e.as_str())),
            )
            .count("work", groups.iter().map(|g| Some(g.work))),
    )
}

fn area_method(study: &Study) -> String {
    let Some(spec) = &study.areas else {
        return String::new();
    };
    let [min, max] = spec.villages;
    let radius = spec.radius;
    match study.study.language {
        Language::Id => format!(
            "Kawasan bersambung dalam satu {}, {min} sampai {max} desa{}, paling banyak {} per wilayah; memaksimalkan jumlah `{}`. \
             objective, bound dan gap berlaku untuk seluruh kawasan wilayah itu; bound tidak dapat dilampaui oleh rencana mana pun.",
            level_word(spec.within, Language::Id),
            radius.map_or(String::new(), |r| format!(
                ", radius {} km",
                number::plain(r, study.study.language)
            )),
            spec.per_group,
            spec.need
        ),
        Language::En => format!(
            "Contiguous areas inside one {}, {min} to {max} villages{}, at most {} each; the sum of `{}` is maximised. \
             objective, bound and gap are those of all areas of the group; no plan can exceed the bound.",
            level_word(spec.within, Language::En),
            radius.map_or(String::new(), |r| format!(
                ", radius {} km",
                number::plain(r, study.study.language)
            )),
            spec.per_group,
            spec.need
        ),
    }
}

/// Sum over members of what is known; `None` when any is unknown, so that nothing is invented.
fn known_sum(values: &[Option<f64>], members: &[u32]) -> Option<f64> {
    members.iter().map(|&i| values[i as usize]).sum()
}
