//! The page that draws a run's tiles, for `kawasan view`: what it is made of.

use super::{CSS, PANEL_JS, render};
use crate::error::Result;
use serde_json::{Value, json};

/// A file of the page: its name, its media type, its bytes.
pub type Part = (&'static str, &'static str, &'static [u8]);

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// What the page loads, libraries of others whole as they were published.
pub const PARTS: [Part; 7] = [
    ("map.css", STYLE, CSS.as_bytes()),
    ("panel.js", SCRIPT, PANEL_JS.as_bytes()),
    ("live.js", SCRIPT, include_bytes!("live.js")),
    (
        "maplibre-gl.css",
        STYLE,
        include_bytes!("../../../data/vendor/maplibre-gl/maplibre-gl.css"),
    ),
    (
        "maplibre-gl.mjs",
        SCRIPT,
        include_bytes!("../../../data/vendor/maplibre-gl/maplibre-gl.mjs"),
    ),
    (
        "maplibre-gl-worker.mjs",
        SCRIPT,
        include_bytes!("../../../data/vendor/maplibre-gl/maplibre-gl-worker.mjs"),
    ),
    (
        "pmtiles.js",
        SCRIPT,
        include_bytes!("../../../data/vendor/pmtiles/pmtiles.js"),
    ),
];

/// The page of a run by its `map.json`.
///
/// # Errors
/// When `map.json` lacks something.
pub fn html(said: &Value) -> Result<String> {
    let mut facts = json!({
        "styles": ["maplibre-gl.css", "map.css"],
        "scripts": ["pmtiles.js", "panel.js"],
        "own": ["live.js"],
        "data": "",
        "live": true,
    });
    for key in [
        "lang",
        "title",
        "subtitle",
        "synthetic",
        "notes",
        "cite",
        "words",
    ] {
        facts[key] = said[key].clone();
    }
    render(&facts)
}

/// What the page loads of it: all but the facts, which it asks for one village at a time; the files that it may link to.
pub fn data(said: &Value, files: &[String]) -> Value {
    let mut data = said.clone();
    if let Some(all) = data.as_object_mut() {
        all.shift_remove("facts");
    }
    data["files"] = json!(files);
    data
}

/// The facts of a village.
pub fn facts(said: &Value, row: usize) -> Vec<Value> {
    let fact = |fact: &Value| {
        let value = &fact["values"][row];
        let text = |at: &Value| fact["texts"][at.as_u64().unwrap_or_default() as usize].clone();
        json!({
            "label": fact["label"], "unit": fact["unit"], "always": fact["always"],
            "decimals": fact["decimals"],
            "value": if fact["texts"].is_array() { text(value) } else { value.clone() },
        })
    };
    let all = said["facts"].as_array().into_iter().flatten();
    all.map(fact).collect()
}
