//! `kawasan siting`: where services should stand, from any layer or table of places.

mod places;
mod result;

use super::beside::Beside;
use super::outputs;
use super::progress::{Loudness, Progress, Voice, say};
use crate::base::model::Measure;
use crate::error::{Error, Result};
use crate::output::{csv, single};
use crate::pipeline::log::Event;
use crate::plan::siting::{self, Effort, Kind, Problem};
use clap::{Args, ValueEnum};
use places::Places;
use result::Outcome;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Options of `kawasan siting`.
#[derive(Debug, Args)]
pub struct Options {
    /// Places of demand: a layer of polygons (their centroids), or a table with columns lon and lat, or x and y
    demand: PathBuf,
    /// Column that names a place of demand; the row numbers from 0 when left out
    #[arg(long, value_name = "COL")]
    id: Option<String>,
    /// Column of the demand, of DEMAND or of --table; each place counts 1 where it may be left out
    #[arg(long, value_name = "COL")]
    weight: Option<String>,
    /// The table that holds the columns of a layer
    #[arg(long, value_name = "T", requires = "key")]
    table: Option<PathBuf>,
    /// Its column with the ids of the units
    #[arg(long, value_name = "COL", requires = "table")]
    key: Option<String>,
    /// Candidate sites, as DEMAND; the places of demand themselves when left out
    #[arg(long, value_name = "SITES")]
    sites: Option<PathBuf>,
    /// Column that names a site
    #[arg(long, value_name = "COL", requires = "sites")]
    site_id: Option<String>,
    /// What is sought
    #[arg(long, value_enum, value_name = "NAME")]
    problem: Sought,
    /// Sites to open, the open ones among them
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    p: Option<u32>,
    /// The farthest a site serves: km, or units of a layer without CRS
    #[arg(long, value_name = "KM", value_parser = radius)]
    radius: Option<f64>,
    /// Column of the sites: how much demand each can serve; demand may then be split between sites
    #[arg(long, value_name = "COL")]
    capacity: Option<String>,
    /// Sites that must be open
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    open: Vec<String>,
    /// Sites that must be closed
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    closed: Vec<String>,
    /// How much work to spend
    #[arg(long, value_enum, default_value = "normal")]
    effort: Spent,
    /// Seed of the random restarts
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The open sites as CSV; - is standard output
    #[arg(short, long = "out", value_name = "FILE")]
    out: PathBuf,
    /// Who goes where as CSV
    #[arg(long, value_name = "FILE")]
    assignment: Option<PathBuf>,
    #[command(flatten)]
    loudness: Loudness,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sought {
    /// Least demand times distance with N sites
    PMedian,
    /// Least farthest distance with N sites
    PCentre,
    /// Fewest sites that have all demand within the radius
    Lscp,
    /// Most demand within the radius of N sites
    Mclp,
    /// N sites as far from each other as can be
    PDispersion,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Spent {
    /// A good answer and a bound
    Quick,
    /// A better answer, a proof where the problem is small
    Normal,
    /// A proof where it can be had in minutes
    Certify,
}

fn radius(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.parse().ok();
    let number = number.filter(|r| r.is_finite() && *r >= 0.0);
    number.ok_or_else(|| "write a number from 0 up".to_owned())
}

/// Finds the sites and writes them, who goes where, and the objective with its bound beside.
///
/// Places are taken in the order of their ids, so that the order of the rows changes nothing; the assignment keeps the order of DEMAND.
///
/// # Errors
/// See [`Places::read`], [`Places::amounts`] and [`siting::solve`]; an option that does not go with the problem; sites that are not
/// there; a result that would replace an input.
pub fn execute(options: &Options) -> Result<()> {
    options.check()?;
    let beside = Beside::of(&options.out)?;
    let outs = || {
        let result = std::iter::once(&options.out).chain(beside.as_ref().map(|b| &b.path));
        result.chain(&options.assignment)
    };
    let inputs = [
        Some(&options.demand),
        options.table.as_ref(),
        options.sites.as_ref(),
    ];
    outputs::check(outs(), inputs.into_iter().flatten())?;
    outputs::apart(outs(), &options.loudness)?;
    let voice = options.loudness.voice();
    let demand = Places::read(&options.demand, options.id.as_ref(), voice)?;
    let sites = match &options.sites {
        Some(path) => Some(Places::read(path, options.site_id.as_ref(), voice)?),
        None => None,
    };
    let joined = (options.table.as_deref()).zip(options.key.as_deref());
    let weight = match &options.weight {
        Some(column) => demand.amounts(column, joined, voice)?,
        None => vec![1.0; demand.ids.len()],
    };
    let capacity = match (&options.capacity, &sites) {
        (Some(column), Some(sites)) => Some(sites.amounts(column, None, voice)?),
        (Some(column), None) => Some(demand.amounts(column, joined, Voice::Quiet)?),
        (None, _) => None,
    };
    let sites = sites.as_ref().unwrap_or(&demand);
    if sites.measure != demand.measure {
        return Err(Error::input(
            "demand is in degrees and sites on a plane, or the other way round",
        )
        .file(&sites.source)
        .remedy("give both a CRS, or both none"));
    }
    let (open, closed) = (
        placed(sites, &options.open)?,
        placed(sites, &options.closed)?,
    );
    // by id from here on
    let (order, site_order) = (demand.order(), sites.order());
    let mut rank = vec![0; site_order.len()];
    (0_u32..).zip(&site_order).for_each(|(at, &j)| rank[j] = at);
    let ranked = |sites: Vec<usize>| sites.into_iter().map(|j| rank[j]).collect::<Vec<u32>>();
    let weights: Vec<f64> = order.iter().map(|&i| weight[i]).collect();
    let capacities: Option<Vec<f64>> = capacity
        .as_ref()
        .map(|c| site_order.iter().map(|&j| c[j]).collect());
    let called = |i: usize| demand.called(order[i]);
    let progress = Progress::new(voice);
    let started = Instant::now();
    progress.hear(Event::Begin("siting"));
    let solved = siting::solve(&Problem {
        demand: &order.iter().map(|&i| demand.points[i]).collect::<Vec<_>>(),
        weight: &weights,
        sites: &site_order
            .iter()
            .map(|&j| sites.points[j])
            .collect::<Vec<_>>(),
        measure: demand.measure,
        kind: options.kind(demand.measure),
        capacity: capacities.as_deref(),
        open: &ranked(open),
        closed: &ranked(closed),
        effort: options.effort(),
        seed: options.seed,
        called: &called,
    });
    let detail = match &solved {
        Ok(plan) => format!("{} of {} sites", plan.sites.len(), sites.ids.len()),
        Err(_) => "no plan".to_owned(),
    };
    progress.hear(Event::End {
        stage: "siting",
        detail: &detail,
        seconds: started.elapsed().as_secs_f64(),
    });
    let plan = solved?;
    let is_distance = !matches!(options.problem, Sought::Lscp | Sought::Mclp);
    let outcome = Outcome::new(
        &demand,
        sites,
        &weight,
        capacity.as_deref(),
        &plan,
        (&order, &site_order),
        is_distance,
    );
    let (of_sites, of_demand) = (outcome.sites()?, outcome.assignment()?);
    single::write(&options.out, |out| csv::write(out, &of_sites))?;
    if let Some(path) = &options.assignment {
        single::write(path, |out| csv::write(out, &of_demand))?;
    }
    let described = outcome.described(options.described(&demand, sites));
    if let Some(beside) = &beside {
        beside.write(described.clone())?;
    }
    if options.loudness.speaks() {
        outcome
            .lines(options.problem.word())
            .iter()
            .for_each(|line| say(line));
    }
    outputs::written(outs(), &options.loudness, "siting", described);
    Ok(())
}

/// The places of sites with these ids.
fn placed(sites: &Places, ids: &[String]) -> Result<Vec<usize>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let place: HashMap<&str, usize> = sites.ids.iter().map(String::as_str).zip(0..).collect();
    let find = |id: &String| {
        place.get(id.trim()).copied().ok_or_else(|| {
            Error::study(format!("no site has the id {id}"))
                .file(&sites.source)
                .remedy("name ids as the column of --site-id (or --id) holds them; row numbers from 0 without one")
        })
    };
    let mut found: Vec<usize> = ids.iter().map(find).collect::<Result<_>>()?;
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

impl Sought {
    fn word(self) -> &'static str {
        match self {
            Self::PMedian => "p-median",
            Self::PCentre => "p-centre",
            Self::Lscp => "lscp",
            Self::Mclp => "mclp",
            Self::PDispersion => "p-dispersion",
        }
    }
}

impl Options {
    /// Checks that every option goes with the problem and none is missing.
    fn check(&self) -> Result<()> {
        use Sought::{Lscp, Mclp, PMedian};
        let word = self.problem.word();
        let is = |of: &[Sought]| of.contains(&self.problem);
        let wants = |what: &str, why: &str| {
            let what = format!("--problem {word} needs {what}");
            Err(Error::study(what).remedy(why))
        };
        if self.p.is_none() && !is(&[Lscp]) {
            return wants("--p", "say how many sites to open");
        }
        if self.radius.is_none() && is(&[Lscp, Mclp]) {
            return wants("--radius", "say how far a site serves");
        }
        if self.weight.is_none() && (is(&[PMedian, Mclp]) || self.capacity.is_some()) {
            return wants("--weight", "name the column of the demand");
        }
        let stray = [
            ("--p", self.p.is_some() && is(&[Lscp])),
            ("--radius", self.radius.is_some() && !is(&[Lscp, Mclp])),
            (
                "--capacity",
                self.capacity.is_some() && !is(&[PMedian, Lscp, Mclp]),
            ),
        ];
        if let Some((name, _)) = stray.into_iter().find(|(_, stray)| *stray) {
            return Err(
                Error::study(format!("{name} does not go with --problem {word}"))
                    .remedy("leave it out"),
            );
        }
        if self.table.is_some() && self.weight.is_none() && self.capacity.is_none() {
            return Err(Error::study("--table holds columns, and none is named")
                .remedy("name one with --weight, or leave --table out"));
        }
        Ok(())
    }

