//! `kawasan hotspots`: whether, where and as what a column clusters in any layer.

mod circles;
mod result;
mod statistic;

use super::beside::Beside;
use super::columns::{Source, Values};
use super::progress::{Loudness, caution, count, speak};
use super::units::Units;
use super::{neighbourhood, outputs};
use crate::error::{Error, Result};
use crate::output::{csv, single};
use crate::space::graph::Graph;
use crate::space::stats::{Alternative, Transform, fdr, scan};
use clap::{Args, ValueEnum};
use result::{Outcome, Tested};
use statistic::{Arity, Found, Statistic};
use std::path::PathBuf;

/// More permutations take days and change no p in its fourth digit.
const MOST: i64 = 10_000_000;

/// Options of `kawasan hotspots`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    neighbourhood: neighbourhood::Options,
    /// Columns of numbers, of the layer or of --table, repeated or with commas; several are tested one by one, but for statistics that take more
    #[arg(long, value_name = "COL", num_args = 1.., required = true)]
    value: Vec<String>,
    /// The table that holds the columns, joined to --id by --key
    #[arg(long, value_name = "T", requires_all = ["key", "id"])]
    table: Option<PathBuf>,
    /// Its column with the ids of the units
    #[arg(long, value_name = "COL", requires = "table")]
    key: Option<String>,
    /// What is asked
    #[arg(long, value_enum, value_name = "NAME")]
    statistic: Statistic,
    /// Rows of weights that sum to 1, or links that weigh 1; row when left out, binary for getis and join counts
    #[arg(long, value_enum)]
    transform: Option<Weighing>,
    /// Random permutations behind p; 0: p of the normal distribution, none for a scan
    #[arg(long, value_name = "N", default_value_t = 999, value_parser = clap::value_parser!(u32).range(..=MOST))]
    permutations: u32,
    /// Seed of the permutations
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Which p: twice the smaller side, a great statistic, a small one, or the side it lies on (as esda and GeoDa)
    #[arg(long, value_enum, default_value = "two-sided")]
    alternative: Side,
    /// Local: a unit is a cluster where its q (Benjamini-Hochberg) is at most this; 0.05 when left out
    #[arg(long, value_name = "Q", allow_negative_numbers = true, value_parser = share)]
    fdr: Option<f64>,
    /// Local: the same by Bonferroni
    #[arg(long, value_name = "Q", allow_negative_numbers = true, value_parser = share, conflicts_with = "fdr")]
    bonferroni: Option<f64>,
    /// Scans: the greatest share of all people in a circle; 0.5 when left out
    #[arg(long, value_name = "S", allow_negative_numbers = true, value_parser = half)]
    window: Option<f64>,
    /// The result as CSV; - is standard output
    #[arg(short, long = "out", value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    loudness: Loudness,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Weighing {
    Row,
    Binary,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Side {
    TwoSided,
    Greater,
    Less,
    Directed,
}

fn share(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.parse().ok();
    let share = number.filter(|q| *q > 0.0 && *q < 1.0);
    share.ok_or_else(|| "write a number between 0 and 1".to_owned())
}

fn half(text: &str) -> Result<f64, String> {
    let share: Option<f64> = text.parse().ok();
    let share = share.filter(|s| *s > 0.0 && *s <= 0.5);
    share.ok_or_else(|| "write a number above 0, at most 0.5".to_owned())
}

/// Tests the columns and writes a row a unit and column, or a row a global result; what was done goes beside as JSON.
///
/// Units are taken in the order of their ids, so that the order of the rows changes no number; results keep the order of the layer.
///
/// # Errors
/// See [`neighbourhood::Options::graph`], [`Source`] and [`Statistic::of`]; an option that does not go with the
/// statistic; a result that would replace an input.
pub fn execute(options: &Options) -> Result<()> {
    options.neighbourhood.check()?;
    let transform = options.transform()?;
    options.check()?;
    let beside = Beside::of(&options.out)?;
    let outs = || std::iter::once(&options.out).chain(beside.as_ref().map(|b| &b.path));
    let inputs = options.neighbourhood.inputs().into_iter();
    outputs::check(outs(), inputs.chain(&options.table))?;
    outputs::apart(outs(), &options.loudness)?;
    let voice = options.loudness.voice();
    let units = options.neighbourhood.read(voice)?;
    let source = match (&options.table, &options.key) {
        (Some(table), Some(key)) => Source::table(&units, table, key, voice)?,
        _ => Source::layer(&units),
    };
    let columns = source.values(&options.value)?;
    let groups = options.groups(&columns)?;
    let order = units.by_id();
    let mut asked = options.described(&units, transform)?;
    asked.extend(source.described());
    let (frame, described, lines) = if options.statistic.is_scan() {
        let scan = || options.scan(&units, &order, groups[0]);
        let scanned = options.loudness.while_working("hotspots", scan)?;
        (scanned.frame()?, scanned.described(asked), scanned.lines())
    } else {
        let graph = options.neighbourhood.graph(&units)?;
        if let Some(doubt) = options.neighbourhood.doubt(&units) {
            caution(&doubt, options.loudness.speaks());
        }
        let tested = groups
            .iter()
            .map(|group| options.test(group, &graph, &order, transform));
        let outcome = Outcome {
            units: &units,
            tested: options
                .loudness
                .while_working("hotspots", || tested.collect::<Result<_>>())?,
        };
        let mut lines = outcome.lines();
        lines.extend(
            outcome
                .tested
                .iter()
                .filter_map(|tested| options.reach(tested)),
        );
        (outcome.frame()?, outcome.described(asked), lines)
    };
    single::write(&options.out, |out| csv::write(out, &frame))?;
    if let Some(beside) = &beside {
        beside.write(described.clone())?;
    }
    speak(&lines, options.loudness.speaks());
    outputs::written(outs(), &options.loudness, "hotspots", described);
    Ok(())
}

