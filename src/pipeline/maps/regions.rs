//! Maps of districts, regencies and provinces by need.

use super::ground::{Ground, areas, between, filled, gathered, numbers};
use super::{Borders, Scene, picture, words};
use crate::base::model::Level;
use crate::base::study::Language;
use crate::error::Result;
use crate::output::map::mark::{Fill, need};
use crate::output::map::{Area, Map};
use crate::output::number;
use crate::output::words::{capital, label, pick};
use crate::pipeline::sheets::{level_word, level_words};
use crate::pipeline::space::Outline;
use crate::pipeline::theme::natural_breaks;
use crate::space::map::ink::Ink;

/// Most regions that are numbered and listed.
const LISTED: usize = 100;

/// The regions of a level by classes of need; `None` where none has a score, or where there is one region only.
///
/// # Errors
/// When needs are not finite.
pub(super) fn by_need(
    scene: &Scene,
    ground: &Ground,
    borders: &Borders,
    level: Level,
    outlines: &[Outline],
) -> Result<Option<Map>> {
    let language = scene.study.study.language;
    let place = Level::REGIONS.iter().position(|own| *own == level);
    let (Some(place), Some(index)) = (place, &scene.results.index) else {
        return Ok(None);
    };
    let (regions, names) = (
        &index.regions[place],
        &scene.inputs.hierarchy.regions[place].names,
    );
    let needs: Vec<Option<f64>> = regions.iter().map(|region| region.need).collect();
    if needs.len() < 2 || needs.iter().all(Option::is_none) {
        return Ok(None);
    }
    let (limits, of) = natural_breaks(&needs, language)?;
    let missing = limits.len() as u32;
    let colours = need(limits.len()).iter().copied().map(Fill::Colour);
    let mut kinds: Vec<(String, Fill)> = limits.into_iter().zip(colours).collect();
    kinds.push((label("map_missing", language).to_owned(), Fill::Missing));
    let of: Vec<u32> = of.iter().map(|of| of.unwrap_or(missing)).collect();
    let own = areas(outlines, &ground.frame);
    let rings = gathered(&own, &of, kinds.len());
    let heading = format!(
        "{} {}",
        label("need", language),
        match language {
            Language::Id => format!("tiap {}", level_word(level, language)),
            Language::En => format!("of each {}", level_word(level, language)),
        }
    );
    let mut map = picture(
        scene,
        ground,
        borders,
        filled(&kinds, &of, rings),
        heading.clone(),
        "regions",
    );
    map.unit = [level_word(level, language), level_words(level, language)].map(str::to_owned);
    map.between = between(&own).map(|_| 0.5);
    if level != Level::District {
        // the borders of these regions are in the fills
        map.borders = Vec::new();
    }
    let rule = pick(
        language,
        "Rata-rata desa yang bernilai, tertimbang penduduk bila penduduk setiap desanya diketahui.",
        "Mean of the scored villages, weighted by population where that of each is known.",
    );
    map.subtitle = format!("{}. {rule}", words::title(scene.study));
    map.notes[0] = format!(
        "{}{}",
        words::need(Some(index), language),
        words::breaks(language)
    );
    let mut order: Vec<usize> = (0..regions.len())
        .filter(|&i| regions[i].rank.is_some())
        .collect();
    order.sort_by_key(|&i| (regions[i].rank, i));
    if order.len() <= LISTED {
        let lines: Vec<_> = order.iter().map(|&i| own[i].clone()).collect();
        let mut ink = Ink::new(ground.page.map);
        lines.iter().for_each(|rings| ink.fill(rings, 1.0));
        let (size, labels) = numbers(&lines, &ink.drawn(), ground.page.map);
        let area = |((i, rings), label): ((&usize, _), _)| Area {
            name: names[*i].clone(),
            detail: format!(
                "{} {} · {} {}",
                label_need(language),
                regions[*i]
                    .need
                    .map_or_else(String::new, |need| number::read(need, 3, language)),
                number::read(regions[*i].scored as f64, 0, language),
                pick(language, "desa bernilai", "villages scored"),
            ),
            rings,
            label,
        };
        map.areas = order.iter().zip(lines).zip(labels).map(area).collect();
        (map.outline, map.number_size) = (0.8, size);
        map.list = match language {
            Language::Id => format!("{} menurut kebutuhan", capital(level_word(level, language))),
            Language::En => format!(
                "{} in the order of need",
                capital(level_words(level, language))
            ),
        };
    }
    Ok(Some(map))
}

fn label_need(language: Language) -> String {
    label("need", language).to_lowercase()
}
