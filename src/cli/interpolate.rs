//! `kawasan interpolate`: numbers of one layer brought to another by the ground both share.

use super::beside::Beside;
use super::groups::apart;
use super::keyed::numbers;
use super::outputs;
use super::progress::{Loudness, count, say};
use super::units::{self, Units};
use crate::base::modelled;
use crate::base::nearest::no_such_column;
use crate::error::{Error, Result};
use crate::input::geometry::area;
use crate::output::{csv, single};
use crate::space::overlay::overlay;
use crate::welfare::estimate::areal::{Carried, Gaps, Of, Overlay, Uncovered};
use clap::{Args, ValueEnum};
use geo::MultiPolygon;
use polars::prelude::{Column, DataFrame};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// Options of `kawasan interpolate`.
#[derive(Debug, Args)]
pub struct Options {
    /// The layer with the numbers
    pub source: PathBuf,
    /// The layer that gets them
    pub target: PathBuf,
    /// Column that names a unit of the source; the row numbers from 0 when left out
    #[arg(long, value_name = "COL")]
    pub id: Option<String>,
    /// Column that names a unit of the target; the row numbers from 0 when left out
    #[arg(long, value_name = "COL")]
    pub target_id: Option<String>,
    /// Columns of counts, which add up: people, households, money
    #[arg(long, value_name = "COL", required_unless_present = "intensive")]
    pub extensive: Vec<String>,
    /// Columns of rates and means, which do not
    #[arg(long, value_name = "COL")]
    pub intensive: Vec<String>,
    /// Column of the source with the count that the rates are of, such as people; rates are means by area when left out
    #[arg(long, value_name = "COL", requires = "intensive")]
    pub per: Option<String>,
    /// Column of the target that says where in a unit the counts are, such as households; by area alone when left out
    #[arg(long, value_name = "COL")]
    pub weight: Option<String>,
    /// What becomes of the part of a unit that no target covers
    #[arg(long, value_enum, default_value = "spread")]
    pub uncovered: Part,
    /// Shared pieces below this share of their unit are slivers and are left out
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, allow_negative_numbers = true, value_parser = share)]
    pub sliver: f64,
    /// The result as CSV; - is standard output
    #[arg(short, long = "out", value_name = "FILE")]
    pub out: PathBuf,
    #[command(flatten)]
    pub loudness: Loudness,
}

/// What becomes of the part of a unit that no target covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// The targets that cover the rest take its share too
    Spread,
    /// Its share goes to no target, and is told
    Kept,
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|s: &f64| (0.0..=0.5).contains(s));
    share.ok_or_else(|| "write a share from 0 to 0.5".to_owned())
}

