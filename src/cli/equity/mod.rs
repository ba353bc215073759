//! `kawasan equity`: how evenly columns of a table are spread, and how much of it lies between groups.

mod result;

use super::around;
use super::keyed::trimmed;
use super::long;
use super::outputs;
use super::progress::Loudness;
use crate::error::{Error, Result};
use crate::input::read::table::Table;
use crate::output::{csv, single};
use crate::space::graph::Graph;
use crate::space::stats::{SpatialGini, spatial_gini};
use crate::welfare::equity::{Measure, Undefined, check, concentration, curve, decompose, thin};
use clap::{Args, ValueEnum};
use result::{Line, Point, curves, frame, groups, speak};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Options of `kawasan equity`.
#[derive(Debug, Args)]
pub struct Options {
    /// The table: csv, tsv, xlsx, xls, ods or parquet
    table: PathBuf,
    /// Columns of amounts from 0 up, each measured by itself
    #[arg(long, value_name = "COL", value_delimiter = ',', value_parser = trimmed, required = true)]
    value: Vec<String>,
    /// What a row weighs, such as its people; all alike when left out
    #[arg(long, value_name = "COL")]
    weight: Option<String>,
    /// Columns of groups between which and within which it is measured
    #[arg(long, value_name = "COL", value_delimiter = ',', value_parser = trimmed)]
    by: Vec<String>,
    /// Measures
    #[arg(
        long,
        value_enum,
        value_name = "NAME",
        value_delimiter = ',',
        default_value = "gini,theil-t,theil-l,cv"
    )]
    measure: Vec<Name>,
    /// Aversion to inequality of atkinson
    #[arg(long, value_name = "E", allow_negative_numbers = true, default_value_t = 0.5, value_parser = above_zero)]
    epsilon: f64,
    /// Column that ranks rows for the concentration index
    #[arg(long, value_name = "COL")]
    rank_by: Option<String>,
    /// Where the ranking begins
    #[arg(long, value_enum, default_value = "highest", requires = "rank_by")]
    from: Begin,
    /// Column of the year: each year is measured by itself
    #[arg(long, value_name = "COL")]
    year: Option<String>,
    /// Neighbours of rows: the spatial Gini too.
    #[command(flatten)]
    around: around::Options,
    /// The column of the ids of the rows, as links or the layer name them
    #[arg(long, value_name = "COL")]
    key: Option<String>,
    /// Random permutations behind p of the spatial Gini
    #[arg(long, value_name = "N", default_value_t = 999, value_parser = clap::value_parser!(u32).range(..=10_000_000))]
    permutations: u32,
    /// Seed of the permutations
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// What each group adds, as CSV
    #[arg(long, value_name = "FILE", requires = "by")]
    groups: Option<PathBuf>,
    /// Points of the Lorenz and concentration curves, as CSV
    #[arg(long, value_name = "FILE")]
    curve: Option<PathBuf>,
    /// The result as CSV; - is standard output
    #[arg(short, long = "out", value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    loudness: Loudness,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Half the mean difference over the mean
    Gini,
    /// Theil's first, r ln r
    TheilT,
    /// Theil's second, the mean log deviation
    TheilL,
    /// Atkinson's, at --epsilon
    Atkinson,
    /// The coefficient of variation; weighted by people the Williamson index
    Cv,
    /// Its square, which can be taken apart
    SquaredCv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Begin {
    Highest,
    Lowest,
}

fn above_zero(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.parse().ok();
    let number = number.filter(|e| e.is_finite() && *e > 0.0);
    number.ok_or_else(|| "write a number above 0".to_owned())
}

/// The rows of one column and year that have a value and a weight.
struct Part {
    rows: Vec<usize>,
    x: Vec<f64>,
    w: Vec<f64>,
    line: Line,
}

