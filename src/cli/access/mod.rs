//! `kawasan access`: how far services are, how many are near, how much there is for each person; any layer or table of places.

mod asked;
mod result;

use super::beside::Beside;
use super::layer::warn;
use super::outputs;
use super::places::Places;
use super::progress::{Loudness, Progress, say};
use crate::base::model::Measure;
use crate::base::study::{Roads, Service};
use crate::error::{Error, Result};
use crate::input::read::Door;
use crate::input::services::{points, roads};
use crate::output::{csv, single};
use crate::pipeline::access::{Journey, Unit, Wanted, seek};
use crate::pipeline::log::Event;
use crate::space::access::Asked;
use asked::{Falls, Sought, amount, falls};
use clap::Args;
use result::Outcome;
use std::path::PathBuf;
use std::time::Instant;

/// Options of `kawasan access`.
#[derive(Debug, Args)]
pub struct Options {
    /// Places of demand: a layer of polygons (a point inside each), or a table with columns lon and lat, or x and y
    demand: PathBuf,
    /// Points of a service: a table with such columns, or a layer of points (.shp, .geojson, .gpkg, .fgb, .parquet)
    services: PathBuf,
    /// Column that names a place of demand; the row numbers from 0 when left out
    #[arg(long, value_name = "COL")]
    id: Option<String>,
    /// Column of the people of a place, of DEMAND or of --table
    #[arg(long, value_name = "COL")]
    weight: Option<String>,
    /// The table that holds the column of a layer
    #[arg(long, value_name = "T", requires_all = ["key", "weight"])]
    table: Option<PathBuf>,
    /// Its column with the ids of the places
    #[arg(long, value_name = "COL", requires = "table")]
    key: Option<String>,
    /// Column that names a point; id, kode, code or npsn, else its row in the file when left out
    #[arg(long, value_name = "COL")]
    service_id: Option<String>,
    /// Column of what a point can serve; each counts 1 when left out
    #[arg(long, value_name = "COL")]
    capacity: Option<String>,
    /// SQL condition that rows of the points must meet
    #[arg(long = "where", value_name = "SQL")]
    filter: Option<String>,
    /// What is asked
    #[arg(long, value_enum, value_name = "NAME")]
    measure: Sought,
    /// The farthest a point serves: km, minutes, or units of a plane
    #[arg(long, value_name = "COST", value_parser = amount)]
    catchment: Option<f64>,
    /// What is worth less from afar: gaussian (0 at the catchment), gaussian=S, power=B, exponential=B, or steps=COST:SHARE,...
    #[arg(long, value_name = "NAME[=VALUE]", value_parser = falls)]
    decay: Option<Falls>,
    /// How many of the nearest
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    k: u16,
    /// The farthest people should have to go: says what lacks to it
    #[arg(long, value_name = "COST", value_parser = amount)]
    standard: Option<f64>,
    /// How many more points to place, at places of DEMAND: where most people beyond the standard come within it, else nearest to all
    #[arg(long, value_name = "N", requires = "new_sites", value_parser = clap::value_parser!(u32).range(1..))]
    next: Option<u32>,
    /// The new points as CSV, the most people first
    #[arg(long, value_name = "FILE", requires = "next")]
    new_sites: Option<PathBuf>,
    /// Seed of the search for new points
    #[arg(
        long,
        value_name = "S",
        default_value_t = 20_260_101,
        requires = "next"
    )]
    seed: u64,
    /// Measure in minutes instead of km
    #[arg(long)]
    minutes: bool,
    /// Roads and ferries: a layer of lines (.shp, .geojson, .gpkg, .fgb, .parquet), or a table of edges (from, to, km or minutes) with --nodes; straight lines when left out
    #[arg(long, value_name = "FILE")]
    roads: Option<PathBuf>,
    /// The nodes of a table of edges: id, lon, lat
    #[arg(long, value_name = "FILE", requires = "roads")]
    nodes: Option<PathBuf>,
    /// How many times as long as the straight line a way is
    #[arg(long, value_name = "X", conflicts_with = "roads", value_parser = amount)]
    detour: Option<f64>,
    /// Kilometres an hour on roads that do not say, and on straight lines [default: 30]
    #[arg(long, value_name = "KM/H", value_parser = amount)]
    speed: Option<f64>,
    /// Kilometres an hour on foot to the nearest node [default: 4]
    #[arg(long, value_name = "KM/H", requires = "roads", value_parser = amount)]
    walking: Option<f64>,
    /// Kilometres to the nearest node beyond which a place is off the network [default: 5]
    #[arg(long, value_name = "KM", requires = "roads", value_parser = amount)]
    walk: Option<f64>,
    /// Kilometres an hour of ferries that do not say [default: 15]
    #[arg(long, value_name = "KM/H", requires = "roads", value_parser = amount)]
    ferry: Option<f64>,
    /// Minutes of waiting for a ferry that does not say [default: 30]
    #[arg(long, value_name = "MIN", requires = "roads", value_parser = amount)]
    wait: Option<f64>,
    /// The result as CSV; - is standard output
    #[arg(short, long = "out", value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    loudness: Loudness,
}