/// Carries the columns and writes a row a unit of the target, in its order; what became of every sum goes beside as JSON.
///
/// Units are taken in the order of their ids, so that the order of the rows changes no number.
///
/// # Errors
/// See [`units::Options::read`]; columns that hold no numbers; layers that are measured in different ways or share no ground.
pub fn execute(options: &Options) -> Result<()> {
    if options.weight.is_some() && options.extensive.is_empty() && options.per.is_none() {
        return Err(
            Error::study("--weight says where counts are, and rates by area have none")
                .remedy("name the count that the rates are of with --per, or leave --weight out"),
        );
    }
    let beside = Beside::of(&options.out)?;
    let outs = || std::iter::once(&options.out).chain(beside.as_ref().map(|b| &b.path));
    outputs::check(outs(), [&options.source, &options.target])?;
    outputs::apart(outs(), &options.loudness)?;
    let voice = options.loudness.voice();
    let layer = |layer: &PathBuf, id: &Option<String>| {
        let asked = units::Options {
            layer: layer.clone(),
            id: id.clone(),
        };
        asked.read(voice)
    };
    let source = layer(&options.source, &options.id)?;
    let target = layer(&options.target, &options.target_id)?;
    if source.features.measure != target.features.measure {
        return Err(Error::input("one layer has a CRS and the other has none")
            .file(&options.target)
            .remedy("save both with their CRS"));
    }
    let (order, rows) = (source.by_id(), target.by_id());
    let shapes = |units: &Units, order: &[u32]| -> Vec<MultiPolygon<f64>> {
        order
            .iter()
            .map(|&i| units.features.geometry[i as usize].clone())
            .collect()
    };
    let (from, to) = (shapes(&source, &order), shapes(&target, &rows));
    let measure = source.features.measure;
    let (areas, shared) = overlay(&from, &to, measure);
    if shared.is_empty() {
        return Err(Error::input("the layers share no ground")
            .file(&options.target)
            .remedy("check that both are of one place and have the right CRS"));
    }
    let overlaid = Overlay::new(areas, to.len(), shared, options.sliver)?;
    let density = options.weight.as_ref().map(|name| -> Result<Vec<f64>> {
        let weight = values(&target, &rows, name)?;
        from_zero(&weight, &rows, &options.target, name)?;
        let dense = |(weight, shape): (&Option<f64>, &MultiPolygon<f64>)| match area(shape, measure)
        {
            size if size > 0.0 => weight.unwrap_or(0.0) / size,
            _ => 0.0,
        };
        Ok(weight.iter().zip(&to).map(dense).collect())
    });
    let density = density.transpose()?;
    let uncovered = match options.uncovered {
        Part::Spread => Uncovered::Spread,
        Part::Kept => Uncovered::Kept,
    };
    let counted = options.per.as_ref().map(|name| -> Result<_> {
        let counted = values(&source, &order, name)?;
        from_zero(&counted, &order, &options.source, name)?;
        Ok(counted)
    });
    let counted = counted.transpose()?;
    let of = counted.as_deref().map(|counts| Of {
        counts,
        density: density.as_deref(),
        uncovered,
    });
    let known = |name: &str| source.features.attributes.column(name).is_ok();
    let counts = apart(&options.extensive, known)
        .into_iter()
        .map(|name| (name, true));
    let rates = apart(&options.intensive, known)
        .into_iter()
        .map(|name| (name, false));
    let mut columns: Vec<Brought> = Vec::new();
    for (name, count) in counts.chain(rates) {
        if columns.iter().any(|(seen, ..)| seen == name) {
            return Err(Error::study("the column is named twice")
                .column(name)
                .remedy("a count adds up, a rate does not: name it once"));
        }
        let values = values(&source, &order, name)?;
        let carried = match count {
            true => overlaid.extensive(&values, density.as_deref(), uncovered),
            false => overlaid.intensive(&values, of),
        };
        let gaps = overlaid.gaps(&values, &carried);
        columns.push((name.to_owned(), count, carried, gaps));
    }
    let frame = frame(&target, &rows, &overlaid, &columns)?;
    single::write(&options.out, |out| csv::write(out, &frame))?;
    let described = Value::Object(described(options, &overlaid, &source, &order, &columns));
    if let Some(beside) = &beside {
        beside.write(described.clone())?;
    }
    if options.loudness.speaks() {
        for (name, counted, carried, gaps) in &columns {
            let without = carried
                .values
                .iter()
                .filter(|value| value.is_none())
                .count();
            let units = count(without, "unit has", "units have");
            match counted {
                true => say(&format!(
                    "{name}: {} in, {} out, {} left under no target; {units} none",
                    carried.put_in, carried.came_out, carried.left
                )),
                false => {
                    say(&format!("{name}: {units} none"));
                    if carried.unweighed > 0 {
                        say(&format!(
                            "warning: {name}: {} of the source lack --per and count nowhere",
                            count(carried.unweighed, "unit", "units")
                        ));
                    }
                }
            }
            if let Some(lacking) =
                lacking(name, *counted, gaps, |i| source.called(order[i] as usize))
            {
                say(&lacking);
            }
        }
    }
    outputs::written(outs(), &options.loudness, "interpolate", described);
    Ok(())
}

/// A column, whether it is of counts, what became of it, and the sources that lack it.
type Brought = (String, bool, Carried, Gaps);

/// So many sources are named.
const NAMED: usize = 5;