    fn kind(&self, measure: Measure) -> Kind {
        let p = self.p.unwrap_or_default() as usize;
        let units = match measure {
            Measure::Geodesic => 1000.0,
            Measure::Planar => 1.0,
        };
        let radius = self.radius.unwrap_or_default() * units;
        match self.problem {
            Sought::PMedian => Kind::Median { p },
            Sought::PCentre => Kind::Centre { p },
            Sought::Lscp => Kind::Cover { radius },
            Sought::Mclp => Kind::MaximalCover { p, radius },
            Sought::PDispersion => Kind::Dispersion { p },
        }
    }

    fn effort(&self) -> Effort {
        match self.effort {
            Spent::Quick => Effort::Quick,
            Spent::Normal => Effort::Normal,
            Spent::Certify => Effort::Certify,
        }
    }

    /// What was asked, for the JSON beside the result.
    fn described(
        &self,
        demand: &Places,
        sites: &Places,
    ) -> serde_json::Map<String, serde_json::Value> {
        use serde_json::json;
        let name = |path: &Path| {
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        let effort = self.effort.to_possible_value();
        let mut said = serde_json::Map::new();
        let mut say = |key: &str, value| said.insert(key.to_owned(), value);
        say("demand", json!(name(&demand.source)));
        say("id", json!(demand.key));
        say("weight", json!(self.weight));
        if let Some(table) = &self.table {
            say("table", json!(name(table)));
            say("key", json!(self.key));
        }
        say("sites", json!(name(&sites.source)));
        say("site_id", json!(sites.key));
        say("problem", json!(self.problem.word()));
        say("p", json!(self.p));
        say("radius", json!(self.radius));
        let unit = match demand.measure {
            Measure::Geodesic => "km",
            Measure::Planar => "units of the plane",
        };
        say("unit", json!(unit));
        say("capacity", json!(self.capacity));
        say("open", json!(self.open));
        say("closed", json!(self.closed));
        say(
            "effort",
            json!(effort.map(|word| word.get_name().to_owned())),
        );
        say("seed", json!(self.seed));
        said
    }
}
