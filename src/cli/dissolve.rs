//! `kawasan dissolve`: units put together into groups.

use super::groups::{self, Groups};
use super::progress::{Loudness, caution, count, say};
use super::{layer, outputs};
use crate::base::model::{Level, Measure};
use crate::base::study::CodeSystem;
use crate::error::{Error, Result};
use crate::input::geometry::area;
use crate::output::vector::{self, Format, Vector};
use crate::output::{csv, single};
use crate::space::coverage::{Coverage, Gap, Overlap, dissolve};
use clap::Args;
use clap::builder::PossibleValuesParser;
use geo::MultiPolygon;
use polars::prelude::{Column, DataFrame, DataType, df};
use rayon::prelude::*;
use serde_json::json;
use std::path::PathBuf;

/// Options of `kawasan dissolve`.
#[derive(Debug, Args)]
pub struct Options {
    /// The layer: .shp, .geojson, .geojsonl, .topojson, .gpkg (or .gpkg#NAME), .fgb or .parquet
    #[arg(value_name = "LAYER")]
    layer: PathBuf,
    /// Column whose values are the groups
    #[arg(long, value_name = "COL", conflicts_with = "level")]
    by: Option<String>,
    /// Groups are the units of this level, by the beginning of the village code
    #[arg(long, value_name = "LEVEL", requires = "code", value_parser = PossibleValuesParser::new(["province", "regency", "district"]))]
    level: Option<String>,
    /// Column of the village code
    #[arg(long, value_name = "COL")]
    code: Option<String>,
    /// System of the codes; found from the layer as a whole when left out
    #[arg(long, value_name = "SYSTEM", value_parser = PossibleValuesParser::new(["kemendagri", "bps"]))]
    system: Option<String>,
    /// Codes of another system: how many leading characters name province, regency and district, dots among them
    #[arg(
        long,
        value_name = "P,R,D",
        value_delimiter = ',',
        conflicts_with = "system"
    )]
    digits: Vec<usize>,
    /// Columns of numbers to add up: repeated, or with commas
    #[arg(long = "sum", value_name = "COL", num_args = 1..)]
    sums: Vec<String>,
    /// List gaps and overlaps between the units of the layer as CSV; - is standard output
    #[arg(long, value_name = "FILE")]
    gaps: Option<PathBuf>,
    /// Fill holes of the groups that are narrower than this in the mean: metres, or layer units without a CRS
    #[arg(long, value_name = "M", allow_negative_numbers = true, value_parser = layer::tolerance, default_value_t = 0.0)]
    fill: f64,
    /// Take out vertices of the groups, borders kept matched (those that do not match exactly stay; --fill first): metres, or layer
    /// units without a CRS
    #[arg(long, value_name = "M", allow_negative_numbers = true, value_parser = layer::tolerance)]
    simplify: Option<f64>,
    /// The result, by its ending: those of the layer; - is GeoJSON on standard output
    #[arg(short, long, value_name = "OUT")]
    out: PathBuf,
    #[command(flatten)]
    loudness: Loudness,
}

