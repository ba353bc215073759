//! `kawasan regions`: contiguous regions of alike units in any layer.

mod asked;
mod result;

use super::beside::Beside;
use super::columns::{Source, Values};
use super::keyed::Keyed;
use super::neighbourhood;
use super::outputs;
use super::progress::{Loudness, say};
use super::units::Units;
use crate::error::{Error, Result};
use crate::input::geometry::{area, perimeter};
use crate::output::vector::{self, Format, Vector};
use crate::output::{csv, single};
use crate::plan::region::{Problem, rand_index, regionalise, standardise};
use asked::{Descent, Linkage, Method, Objective, Standard};
use clap::Args;
use polars::prelude::DataType;
use rayon::prelude::*;
use result::{Compared, Outcome};
use std::collections::HashMap;
use std::path::PathBuf;

/// Options of `kawasan regions`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    neighbourhood: neighbourhood::Options,
    /// Columns of numbers that units of a region are alike in: of --table where it is given, else of the layer
    #[arg(long, value_name = "COL", num_args = 1.., required = true)]
    values: Vec<String>,
    /// The table that holds the columns
    #[arg(long, value_name = "T", requires_all = ["key", "id"])]
    table: Option<PathBuf>,
    /// Its column with the ids of the units
    #[arg(long, value_name = "COL", requires = "table")]
    key: Option<String>,
    /// How regions are found
    #[arg(long, value_enum)]
    method: Method,
    /// redcap, schc: how far two clusters are; average for redcap, ward for schc when left out
    #[arg(long, value_enum)]
    linkage: Option<Linkage>,
    /// azp, max-p: how units are moved; annealing when left out
    #[arg(long, value_enum)]
    search: Option<Descent>,
    /// azp, max-p: what moves lower; squares for azp, pairs for max-p when left out
    #[arg(long, value_enum)]
    objective: Option<Objective>,
    /// azp, max-p: random starts; 10 for azp, 99 for max-p when left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    starts: Option<u32>,
    /// azp, max-p: seed of the starts; 1 when left out
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// How many regions; of a range the number with the greatest pseudo-F. max-p finds its own
    #[arg(long, value_name = "K|A..B", value_parser = asked::count)]
    regions: Option<asked::Count>,
    /// The fewest units of a region, or the least sum of a column; not for ward and schc
    #[arg(long, value_name = "MIN|COL=MIN", value_parser = asked::floor)]
    floor: Option<asked::Floor>,
    /// Columns less their mean in standard deviations, or as they are
    #[arg(long, value_enum, default_value = "z")]
    standardise: Standard,
    /// Another result of this verb (columns id and region): how far the two agree
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,
    /// The regions as a layer too: .geojson, .geojsonl, .topojson, .gpkg, .fgb, .parquet or .shp
    #[arg(long, value_name = "FILE")]
    outlines: Option<PathBuf>,
    /// The region of each unit as CSV; - is standard output
    #[arg(short, long = "out", value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    loudness: Loudness,
}

