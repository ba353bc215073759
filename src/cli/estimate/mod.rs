//! `kawasan estimate`: small areas of any table.

mod result;

use super::around;
use super::beside::Beside;
use super::keyed::{Keyed, numbers, trimmed};
use super::layer::warn;
use super::outputs;
use super::progress::{Loudness, count, say};
use crate::base::modelled;
use crate::error::{Error, Result};
use crate::output::{csv, single};
use crate::space::graph::Graph;
use crate::welfare::estimate::benchmark::{How, benchmarked};
use crate::welfare::estimate::fay_herriot::{self, Fit, Method};
use crate::welfare::estimate::{Design, Estimated, Kind, drawn_all_the_way, rates, spatial};
use clap::{Args, ValueEnum};
use result::Outcome;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Options of `kawasan estimate`.
#[derive(Debug, Args)]
pub struct Options {
    /// The table of areas: csv, tsv, xlsx, xls, ods or parquet
    pub table: PathBuf,
    /// Column or columns that name an area; kept as text
    #[arg(long, value_name = "COL", value_delimiter = ',', value_parser = trimmed, required = true)]
    pub key: Vec<String>,
    /// Column of the direct estimates; an area without one gets a synthetic estimate
    #[arg(
        long,
        value_name = "COL",
        required_unless_present = "events",
        conflicts_with = "events"
    )]
    pub direct: Option<String>,
    /// Column of the variances of their errors
    #[arg(long, value_name = "COL", requires = "direct", conflicts_with = "se")]
    pub variance: Option<String>,
    /// Column of their standard errors, in place of --variance
    #[arg(long, value_name = "COL", requires = "direct")]
    pub se: Option<String>,
    /// Columns that explain the estimates
    #[arg(long, value_name = "COL", value_delimiter = ',', value_parser = trimmed, requires = "direct")]
    pub covariates: Vec<String>,
    /// How the variance between areas is found; reml when left out
    #[arg(long, value_enum, value_name = "NAME", requires = "direct")]
    pub method: Option<Wanted>,
    /// Column of events: rates are shrunk by empirical Bayes
    #[arg(long, value_name = "COL", requires = "people")]
    pub events: Option<String>,
    /// Column of the people at risk
    #[arg(long, value_name = "COL", requires = "events")]
    pub people: Option<String>,
    /// Areas borrow from their neighbours.
    #[command(flatten)]
    pub around: around::Options,
    /// Column of a published figure that the estimates of a group meet: their weighted mean
    #[arg(long, value_name = "COL", requires = "weight")]
    pub benchmark: Option<String>,
    /// Column of the groups with one figure each; all areas together when left out
    #[arg(long, value_name = "COL", requires = "benchmark")]
    pub group: Option<String>,
    /// Column that weighs areas in the published figure, such as the population
    #[arg(long, value_name = "COL", requires = "benchmark")]
    pub weight: Option<String>,
    /// How the difference is shared out; ratio when left out
    #[arg(long, value_enum, value_name = "NAME", requires = "benchmark")]
    pub how: Option<Share>,
    /// The result as CSV; - is standard output
    #[arg(short, long = "out", value_name = "FILE")]
    pub out: PathBuf,
    #[command(flatten)]
    pub loudness: Loudness,
}

/// How the variance between areas is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Wanted {
    /// Restricted maximum likelihood
    Reml,
    /// Maximum likelihood
    Ml,
    /// The moment equation of Fay and Herriot
    Fh,
    /// The moments of Prasad and Rao
    PrasadRao,
}

/// How a difference from a published figure is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Share {
    /// One factor for all
    Ratio,
    /// The same number added to all
    Difference,
    /// Most to the least sure
    Mse,
}

/// Estimates every area; the result has a row a row of the table, in its order, and the model goes beside as JSON.
///
/// Areas are taken in the order of their keys, so that the order of the rows changes no number.
///
/// # Errors
/// See [`Keyed::read`]; columns without numbers; variances that are not above 0, with their row; what no model can be made of; links of other areas.
pub fn execute(options: &Options) -> Result<()> {
    let beside = Beside::of(&options.out)?;
    let outs = || std::iter::once(&options.out).chain(beside.as_ref().map(|b| &b.path));
    let inputs = std::iter::once(&options.table).chain(options.around.inputs());
    outputs::check(outs(), inputs)?;
    outputs::apart(outs(), &options.loudness)?;
    options.check()?;
    let mut findings = Vec::new();
    let keyed = Keyed::read(&options.table, &options.key, false, &mut findings)?;
    warn(&findings, options.loudness.voice());
    let work = Work::new(options, &keyed)?;
    let mut outcome = match (&options.events, &options.people) {
        (Some(events), Some(people)) => work.rates(events, people)?,
        _ => work.model()?,
    };
    if let Some(column) = &options.benchmark {
        work.meet(column, &mut outcome)?;
    }
    let frame = outcome.frame(&keyed, &work.order)?;
    single::write(&options.out, |out| csv::write(out, &frame))?;
    let described = Value::Object(outcome.described(options));
    if let Some(beside) = &beside {
        beside.write(described.clone())?;
    }
    if options.loudness.speaks() {
        outcome.lines().iter().for_each(|line| say(line));
    }
    outputs::written(outs(), &options.loudness, "estimate", described);
    Ok(())
}