/// Writes one feature a group, ascending by its key, with `units`, `area_m2` (`area` on a plane) before any simplifying, and for
/// each column added up its sum, missing when no member has a value, and `COL_missing`, the members without one.
///
/// # Errors
/// See [`layer::read`], [`groups::by_column`], [`groups::by_level`] and [`vector::write`]; a column to add up that is absent, no
/// numbers, or named as another column of the result; a result that would replace the layer.
pub fn execute(options: &Options) -> Result<()> {
    Format::of(&options.out)?;
    options.check()?;
    let outs = || std::iter::once(&options.out).chain(&options.gaps);
    outputs::check(outs(), [&options.layer])?;
    outputs::apart(outs(), &options.loudness)?;
    let voice = options.loudness.voice();
    let features = layer::read(&options.layer, true, voice)?;
    let groups = match (&options.by, &options.level, &options.code) {
        (None, Some(level), Some(code)) => {
            let level = Level::REGIONS.into_iter().find(|l| l.as_str() == level);
            let level = level.ok_or_else(|| Error::study("no such level"))?;
            groups::by_level(features, level, code, options.system()?, voice)?
        }
        (by, _, code) => {
            let by = by.as_deref().unwrap_or_default();
            groups::by_column(features, by, code.as_deref(), voice)?
        }
    };
    let mut outlines = dissolve(
        &groups.geometry,
        groups.measure,
        &groups.of,
        groups.count,
        options.fill,
    );
    let frame = options.frame(&groups, &outlines)?;
    if let Some(path) = &options.gaps {
        let (gaps, overlaps) = Coverage::build(&groups.geometry, groups.measure).gaps();
        let listed = listed(&gaps, &overlaps, &groups)?;
        single::write(path, |out| csv::write(out, &listed))?;
        if options.loudness.speaks() {
            let between = gaps.iter().filter(|gap| gap.units.len() > 1).count();
            say(&format!(
                "{} between units, {} in one unit, {}",
                count(between, "gap", "gaps"),
                count(gaps.len() - between, "hole", "holes"),
                count(overlaps.len(), "overlap", "overlaps"),
            ));
        }
    }
    if let Some(tolerance) = options.simplify {
        let (simple, said) = layer::simplified(&outlines, groups.measure, tolerance);
        outlines = simple;
        if options.loudness.speaks() {
            say(&said);
        }
    }
    let written = Vector {
        geometry: &outlines,
        attributes: &frame,
        measure: groups.measure,
    };
    let notes = vector::write(&options.out, &written)?;
    let members = groups.of.iter().flatten().count();
    if options.loudness.speaks() {
        for note in notes {
            say(&format!("note: {note}"));
        }
        say(&format!(
            "{} of {}",
            count(groups.count, "group", "groups"),
            count(members, "unit", "units")
        ));
    }
    let counts = json!({"units": members, "groups": groups.count});
    outputs::written(outs(), &options.loudness, "dissolve", counts);
    Ok(())
}

impl Options {
    /// That the groups are named, and no option is given in vain.
    fn check(&self) -> Result<()> {
        if self.by.is_none() && self.level.is_none() {
            return Err(Error::study("nothing says what makes a group")
                .remedy("name a column with --by, or a level with --level and the column of codes with --code"));
        }
        let stdout = |path: &PathBuf| single::is_stdout(path);
        if stdout(&self.out) && self.gaps.as_ref().is_some_and(stdout) {
            return Err(Error::study("both -o and --gaps are standard output")
                .remedy("name a file for one of them"));
        }
        let vain = [
            ("--system", self.system.is_some()),
            ("--digits", !self.digits.is_empty()),
        ];
        let vain = vain
            .into_iter()
            .find(|(_, given)| self.by.is_some() && *given);
        match vain {
            Some((name, _)) => Err(Error::study(format!("{name} does not go with --by"))
                .remedy("leave it out, or group by the codes with --level and --code")),
            None => Ok(()),
        }
    }

    fn system(&self) -> Result<(CodeSystem, Option<[usize; 3]>)> {
        let digits = <[usize; 3]>::try_from(self.digits.as_slice()).ok();
        if !self.digits.is_empty() && digits.is_none() {
            return Err(Error::study("--digits takes three numbers")
                .remedy("say how many leading characters name province, regency and district, such as --digits 2,4,6"));
        }
        let system = match (digits, self.system.as_deref()) {
            (Some(_), _) => CodeSystem::Other,
            (None, Some("kemendagri")) => CodeSystem::Kemendagri,
            (None, Some(_)) => CodeSystem::Bps,
            (None, None) => CodeSystem::Auto,
        };
        Ok((system, digits))
    }

