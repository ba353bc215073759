//! Access of villages to basic services.
//!
//! * `places`: where villages are; `ways`: along roads, or straight; `doubts`: what is odd about them
//! * `seek`: where more points should stand; `sites`: those that a study asks for
//! * `sheets`: tables `access`, `access_summary`, `new_sites`

mod doubts;
mod places;
mod seek;
mod sheets;
mod sites;
mod ways;

pub use seek::{Sites, Wanted, seek};
pub use ways::{Journey, Measured, State, Unit};

use crate::base::finding::Finding;
use crate::base::model::Measure;
use crate::base::study::{self, AccessMethod, LoadedStudy, Reach, Service};
use crate::error::{Error, Result};
use crate::input::read::{Door, boundary};
use crate::input::services::{Points, points, roads, strange};
use crate::output::manifest::Input;
use crate::output::sheet::Sheet;
use crate::pipeline::inputs::{Inputs, source};
use crate::pipeline::log::{Log, Outcome};
use crate::space::access::{Asked, Decay, Method};
use doubts::tell;
use places::{country, origins};
use polars::prelude::Column;
use serde_json::{Map, Value, json};
use std::path::Path;

/// What a run knows of its services.
pub struct Services {
    /// Where villages start from, and on what.
    journey: Journey,
    /// By name.
    served: Vec<Served>,
}

/// A service and what n villages have of it.
struct Served {
    name: String,
    spec: Service,
    unit: Unit,
    points: Points,
    measured: Measured,
}

impl Served {
    fn standard(&self) -> Option<f64> {
        self.spec.standard.and_then(Reach::amount)
    }

    fn catchment(&self) -> Option<f64> {
        self.spec
            .catchment
            .or(self.spec.standard)
            .and_then(Reach::amount)
    }

    /// n costs beyond the standard, 0 within it; none where nothing can be reached.
    fn gap(&self) -> Vec<Option<f64>> {
        let standard = self.standard();
        let gap = |cost: Option<f64>| Some((cost? - standard?).max(0.0));
        self.measured.cost().map(gap).collect()
    }

    /// Whether n villages are within the standard; not known where a village has no place on the way.
    fn met(&self) -> Vec<Option<bool>> {
        let Some(standard) = self.standard() else {
            return vec![None; self.measured.state.len()];
        };
        let met = |(cost, state): (Option<f64>, &State)| match (cost, state) {
            (Some(cost), _) => Some(cost <= standard),
            (None, State::Unreachable) => Some(false),
            (None, _) => None,
        };
        self.measured
            .cost()
            .zip(&self.measured.state)
            .map(met)
            .collect()
    }
}

/// The decay that a service asks for.
pub fn decay(method: AccessMethod, decay: Option<&study::Decay>) -> (Method, Decay) {
    let given = decay.map(|decay| {
        let steps = || {
            decay
                .steps
                .iter()
                .flatten()
                .map(|&[cost, share]| (cost, share))
        };
        match (decay.gaussian, decay.power, decay.exponential) {
            (Some(s), ..) => Decay::Gaussian(s),
            (_, Some(b), _) => Decay::Power(b),
            (.., Some(b)) => Decay::Exponential(b),
            _ => Decay::Steps(steps().collect()),
        }
    });
    match method {
        AccessMethod::Floating => (Method::Floating, Decay::None),
        AccessMethod::Enhanced => (Method::Floating, given.unwrap_or(Decay::Vanishing)),
        AccessMethod::Gravity => (Method::Gravity, given.unwrap_or(Decay::None)),
    }
}

/// Reads the services of a study and the roads to them, looks from every village, and adds the columns `NAME_km` (or `NAME_minutes`), `NAME_within`,
/// `NAME_score` and `NAME_gap` to the village frame, where an index may name them.
///
/// # Errors
/// Any fault of the files; a column that a table has already.
pub fn find(loaded: &LoadedStudy, inputs: &mut Inputs, log: &mut Log) -> Result<Option<Services>> {
    let study = &loaded.study;
    if study.services.is_empty() {
        return Ok(None);
    }
    let found = log.stage("services", |findings| services(loaded, inputs, findings))?;
    for served in &found.served {
        add(inputs, served)?;
    }
    Ok(Some(found))
}

