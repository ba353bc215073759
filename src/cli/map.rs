//! `kawasan map`: a picture of any layer by any column.

use super::columns::Source;
use super::outputs;
use super::progress::{Loudness, count, say};
use super::units::{self, Units};
use crate::base::privacy;
use crate::base::study::Language;
use crate::error::{Error, Result};
use crate::output::map::legend::limits;
use crate::output::map::mark::{CLASSES, Fill, KINDS, MOST, need};
use crate::output::map::{self, Map};
use crate::output::words::{label, pick};
use crate::output::{manifest, single};
use crate::pipeline::maps::ground::Ground;
use crate::space::classify::{Scheme, classify};
use clap::Args;
use clap::builder::PossibleValuesParser;
use polars::prelude::{Column, DataType};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Options of `kawasan map`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    units: units::Options,
    /// The column: numbers by classes, anything else by kinds; of the layer or of --table
    #[arg(long, value_name = "COL")]
    value: String,
    /// The table that holds the column, joined to --id by --key
    #[arg(long, value_name = "T", requires_all = ["key", "id"])]
    table: Option<PathBuf>,
    /// Its column with the ids of the units
    #[arg(long, value_name = "COL", requires = "table")]
    key: Option<String>,
    /// How numbers are cut into classes; fisher-jenks (natural breaks) when left out
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(Scheme::ALL.map(Scheme::as_str)))]
    scheme: Option<String>,
    /// How many classes; 5 when left out. For quantile, equal-interval, fisher-jenks and maximum-breaks
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(2..=MOST as i64))]
    classes: Option<u32>,
    /// Above the map; the name of the column when left out
    #[arg(long, value_name = "T")]
    title: Option<String>,
    /// Of the words on the map
    #[arg(long, value_name = "LANGUAGE", default_value = "id", value_parser = PossibleValuesParser::new(["id", "en"]))]
    language: String,
    /// The picture: .svg or .png; - is SVG on standard output
    #[arg(short, long = "out", value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    loudness: Loudness,
}

/// What a unit is in, and what is said of the classes.
struct Classed {
    kinds: Vec<(String, Fill)>,
    of: Vec<u32>,
    note: String,
}

/// Draws the layer by the classes or kinds of the column; units without a value are hatched and counted.
///
/// # Errors
/// See [`units::Options::read`] and [`Source`]; a column without a value, a scheme or number of classes for one that holds no numbers, more kinds
/// or classes than there are colours; a layer without any place; a result that would replace an input.
pub fn execute(options: &Options) -> Result<()> {
    let pixels = pixels(&options.out)?;
    outputs::check(
        [&options.out],
        std::iter::once(&options.units.layer).chain(&options.table),
    )?;
    outputs::apart([&options.out], &options.loudness)?;
    if privacy::titled(&options.value) {
        return Err(
            Error::study("the column names persons, and the map would show them")
                .column(&options.value)
                .remedy("name a column about places with --value"),
        );
    }
    let voice = options.loudness.voice();
    let units = options.units.read(voice)?;
    let source = match (&options.table, &options.key) {
        (Some(table), Some(key)) => Source::table(&units, table, key, voice)?,
        _ => Source::layer(&units),
    };
    let column = source.of_units(&options.value)?;
    let language = match options.language.as_str() {
        "en" => Language::En,
        _ => Language::Id,
    };
    let classed = match numeric(&column) {
        true => options.by_classes(&source, language)?,
        false => options.by_kinds(&column, language)?,
    };
    let sketch = units.sketch();
    let ground = Ground::new(&sketch).ok_or_else(|| {
        Error::input("no unit has a place, so there is nothing to draw")
            .file(&options.units.layer)
            .remedy("name a layer of polygons")
    })?;
    let map = options.map(&ground, &classed, &units, language);
    let text = map::svg(&map);
    single::write(&options.out, |out| {
        let bytes = match pixels {
            true => map::png::png(&text)?,
            false => text.clone().into_bytes(),
        };
        out.write_all(&bytes)
            .map_err(|e| Error::output(format!("cannot be written: {e}")).file(&options.out))
    })?;
    if options.loudness.speaks() {
        let classes = map
            .classes
            .iter()
            .map(|class| format!("{}: {}", class.label, class.count));
        let classes: Vec<String> = classes.collect();
        say(&format!(
            "{}, {}: {}",
            count(classed.of.len(), "unit", "units"),
            options.value,
            classes.join(", ")
        ));
    }
    let classes = map.classes.iter();
    let classes = classes.map(|class| json!({"label": class.label, "units": class.count}));
    let counts = json!({
        "value": options.value,
        "units": classed.of.len(),
        "classes": classes.collect::<Vec<_>>(),
    });
    outputs::written([&options.out], &options.loudness, "map", counts);
    Ok(())
}

/// Whether the picture is one of pixels, by its ending.
fn pixels(out: &Path) -> Result<bool> {
    if single::is_stdout(out) {
        return Ok(false);
    }
    let ending = out.extension().unwrap_or_default().to_string_lossy();
    match ending.to_lowercase().as_str() {
        "svg" => Ok(false),
        "png" => Ok(true),
        _ => Err(Error::study("no such format of pictures")
            .file(out)
            .remedy("name the result with the ending .svg or .png")),
    }
}