/// A table and the columns that all values share.
struct Sheet {
    table: Table,
    weight: Option<Vec<Option<f64>>>,
    rank: Option<Vec<Option<f64>>>,
    year: Option<Vec<i32>>,
    /// Of each `--by` the groups' names and the group of each row.
    groups: Vec<(Vec<String>, Vec<u32>)>,
    /// Rows by id, and which are neighbours.
    near: Option<(Vec<usize>, Graph)>,
}

/// Writes a line for each column, year, measure and kind of groups.
///
/// # Errors
/// A column that is none or holds no numbers; an amount or weight below 0; a row without a group; groups that are one; a result that would
/// replace the table.
pub fn execute(options: &Options) -> Result<()> {
    let outs = || {
        let more = options.groups.iter().chain(&options.curve);
        std::iter::once(&options.out).chain(more)
    };
    let inputs = std::iter::once(&options.table).chain(options.around.inputs());
    outputs::check(outs(), inputs)?;
    outputs::apart(outs(), &options.loudness)?;
    options.check()?;
    let sheet = options.read()?;
    let (mut lines, mut points) = (Vec::new(), Vec::new());
    for value in &options.value {
        let x = long::numbers(&sheet.table, value)?;
        for part in options.parts(&sheet, value, &x)? {
            lines.extend(options.measured(&sheet, &part)?);
            points.extend(options.curves(&sheet, &part));
        }
    }
    let frame = frame(&lines, options.year.is_some())?;
    single::write(&options.out, |out| csv::write(out, &frame))?;
    if let Some(path) = &options.groups {
        let frame = groups(&lines, options.year.is_some())?;
        single::write(path, |out| csv::write(out, &frame))?;
    }
    if let Some(path) = &options.curve {
        let frame = curves(&points, options.year.is_some())?;
        single::write(path, |out| csv::write(out, &frame))?;
    }
    if options.loudness.speaks() {
        speak(&lines);
    }
    let valued = lines.iter().filter(|line| line.parts[0].is_some()).count();
    let counts = json!({
        "rows": sheet.table.rows.len(), "columns": options.value.len(), "results": lines.len(), "with_value": valued,
    });
    outputs::written(outs(), &options.loudness, "equity", counts);
    Ok(())
}

impl Options {
    /// Options that need each other in ways the parser cannot say.
    fn check(&self) -> Result<()> {
        self.around.check()?;
        let fault = match (self.around.asked(), &self.key, &self.year) {
            (true, None, _) => (
                "neighbours need the column of the rows' ids",
                "name it with --key",
            ),
            (false, Some(_), _) => (
                "--key tells neighbours from each other, and there are none",
                "give --neighbours, or --layer and --id, or leave --key out",
            ),
            (true, _, Some(_)) => (
                "the spatial Gini is of one year",
                "leave --year out, or ask for one year of the table",
            ),
            _ => return Ok(()),
        };
        Err(Error::study(fault.0).remedy(fault.1))
    }

    fn read(&self) -> Result<Sheet> {
        let text: Vec<&String> = self.by.iter().chain(&self.key).collect();
        let table = long::read(&self.table, &text, self.loudness.voice())?;
        let numbers = |name: &Option<String>| {
            let name = name.as_deref();
            name.map(|name| long::numbers(&table, name)).transpose()
        };
        let (weight, rank) = (numbers(&self.weight)?, numbers(&self.rank_by)?);
        let year = self.year.as_deref();
        let year = year.map(|name| long::years(&table, name)).transpose()?;
        let mut groups = Vec::new();
        for name in &self.by {
            let of = long::all_words(&table, name)?;
            let names: BTreeMap<&String, u32> = of.iter().map(|word| (word, 0)).collect();
            let names: Vec<String> = names.into_keys().cloned().collect();
            if let [only] = &names[..] {
                return Err(Error::input(format!(
                    "there is one group only, {only}, so that nothing lies between groups"
                ))
                .file(&self.table)
                .column(name)
                .remedy("name a column with several groups with --by, or leave --by out"));
            }
            let at = |word: &String| names.partition_point(|name| name < word) as u32;
            let of = of.iter().map(at).collect();
            groups.push((names, of));
        }
        Ok(Sheet {
            near: self.near(&table)?,
            table,
            weight,
            rank,
            year,
            groups,
        })
    }

