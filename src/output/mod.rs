//! Layers, tables, brief, manifest: writes only, computes nothing.
//!
//! * [`folder`]: a temporary folder that becomes the result in one rename
//! * [`single`]: one file, or standard output
//! * `guard`: what every file passes on its way out: no number shaped like a NIK or KK is published
//! * [`sheet`]: a citable table: rounded frame, labels, units, card
//! * [`tables`]: sheets in every format that a study asks for; `keys`: the columns that tell their rows apart
//! * [`csv`], [`parquet`]: a sheet for machines; `page`, [`markdown`], [`html`], [`latex`]: for people; [`workbook`]: all sheets in one file
//! * [`package`]: `datapackage.json`, which describes every table to other tools
//! * [`vector`]: a layer in the format of its file's ending: [`geojson`], [`topojson`], [`gpkg`], [`flatgeobuf`], [`geoparquet`], [`tiles`] (PMTiles), or
//!   [`shapefile`] with its [`dbf`]; [`values`] and [`wkb`] are what several of them hold
//! * [`words`]: Bahasa Indonesia and English
//! * [`number`]: how numbers are rounded and read
//! * [`brief`]: the policy brief; [`ranks`], [`recovery`] and [`curves`]: its pictures of ranks, of what became of villages with a programme, and of evenness; [`map`]: maps of areas over classes; [`web`]: the page with every layer
//! * [`registry`]: the folder of a registry
//! * [`checks`], [`manifest`]: what was seen, what was used

pub mod brief;
pub mod checks;
pub mod csv;
pub mod curves;
pub mod dbf;
pub mod flatgeobuf;
pub mod folder;
pub mod geojson;
pub mod geoparquet;
pub mod gpkg;
mod guard;
pub mod html;
mod keys;
pub mod latex;
pub mod manifest;
pub mod map;
pub mod markdown;
pub mod number;
pub mod package;
mod page;
pub mod parquet;
pub mod ranks;
pub mod recovery;
pub mod registry;
pub mod shapefile;
pub mod sheet;
pub mod single;
pub mod tables;
pub mod tiles;
pub mod topojson;
pub mod values;
pub mod vector;
pub mod web;
pub mod wkb;
pub mod words;
pub mod workbook;
