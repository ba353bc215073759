//! The page of a run: layers of villages, what is told of each, areas.

use super::log::Outcome;
use super::map;
use super::sheets::{distinct, region_names};
use super::{Inputs, Results};
use crate::base::finding::Finding;
use crate::base::model::{Level, Measure};
use crate::base::study::{Language, Study};
use crate::error::Result;
use crate::output::map::mark::need;
use crate::output::number;
use crate::output::sheet::{Precision, Sheet};
use crate::output::web::{Area, Cells, Class, Fact, Layer, Page};
use crate::output::words::{label, pick, value};
use geo::{BoundingRect, CoordsIter, MultiPolygon};
use polars::prelude::DataFrame;
use serde_json::json;

/// Most villages a page holds: a province and more.
const MOST: usize = 20_000;
/// The longer side of the layer is so many times what is left out of borders.
const FINENESS: f64 = 4_000.0;
/// Parts of a degree in which the middle of a village is told.
const PARTS: f64 = 1e5;
/// Metres of a degree.
const DEGREE: f64 = 111_320.0;

/// What is told of a village, in this order; some tables lack some of it.
const OF_SCORES: [&str; 9] = [
    "score",
    "need",
    "class",
    "rank",
    "rank_low",
    "rank_high",
    "p_priority",
    "evidence",
    "hotspot",
];
const OF_SYNERGY: [&str; 13] = [
    "programmes",
    "ministries",
    "levers_needed",
    "levers_present",
    "levers_missing",
    "facilitators",
    "institutions",
    "synergy",
    "steps_to_class",
    "cost_to_class",
    "action_1",
    "action_2",
    "action_3",
];

/// Colours of certainty, of missing levers, of areas.
const CERTAIN: [&str; 4] = ["#f1eef6", "#bdc9e1", "#74a9cf", "#0570b0"];
const LACKING: [&str; 4] = ["#f6eff7", "#bdc9e1", "#67a9cf", "#02818a"];
const INSIDE: &str = "#4292c6";
const OUTSIDE: &str = "#eef0f1";
/// What clusters are called, in the order of the legend, and their colours.
const CLUSTERS: [(&str, &str); 8] = [
    ("High-High", "#ca0020"),
    ("Hot spot", "#ca0020"),
    ("High-Low", "#f4a582"),
    ("Low-High", "#92c5de"),
    ("Low-Low", "#0571b0"),
    ("Cold spot", "#0571b0"),
    ("Cluster", "#ca0020"),
    ("Not significant", "#e6e6e6"),
];