impl Options {
    fn transform(&self) -> Result<Transform> {
        let asked = self.transform.map(|weighing| match weighing {
            Weighing::Row => Transform::Row,
            Weighing::Binary => Transform::Binary,
        });
        self.statistic.transform(asked)
    }

    fn alternative(&self) -> Alternative {
        match self.alternative {
            Side::TwoSided => Alternative::TwoSided,
            Side::Greater => Alternative::Greater,
            Side::Less => Alternative::Less,
            Side::Directed => Alternative::Directed,
        }
    }

    /// The level at which a unit is a cluster.
    fn level(&self) -> f64 {
        self.fdr.or(self.bonferroni).unwrap_or(0.05)
    }

    /// Checks that every option goes with the statistic.
    fn check(&self) -> Result<()> {
        let (local, scan) = (self.statistic.is_local(), self.statistic.is_scan());
        let given = [
            ("--fdr", self.fdr.is_some(), local),
            ("--bonferroni", self.bonferroni.is_some(), local),
            ("--window", self.window.is_some(), scan),
            ("--transform", self.transform.is_some(), !scan),
        ];
        let stray = given.into_iter().find(|(_, given, fits)| *given && !fits);
        let stray = stray.map(|(name, ..)| name);
        let neighbours = self.neighbourhood.given().filter(|_| scan);
        match stray.or(neighbours) {
            Some(name) => Err(Error::study(format!(
                "{name} does not go with --statistic {}",
                self.statistic.word()
            ))
            .remedy("leave it out")),
            None => Ok(()),
        }
    }

