//! The layers of a run, in every format that its study asks for.

use crate::base::finding::Finding;
use crate::base::model::{Level, Measure};
use crate::base::study::{Language, LayerFormat, LoadedStudy};
use crate::error::Result;
use crate::output::folder::Folder;
use crate::output::geojson;
use crate::output::gpkg::style::{Entry, Style};
use crate::output::gpkg::{self, Table};
use crate::output::map::{legend, mark};
use crate::output::sheet::Sheet;
use crate::output::tiles;
use crate::output::vector::{self, Vector};
use crate::pipeline::Results;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::space::Outline;
use crate::space::classify::{Scheme, classify};
use geo::MultiPolygon;
use polars::prelude::{DataFrame, DataType, IntoLazy, col, lit};
use rayon::prelude::*;
use std::borrow::Cow;

/// Tables with a row a village, in the order of the layer, whose columns its layer has too.
const VILLAGE_TABLES: [&str; 5] = [
    "synergy",
    "access",
    "village_estimates",
    "potentials",
    "recovery_villages",
];
/// Tables with a row an area likewise.
const AREA_TABLES: [&str; 2] = ["synergy_areas", "potential_areas"];

/// Columns that tiles of low zooms keep longest: what maps are coloured by.
const DRAWN: [&str; 4] = ["need", "class", "hotspot", "area"];

/// A layer ready to be written.
struct Made<'a> {
    name: &'static str,
    /// The name that GIS show; that of a synthetic layer says so.
    called: String,
    geometry: Cow<'a, [MultiPolygon<f64>]>,
    frame: DataFrame,
    measure: Measure,
}

impl Made<'_> {
    fn vector(&self) -> Vector<'_> {
        Vector {
            geometry: &self.geometry,
            attributes: &self.frame,
            measure: self.measure,
        }
    }
}

/// Writes villages, areas and regions into `layers/`; what a format does not hold comes back as findings.
///
/// # Errors
/// When a file cannot be written.
pub fn write(
    loaded: &LoadedStudy,
    inputs: &Inputs,
    results: &Results,
    folder: &Folder,
) -> Result<Vec<Finding>> {
    let study = &loaded.study;
    let mut formats = Vec::new();
    for format in &study.outputs.layers {
        if !formats.contains(format) {
            formats.push(*format);
        }
    }
    if formats.is_empty() {
        return Ok(Vec::new());
    }
    let made = made(study.study.synthetic, inputs, results)?;
    let one = |format: &LayerFormat| match format {
        LayerFormat::Gpkg => package(loaded, &made, folder),
        LayerFormat::Pmtiles => tiled(loaded, &made, folder),
        format => {
            let written = made.par_iter().map(|layer| single(layer, *format, folder));
            Ok(written.collect::<Result<Vec<_>>>()?.concat())
        }
    };
    let written = formats.par_iter().map(one);
    Ok(written.collect::<Result<Vec<_>>>()?.concat())
}

/// A layer in a file of its own.
fn single(layer: &Made, format: LayerFormat, folder: &Folder) -> Result<Vec<Finding>> {
    let ending = match format {
        LayerFormat::Geojson => {
            let path = format!("layers/{}.geojson", layer.name);
            let form = geojson::Form::Rounded;
            folder.write(&path, |w| {
                geojson::write(w, &layer.geometry, &layer.frame, &layer.called, form)
            })?;
            return Ok(Vec::new());
        }
        LayerFormat::Gpkg => "gpkg",
        LayerFormat::Fgb => "fgb",
        LayerFormat::Parquet => "parquet",
        LayerFormat::Shp => "shp",
        LayerFormat::Topojson => "topojson",
        LayerFormat::Pmtiles => "pmtiles",
    };
    let path = format!("layers/{}.{ending}", layer.name);
    let notes = folder.place(&path, |full| {
        vector::write_as(full, &layer.vector(), &layer.called)
    })?;
    Ok(findings(&path, notes))
}

/// The name of a study as that of a file.
fn file_name(study: &str) -> String {
    let plain = |c: char| match c {
        c if c.is_alphanumeric() || matches!(c, '-' | '_') => c,
        _ => '_',
    };
    study.chars().map(plain).collect()
}

/// All layers as tiles in one file, which has the name of the study.
fn tiled(loaded: &LoadedStudy, made: &[Made], folder: &Folder) -> Result<Vec<Finding>> {
    let study = &loaded.study;
    let meta = &study.study;
    let path = format!("layers/{}.pmtiles", file_name(&meta.name));
    let shapes = made.iter().flat_map(|layer| layer.geometry.iter());
    let plane = made.iter().any(|layer| layer.measure == Measure::Planar);
    if plane && shapes.into_iter().any(vector::beyond_degrees) {
        let what =
            "the layer has no CRS, and tiles hold degrees on WGS84 only: they are not written";
        let remedy = "bring a layer with a CRS, such as a shapefile with its .prj";
        return Ok(vec![
            Finding::warning("layer-format", what)
                .file(&path)
                .remedy(remedy),
        ]);
    }
    let layers = made.iter().map(|layer| tiles::Layer {
        name: layer.name,
        vector: layer.vector(),
        kept: &DRAWN,
    });
    let archive = tiles::Archive {
        name: &meta.name,
        description: &described(meta.title.as_deref().unwrap_or(&meta.name), meta.synthetic),
        attribution: study.boundaries.licence.as_deref().unwrap_or_default(),
        layers: layers.collect(),
    };
    let notes = folder.place(&path, |full| tiles::place(full, &archive))?;
    Ok(findings(&path, notes))
}

