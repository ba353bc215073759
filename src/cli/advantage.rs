//! `kawasan advantage`: location quotients, shift-share and leading sectors of any long table.

use super::long;
use super::outputs;
use super::progress::{Loudness, caution, count, say};
use crate::base::study::Absent;
use crate::error::{Error, Result};
use crate::input::read::table::Table;
use crate::output::{csv, single};
use crate::welfare::advantage::{
    Asked, Change, Cube, Effects, Least, Panel, Quotient, Row, Special, Year, whole,
};
use clap::{Args, ValueEnum};
use polars::prelude::{Column, DataFrame};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Options of `kawasan advantage`.
#[derive(Debug, Args)]
pub struct Options {
    /// The table, a row a region, sector and year: csv, tsv, xlsx, xls, ods or parquet
    table: PathBuf,
    /// Column of the region
    #[arg(long, value_name = "COL")]
    region: String,
    /// Column of the sector or commodity
    #[arg(long, value_name = "COL")]
    sector: String,
    /// Column of numbers from 0 up
    #[arg(long, value_name = "COL")]
    value: String,
    /// Column of the year
    #[arg(long, value_name = "COL")]
    year: Option<String>,
    /// Table of the whole with the same columns of sector, value and year; the sum of the regions when left out
    #[arg(long, value_name = "FILE")]
    base: Option<PathBuf>,
    /// Values are money or tonnes and no counts: quotients are neither shrunk nor tested
    #[arg(long)]
    amounts: bool,
    /// What a sector is that a region has no row of
    #[arg(long, value_enum, default_value = "missing")]
    absent: Missing,
    /// False discovery rate at which a leading sector is no luck; 0.05 when left out
    #[arg(long, value_name = "Q", allow_negative_numbers = true, value_parser = share, conflicts_with = "amounts")]
    fdr: Option<f64>,
    /// Quotient that a leading sector passes
    #[arg(long, value_name = "LQ", allow_negative_numbers = true, value_parser = from_zero, default_value_t = 1.0)]
    quotient: f64,
    /// Share of the region that a leading sector has at least
    #[arg(long, value_name = "S", allow_negative_numbers = true, value_parser = upto_one, default_value_t = 0.0)]
    share: f64,
    /// Shift-share from the first year to the last, as CSV
    #[arg(long, value_name = "FILE", requires = "year")]
    shift_share: Option<PathBuf>,
    /// Shift-share year by year
    #[arg(long, requires = "shift_share")]
    dynamic: bool,
    /// What each region is made of and leads in, as CSV
    #[arg(long, value_name = "FILE")]
    specialisation: Option<PathBuf>,
    /// The quotients as CSV; - is standard output
    #[arg(short, long = "out", value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    loudness: Loudness,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Missing {
    /// Not known: the region is left out of that year
    Missing,
    /// Nothing of it
    Zero,
}

fn number(text: &str, fits: impl Fn(f64) -> bool, what: &str) -> Result<f64, String> {
    let number = text
        .parse()
        .ok()
        .filter(|n: &f64| n.is_finite() && fits(*n));
    number.ok_or_else(|| format!("write a number {what}"))
}

fn share(text: &str) -> Result<f64, String> {
    number(text, |q| q > 0.0 && q < 1.0, "between 0 and 1")
}

fn from_zero(text: &str) -> Result<f64, String> {
    number(text, |q| q >= 0.0, "from 0 up")
}

fn upto_one(text: &str) -> Result<f64, String> {
    number(text, |q| (0.0..=1.0).contains(&q), "from 0 to 1")
}

/// Columns of a long table.
struct Columns {
    sector: Vec<String>,
    value: Vec<Option<f64>>,
    year: Vec<Option<i32>>,
}

impl Columns {
    fn rows(&self, unit: &dyn Fn(usize) -> Option<u32>) -> Vec<Row<'_>> {
        let row = |i: usize| Row {
            unit: unit(i),
            sector: Some(&self.sector[i]),
            year: self.year[i],
            value: self.value[i],
        };
        (0..self.value.len()).map(row).collect()
    }
}