impl Options {
    /// Options that need each other in ways the parser cannot say.
    fn check(&self) -> Result<()> {
        self.around.check()?;
        if self.direct.is_some() && self.variance.is_none() && self.se.is_none() {
            return Err(
                Error::study("direct estimates need the variance of their errors").remedy(
                    "name its column with --variance, or that of the standard errors with --se",
                ),
            );
        }
        let moment = matches!(self.method, Some(Wanted::Fh | Wanted::PrasadRao));
        if moment && self.around.asked() {
            return Err(Error::study("the spatial model is fitted by a likelihood")
                .remedy("use --method reml or ml, or leave the neighbours out"));
        }
        if let Some(key) = self
            .key
            .iter()
            .find(|key| result::COLUMNS.contains(&key.as_str()))
        {
            return Err(
                Error::study(format!("\"{key}\" is also a column of the result"))
                    .column(key)
                    .remedy("rename the column in the table, or name another key"),
            );
        }
        let observed = [&self.direct, &self.variance, &self.se, &self.events];
        if let Some(column) = observed
            .into_iter()
            .flatten()
            .find(|column| modelled::marked(column))
        {
            return Err(Error::study(
                "a modelled column is no direct estimate: its errors are not independent",
            )
            .column(column)
            .remedy("name what a survey or a count found"));
        }
        Ok(())
    }
}

/// The table in the order of its keys.
struct Work<'a> {
    options: &'a Options,
    keyed: &'a Keyed,
    /// Rows of the table by key.
    order: Vec<usize>,
    graph: Option<Graph>,
}

impl<'a> Work<'a> {
    fn new(options: &'a Options, keyed: &'a Keyed) -> Result<Self> {
        let texts = keyed
            .keys
            .iter()
            .map(|key| key.str())
            .collect::<Result<Vec<_>, _>>()?;
        let mut order: Vec<usize> = (0..keyed.table.rows.len()).collect();
        let key = |row: usize| texts.iter().map(|text| text.get(row)).collect::<Vec<_>>();
        order.sort_by(|&a, &b| key(a).cmp(&key(b)));
        let ids: Vec<String> = order
            .iter()
            .map(|&row| texts[0].get(row).unwrap_or_default().to_owned())
            .collect();
        let voice = options.loudness.voice();
        Ok(Self {
            options,
            keyed,
            graph: options.around.graph(&options.key[0], &ids, voice)?,
            order,
        })
    }

    /// A column in the order of the keys.
    fn column(&self, name: &str) -> Result<Vec<Option<f64>>> {
        let column = self.keyed.table.column(name)?;
        let row = |i: usize| self.keyed.table.rows.get(i).copied();
        let values = numbers(column, row).map_err(|error| error.file(&self.keyed.table.source))?;
        Ok(self.order.iter().map(|&i| values[i]).collect())
    }

    /// An error of a core, whose row is a place among `kept`, with the row of the file.
    fn place(&self, mut error: Error, kept: &[usize], column: &str) -> Error {
        if let Some(row) = error.place.row.take() {
            let row = kept
                .get(row - 1)
                .and_then(|&i| self.keyed.table.rows.get(self.order[i]));
            error.place.row = row.copied();
            error.place.column.get_or_insert_with(|| column.to_owned());
        }
        error.file(&self.keyed.table.source)
    }

    fn near(&self, kept: &[usize]) -> Option<Vec<Vec<(usize, f64)>>> {
        let kept: Vec<u32> = kept.iter().map(|&i| i as u32).collect();
        let graph = self.graph.as_ref()?.among(&kept);
        let links = |i: usize| {
            graph
                .links(i)
                .map(|link| (link.to as usize, link.weight))
                .collect()
        };
        Some((0..kept.len()).map(links).collect())
    }