    /// m rows: keys, members, area, sums.
    fn frame(&self, groups: &Groups, outlines: &[MultiPolygon<f64>]) -> Result<DataFrame> {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); groups.count];
        for (unit, group) in groups.of.iter().enumerate() {
            if let Some(group) = group {
                members[*group as usize].push(unit);
            }
        }
        let mut columns = groups.keys.clone();
        let counts: Vec<i64> = members.iter().map(|units| units.len() as i64).collect();
        columns.push(Column::new("units".into(), counts));
        let measured =
            |shape: &MultiPolygon<f64>| (!shape.0.is_empty()).then(|| area(shape, groups.measure));
        let areas: Vec<Option<f64>> = outlines.par_iter().map(measured).collect();
        columns.push(Column::new(area_column(groups.measure).into(), areas));
        let known = |name: &str| groups.attributes.column(name).is_ok();
        for name in groups::apart(&self.sums, known) {
            let column = groups::find(&groups.attributes, name, &self.layer)?;
            if !column.dtype().is_primitive_numeric() {
                return Err(Error::input("the column does not hold numbers")
                    .file(&self.layer)
                    .column(name)
                    .remedy(
                        "name a column of numbers with --sum, or mend the cells that are none",
                    ));
            }
            let (sums, missing) = added(column, &members)?;
            let lacking: i64 = missing.iter().sum();
            if lacking > 0 {
                let line = format!(
                    "warning: {}, column {name}: {} no value; sums are of the others, {name}_missing counts them",
                    self.layer.display(),
                    count(lacking as usize, "unit has", "units have")
                );
                caution(&line, self.loudness.speaks());
            }
            columns.push(sums);
            columns.push(Column::new(format!("{name}_missing").into(), missing));
        }
        for (i, column) in columns.iter().enumerate() {
            if columns[..i]
                .iter()
                .any(|other| other.name() == column.name())
            {
                return Err(Error::study(format!(
                    "two columns of the result would be called {}",
                    column.name()
                ))
                .column(column.name().as_str())
                .remedy("rename the column in the layer, or name each column once"));
            }
        }
        Ok(DataFrame::new(groups.count, columns)?)
    }
}

fn area_column(measure: Measure) -> &'static str {
    match measure {
        Measure::Geodesic => "area_m2",
        Measure::Planar => "area",
    }
}

/// The sum of each group's values, an integer where all are, and how many members have none.
fn added(column: &Column, members: &[Vec<usize>]) -> Result<(Column, Vec<i64>)> {
    let name = column.name().clone();
    let floats = column.cast(&DataType::Float64)?;
    let floats = floats.f64()?.rechunk();
    let values = |units: &Vec<usize>| -> Vec<f64> {
        let found = units.iter().filter_map(|&unit| floats.get(unit));
        let mut values: Vec<f64> = found.filter(|value| value.is_finite()).collect();
        // sums do not depend on the order of rows
        values.sort_by(f64::total_cmp);
        values
    };
    let groups: Vec<Vec<f64>> = members.iter().map(values).collect();
    let missing = members.iter().zip(&groups);
    let missing = missing.map(|(units, values)| (units.len() - values.len()) as i64);
    let sum = |values: &Vec<f64>| (!values.is_empty()).then(|| values.iter().sum::<f64>());
    let sums: Vec<Option<f64>> = groups.iter().map(sum).collect();
    let whole = |sum: &Option<f64>| sum.is_none_or(|sum| sum.abs() < 9e15);
    let sums = match column.dtype().is_integer() && sums.iter().all(whole) {
        true => {
            let integers: Vec<Option<i64>> = sums.iter().map(|s| s.map(|s| s as i64)).collect();
            Column::new(name, integers)
        }
        false => Column::new(name, sums),
    };
    Ok((sums, missing.collect()))
}

/// Gaps, holes and overlaps as a table, a row each.
fn listed(gaps: &[Gap], overlaps: &[Overlap], groups: &Groups) -> Result<DataFrame> {
    let name = |unit: &u32| groups.names[*unit as usize].as_str();
    let join = |units: &[u32]| units.iter().map(name).collect::<Vec<_>>().join(";");
    let kind = |gap: &Gap| if gap.units.len() > 1 { "gap" } else { "hole" };
    let lines = gaps
        .iter()
        .map(|gap| (kind(gap), gap.area, gap.width, gap.at, join(&gap.units)));
    let both = |overlap: &Overlap| join(&[overlap.a, overlap.b]);
    let lines: Vec<_> = lines
        .chain(
            overlaps
                .iter()
                .map(|o| ("overlap", o.area, o.width, o.at, both(o))),
        )
        .collect();
    let width = match groups.measure {
        Measure::Geodesic => "width_m",
        Measure::Planar => "width",
    };
    Ok(df!(
        "kind" => lines.iter().map(|line| line.0).collect::<Vec<_>>(),
        area_column(groups.measure) => lines.iter().map(|line| line.1).collect::<Vec<_>>(),
        width => lines.iter().map(|line| line.2).collect::<Vec<_>>(),
        "x" => lines.iter().map(|line| line.3.x).collect::<Vec<_>>(),
        "y" => lines.iter().map(|line| line.3.y).collect::<Vec<_>>(),
        "units" => lines.iter().map(|line| line.4.as_str()).collect::<Vec<_>>(),
    )?)
}