/// Warns of sources without a value, if there are.
fn lacking(name: &str, counted: bool, gaps: &Gaps, id: impl Fn(usize) -> String) -> Option<String> {
    let named = gaps.sources.iter().take(NAMED).map(|&i| id(i));
    let named = named.collect::<Vec<_>>().join(", ");
    let more = match gaps.sources.len() {
        0 => return None,
        n if n > NAMED => ", ...",
        _ => "",
    };
    Some(format!(
        "warning: {name}: {} no value and {} nowhere, not as zero ({named}{more}); {} there, and in {} of them the {} is of the other units only",
        count(
            gaps.sources.len(),
            "unit of the source has",
            "units of the source have"
        ),
        if gaps.sources.len() == 1 {
            "counts"
        } else {
            "count"
        },
        count(gaps.targets, "target lies", "targets lie"),
        gaps.partial,
        if counted { "sum" } else { "mean" },
    ))
}

/// No weight and no count is below 0.
fn from_zero(values: &[Option<f64>], order: &[u32], file: &Path, column: &str) -> Result<()> {
    match values.iter().position(|w| w.is_some_and(|w| w < 0.0)) {
        None => Ok(()),
        Some(i) => Err(Error::input("a weight is below 0")
            .file(file)
            .column(column)
            .row(order[i] as usize + 1)
            .remedy("correct it")),
    }
}

/// The numbers of a column, in an order of rows.
fn values(units: &Units, order: &[u32], name: &str) -> Result<Vec<Option<f64>>> {
    let attributes = &units.features.attributes;
    let source = &units.features.source;
    let column = attributes.column(name).map_err(|_| {
        let titles = attributes.get_column_names().into_iter();
        no_such_column(name, titles.map(|title| title.as_str())).file(source)
    })?;
    let values = numbers(column, |i| Some(i + 1)).map_err(|error| error.file(source))?;
    Ok(order.iter().map(|&i| values[i as usize]).collect())
}

fn frame(
    target: &Units,
    rows: &[u32],
    overlaid: &Overlay,
    columns: &[Brought],
) -> Result<DataFrame> {
    let back = |values: &[Option<f64>]| {
        let mut placed = vec![None; rows.len()];
        for (value, &row) in values.iter().zip(rows) {
            placed[row as usize] = *value;
        }
        placed
    };
    let reached: Vec<Option<f64>> = overlaid.reached().into_iter().map(Some).collect();
    let key = target.key.as_deref().unwrap_or("id");
    let mut all = vec![
        Column::new(key.into(), &target.ids),
        Column::new("covered_area".into(), back(&reached)),
    ];
    for (name, _, carried, _) in columns {
        all.push(Column::new(
            modelled::column(name).into(),
            back(&carried.values),
        ));
    }
    Ok(DataFrame::new(rows.len(), all)?)
}

fn described(
    options: &Options,
    overlaid: &Overlay,
    source: &Units,
    order: &[u32],
    columns: &[Brought],
) -> Map<String, Value> {
    let told = |(name, count, carried, gaps): &Brought| {
        let sums = *count || options.per.is_some();
        json!({
            "column": name, "variable": if *count { "extensive" } else { "intensive" },
            "in": sums.then_some(carried.put_in), "out": sums.then_some(carried.came_out), "left": sums.then_some(carried.left),
            "targets_without_value": carried.values.iter().filter(|value| value.is_none()).count(),
            "sources_without_value": gaps.sources.len(), "targets_there": gaps.targets, "targets_of_the_rest_only": gaps.partial,
            "sources_shared_by_area": carried.by_area, "sources_without_per": carried.unweighed, "targets_without_per": carried.nobody,
        })
    };
    let covered = overlaid.covered();
    let bare = order
        .iter()
        .zip(&covered)
        .filter(|(_, share)| **share == 0.0);
    let bare: Vec<String> = bare.map(|(&i, _)| source.called(i as usize)).collect();
    let mut said = Map::new();
    said.insert(
        "modelled".to_owned(),
        json!("columns that end in _modelled are shared out, not observed"),
    );
    said.insert(
        "uncovered".to_owned(),
        json!(if options.uncovered == Part::Spread {
            "spread"
        } else {
            "kept"
        }),
    );
    said.insert("per".to_owned(), json!(options.per));
    said.insert("weight".to_owned(), json!(options.weight));
    said.insert("slivers".to_owned(), json!(overlaid.slivers));
    said.insert("sources_under_no_target".to_owned(), json!(bare));
    said.insert(
        "columns".to_owned(),
        json!(columns.iter().map(told).collect::<Vec<_>>()),
    );
    said
}
