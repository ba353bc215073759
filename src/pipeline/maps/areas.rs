//! Maps of the areas: over the need of villages, and each by its own need.

use super::ground::{Ground, areas, filled, gathered, numbers, width};
use super::{Borders, Scene, picture, words};
use crate::base::model::Level;
use crate::base::study::Language;
use crate::error::Result;
use crate::output::map::mark::{Fill, need};
use crate::output::map::{Area, Map};
use crate::output::number;
use crate::output::words::{label, pick};
use crate::pipeline::areas::Delineation;
use crate::pipeline::sheets::{distinct, region_names};
use crate::pipeline::theme::{lack, natural_breaks};
use crate::space::map::ink::Ink;
use crate::space::map::label::Label;
use crate::space::map::rings::Ring;

/// Widths of an outline in that of the mean area.
const LINES: f64 = 13.0;
/// Heaviness of land and of areas, for numbers that look for room.
const LAND: f32 = 1.0;
const AREAS: f32 = 4.0;

/// Priority areas over classes of need of the villages: `report/areas`.
///
/// # Errors
/// When needs are not finite.
pub(super) fn over_need(
    scene: &Scene,
    ground: &Ground,
    borders: &Borders,
    found: &Delineation,
    wanted: &[Option<f64>],
) -> Result<Map> {
    let language = scene.study.study.language;
    let of_index = scene
        .study
        .areas
        .as_ref()
        .is_none_or(|spec| spec.need == "need");
    let (names, of) = natural_breaks(wanted, language)?;
    let lack = match of_index {
        true => lack(scene.results, wanted.len()),
        false => vec![Fill::Missing; wanted.len()],
    };
    let colours = need(names.len());
    let mut kinds: Vec<(String, Fill)> = names
        .into_iter()
        .zip(colours.iter().copied().map(Fill::Colour))
        .collect();
    let first = kinds.len() as u32;
    kinds.push((
        label("map_no_evidence", language).to_owned(),
        Fill::NoEvidence,
    ));
    kinds.push((label("map_missing", language).to_owned(), Fill::Missing));
    let of: Vec<u32> = of
        .iter()
        .zip(&lack)
        .map(|(of, lack)| of.unwrap_or(first + u32::from(*lack == Fill::Missing)))
        .collect();
    let classes = ground.classes(&kinds, &of);
    let heading = pick(language, "Kebutuhan tiap desa", "Need of each village");
    let column = scene.study.areas.as_ref().map(|spec| spec.need.as_str());
    let heading = match column {
        Some(column) if column != "need" => format!("{heading}: {column}"),
        _ => heading.to_owned(),
    };
    let colour = pick(
        language,
        "Warna: kebutuhan tiap desa.",
        "Colour: the need of each village.",
    );
    let method = words::covered(scene.study, scene.results.index.as_ref());
    let mut map = picture(scene, ground, borders, classes, heading, "areas");
    map.title = words::title(scene.study).to_owned();
    map.subtitle = format!("{} {colour}", words::seen(found, language));
    map.notes = vec![
        method,
        words::cited(scene.study, scene.inputs, Some("areas")),
    ];
    outlined(scene, ground, &mut map, found);
    Ok(map)
}

/// Areas by classes of their mean need: the layer `areas`.
///
/// # Errors
/// When needs are not finite.
pub(super) fn by_need(
    scene: &Scene,
    ground: &Ground,
    borders: &Borders,
    found: &Delineation,
    wanted: &[Option<f64>],
) -> Result<Map> {
    let language = scene.study.study.language;
    let mean = |members: &[u32]| {
        let known: Vec<f64> = members.iter().filter_map(|&i| wanted[i as usize]).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    let means: Vec<Option<f64>> = found
        .plan
        .areas
        .iter()
        .map(|area| mean(&area.members))
        .collect();
    let (names, of) = natural_breaks(&means, language)?;
    let missing = names.len() as u32;
    let colours = need(names.len());
    let mut kinds: Vec<(String, Fill)> = names
        .into_iter()
        .zip(colours.iter().copied().map(Fill::Colour))
        .collect();
    kinds.push((label("map_missing", language).to_owned(), Fill::Missing));
    let of: Vec<u32> = of.iter().map(|of| of.unwrap_or(missing)).collect();
    let own = areas(&scene.results.area_outlines, &ground.frame);
    let rings = gathered(&own, &of, kinds.len());
    let heading = pick(
        language,
        "Kebutuhan rata-rata desanya",
        "Mean need of its villages",
    )
    .to_owned();
    let mut map = picture(
        scene,
        ground,
        borders,
        filled(&kinds, &of, rings),
        heading,
        "areas",
    );
    map.title = pick(
        language,
        "Kawasan prioritas menurut kebutuhan",
        "Priority areas by need",
    )
    .to_owned();
    map.subtitle = format!(
        "{}. {}",
        words::title(scene.study),
        words::seen(found, language)
    );
    map.unit = [
        pick(language, "kawasan", "area"),
        pick(language, "kawasan", "areas"),
    ]
    .map(str::to_owned);
    map.land = borders.land.clone();
    let method = words::covered(scene.study, scene.results.index.as_ref());
    map.notes = vec![
        method,
        words::cited(scene.study, scene.inputs, Some("areas")),
    ];
    map.between = None;
    outlined(scene, ground, &mut map, found);
    Ok(map)
}

/// Outlines of the areas with their numbers, and their list.
fn outlined(scene: &Scene, ground: &Ground, map: &mut Map, found: &Delineation) {
    let language = scene.study.study.language;
    let areas = ground.outlines(&scene.results.area_outlines);
    // thin around small areas, which thick lines would fill
    map.outline = (width(&areas) / LINES).clamp(0.8, 2.2);
    let mut ink = Ink::new(ground.page.map);
    ink.fill(&map.borders, LAND);
    for rings in &areas {
        ink.fill(rings, AREAS);
    }
    let (size, labels) = numbers(&areas, &ink.drawn(), ground.page.map);
    map.number_size = size;
    map.areas = named(scene, found, areas, labels);
    map.numbered = Some(label("map_area", language).to_owned());
    map.list = label("map_areas", language).to_owned();
}

/// Areas with the words of the list.
fn named(
    scene: &Scene,
    found: &Delineation,
    rings: Vec<Vec<Ring>>,
    labels: Vec<Option<Label>>,
) -> Vec<Area> {
    let language = scene.study.study.language;
    let hierarchy = &scene.inputs.hierarchy;
    let district = region_names(hierarchy, Level::District);
    let regency = region_names(hierarchy, Level::Regency);
    let areas = found.plan.areas.iter().zip(rings).zip(labels);
    areas
        .map(|((area, rings), label)| {
            let districts = distinct(&area.members, &district).join(", ");
            let villages = number::read(area.members.len() as f64, 0, language);
            let unit = match (language, area.members.len()) {
                (Language::Id, _) => "desa",
                (_, 1) => "village",
                _ => "villages",
            };
            Area {
                name: distinct(&area.members, &regency).join(", "),
                detail: format!("{villages} {unit} · {districts}"),
                rings,
                label,
            }
        })
        .collect()
}