    /// The rows of each year that count.
    fn parts(&self, sheet: &Sheet, value: &str, x: &[Option<f64>]) -> Result<Vec<Part>> {
        let here = |error, column: &str| long::place(error, &sheet.table, column);
        let whole: Vec<f64> = x.iter().map(|x| x.unwrap_or(0.0)).collect();
        check(&whole, &[]).map_err(|error| here(error, value))?;
        if let (Some(weight), Some(name)) = (&sheet.weight, &self.weight) {
            let whole: Vec<f64> = weight.iter().map(|w| w.unwrap_or(0.0)).collect();
            check(&[], &whole).map_err(|error| here(error, name))?;
        }
        let mut years: Vec<Option<i32>> = match &sheet.year {
            Some(years) => years.iter().copied().map(Some).collect(),
            None => vec![None],
        };
        years.sort_unstable();
        years.dedup();
        let part = |year: Option<i32>| {
            let mut part = Part {
                rows: Vec::new(),
                x: Vec::new(),
                w: Vec::new(),
                line: Line {
                    column: value.to_owned(),
                    year,
                    ..Line::default()
                },
            };
            let of = |i: &usize| sheet.year.as_ref().is_none_or(|all| Some(all[*i]) == year);
            for i in (0..x.len()).filter(of) {
                let weight = sheet.weight.as_ref().map_or(Some(1.0), |w| w[i]);
                match (x[i], weight) {
                    (None, _) => part.line.missing += 1,
                    (_, None) => part.line.unweighted += 1,
                    (Some(x), Some(w)) => {
                        part.rows.push(i);
                        part.x.push(x);
                        part.w.push(w);
                        part.line.zeros += u32::from(x == 0.0);
                    }
                }
            }
            part.line.n = part.rows.len() as u32;
            part
        };
        Ok(years.into_iter().map(part).collect())
    }

    fn measures(&self) -> Vec<Measure> {
        let one = |name: &Name| match name {
            Name::Gini => Measure::Gini,
            Name::TheilT => Measure::TheilT,
            Name::TheilL => Measure::TheilL,
            Name::Atkinson => Measure::Atkinson(self.epsilon),
            Name::Cv => Measure::Cv,
            Name::SquaredCv => Measure::SquaredCv,
        };
        self.measure.iter().map(one).collect()
    }

    fn measured(&self, sheet: &Sheet, part: &Part) -> Result<Vec<Line>> {
        let line = |measure: &str, by: &str| Line {
            column: part.line.column.clone(),
            measure: measure.to_owned(),
            by: by.to_owned(),
            groups: Vec::new(),
            ..part.line
        };
        let (x, w) = (&part.x, &part.w);
        let mut lines = Vec::new();
        for measure in self.measures() {
            let mut all = line(measure.as_str(), "");
            all.epsilon = measure.epsilon();
            match measure.of(x, w) {
                Ok(value) => all.parts[0] = Some(value),
                Err(why) => all.why = why.as_str(),
            }
            lines.push(all);
            // the coefficient itself has no parts, its square has
            let by = self.by.iter().zip(&sheet.groups);
            let by = by.filter(|_| measure != Measure::Cv);
            for (name, (names, of)) in by {
                let of: Vec<u32> = part.rows.iter().map(|&i| of[i]).collect();
                let mut own = line(measure.as_str(), name);
                own.epsilon = measure.epsilon();
                match decompose(measure, x, w, &of, names.len()) {
                    Ok(parts) => {
                        let [value, within] = [Some(parts.total), parts.within];
                        own.parts = [value, parts.between, within, parts.residual];
                        let there = names.iter().cloned().zip(parts.groups);
                        own.groups = there.filter(|(_, share)| share.n > 0).collect();
                    }
                    Err(why) => own.why = why.as_str(),
                }
                lines.push(own);
            }
        }
        if let Some(name) = &self.rank_by
            && let Some((x, w, rank)) = ranked(sheet, part)
        {
            let mut own = line("concentration", name);
            own.n = x.len() as u32;
            own.missing += part.line.n - own.n;
            own.parts[0] = concentration(&x, &w, &rank, self.from == Begin::Highest);
            own.why = own.parts[0].map_or(Undefined::Nothing.as_str(), |_| "");
            lines.push(own);
        }
        if let Some((order, graph)) = &sheet.near {
            let mut own = line("spatial-gini", "neighbours");
            let found = self.spatial(part, order, graph)?;
            own.parts = [found.gini, found.others, found.neighbours, 0.0].map(Some);
            own.p = found.permuted.map(|tails| tails.p_two_sided());
            lines.push(own);
        }
        Ok(lines)
    }

