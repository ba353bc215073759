//! `map.html`: one page that needs no network: layers of villages, search, the numbers of each village; `map.json`: what it says, without shapes.

pub mod live;
mod topology;

use crate::base::study::Language;
use crate::error::{Error, Result};
use crate::output::map::mark::Fill;
use crate::output::words::label;
use geo::MultiPolygon;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde_json::{Value, json};

const TEMPLATE: &str = include_str!("page.html.j2");
const CSS: &str = include_str!("map.css");
const PANEL_JS: &str = include_str!("panel.js");
const JS: &str = include_str!("map.js");
const LEAFLET_CSS: &str = include_str!("../../../data/vendor/leaflet/leaflet.css");
const LEAFLET_JS: &str = include_str!("../../../data/vendor/leaflet/leaflet.js");
const TOPOJSON_JS: &str =
    include_str!("../../../data/vendor/topojson-client/topojson-client.min.js");

/// A class of a layer.
#[derive(Debug, Clone)]
pub struct Class {
    /// Its name or limits.
    pub label: String,
    /// How it is filled.
    pub fill: Fill,
}

/// What can be shown of the villages.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Machine name.
    pub id: &'static str,
    /// In the list of layers.
    pub label: String,
    /// Above the legend.
    pub heading: String,
    /// Below it, in a sentence.
    pub note: String,
    /// In the order of the legend.
    pub classes: Vec<Class>,
    /// Of n villages the class.
    pub of: Vec<u32>,
}

/// What is told of a village that is clicked.
#[derive(Debug, Clone)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// Whether it is told that it is missing.
    pub always: bool,
    /// Of n villages.
    pub cells: Cells,
}

/// Values of a fact.
#[derive(Debug, Clone)]
pub enum Cells {
    /// Numbers with so many decimals.
    Numbers(Vec<Option<f64>>, usize),
    /// Texts; empty is missing.
    Texts(Vec<String>),
}

/// A priority area in the order of need.
#[derive(Debug, Clone)]
pub struct Area {
    /// Where it is.
    pub name: String,
    /// How large it is.
    pub detail: String,
    /// Its villages.
    pub villages: Vec<u32>,
}

/// The whole page, of n villages.
#[derive(Debug, Clone)]
pub struct Page {
    /// Of all words.
    pub language: Language,
    /// The title.
    pub title: String,
    /// A sentence or two below it.
    pub subtitle: String,
    /// Whether the data are made up.
    pub synthetic: bool,
    /// About method and sources, a paragraph each.
    pub notes: Vec<String>,
    /// The line to cite it by.
    pub cite: String,
    /// Code, name, district, regency: n each.
    pub villages: [Vec<String>; 4],
    /// Their shapes, borders shared bit for bit; none when they are too many for one page.
    pub geometry: Vec<MultiPolygon<f64>>,
    /// The middle of each, where it has a shape.
    pub centres: Vec<Option<[f64; 2]>>,
    /// The district of each, as a row of the layer of districts.
    pub districts: Vec<u32>,
    /// Whether they are on a plane without a CRS.
    pub planar: bool,
    /// At least one.
    pub layers: Vec<Layer>,
    /// Told of a village.
    pub facts: Vec<Fact>,
    /// Areas.
    pub areas: Vec<Area>,
}

/// Words of the page: key of [`label`].
const WORDS: [&str; 22] = [
    "search", "example", "found", "nothing", "hint", "layers", "areas", "about", "panel", "map",
    "villages", "missing", "noscript", "far", "why", "loading", "lost", "nogl", "files", "in",
    "out", "compass",
];

/// The page as HTML.
///
/// # Errors
/// When it cannot be rendered.
pub fn html(page: &Page) -> Result<String> {
    let mut said = json(page);
    let mut data = json!({"topology": topology::topology(&page.geometry)});
    for key in ["words", "planar", "villages", "layers", "areas", "facts"] {
        data[key] = said[key].take();
    }
    let words = data["words"].clone();
    // no text of the data can end the script or begin one
    let data = data.to_string().replace('<', "\\u003c");
    let library = without_source_map(LEAFLET_JS);
    said["words"] = words;
    said["styles"] = json!([LEAFLET_CSS, CSS]);
    said["scripts"] = json!([library, TOPOJSON_JS]);
    said["data"] = json!(data);
    said["own"] = json!([PANEL_JS, JS]);
    said["live"] = json!(false);
    render(&said)
}

fn render(facts: &Value) -> Result<String> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let page = environment.render_str(TEMPLATE, Serde(facts));
    page.map_err(|e| Error::engine(format!("the map cannot be rendered: {e:#}")))
}

/// All that the page says: `map.json`, for [`live`].
pub fn json(page: &Page) -> Value {
    let word = |key: &&str| {
        (
            (*key).to_owned(),
            json!(label(&format!("web_{key}"), page.language)),
        )
    };
    let mut words: serde_json::Map<String, Value> = WORDS.iter().map(word).collect();
    words.insert(
        "synthetic".into(),
        json!(label("map_synthetic", page.language)),
    );
    let lang = match page.language {
        Language::Id => "id",
        Language::En => "en",
    };
    json!({
        "lang": lang, "title": page.title, "subtitle": page.subtitle, "synthetic": page.synthetic,
        "notes": page.notes, "cite": page.cite,
        "words": words,
        "planar": page.planar,
        "villages": {
            "code": page.villages[0], "name": page.villages[1],
            "district": page.villages[2], "regency": page.villages[3],
        },
        "centres": page.centres,
        "districts": page.districts,
        "layers": page.layers.iter().map(layer).collect::<Vec<_>>(),
        "areas": page.areas.iter().map(|area| json!({
            "name": area.name, "detail": area.detail, "villages": area.villages,
        })).collect::<Vec<_>>(),
        "facts": page.facts.iter().map(fact).collect::<Vec<_>>(),
    })
}

/// A library without the line that names a file beside it.
fn without_source_map(js: &str) -> &str {
    js.rsplit_once("//# sourceMappingURL=")
        .map_or(js, |(js, _)| js)
}

fn layer(layer: &Layer) -> Value {
    let classes = layer.classes.iter();
    let classes = classes.map(|class| {
        json!({
            "label": class.label, "colour": class.fill.colour(), "missing": class.fill == Fill::Missing,
        })
    });
    json!({
        "id": layer.id, "label": layer.label, "heading": layer.heading, "note": layer.note,
        "classes": classes.collect::<Vec<_>>(), "of": layer.of,
    })
}

fn fact(fact: &Fact) -> Value {
    let mut value = json!({"label": fact.label, "unit": fact.unit, "always": fact.always});
    match &fact.cells {
        Cells::Numbers(numbers, decimals) => {
            value["values"] = json!(numbers);
            value["decimals"] = json!(decimals);
        }
        Cells::Texts(texts) => {
            // each text once
            let mut all: Vec<&String> = texts.iter().collect();
            all.sort_unstable();
            all.dedup();
            let at = |text: &String| all.binary_search(&text).unwrap_or_default();
            value["values"] = json!(texts.iter().map(at).collect::<Vec<_>>());
            value["texts"] = json!(all);
        }
    }
    value
}