    fn model(&self) -> Result<Outcome> {
        let options = self.options;
        let direct = options.direct.as_deref().unwrap_or_default();
        let y = self.column(direct)?;
        let (column, errors) = match (&options.variance, &options.se) {
            (Some(column), _) => (column, self.column(column)?),
            (None, Some(column)) => (column, self.column(column)?),
            (None, None) => return Err(Error::study("direct estimates need --variance or --se")),
        };
        let all: Vec<usize> = (0..y.len()).collect();
        if let Some(i) = errors.iter().position(|e| e.is_some_and(|e| e <= 0.0)) {
            let error = Error::input(
                "a variance or standard error of a direct estimate must be above 0",
            )
            .row(i + 1)
            .remedy(
                "empty the cell where the survey gives none: the area gets a synthetic estimate",
            );
            return Err(self.place(error, &all, column));
        }
        let power = if options.variance.is_some() { 1 } else { 2 };
        let errors: Vec<Option<f64>> = errors
            .into_iter()
            .map(|e| e.map(|e| e.powi(power)))
            .collect();
        let covariates = options.covariates.iter().map(|name| self.column(name));
        let covariates: Vec<Vec<Option<f64>>> = covariates.collect::<Result<_>>()?;
        let whole = |i: usize| -> Option<Vec<f64>> { covariates.iter().map(|c| c[i]).collect() };
        let kept: Vec<usize> = all
            .iter()
            .copied()
            .filter(|&i| y[i].is_some() && errors[i].is_some() && whole(i).is_some())
            .collect();
        let take = |values: &[Option<f64>]| -> Vec<f64> {
            kept.iter().filter_map(|&i| values[i]).collect()
        };
        let columns: Vec<Vec<f64>> = covariates.iter().map(|c| take(c)).collect();
        let fit = Design::new(&options.covariates, &columns, kept.len())
            .and_then(|design| self.fit(&design, &take(&y), &take(&errors), &kept))
            .map_err(|error| self.place(error, &kept, direct))?;
        let row = |i: usize| {
            let mut row = Estimated {
                direct: y[i],
                variance: errors[i],
                ..Estimated::EMPTY
            };
            if let Some(covariates) = whole(i) {
                let (value, mse) = fit.elsewhere(i, &covariates);
                (row.estimate, row.mse, row.kind) = (Some(value), Some(mse), Kind::Synthetic);
            }
            row
        };
        let mut rows: Vec<Estimated> = all.iter().map(|&i| row(i)).collect();
        for (area, &i) in fit.areas.iter().zip(&kept) {
            let row = &mut rows[i];
            (row.estimate, row.mse, row.kind) = (Some(area.value), Some(area.mse), Kind::Modelled);
            (row.gamma, row.residual) = (Some(area.gamma), Some(area.residual));
        }
        Ok(Outcome {
            rows,
            fit: Some(fit),
        })
    }

    fn fit(&self, design: &Design, y: &[f64], errors: &[f64], kept: &[usize]) -> Result<Fit> {
        let method = match self.options.method {
            None | Some(Wanted::Reml) => Method::Reml,
            Some(Wanted::Ml) => Method::Ml,
            Some(Wanted::Fh) => Method::Moment,
            Some(Wanted::PrasadRao) => Method::PrasadRao,
        };
        let all: Vec<usize> = (0..self.order.len()).collect();
        match self.near(&all) {
            None => fay_herriot::fit(design, y, errors, method),
            Some(near) => spatial::fit(design, y, errors, kept, &near, method),
        }
    }

    fn rates(&self, events: &str, people: &str) -> Result<Outcome> {
        let (e, p) = (self.column(events)?, self.column(people)?);
        let kept: Vec<usize> = (0..e.len())
            .filter(|&i| e[i].is_some() && p[i].is_some())
            .collect();
        let take = |values: &[Option<f64>]| -> Vec<f64> {
            kept.iter().filter_map(|&i| values[i]).collect()
        };
        let (of_events, of_people) = (take(&e), take(&p));
        let near = self.near(&kept);
        let around = near
            .as_ref()
            .map(|near| |i: usize| near[i].iter().map(|(j, _)| *j).collect::<Vec<_>>());
        let found = match &around {
            Some(around) => rates::shrunken(&of_events, &of_people, Some(around)),
            None => rates::shrunken(&of_events, &of_people, None),
        };
        let found = found.map_err(|error| self.place(error, &kept, events))?;
        let mut rows = vec![Estimated::EMPTY; e.len()];
        for ((rate, &i), people) in found.iter().zip(&kept).zip(&of_people) {
            if let Some(rate) = rate {
                rows[i] = Estimated {
                    direct: rate.raw,
                    variance: (*people > 0.0).then(|| rate.towards / people),
                    estimate: Some(rate.value),
                    mse: Some(rate.mse),
                    gamma: Some(rate.gamma),
                    kind: Kind::Shrunk,
                    ..Estimated::EMPTY
                };
            }
        }
        Ok(Outcome { rows, fit: None })
    }