    /// The columns of each result.
    fn groups<'a>(&self, columns: &'a [Values]) -> Result<Vec<&'a [Values]>> {
        let n = columns.len();
        match self.statistic.arity() {
            Arity::One => Ok(columns.chunks(1).collect()),
            Arity::All => Ok(vec![columns]),
            Arity::Two if n == 2 => Ok(vec![columns]),
            Arity::Two => Err(Error::study(format!(
                "{} is of two columns, and {} named",
                self.statistic.word(),
                count(n, "is", "are")
            ))
            .remedy("name both after --value, in the order that --help gives")),
        }
    }

    fn scan<'a>(
        &self,
        units: &'a Units,
        order: &[u32],
        group: &'a [Values],
    ) -> Result<circles::Scanned<'a>> {
        let asked = scan::Options {
            share: self.window.unwrap_or(0.5),
            replications: self.permutations as usize,
            seed: self.seed,
            ..scan::Options::default()
        };
        let bernoulli = self.statistic == Statistic::ScanBernoulli;
        circles::scan(units, order, &group[0], &group[1], bernoulli, &asked)
            .map_err(|error| self.blame(error, group))
    }

    /// An error with its file and column.
    fn blame(&self, error: Error, group: &[Values]) -> Error {
        let name = |i: usize| group[i].name.clone();
        let last = group.len() - 1;
        let column = match error.place.column.as_deref() {
            Some("x" | "cases" | "events") => name(0),
            Some("y" | "base" | "population" | "controls") => name(last),
            _ if last == 0 => name(0),
            _ => {
                let names: Vec<&str> = group.iter().map(|values| &*values.name).collect();
                names.join(", ")
            }
        };
        let file = self
            .table
            .as_ref()
            .unwrap_or(&self.neighbourhood.units.layer);
        let error = match error.what.as_str() {
            "no unit has a neighbour" => error.remedy(self.neighbourhood.wider()),
            what if what.starts_with("no circle holds") => {
                error.remedy("raise --window, at most 0.5, or scan smaller units")
            }
            _ => error,
        };
        error.column(column).file(file)
    }

    /// A warning where nothing was found and the permutations leave little or nothing to find.
    fn reach(&self, tested: &Tested) -> Option<String> {
        let sides = match self.alternative {
            Side::TwoSided => 2.0,
            _ => 1.0,
        };
        let asked = fdr::Asked {
            draws: self.permutations,
            sides,
            tests: tested.p.iter().flatten().count(),
            level: tested.level,
        };
        let found = tested.q.iter().flatten().any(|q| *q <= tested.level);
        if found || asked.tests == 0 || self.permutations == 0 {
            return None;
        }
        let (draws, level, tests) = (self.permutations, tested.level, asked.tests);
        let least = asked.least();
        let together = asked.together();
        let none = format!(
            "warning: {draws} permutations give no p below {least:.3e}, so none of {tests} units can be a cluster"
        );
        if self.bonferroni.is_some() {
            return (together > 1).then(|| {
                format!(
                    "{none} by Bonferroni at {level}: {} permutations are needed",
                    asked.alone()
                )
            });
        }
        if together > tests {
            let few = fdr::Asked { tests: 1, ..asked };
            return Some(format!(
                "{none} at {level}: at least {} permutations are needed",
                few.alone()
            ));
        }
        (together > 1).then(|| {
            format!(
                "warning: {draws} permutations give no p below {least:.3e}, and at {level} at least {together} of {tests} units \
must have that p before one is a cluster: {} permutations let one stand alone",
                asked.alone()
            )
        })
    }

    /// One result: of the units with a value in every column of the group.
    fn test<'a>(
        &self,
        group: &'a [Values],
        graph: &Graph,
        order: &[u32],
        transform: Transform,
    ) -> Result<Tested<'a>> {
        let complete = |i: &&u32| {
            group
                .iter()
                .all(|column| column.values[**i as usize].is_some())
        };
        let kept: Vec<u32> = order.iter().filter(complete).copied().collect();
        let graph = graph.among(&kept);
        let columns: Vec<Vec<f64>> = (group.iter())
            .map(|column| {
                kept.iter()
                    .filter_map(|&i| column.values[i as usize])
                    .collect()
            })
            .collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let (permutations, seed) = (self.permutations as usize, self.seed);
        let found = self
            .statistic
            .of(&columns, &graph, transform, permutations, seed)
            .map_err(|mut error| {
                error.place.row = error.place.row.map(|row| kept[row - 1] as usize + 1);
                self.blame(error, group)
            })?;
        let (p, q) = match &found {
            Found::Local(local, _) => {
                let p = match permutations {
                    0 => local.p_normal(self.alternative()),
                    _ => local.p(self.alternative()).to_vec(),
                };
                let q = match self.bonferroni {
                    Some(_) => fdr::bonferroni(&p),
                    None => fdr::benjamini_hochberg(&p),
                };
                (p, q)
            }
            Found::Global(_) => Default::default(),
        };
        Ok(Tested {
            group,
            kept,
            islands: graph.islands().len(),
            found,
            p,
            q,
            level: self.level(),
            alternative: self.alternative(),
        })
    }

    /// What was asked, for the JSON beside the result.
    fn described(
        &self,
        units: &Units,
        transform: Transform,
    ) -> Result<serde_json::Map<String, serde_json::Value>> {
        use serde_json::json;
        let name = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        };
        let word = self.alternative.to_possible_value();
        let mut said = serde_json::Map::new();
        let mut say = |key: &str, value| said.insert(key.to_owned(), value);
        say("layer", json!(name(&units.features.source)));
        say("id", json!(units.key));
        if let Some(table) = &self.table {
            say("table", json!(name(table)));
            say("key", json!(self.key));
        }
        say("statistic", json!(self.statistic.word()));
        if self.statistic.is_scan() {
            say("window", json!(self.window.unwrap_or(0.5)));
        } else {
            let rule = self.neighbourhood.described(units.features.measure)?;
            say("neighbours", json!(rule));
            let word = match transform {
                Transform::Row => "row",
                Transform::Binary => "binary",
            };
            say("transform", json!(word));
        }
        say("permutations", json!(self.permutations));
        say("seed", json!(self.seed));
        say(
            "alternative",
            json!(word.map(|word| word.get_name().to_owned())),
        );
        if self.statistic.is_local() {
            let correction = if self.bonferroni.is_some() {
                "bonferroni"
            } else {
                "benjamini-hochberg"
            };
            say("correction", json!(correction));
            say("level", json!(self.level()));
        }
        Ok(said)
    }
}