/// Looks from every place at the services and writes what it has, in the order of DEMAND.
///
/// Places are taken in the order of their ids, and points in theirs, so that the order of rows changes no number.
///
/// # Errors
/// An option that does not go with the measure; any fault of the files; a result that would replace an input.
pub fn execute(options: &Options) -> Result<()> {
    options.check()?;
    let beside = Beside::of(&options.out)?;
    let outs = || {
        let result = std::iter::once(&options.out).chain(&options.new_sites);
        result.chain(beside.as_ref().map(|b| &b.path))
    };
    let inputs = [
        Some(&options.demand),
        Some(&options.services),
        options.table.as_ref(),
        options.roads.as_ref(),
        options.nodes.as_ref(),
    ];
    outputs::check(outs(), inputs.into_iter().flatten())?;
    outputs::apart(outs(), &options.loudness)?;
    let voice = options.loudness.voice();
    let demand = Places::read(&options.demand, options.id.as_ref(), voice)?.inside();
    let joined = (options.table.as_deref()).zip(options.key.as_deref());
    let weight = match &options.weight {
        Some(column) => Some(demand.amounts(column, joined, voice)?),
        None => None,
    };
    let mut findings = Vec::new();
    let service = Service {
        id: options.service_id.clone(),
        capacity: options.capacity.clone(),
        filter: options.filter.clone(),
        ..Service::of(options.services.clone())
    };
    let found = points(&options.services, &service, &Door::default(), &mut findings)?;
    if found.measure != demand.measure {
        return Err(Error::input(
            "demand is in degrees and the points on a plane, or the other way round",
        )
        .file(&found.source)
        .remedy("give both a longitude and a latitude (or a CRS), or both none"));
    }
    let spec = options.spec();
    let read = match &options.roads {
        Some(path) => Some(roads(path, options.nodes.as_deref(), &spec, &mut findings)?),
        None => None,
    };
    warn(&findings, voice);
    let unit = match (demand.measure, options.minutes) {
        (Measure::Planar, true) => {
            return Err(Error::study("minutes need places in degrees")
                .file(&options.demand)
                .remedy("leave out --minutes, or give longitudes and latitudes"));
        }
        (Measure::Planar, false) => Unit::Plane,
        (Measure::Geodesic, true) => Unit::Minutes,
        (Measure::Geodesic, false) => Unit::Km,
    };
    // by id from here on
    let order = demand.order();
    let people: Option<Vec<Option<f64>>> =
        weight.map(|w| order.iter().map(|&i| Some(w[i])).collect());
    let origins = order.iter().map(|&i| demand.points[i]).collect();
    let journey = Journey::new(origins, demand.measure, spec, read);
    let (method, decay) = options.scored();
    let asked = Asked {
        k: usize::from(options.k),
        catchment: options.catchment,
        people: people.as_deref(),
        capacity: &found.capacity,
        method,
        decay: &decay,
    };
    let progress = Progress::new(voice);
    let started = Instant::now();
    progress.hear(Event::Begin("access"));
    let measured = journey.look(&found.points, unit, &asked);
    let detail = format!("{} places, {} points", order.len(), found.ids.len());
    progress.hear(Event::End {
        stage: "access",
        detail: if measured.is_ok() { &detail } else { "failed" },
        seconds: started.elapsed().as_secs_f64(),
    });
    let measured = measured?;
    let mut rank = vec![0; order.len()];
    (0..).zip(&order).for_each(|(at, &i)| rank[i] = at);
    let sought = match options.next {
        Some(next) => {
            let ones = || vec![1.0; order.len()];
            let people = people.as_ref();
            let known = |p: &Option<f64>| p.unwrap_or_default();
            let sought = seek(&Wanted {
                journey: &journey,
                unit,
                measured: &measured,
                standard: options.standard,
                people: &people.map_or_else(ones, |people| people.iter().map(known).collect()),
                next: next as usize,
                seed: options.seed,
            })?;
            let mut told = Vec::new();
            (sought.iter()).for_each(|sites| sites.tell("new sites", &mut told));
            warn(&told, voice);
            sought
        }
        None => None,
    };
    let outcome = Outcome {
        options,
        order: &order,
        sought,
        demand: &demand,
        rank,
        points: &found,
        measured: &measured,
        unit,
        mode: journey.mode(),
    };
    let frame = outcome.frame()?;
    single::write(&options.out, |out| csv::write(out, &frame))?;
    if let Some(path) = &options.new_sites {
        let frame = outcome.new_sites()?;
        single::write(path, |out| csv::write(out, &frame))?;
    }
    let described = outcome.described(&decay);
    if let Some(beside) = &beside {
        beside.write(described.clone())?;
    }
    if options.loudness.speaks() {
        outcome.lines().iter().for_each(|line| say(line));
    }
    outputs::written(outs(), &options.loudness, "access", described);
    Ok(())
}

impl Options {
    fn spec(&self) -> Roads {
        let usual = Roads::default();
        Roads {
            detour: self.detour.unwrap_or(usual.detour),
            speed: self.speed.unwrap_or(usual.speed),
            walking: self.walking.unwrap_or(usual.walking),
            walk: self.walk.unwrap_or(usual.walk),
            ferry: self.ferry.unwrap_or(usual.ferry),
            wait: self.wait.unwrap_or(usual.wait),
            ..usual
        }
    }
}