/// The title of a study, with the mark of made-up data.
fn described(title: &str, synthetic: bool) -> String {
    match synthetic {
        true => format!("{title} (synthetic)"),
        false => title.to_owned(),
    }
}

/// All layers in one file, which has the name of the study.
fn package(loaded: &LoadedStudy, made: &[Made], folder: &Folder) -> Result<Vec<Finding>> {
    let meta = &loaded.study.study;
    let path = format!("layers/{}.gpkg", file_name(&meta.name));
    let mut tables = Vec::with_capacity(made.len());
    for layer in made {
        tables.push(Table {
            name: layer.name.to_owned(),
            title: layer.called.clone(),
            layer: layer.vector(),
            style: style(&layer.frame, meta.language)?,
        });
    }
    let notes = folder.place(&path, |full| {
        gpkg::write(full, &tables, meta.date.as_deref())
    })?;
    Ok(findings(&path, notes))
}

fn findings(path: &str, notes: Vec<String>) -> Vec<Finding> {
    let told = notes.into_iter();
    told.map(|note| Finding::info("layer-format", note).file(path))
        .collect()
}

/// The layers there are results for: villages first, then areas and the levels above.
fn made<'a>(synthetic: bool, inputs: &'a Inputs, results: &Results) -> Result<Vec<Made<'a>>> {
    let find = |id: &str| results.sheets.iter().find(|sheet| sheet.id == id);
    let measure = inputs.villages.layer.measure;
    let layer = |name: &'static str, geometry: Cow<'a, [MultiPolygon<f64>]>, frame: DataFrame| {
        let called = match synthetic {
            true => format!("{name}_synthetic"),
            false => name.to_owned(),
        };
        Made {
            name,
            called,
            geometry,
            frame,
            measure,
        }
    };
    let mut made = Vec::new();
    if let Some(sheet) = find("scores") {
        let geometry = Cow::Borrowed(inputs.villages.layer.geometry.as_slice());
        let frame = with_more(sheet, VILLAGE_TABLES.iter().filter_map(|id| find(id)))?;
        made.push(layer("villages", geometry, frame));
    }
    if let Some(sheet) = find("areas") {
        let geometry = Cow::Owned(shapes(&results.area_outlines));
        let frame = with_more(sheet, AREA_TABLES.iter().filter_map(|id| find(id)))?;
        made.push(layer("areas", geometry, frame));
    }
    if let Some(sheet) = find("regions") {
        let regions = sheet.frame()?;
        for (level, outlines) in Level::REGIONS.into_iter().zip(&results.outlines) {
            let own = regions.clone().lazy();
            let own = own.filter(col("level").eq(lit(level.as_str()))).collect()?;
            made.push(layer(level.as_str(), Cow::Owned(shapes(outlines)), own));
        }
    }
    Ok(made)
}

/// A sheet with the columns that only others of the same rows have.
fn with_more<'a>(sheet: &Sheet, more: impl Iterator<Item = &'a Sheet>) -> Result<DataFrame> {
    let mut frame = sheet.frame()?;
    for more in more {
        let more = more.frame()?;
        let new = more.columns().iter();
        let new: Vec<_> = new
            .filter(|column| frame.column(column.name()).is_err())
            .cloned()
            .collect();
        frame.hstack_mut(&new)?;
    }
    Ok(frame)
}

fn shapes(outlines: &[Outline]) -> Vec<MultiPolygon<f64>> {
    outlines.iter().map(|o| o.geometry.clone()).collect()
}

/// How a layer is drawn: areas each in its colour, all others by classes of need, else of score.
fn style(frame: &DataFrame, language: Language) -> Result<Option<Style>> {
    // villages have a column `area` too, and a need
    if let (Ok(areas), true) = (frame.column("area"), frame.column("members").is_ok()) {
        let texts = areas.cast(&DataType::String)?;
        let kinds = texts.str()?.iter().flatten().enumerate();
        let kinds = kinds.map(|(i, area)| Entry {
            of: area.to_owned(),
            label: area.to_owned(),
            colour: mark::KINDS[i % mark::KINDS.len()].to_owned(),
        });
        return Ok(Some(Style::Kinds {
            column: "area".into(),
            kinds: kinds.collect(),
        }));
    }
    let Some((name, column)) = ["need", "score"]
        .into_iter()
        .find_map(|name| Some((name, frame.column(name).ok()?)))
    else {
        return Ok(None);
    };
    let numbers = column.cast(&DataType::Float64)?;
    let known: Vec<f64> = numbers
        .f64()?
        .iter()
        .flatten()
        .filter(|v| v.is_finite())
        .collect();
    if known.is_empty() {
        return Ok(None);
    }
    let bounds = classify(&known, Scheme::FisherJenks, mark::CLASSES)?.bounds;
    let least = known.iter().copied().fold(f64::INFINITY, f64::min);
    let labels = legend::limits(least, &bounds, language);
    let colours = mark::need(bounds.len());
    let lower = std::iter::once(least).chain(bounds.iter().copied());
    let classes = lower.zip(&bounds).zip(labels).zip(colours);
    let mut classes: Vec<_> = classes
        .map(|(((lower, &upper), label), &colour)| Entry {
            of: [lower, upper],
            label,
            colour: colour.to_owned(),
        })
        .collect();
    if name == "score" {
        // a low score is what should be seen
        let colours: Vec<String> = classes.iter().rev().map(|c| c.colour.clone()).collect();
        for (class, colour) in classes.iter_mut().zip(colours) {
            class.colour = colour;
        }
    }
    Ok(Some(Style::Classes {
        column: name.into(),
        classes,
    }))
}