    /// The rows in the order of their ids, so that theirs in the file shows in no draw, and their neighbours.
    fn near(&self, table: &Table) -> Result<Option<(Vec<usize>, Graph)>> {
        let Some(key) = self.key.as_deref() else {
            return Ok(None);
        };
        let ids = long::all_words(table, key)?;
        let mut order: Vec<usize> = (0..ids.len()).collect();
        order.sort_by(|&a, &b| ids[a].cmp(&ids[b]));
        if let Some(pair) = order.windows(2).find(|pair| ids[pair[0]] == ids[pair[1]]) {
            return Err(Error::input("two rows have one id")
                .file(&self.table)
                .column(key)
                .row(table.rows[pair[1].max(pair[0])])
                .remedy("keep one row a unit"));
        }
        let sorted: Vec<String> = order.iter().map(|&i| ids[i].clone()).collect();
        let graph = self.around.graph(key, &sorted, self.loudness.voice())?;
        Ok(graph.map(|graph| (order, graph)))
    }

    fn spatial(&self, part: &Part, order: &[usize], graph: &Graph) -> Result<SpatialGini> {
        let at: BTreeMap<usize, f64> = part.rows.iter().copied().zip(part.x.clone()).collect();
        let keep: Vec<bool> = order.iter().map(|i| at.contains_key(i)).collect();
        let (graph, _) = graph.subset(&keep);
        let y: Vec<f64> = order.iter().filter_map(|i| at.get(i).copied()).collect();
        spatial_gini(&y, &graph, self.permutations as usize, self.seed)
            .map_err(|error| error.file(&self.table).column(&part.line.column))
    }

    /// Points of the Lorenz curve, and of the concentration curve where rows are ranked.
    fn curves(&self, sheet: &Sheet, part: &Part) -> Vec<Point> {
        let (column, year) = (&part.line.column, part.line.year);
        let mut all = vec![(column.clone(), curve(&part.x, &part.w, &part.x, false))];
        if let (Some(name), Some((x, w, rank))) = (&self.rank_by, ranked(sheet, part)) {
            let falling = self.from == Begin::Highest;
            all.push((name.clone(), curve(&x, &w, &rank, falling)));
        }
        let lines = all.into_iter().flat_map(|(by, points)| {
            let points = thin(&points, 100).into_iter().enumerate();
            points.map(move |(i, point)| (column.clone(), year, by.clone(), i, point))
        });
        lines.collect()
    }
}

/// Amounts, weights and ranks of the rows that have all three.
fn ranked(sheet: &Sheet, part: &Part) -> Option<(Vec<f64>, Vec<f64>, Vec<f64>)> {
    let rank = sheet.rank.as_ref()?;
    let mut found = (Vec::new(), Vec::new(), Vec::new());
    for ((&i, &x), &w) in part.rows.iter().zip(&part.x).zip(&part.w) {
        if let Some(rank) = rank[i] {
            found.0.push(x);
            found.1.push(w);
            found.2.push(rank);
        }
    }
    Some(found)
}