fn services(
    loaded: &LoadedStudy,
    inputs: &mut Inputs,
    findings: &mut Vec<Finding>,
) -> Outcome<Services> {
    let study = &loaded.study;
    let spec = study.roads.clone().unwrap_or_default();
    let mut counts = Map::new();
    let mut read = None;
    if let Some(path) = &spec.path {
        let nodes = spec.nodes.as_ref().map(|nodes| loaded.resolve(nodes));
        let found = roads(&loaded.resolve(path), nodes.as_deref(), &spec, findings)?;
        let licence = spec.licence.as_ref();
        (inputs.sources).extend(files(loaded, path, "roads", (found.rows, licence))?);
        if let Some(nodes) = &spec.nodes {
            let rows = found.nodes.len();
            (inputs.sources).extend(files(loaded, nodes, "nodes", (rows, licence))?);
        }
        counts.insert(
            "roads".into(),
            json!({"nodes": found.nodes.len(), "roads": found.roads.len(), "ferries": found.ferries}),
        );
        read = Some(found);
    }
    let layer = &inputs.villages.layer;
    let door = Door::of(&study.privacy, loaded.base())?;
    let given = origins(loaded, &spec, inputs, &door, findings)?;
    if let Some((path, rows, licence)) = &given.file {
        let told = (*rows, licence.as_ref());
        (inputs.sources).extend(files(loaded, path, "village points", told)?);
    }
    if !given.counts.is_null() {
        counts.insert("village_places".into(), given.counts);
    }
    let journey = Journey::new(given.points, layer.measure, spec, read);
    let country = country(layer);
    let mut served = Vec::new();
    for (name, spec) in &study.services {
        let blame = |error| loaded.blame(error, &format!("services.{name}"));
        let found = points(&loaded.resolve(&spec.path), spec, &door, findings).map_err(blame)?;
        if found.measure != layer.measure && found.measure == Measure::Planar {
            return Err(
                Error::input("the points are on a plane, and the villages in degrees")
                    .file(&spec.path)
                    .remedy("give the points a longitude and a latitude, or a layer with its CRS"),
            );
        }
        if let Some(country) = country {
            strange(&found, country, findings)?;
        }
        let told = (found.read, spec.licence.as_ref());
        (inputs.sources).extend(files(loaded, &spec.path, "service", told)?);
        let unit = if spec.in_minutes() {
            Unit::Minutes
        } else {
            Unit::Km
        };
        let (method, decay) = decay(spec.method, spec.decay.as_ref());
        let people = inputs.population.as_deref();
        let asked = Asked {
            k: spec.k,
            catchment: spec.catchment.or(spec.standard).and_then(Reach::amount),
            people,
            capacity: &found.capacity,
            method,
            decay: &decay,
        };
        let measured = journey.look(&found.points, unit, &asked)?;
        let one = Served {
            name: name.clone(),
            spec: spec.clone(),
            unit,
            points: found,
            measured,
        };
        tell(&one, layer, people.is_some(), findings);
        counts.insert(name.clone(), counted(&one));
        served.push(one);
    }
    let detail = format!(
        "{} services, {} points, {}",
        served.len(),
        served.iter().map(|one| one.points.ids.len()).sum::<usize>(),
        journey.mode()
    );
    counts.insert("mode".into(), json!(journey.mode()));
    Ok((Services { journey, served }, Value::Object(counts), detail))
}

/// A file with its hash, its rows and its licence; those that are read with a shapefile after it.
fn files(
    loaded: &LoadedStudy,
    path: &Path,
    role: &'static str,
    (rows, licence): (usize, Option<&String>),
) -> Result<Vec<Input>> {
    let file = boundary::file(path);
    let mut found = vec![Input {
        rows: Some(rows),
        licence: licence.cloned(),
        ..source(loaded, &file, role)?
    }];
    if file
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("shp"))
    {
        let parts = ["dbf", "prj", "cpg"].map(|extension| file.with_extension(extension));
        for part in parts.iter().filter(|part| loaded.resolve(part).is_file()) {
            found.push(source(loaded, part, role)?);
        }
    }
    Ok(found)
}

fn counted(one: &Served) -> Value {
    let states = |state| one.measured.state.iter().filter(|s| **s == state).count();
    let beyond = one.met().iter().filter(|met| **met == Some(false)).count();
    json!({
        "rows": one.points.read, "filtered": one.points.filtered, "without_place": one.points.placeless,
        "points": one.points.ids.len(), "points_off_network": one.measured.off,
        "reached": states(State::Reached), "unreachable": states(State::Unreachable),
        "off_network": states(State::OffNetwork), "no_place": states(State::NoPlace),
        "beyond": one.standard().map(|_| beyond),
    })
}

/// Adds the columns of a service to the village frame.
fn add(inputs: &mut Inputs, one: &Served) -> Result<()> {
    let access = &one.measured.access;
    let mut columns = vec![(one.unit.as_str(), one.measured.cost().collect::<Vec<_>>())];
    if one.catchment().is_some() {
        let within = access.within.iter().map(|count| count.map(f64::from));
        columns.push(("within", within.collect()));
        columns.push(("score", access.score.clone()));
    }
    if one.standard().is_some() {
        columns.push(("gap", one.gap()));
    }
    for (what, values) in columns {
        let name = format!("{}_{what}", one.name);
        if inputs.frame.column(&name).is_ok() {
            return Err(
                Error::study("a table has this column, and a service would add another")
                    .column(&name)
                    .remedy(format!("give the service {} another name", one.name)),
            );
        }
        inputs
            .frame
            .with_column(Column::new(name.as_str().into(), values))?;
        inputs.own.push(name);
    }
    Ok(())
}

/// The tables of the services; new sites are sought here.
///
/// # Errors
/// Those of siting.
pub fn tables(
    study: &study::Study,
    inputs: &Inputs,
    found: &Services,
    log: &mut Log,
) -> Result<Vec<Sheet>> {
    let mut sheets = vec![
        sheets::access(study, inputs, found),
        sheets::summary(study, inputs, found),
    ];
    if found.served.iter().any(|one| one.spec.next.is_some()) {
        let sites = log.stage("new sites", |findings| {
            sites::find(study, inputs, found, findings)
        })?;
        sheets.push(sheets::new_sites(study, inputs, &sites));
    }
    Ok(sheets)
}