/// Writes a quotient for each region, sector and year; what changed and what regions are made of where it is asked for.
///
/// # Errors
/// A column that is none or holds no numbers; empty cells of region, sector or year; values below 0, and counts that are not whole; two rows of one
/// region, sector and year; sectors that the whole and the regions do not share; a result that would replace a table.
pub fn execute(options: &Options) -> Result<()> {
    let outs = || {
        let more = options.shift_share.iter().chain(&options.specialisation);
        std::iter::once(&options.out).chain(more)
    };
    let inputs = std::iter::once(&options.table).chain(&options.base);
    outputs::check(outs(), inputs)?;
    outputs::apart(outs(), &options.loudness)?;
    let voice = options.loudness.voice();
    let table = long::read(&options.table, &[&options.region, &options.sector], voice)?;
    let columns = options.columns(&table)?;
    let region = long::all_words(&table, &options.region)?;
    let names: BTreeSet<&String> = region.iter().collect();
    let names: Vec<&String> = names.into_iter().collect();
    let unit = |i: usize| Some(names.partition_point(|name| *name < &region[i]) as u32);
    let absent = match options.absent {
        Missing::Missing => Absent::Missing,
        Missing::Zero => Absent::Zero,
    };
    let cube = Cube::new(&columns.rows(&unit), absent)
        .map_err(|error| long::place(error, &table, &options.sector))?;
    let base = match &options.base {
        Some(path) => {
            let table = long::read(path, &[&options.sector], voice)?;
            let columns = options.columns(&table)?;
            let whole = whole(&columns.rows(&|_| None), &cube);
            Some(whole.map_err(|error| long::place(error, &table, &options.sector))?)
        }
        None => None,
    };
    let asked = Asked {
        counts: !options.amounts,
        dynamic: options.dynamic,
        least: Least {
            quotient: options.quotient,
            share: options.share,
            fdr: options.fdr.unwrap_or(0.05),
        },
    };
    let panel = Panel::new(&cube, base.as_ref(), asked)?;
    let made = Made {
        panel: &panel,
        names: &names,
        region: &options.region,
    };
    if options.shift_share.is_some() && panel.change.is_none() {
        return Err(
            Error::input("there is one year only, and shift-share needs two")
                .file(&options.table)
                .column(options.year.as_deref().unwrap_or_default())
                .remedy("give rows of another year, or leave --shift-share out"),
        );
    }
    let frame = made.quotients()?;
    single::write(&options.out, |out| csv::write(out, &frame))?;
    if let (Some(path), Some(change)) = (&options.shift_share, &panel.change) {
        let frame = made.change(change)?;
        single::write(path, |out| csv::write(out, &frame))?;
    }
    if let Some(path) = &options.specialisation {
        let frame = made.special()?;
        single::write(path, |out| csv::write(out, &frame))?;
    }
    if options.loudness.speaks() {
        made.speak();
    }
    if panel.left > 0 {
        let left = count(panel.left, "region and year is", "regions and years are");
        let line = format!(
            "warning: {left} left out, since the value of a sector is missing; where no row means nothing, say --absent zero"
        );
        caution(&line, options.loudness.speaks());
    }
    let last = panel.years.last();
    let counts = json!({
        "regions": names.len(), "sectors": panel.sectors.len(), "times": panel.years.len(), "left_out": panel.left,
        "with_leading": last.map_or(0, |last| last.lead.iter().flatten().count()),
    });
    outputs::written(outs(), &options.loudness, "advantage", counts);
    Ok(())
}

impl Options {
    fn columns(&self, table: &Table) -> Result<Columns> {
        let value = long::numbers(table, &self.value)?;
        let part = |v: &Option<f64>| v.is_some_and(|v| v.fract() != 0.0);
        if let (false, Some(row)) = (self.amounts, value.iter().position(part)) {
            return Err(Error::input(format!(
                "a number of persons or firms is whole, and this is {}",
                value[row].unwrap_or_default()
            ))
            .file(&table.source)
            .column(&self.value)
            .row(table.rows[row])
            .remedy("for money, tonnes and other amounts say --amounts"));
        }
        let year = match &self.year {
            Some(name) => long::years(table, name)?.into_iter().map(Some).collect(),
            None => vec![None; value.len()],
        };
        Ok(Columns {
            sector: long::all_words(table, &self.sector)?,
            value,
            year,
        })
    }
}

/// What was found, with the names of the regions.
struct Made<'a> {
    panel: &'a Panel,
    names: &'a [&'a String],
    region: &'a str,
}