/// Writes a row a unit in the order of the layer, id and region; what was done and the scores go beside as JSON.
///
/// Regions are numbered from 1 by their least id. Units without a value are left out with their links: their region is empty.
///
/// # Errors
/// See [`neighbourhood::Options::graph`], [`Source`] and [`regionalise`]; an option that does not go with the method; a result that
/// would replace an input.
pub fn execute(options: &Options) -> Result<()> {
    options.neighbourhood.check()?;
    let (method, regions) = options.asked()?;
    let beside = Beside::of(&options.out)?;
    let outs = || {
        let result = std::iter::once(&options.out).chain(beside.as_ref().map(|b| &b.path));
        result.chain(&options.outlines)
    };
    let inputs = options.neighbourhood.inputs().into_iter();
    outputs::check(outs(), inputs.chain(&options.table).chain(&options.compare))?;
    outputs::apart(outs(), &options.loudness)?;
    let voice = options.loudness.voice();
    if let Some(outlines) = &options.outlines {
        Format::of(outlines)?;
    }
    let units = options.neighbourhood.read(voice)?;
    let source = match (&options.table, &options.key) {
        (Some(table), Some(key)) => Source::table(&units, table, key, voice)?,
        _ => Source::layer(&units),
    };
    let columns = source.values(&options.values)?;
    let amount = match options.floor.as_ref().map(|floor| &floor.column) {
        Some(Some(name)) => source
            .values(std::slice::from_ref(name))?
            .into_iter()
            .next(),
        _ => None,
    };
    let kept = complete(&units, columns.iter().chain(&amount));
    if kept.is_empty() {
        return Err(Error::input("no unit has a value in all columns")
            .file(options.table.as_ref().unwrap_or(&units.features.source))
            .remedy("name other columns, or check the key"));
    }
    let of = |column: &Values| -> Vec<f64> {
        let of = |&i: &u32| column.values[i as usize];
        kept.iter().filter_map(of).collect()
    };
    let values: Vec<Vec<f64>> = columns.iter().map(of).collect();
    let attributes = match options.standardise {
        Standard::Z => standardise(&values),
        Standard::None => values.clone(),
    };
    let amount = amount.as_ref().map_or_else(|| vec![1.0; kept.len()], of);
    let graph = options.neighbourhood.graph(&units)?.among(&kept);
    let problem = Problem {
        graph: &graph,
        attributes: &attributes,
        floor: options
            .floor
            .as_ref()
            .map(|floor| (amount.as_slice(), floor.least)),
    };
    let work = || regionalise(&problem, method, regions);
    let found = options
        .loudness
        .while_working("regions", work)
        .map_err(|mut error| {
            if let Some(row) = error.place.row {
                error.place.row = Some(kept[row - 1] as usize + 1);
                return error.file(options.table.as_ref().unwrap_or(&units.features.source));
            }
            error
        })?;

    let mut region = vec![None; units.ids.len()];
    for (&i, &label) in kept.iter().zip(&found.labels) {
        region[i as usize] = Some(label);
    }
    let count = found
        .labels
        .iter()
        .max()
        .map_or(0, |&last| last as usize + 1);
    let measure = units.features.measure;
    let (order, coverage) = units.coverage();
    let of: Vec<Option<u32>> = order.iter().map(|&i| region[i as usize]).collect();
    let shapes = coverage.dissolve(&of, count, 0.0);
    let measured = shapes
        .par_iter()
        .map(|shape| (area(shape, measure), perimeter(shape, measure)));
    let outcome = Outcome {
        units: &units,
        columns: &columns,
        values: &values,
        problem: &problem,
        found: &found,
        region: &region,
        measured: measured.collect(),
        compared: match &options.compare {
            Some(path) => Some(options.compared(path, &units, &region)?),
            None => None,
        },
    };
    let described = outcome.described(options.described(&units)?)?;
    let frame = outcome.frame()?;
    single::write(&options.out, |out| csv::write(out, &frame))?;
    if let Some(beside) = &beside {
        beside.write(described.clone())?;
    }
    if let Some(path) = &options.outlines {
        let written = Vector {
            geometry: &shapes,
            attributes: &outcome.regions()?,
            measure,
        };
        let notes = vector::write(path, &written)?;
        if options.loudness.speaks() {
            notes.iter().for_each(|note| say(&format!("note: {note}")));
        }
    }
    if options.loudness.speaks() {
        outcome.lines().iter().for_each(|line| say(line));
    }
    outputs::written(outs(), &options.loudness, "regions", described);
    Ok(())
}

/// The units that have a value in every column, by id.
fn complete<'a>(units: &Units, columns: impl Iterator<Item = &'a Values> + Clone) -> Vec<u32> {
    let all = |&i: &u32| {
        columns
            .clone()
            .all(|column| column.values[i as usize].is_some())
    };
    units.by_id().into_iter().filter(all).collect()
}

impl Options {
    /// How far the regions agree with those of another file, over the units that have one in both.
    fn compared(&self, path: &PathBuf, units: &Units, region: &[Option<u32>]) -> Result<Compared> {
        let keyed = Keyed::read(path, &["id".to_owned()], false, &mut Vec::new())?;
        let other = keyed.table.column("region")?.cast(&DataType::String)?;
        let ids = keyed.keys[0].str()?.iter();
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut other_of: HashMap<&str, u32> = HashMap::new();
        for (id, text) in ids.zip(other.str()?.iter()) {
            if let (Some(id), Some(text)) = (id, text.filter(|text| !text.is_empty())) {
                let next = numbers.len() as u32;
                other_of.insert(id, *numbers.entry(text).or_insert(next));
            }
        }
        let both = units.ids.iter().zip(region);
        let both = both.filter_map(|(id, region)| Some(((*region)?, *other_of.get(id.as_str())?)));
        let (ours, theirs): (Vec<u32>, Vec<u32>) = both.unzip();
        match rand_index(&ours, &theirs) {
            Some(agreement) => Ok(Compared {
                agreement,
                units: ours.len(),
            }),
            None => Err(
                Error::input("fewer than two units have a region in both results")
                    .file(path)
                    .remedy("compare results of one layer with the same --id"),
            ),
        }
    }
}