    fn meet(&self, column: &str, outcome: &mut Outcome) -> Result<()> {
        let options = self.options;
        let figures = self.column(column)?;
        let weights = self.column(options.weight.as_deref().unwrap_or_default())?;
        let groups = options
            .group
            .as_ref()
            .map(|name| self.keyed.table.column(name))
            .transpose()?;
        let groups = groups
            .map(|column| column.cast(&polars::prelude::DataType::String))
            .transpose()?;
        let text = |i: usize| -> Result<String> {
            let Some(groups) = &groups else {
                return Ok(String::new());
            };
            let cell = groups.str()?.get(self.order[i]);
            Ok(cell.unwrap_or_default().to_owned())
        };
        let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for i in 0..outcome.rows.len() {
            members.entry(text(i)?).or_default().push(i);
        }
        let how = match options.how {
            None | Some(Share::Ratio) => How::Ratio,
            Some(Share::Difference) => How::Difference,
            Some(Share::Mse) => How::Mse,
        };
        for members in members.values() {
            let mut given = members.iter().filter_map(|&i| Some((i, figures[i]?)));
            let at = |error: Error, i: usize| {
                self.place(
                    error.row(i + 1),
                    &(0..figures.len()).collect::<Vec<_>>(),
                    column,
                )
            };
            let Some((_, figure)) = given.next() else {
                let error = Error::input("the group of this row has no published figure");
                return Err(at(
                    error.remedy("fill it in one row of each group"),
                    members[0],
                ));
            };
            if let Some((i, _)) = given.find(|(_, other)| *other != figure) {
                let error = Error::input("rows of one group have different published figures");
                return Err(at(
                    error.remedy("give each group one figure, or name its column with --group"),
                    i,
                ));
            }
            let there: Vec<usize> = members
                .iter()
                .copied()
                .filter(|&i| outcome.rows[i].estimate.is_some())
                .collect();
            let Some(&first) = there.first() else {
                continue;
            };
            if let Some(&i) = there.iter().find(|&&i| weights[i].is_none()) {
                let error = Error::input("an area with an estimate has no weight")
                    .column(options.weight.as_deref().unwrap_or_default());
                return Err(at(error.remedy("fill the weights"), i));
            }
            let take = |of: &dyn Fn(usize) -> Option<f64>| -> Vec<f64> {
                there.iter().map(|&i| of(i).unwrap_or(0.0)).collect()
            };
            let values = take(&|i| outcome.rows[i].estimate);
            let mse = take(&|i| outcome.rows[i].mse);
            let met = benchmarked(&values, &take(&|i| weights[i]), &mse, figure, how);
            let (met, factor) = met.map_err(|error| at(error, first))?;
            for (&i, value) in there.iter().zip(met) {
                outcome.rows[i].benchmarked = Some(value);
                outcome.rows[i].factor = Some(factor);
            }
        }
        Ok(())
    }
}

impl Outcome {
    /// What is said on a terminal.
    fn lines(&self) -> Vec<String> {
        let of = |kind: Kind| self.rows.iter().filter(|row| row.kind == kind).count();
        let mut lines = Vec::new();
        if let Some(fit) = &self.fit {
            let rho = fit
                .rho
                .map_or(String::new(), |rho| format!(", rho {rho:.4}"));
            lines.push(format!(
                "{} modelled, {} synthetic, {} without a covariate; variance between areas {:.6}{rho}",
                count(of(Kind::Modelled), "area", "areas"),
                of(Kind::Synthetic),
                of(Kind::None),
                fit.variance
            ));
            if fit.variance == 0.0 {
                lines.push("warning: no variance between areas is found beyond the errors of the direct estimates, so every estimate is synthetic".to_owned());
            }
        } else {
            lines.push(format!(
                "{} shrunk, {} without a rate",
                count(of(Kind::Shrunk), "rate", "rates"),
                of(Kind::None)
            ));
            let drawn = drawn_all_the_way(&self.rows);
            if drawn > 0 {
                lines.push(format!("warning: {drawn} rates differ from the mean they are drawn to by no more than chance: they are that mean, and a mse of 0 does not make them certain"));
            }
        }
        lines
    }
}