impl Made<'_> {
    /// The columns of region and, where there are years, year.
    fn start(&self, rows: &[(u32, Option<i32>)]) -> Vec<Column> {
        let names: Vec<&str> = rows
            .iter()
            .map(|row| self.names[row.0 as usize].as_str())
            .collect();
        let mut columns = vec![Column::new(self.region.into(), names)];
        if rows.iter().any(|row| row.1.is_some()) {
            let years: Vec<Option<i32>> = rows.iter().map(|row| row.1).collect();
            columns.push(Column::new("year".into(), years));
        }
        columns
    }

    fn quotients(&self) -> Result<DataFrame> {
        let s = self.panel.sectors.len().max(1);
        let cells: Vec<(&Year, usize)> = self
            .panel
            .years
            .iter()
            .flat_map(|year| (0..year.values.len()).map(move |at| (year, at)))
            .collect();
        let rows: Vec<_> = cells
            .iter()
            .map(|(y, at)| (y.units[at / s], y.year))
            .collect();
        let mut columns = self.start(&rows);
        let sector: Vec<&str> = cells
            .iter()
            .map(|(_, at)| self.panel.sectors[at % s].as_str())
            .collect();
        columns.push(Column::new("sector".into(), sector));
        let values: Vec<f64> = cells.iter().map(|(year, at)| year.values[*at]).collect();
        columns.push(Column::new("value".into(), values));
        let mut add = |name: &str, get: &dyn Fn(&Quotient) -> Option<f64>| {
            let of = cells
                .iter()
                .map(|(year, at)| year.quotients[*at].as_ref().and_then(get));
            let values: Vec<Option<f64>> = of.collect();
            columns.push(Column::new(name.into(), values));
        };
        add("expected", &|q| Some(q.expected));
        add("quotient", &|q| Some(q.quotient));
        if self.panel.asked.counts {
            add("shrunk", &|q| q.shrunk);
            add("low", &|q| q.interval.map(|ends| ends[0]));
            add("high", &|q| q.interval.map(|ends| ends[1]));
            add("p", &|q| q.p);
            add("q", &|q| q.q);
        }
        let leads: Vec<bool> = cells
            .iter()
            .map(|(year, at)| {
                let lead = year.lead[at / s].as_ref();
                lead.is_some_and(|lead| lead.sector == self.panel.sectors[at % s])
            })
            .collect();
        columns.push(Column::new("leads".into(), leads));
        Ok(DataFrame::new(cells.len(), columns)?)
    }

    fn special(&self) -> Result<DataFrame> {
        let all: Vec<(&Year, usize)> = self
            .panel
            .years
            .iter()
            .flat_map(|year| (0..year.units.len()).map(move |r| (year, r)))
            .collect();
        let rows: Vec<_> = all
            .iter()
            .map(|(year, r)| (year.units[*r], year.year))
            .collect();
        let mut columns = self.start(&rows);
        let of = |get: &dyn Fn(&Special) -> f64| -> Vec<Option<f64>> {
            let own = all.iter().map(|(year, r)| year.special[*r].as_ref());
            own.map(|own| own.map(get)).collect()
        };
        columns.push(Column::new("value".into(), of(&|s| s.total)));
        columns.push(Column::new("sectors".into(), of(&|s| s.sectors as f64)));
        columns.push(Column::new("krugman".into(), of(&|s| s.krugman)));
        columns.push(Column::new("herfindahl".into(), of(&|s| s.herfindahl)));
        columns.push(Column::new("entropy".into(), of(&|s| s.entropy)));
        let lead = || all.iter().map(|(year, r)| year.lead[*r].as_ref());
        let names: Vec<Option<&str>> = lead().map(|l| l.map(|l| l.sector.as_str())).collect();
        let quotients: Vec<Option<f64>> = lead().map(|l| l.map(|l| l.quotient)).collect();
        let shares: Vec<Option<f64>> = lead().map(|l| l.map(|l| l.share)).collect();
        let tied: Vec<Option<u32>> = lead().map(|l| l.map(|l| l.tied as u32)).collect();
        columns.push(Column::new("leading".into(), names));
        columns.push(Column::new("leading_quotient".into(), quotients));
        columns.push(Column::new("leading_share".into(), shares));
        columns.push(Column::new("tied".into(), tied));
        Ok(DataFrame::new(all.len(), columns)?)
    }

    /// A row a region and sector, and one with the sector `*` for all of a region's.
    fn change(&self, change: &Change) -> Result<DataFrame> {
        let s = self.panel.sectors.len().max(1);
        let mut all: Vec<(u32, &str, Option<Effects>)> = Vec::new();
        for (&unit, cells) in change.units.iter().zip(change.cells.chunks(s)) {
            let named = self.panel.sectors.iter().zip(cells);
            all.extend(named.map(|(name, cell)| (unit, name.as_str(), *cell)));
            let whole: Option<Vec<&Effects>> = cells.iter().map(Option::as_ref).collect();
            all.push((unit, "*", whole.map(Effects::sum)));
        }
        let rows: Vec<_> = all.iter().map(|row| (row.0, None)).collect();
        let mut columns = self.start(&rows);
        let sectors: Vec<&str> = all.iter().map(|row| row.1).collect();
        columns.push(Column::new("sector".into(), sectors));
        columns.push(Column::new(
            "year_from".into(),
            vec![change.from; all.len()],
        ));
        columns.push(Column::new("year_to".into(), vec![change.to; all.len()]));
        let mut add = |name: &str, get: fn(&Effects) -> f64| {
            let of = all.iter().map(|row| row.2.as_ref().map(get));
            let values: Vec<Option<f64>> = of.collect();
            columns.push(Column::new(name.into(), values));
        };
        add("start", |e| e.start);
        add("end", |e| e.end);
        add("change", Effects::change);
        add("national", |e| e.national);
        add("mix", |e| e.mix);
        add("regional", |e| e.regional);
        Ok(DataFrame::new(all.len(), columns)?)
    }

    fn speak(&self) {
        let panel = self.panel;
        let Some(last) = panel.years.last() else {
            return;
        };
        say(&format!(
            "{}, {}, {}; {} lead in a sector{}",
            count(self.names.len(), "region", "regions"),
            count(panel.sectors.len(), "sector", "sectors"),
            count(panel.years.len(), "time", "times"),
            last.lead.iter().flatten().count(),
            last.year
                .map_or(String::new(), |year| format!(" in {year}")),
        ));
    }
}