/// Gathers the page; `None` when there is nothing to show. It has no shapes when there are more villages than one file holds.
///
/// # Errors
/// When needs are not finite.
pub fn page(
    study: &Study,
    inputs: &Inputs,
    results: &Results,
    findings: &mut Vec<Finding>,
) -> Outcome<Option<Page>> {
    let none = |why: &str| Ok((None, json!({}), why.to_owned()));
    let layer = &inputs.villages.layer;
    let n = layer.codes.len();
    let sheet = |id: &str| results.sheets.iter().find(|sheet| sheet.id == id);
    let Some(scores) = sheet("scores") else {
        return none("no scores to show");
    };
    let whole = study.outputs.map && n <= MOST;
    if study.outputs.map && !whole {
        let what = format!("{n} villages are too many for one page: map.html is not written");
        let remedy = "look at the run with `kawasan view`; it opens at once when outputs.layers has \"pmtiles\"";
        findings.push(Finding::info("page-large", what).remedy(remedy));
    }
    let language = study.study.language;
    let frame = scores.frame()?;
    let ledger = sheet("synergy").map(|sheet| Ok::<_, crate::Error>((sheet, sheet.frame()?)));
    let ledger = ledger.transpose()?;
    let mut layers = vec![of_need(&numbers(&frame, "need"), language)?];
    layers.extend(of_certainty(&frame, language));
    let tested = study
        .hotspots
        .as_ref()
        .and_then(|spec| spec.value.as_deref());
    layers.extend(of_clusters(&frame, tested, language));
    let found = results.areas.as_ref();
    layers.extend(found.map(|_| of_areas(&numbers(&frame, "area"), language)));
    layers.extend(ledger.as_ref().map(|(_, frame)| of_levers(frame, language)));
    layers.retain(|layer| {
        layer
            .of
            .iter()
            .any(|class| layer.classes[*class as usize].colour.is_some())
    });
    if layers.is_empty() {
        return none("no village has a score");
    }
    let mut facts = Vec::new();
    if let Some(name) = &study.study.population {
        facts.push(Fact {
            label: label("population", language).to_owned(),
            unit: String::new(),
            always: true,
            cells: Cells::Numbers(super::inputs::numbers(&inputs.frame, name)?, 0),
        });
    }
    facts.extend(told(scores, &frame, &OF_SCORES, language));
    let dimensions = results
        .index
        .iter()
        .flat_map(|index| &index.scores.dimensions);
    let dimensions: Vec<&str> = dimensions.map(|(code, _)| code.as_str()).collect();
    facts.extend(told(scores, &frame, &dimensions, language));
    if let Some((sheet, frame)) = &ledger {
        facts.extend(told(sheet, frame, &OF_SYNERGY, language));
    }
    let shapes = match whole {
        true => results
            .neighbours
            .coverage
            .simplify(tolerance(&layer.geometry, layer.measure)),
        false => Vec::new(),
    };
    let middle = |shape: &MultiPolygon<f64>| {
        let middle = shape.bounding_rect()?.center();
        Some([middle.x, middle.y].map(|at| (at * PARTS).round() / PARTS))
    };
    let districts = inputs.hierarchy.level(Level::District);
    let vertices: usize = shapes.iter().map(CoordsIter::coords_count).sum();
    let names = |level| {
        let names = region_names(&inputs.hierarchy, level).into_iter();
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    let (title, subtitle) = map::titles(study, found);
    let [note, cite] = map::notes(study, inputs, results.index.as_ref());
    let page = Page {
        language,
        title,
        subtitle,
        synthetic: study.study.synthetic,
        notes: vec![note, scores.method.clone()],
        cite,
        villages: [
            layer.codes.iter().map(ToString::to_string).collect(),
            (0..n)
                .map(|i| layer.names.get(i).cloned().unwrap_or_default())
                .collect(),
            names(Level::District),
            names(Level::Regency),
        ],
        geometry: shapes,
        centres: layer.geometry.iter().map(middle).collect(),
        districts: districts.map_or_else(Vec::new, |regions| regions.of_village.clone()),
        planar: layer.measure == Measure::Planar,
        areas: found.map_or_else(Vec::new, |found| {
            let areas = found.plan.areas.iter();
            areas
                .map(|area| of_area(&area.members, inputs, language))
                .collect()
        }),
        layers,
        facts,
    };
    let counts = json!({"layers": page.layers.len(), "villages": n, "vertices": vertices});
    let detail = format!(
        "{} layers of {n} villages, {vertices} vertices",
        page.layers.len()
    );
    Ok((Some(page), counts, detail))
}

fn of_area(members: &[u32], inputs: &Inputs, language: Language) -> Area {
    let within = |level| distinct(members, &region_names(&inputs.hierarchy, level)).join(", ");
    let villages = number::read(members.len() as f64, 0, language);
    Area {
        name: within(Level::Regency),
        detail: format!(
            "{villages} {} · {}",
            label("map_villages", language),
            within(Level::District)
        ),
        villages: members.to_vec(),
    }
}

fn numbers(frame: &DataFrame, name: &str) -> Vec<Option<f64>> {
    super::inputs::numbers(frame, name).unwrap_or_else(|_| vec![None; frame.height()])
}

fn texts(frame: &DataFrame, name: &str) -> Vec<String> {
    let column = frame.column(name).ok().and_then(|column| column.str().ok());
    column.map_or_else(Vec::new, |texts| {
        texts
            .iter()
            .map(|text| text.unwrap_or_default().to_owned())
            .collect()
    })
}

fn none(key: &str, language: Language) -> Class {
    Class {
        label: label(key, language).to_owned(),
        colour: None,
    }
}

fn classed(names: Vec<String>, colours: &[&'static str]) -> Vec<Class> {
    let colours = colours.iter().map(|colour| Some(*colour));
    names
        .into_iter()
        .zip(colours)
        .map(|(label, colour)| Class { label, colour })
        .collect()
}

/// Need in natural breaks.
fn of_need(values: &[Option<f64>], language: Language) -> Result<Layer> {
    let (names, of) = map::natural_breaks(values, language)?;
    let colours = need(names.len());
    let mut classes = classed(names, colours);
    classes.push(none("map_no_evidence", language));
    Ok(Layer {
        id: "need",
        label: pick(
            language,
            "Kebutuhan (nilai indeks)",
            "Need (score of the index)",
        )
        .to_owned(),
        heading: pick(language, "Kebutuhan tiap desa", "Need of each village").to_owned(),
        note: pick(
            language,
            "Selisih dari nilai terbaik; kelas: batas alami (Fisher–Jenks).",
            "Distance from the best score; classes: natural breaks (Fisher–Jenks).",
        )
        .to_owned(),
        of,
        classes,
    })
}

/// How sure it is that a village is a priority; `None` where the study does not ask.
fn of_certainty(frame: &DataFrame, language: Language) -> Option<Layer> {
    let chances = numbers(frame, "p_priority");
    chances.iter().any(Option::is_some).then_some(())?;
    let names = pick(
        language,
        "Hampir pasti bukan prioritas (≤ 5 %)|Lebih mungkin bukan|Lebih mungkin prioritas|Hampir pasti prioritas (≥ 95 %)",
        "Almost surely no priority (≤ 5 %)|Rather no priority|Rather a priority|Almost surely a priority (≥ 95 %)",
    );
    let mut classes = classed(names.split('|').map(str::to_owned).collect(), &CERTAIN);
    classes.push(none("map_no_evidence", language));
    let class = |chance: &Option<f64>| match chance {
        None => 4,
        Some(chance) if *chance <= 0.05 => 0,
        Some(chance) if *chance < 0.5 => 1,
        Some(chance) if *chance < 0.95 => 2,
        Some(_) => 3,
    };
    Some(Layer {
        id: "certainty",
        label: pick(language, "Kepastian peringkat", "Certainty of the rank").to_owned(),
        heading: pick(language, "Peluang menjadi prioritas", "Chance to be a priority").to_owned(),
        note: pick(
            language,
            "Bagian undian pilihan lain yang wajar yang menempatkan desa di antara yang paling membutuhkan.",
            "Share of draws of other defensible choices that place the village among the neediest.",
        )
        .to_owned(),
        of: chances.iter().map(class).collect(),
        classes,
    })
}

/// Where need clusters; `None` where nothing was tested.
fn of_clusters(frame: &DataFrame, tested: Option<&str>, language: Language) -> Option<Layer> {
    let found = texts(frame, "hotspot");
    let known = |name: &str| CLUSTERS.iter().position(|(own, _)| *own == name);
    let mut there: Vec<usize> = found.iter().filter_map(|name| known(name)).collect();
    there.sort_unstable();
    there.dedup();
    (!there.is_empty()).then_some(())?;
    let names = there
        .iter()
        .map(|at| value("hotspot", CLUSTERS[*at].0, language).to_owned());
    let colours: Vec<&'static str> = there.iter().map(|at| CLUSTERS[*at].1).collect();
    let mut classes = classed(names.collect(), &colours);
    classes.push(none("web_not_tested", language));
    let class = |name: &String| {
        let at = known(name).and_then(|at| there.binary_search(&at).ok());
        at.unwrap_or(there.len()) as u32
    };
    // what is high there is not always bad
    let of = match tested {
        None | Some("need") => pick(language, ": kebutuhan", ": need").to_owned(),
        Some(column) => format!(": {column}"),
    };
    Some(Layer {
        id: "hotspots",
        label: format!("{}{of}", pick(language, "Klaster", "Clusters")),
        heading: format!(
            "{}{of}",
            pick(
                language,
                "Di mana desa serupa mengelompok",
                "Where villages are alike"
            )
        ),
        note: pick(
            language,
            "Nyata setelah koreksi tingkat temuan palsu; lihat tabel hotspots.",
            "Significant after correction of the false discovery rate; see the table hotspots.",
        )
        .to_owned(),
        of: found.iter().map(class).collect(),
        classes,
    })
}

fn of_areas(area: &[Option<f64>], language: Language) -> Layer {
    let names = [
        label("map_area", language).to_owned(),
        pick(language, "Di luar kawasan", "Outside").to_owned(),
    ];
    Layer {
        id: "areas",
        label: label("map_area", language).to_owned(),
        heading: label("map_area", language).to_owned(),
        note: pick(
            language,
            "Bernomor menurut kebutuhan: 1 paling membutuhkan.",
            "Numbered by need: 1 is the neediest.",
        )
        .to_owned(),
        classes: classed(names.to_vec(), &[INSIDE, OUTSIDE]),
        of: area.iter().map(|area| u32::from(area.is_none())).collect(),
    }
}

/// Levers that a village needs and no programme there pulls.
fn of_levers(frame: &DataFrame, language: Language) -> Layer {
    let [needed, present] = ["levers_needed", "levers_present"].map(|name| numbers(frame, name));
    let names = pick(language, "Tidak ada|1|2|3 atau lebih", "None|1|2|3 or more");
    let mut classes = classed(names.split('|').map(str::to_owned).collect(), &LACKING);
    classes.push(none("map_no_evidence", language));
    let class = |(needed, present): (&Option<f64>, &Option<f64>)| match (needed, present) {
        (Some(needed), Some(present)) => (needed - present).clamp(0.0, 3.0) as u32,
        _ => 4,
    };
    Layer {
        id: "synergy",
        label: pick(language, "Kesenjangan sinergi", "Synergy gaps").to_owned(),
        heading: pick(
            language,
            "Pengungkit yang dibutuhkan dan belum ada programnya",
            "Levers that are needed and have no programme",
        )
        .to_owned(),
        note: pick(
            language,
            "Lihat tabel lever_gaps.",
            "See the table lever_gaps.",
        )
        .to_owned(),
        of: needed.iter().zip(&present).map(class).collect(),
        classes,
    }
}

/// Columns of a table as facts of villages.
fn told(sheet: &Sheet, frame: &DataFrame, names: &[&str], language: Language) -> Vec<Fact> {
    let fact = |name: &&str| {
        let column = sheet.columns.iter().find(|column| column.name == *name)?;
        let own = frame.column(name).ok()?;
        let cells = match own.dtype().is_numeric() {
            true => {
                let decimals = match column.precision {
                    Precision::Decimals(decimals) => decimals.min(3),
                    _ => 3,
                };
                Cells::Numbers(numbers(frame, name), decimals)
            }
            false => {
                let texts = texts(frame, name).into_iter();
                Cells::Texts(
                    texts
                        .map(|text| value(name, &text, language).to_owned())
                        .collect(),
                )
            }
        };
        Some(Fact {
            label: column.label.clone(),
            unit: column.unit.clone(),
            always: ["score", "rank"].contains(name),
            cells,
        })
    };
    names.iter().filter_map(fact).collect()
}

/// How far borders may move: what is too small to see of the whole.
fn tolerance(geometry: &[MultiPolygon<f64>], measure: Measure) -> f64 {
    let boxes = geometry.iter().filter_map(BoundingRect::bounding_rect);
    let whole = boxes.reduce(|one, other| {
        let (least, most) = (one.min(), one.max());
        geo::Rect::new(
            (least.x.min(other.min().x), least.y.min(other.min().y)),
            (most.x.max(other.max().x), most.y.max(other.max().y)),
        )
    });
    let Some(whole) = whole else { return 0.0 };
    let side = whole.width().max(whole.height());
    match measure {
        Measure::Planar => side / FINENESS,
        _ => side * DEGREE / FINENESS,
    }
}