/// Whether a column holds numbers; one that is text because of a few cells does not.
fn numeric(column: &Column) -> bool {
    column.dtype().is_primitive_numeric()
}

impl Options {
    fn by_classes(&self, source: &Source, language: Language) -> Result<Classed> {
        let name = self.scheme.as_deref().unwrap_or("fisher-jenks");
        let scheme = Scheme::ALL.into_iter().find(|s| s.as_str() == name);
        let scheme = scheme.ok_or_else(|| Error::study("no such scheme"))?;
        if self.classes.is_some() && !scheme.takes_classes() {
            return Err(Error::study(format!(
                "--classes does not go with --scheme {name}, which finds its own number"
            ))
            .remedy("leave out --classes"));
        }
        let values = source.numbers(&self.value)?.values;
        let there: Vec<f64> = values.iter().flatten().copied().collect();
        let wanted = self.classes.map_or(CLASSES, |classes| classes as usize);
        let found = classify(&there, scheme, wanted).map_err(|e| e.column(&self.value))?;
        let made = found.bounds.len();
        if made > MOST {
            return Err(Error::study(format!(
                "{name} makes {made} classes of this column, and there are colours for {MOST}"
            ))
            .column(&self.value)
            .remedy("name another scheme with --scheme, such as fisher-jenks"));
        }
        let least = there.iter().copied().fold(f64::INFINITY, f64::min);
        let names = limits(least, &found.bounds, language);
        let colours = need(made).iter().copied().map(Fill::Colour);
        let mut kinds: Vec<(String, Fill)> = names.into_iter().zip(colours).collect();
        kinds.push((label("map_missing", language).to_owned(), Fill::Missing));
        let of = values.iter();
        let of = of.map(|v| v.map_or(made, |v| found.of(v)) as u32).collect();
        let scheme = format!("scheme_{name}");
        let scheme = label(&scheme, language);
        let note = format!("{}: {scheme}.", pick(language, "Kelas", "Classes"));
        Ok(Classed { kinds, of, note })
    }

    fn by_kinds(&self, column: &Column, language: Language) -> Result<Classed> {
        if self.scheme.is_some() || self.classes.is_some() {
            return Err(Error::study(
                "the column holds no numbers, and --scheme and --classes are for numbers",
            )
            .column(&self.value)
            .remedy(
                "leave them out, or name a column of numbers; text in one cell makes a column text",
            ));
        }
        let texts = column.cast(&DataType::String)?;
        let texts: Vec<Option<&str>> = texts
            .str()?
            .iter()
            .map(|text| text.filter(|t| !t.trim().is_empty()))
            .collect();
        let mut kinds: Vec<&str> = texts.iter().flatten().copied().collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.is_empty() {
            return Err(Error::input("the column has no value at all")
                .column(&self.value)
                .remedy("name another column"));
        }
        if kinds.len() > KINDS.len() {
            return Err(Error::study(format!(
                "the column has {} kinds, and there are colours for {} that can be told apart",
                kinds.len(),
                KINDS.len()
            ))
            .column(&self.value)
            .remedy("put kinds together in another column, or name a column of numbers"));
        }
        let missing = kinds.len() as u32;
        let place = |text: &&str| kinds.binary_search(text).ok().map(|at| at as u32);
        let of = texts
            .iter()
            .map(|text| text.as_ref().and_then(place).unwrap_or(missing))
            .collect();
        let fills = KINDS.iter().copied().map(Fill::Colour);
        let mut kinds: Vec<(String, Fill)> = kinds
            .iter()
            .map(|kind| (*kind).to_owned())
            .zip(fills)
            .collect();
        kinds.push((label("map_missing", language).to_owned(), Fill::Missing));
        Ok(Classed {
            kinds,
            of,
            note: String::new(),
        })
    }

    fn map(&self, ground: &Ground, classed: &Classed, units: &Units, language: Language) -> Map {
        let name = |path: &Path| {
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        let mut files = vec![name(&units.features.source)];
        files.extend(self.table.as_deref().map(name));
        let sources = format!(
            "{}: {}. {}.",
            pick(language, "Sumber", "Sources"),
            files.join(", "),
            manifest::tool()
        );
        Map {
            language,
            title: self.title.clone().unwrap_or_else(|| self.value.clone()),
            subtitle: match &self.title {
                Some(_) => self.value.clone(),
                None => String::new(),
            },
            synthetic: false,
            notes: vec![classed.note.clone(), sources],
            heading: self.value.clone(),
            classes: ground.classes(&classed.kinds, &classed.of),
            unit: [
                pick(language, "unit", "unit"),
                pick(language, "unit", "units"),
            ]
            .map(str::to_owned),
            land: Vec::new(),
            between: ground.between,
            borders: Vec::new(),
            border: String::new(),
            areas: Vec::new(),
            numbered: None,
            list: String::new(),
            table: "",
            outline: 1.0,
            number_size: 12.0,
            frame: ground.frame,
            measure: ground.measure,
            page: ground.page,
        }
    }
}
