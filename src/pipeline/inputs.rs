//! Inputs of a run: boundaries and tables read, repaired, joined, and put into one village frame.

use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::base::modelled;
use crate::base::nearest::no_such_column;
use crate::base::privacy;
use crate::base::study::{self, LoadedStudy};
use crate::error::{Error, Kind, Result};
use crate::input::geometry::{self, Repairs};
use crate::input::join::{self, Accounting, Hierarchy, Joined, Units, Villages};
use crate::input::read::rows::Rows;
use crate::input::read::table::Table;
use crate::input::read::{Door, boundary, table};
use crate::output::manifest::Input;
use crate::output::sheet::Sheet;
pub use crate::pipeline::columns::{numbers, words};
use crate::pipeline::interpolate::{self, Brought};
use crate::pipeline::log::{Log, Outcome};
use crate::pipeline::population::population;
use crate::pipeline::registry::{self, Register};
use crate::welfare::index::Definition;
use crate::welfare::index::people::gather;
use polars::prelude::{Column, DataFrame, IdxCa};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How one table joined.
pub struct Join {
    /// Path as the study writes it.
    pub path: String,
    /// Rows its `where` left out.
    pub filtered: usize,
    /// Where its rows went.
    pub accounting: Accounting,
}

/// The table of a column.
pub struct Origin {
    /// Its path as the study writes it.
    pub path: String,
    /// What a row of it is.
    pub level: Level,
}

/// Everything a run reads, by village position.
pub struct Inputs {
    /// n villages, ascending by code.
    pub villages: Villages,
    /// Their districts, regencies and provinces.
    pub hierarchy: Hierarchy,
    /// What was repaired.
    pub repairs: Repairs,
    /// One per table.
    pub joins: Vec<Join>,
    /// n rows: `code`, then every column of every table.
    pub frame: DataFrame,
    /// Columns of `frame` that hold a value of the village itself, not of a region around it.
    pub own: Vec<String>,
    /// Where each column of `frame` comes from.
    pub origins: BTreeMap<String, Origin>,
    /// n populations, where a column holds them.
    pub population: Option<Vec<Option<f64>>>,
    /// Files with their hashes.
    pub sources: Vec<Input>,
    /// The definition of the index once its persons are put together, when a table holds them.
    pub gathered: Option<Definition>,
    /// What the registry says, where there is one.
    pub register: Option<Register>,
    /// Columns of `frame` that tell of modelled values.
    pub modelled_columns: Vec<String>,
    /// Tables of what is modelled.
    pub modelled: Vec<Sheet>,
}

/// The villages of a study, and the regions above them.
pub struct Places {
    /// n villages, ascending by code.
    pub villages: Villages,
    /// Their districts, regencies and provinces.
    pub hierarchy: Hierarchy,
    /// What was repaired.
    pub repairs: Repairs,
}

/// Reads and repairs the boundaries; their files and that of the study come first among the sources.
///
/// # Errors
/// Any fault of the layer.
pub fn places(loaded: &LoadedStudy, log: &mut Log) -> Result<(Places, Vec<Input>)> {
    let spec = &loaded.study.boundaries;
    let path = loaded.resolve(&spec.path);
    let mut features = log.stage("boundaries", |findings| {
        let mut features = boundary::read(&path, findings)?;
        boundary::settle(&mut features, findings)?;
        let n = features.geometry.len();
        let crs = features.crs.clone();
        Ok((
            features,
            json!({"features": n, "crs": crs}),
            format!("{n} features from {}", spec.path.display()),
        ))
    })?;
    let crs = features.crs.clone();
    let records = features.geometry.len();
    let repairs = log.stage("geometry", |findings| repair(&mut features, spec, findings))?;
    let villages = log.stage("codes", |findings| {
        let villages = join::villages(features, spec, findings);
        let villages = villages.map_err(|error| loaded.blame(error, "boundaries"))?;
        let system = villages.system.to_string();
        let n = villages.layer.codes.len();
        Ok((
            villages,
            json!({"villages": n, "system": system}),
            format!("{n} villages, {system} codes"),
        ))
    })?;
    let hierarchy = join::hierarchy(&villages, spec, &mut log.findings)
        .map_err(|error| loaded.blame(error, "boundaries"))?;
    let mut sources = vec![
        Input {
            path: file_name(&loaded.file),
            role: "study",
            sha256: loaded.sha256.clone(),
            rows: None,
            crs: None,
            licence: None,
        },
        Input {
            rows: Some(records),
            crs,
            licence: spec.licence.clone(),
            ..source(loaded, &boundary::file(&spec.path), "boundaries")?
        },
    ];
    for companion in ["dbf", "prj", "cpg"].map(|extension| spec.path.with_extension(extension)) {
        let shapefile = spec
            .path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("shp"));
        if shapefile && loaded.resolve(&companion).is_file() {
            sources.push(source(loaded, &companion, "boundaries")?);
        }
    }
    let places = Places {
        villages,
        hierarchy,
        repairs,
    };
    Ok((places, sources))
}

/// The villages of a study with their population, where a column of its tables holds it; files come with their hashes.
///
/// # Errors
/// Any fault of the layer and the tables.
#[allow(clippy::type_complexity)]
pub fn with_population(
    loaded: &LoadedStudy,
    log: &mut Log,
) -> Result<(Places, Option<Vec<Option<f64>>>, Vec<Input>)> {
    let (places, mut sources) = places(loaded, log)?;
    let (joined, ..) = log.stage("tables", |findings| {
        let place = (&places.villages, &places.hierarchy);
        tables(loaded, None, place, &mut sources, findings)
    })?;
    let (villages, hierarchy) = (&places.villages, &places.hierarchy);
    let (frame, own, _) = village_frame(villages, hierarchy, &joined, &mut log.findings)?;
    let asked = loaded.study.study.population.as_deref();
    let population = population(asked, &frame, &own, &mut log.findings)?;
    Ok((places, population, sources))
}

/// Reads, checks, repairs and joins everything the study names.
///
/// # Errors
/// Any fault of the inputs.
pub fn read(
    loaded: &LoadedStudy,
    definition: Option<&Definition>,
    log: &mut Log,
) -> Result<Inputs> {
    let study = &loaded.study;
    let (places, mut sources) = places(loaded, log)?;
    let (mut joined, gathered, brought) = log.stage("tables", |findings| {
        let place = (&places.villages, &places.hierarchy);
        tables(loaded, definition, place, &mut sources, findings)
    })?;
    let mut register = None;
    if let Some(spec) = &study.registry {
        let (found, join, by_village) = registry::read(loaded, spec, &places, &mut sources, log)?;
        joined.push((join, by_village));
        register = Some(found);
    }
    let Places {
        villages,
        hierarchy,
        repairs,
    } = places;
    let (frame, own, origins) = village_frame(&villages, &hierarchy, &joined, &mut log.findings)?;
    let marked = own.iter().filter(|name| modelled::marked(name));
    let modelled = match brought.is_empty() {
        true => Vec::new(),
        false => marked.cloned().collect(),
    };
    let asked = study.study.population.as_deref();
    let population = population(asked, &frame, &own, &mut log.findings)?;
    Ok(Inputs {
        villages,
        hierarchy,
        repairs,
        joins: joined.into_iter().map(|(join, _)| join).collect(),
        frame,
        own,
        origins,
        population,
        sources,
        gathered,
        register,
        modelled_columns: modelled,
        modelled: interpolate::sheet(study, &brought).into_iter().collect(),
    })
}

fn repair(
    features: &mut crate::base::model::Features,
    spec: &study::Boundaries,
    findings: &mut Vec<Finding>,
) -> Outcome<Repairs> {
    let codes = features.attributes.column(&spec.code).ok().cloned();
    let label = |i: usize| {
        let cell = codes.as_ref().and_then(|codes| codes.get(i).ok());
        let text = cell.map(|cell| crate::output::csv::cell(&cell));
        let code = text
            .as_deref()
            .and_then(|text| privacy::code(text, &spec.code));
        code.map_or_else(|| (i + 1).to_string(), str::to_owned)
    };
    let repairs = geometry::repair(features, &label, findings);
    let counts = json!({
        "invalid": repairs.invalid,
        "repaired": repairs.repaired,
        "area_before_m2": repairs.area_before,
        "area_after_m2": repairs.area_after,
    });
    let detail = format!(
        "{} of {} invalid polygons repaired",
        repairs.repaired, repairs.invalid
    );
    Ok((repairs, counts, detail))
}

/// A file that the study names, with its hash.
///
/// # Errors
/// When it cannot be read.
pub fn source(loaded: &LoadedStudy, path: &Path, role: &'static str) -> Result<Input> {
    Input::file(&path.display().to_string(), &loaded.resolve(path), role)
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Tables as they joined.
type Tables = Vec<(Join, Joined)>;

/// Every table joined, the definition of the index once its persons are put together, and what came from other layers.
#[allow(clippy::type_complexity)]
fn tables(
    loaded: &LoadedStudy,
    definition: Option<&Definition>,
    (villages, hierarchy): (&Villages, &Hierarchy),
    sources: &mut Vec<Input>,
    findings: &mut Vec<Finding>,
) -> Outcome<(Tables, Option<Definition>, Vec<Brought>)> {
    let study = &loaded.study;
    if let Some(lineage) = &study.codes.lineage {
        sources.push(source(loaded, lineage, "lineage")?);
    }
    let door = Door::of(&study.privacy, loaded.base())?;
    let mut done = Vec::new();
    let mut gathered = None;
    let mut brought = Vec::new();
    let mut titles = BTreeSet::new();
    for (i, spec) in study.tables.iter().enumerate() {
        let at = |error| loaded.blame(error, &format!("tables.{i}"));
        let text: Vec<String> = (spec.code.iter())
            .flat_map(|code| code.columns().iter().cloned())
            .chain(spec.name.clone())
            .chain(spec.parents.iter().cloned())
            .collect();
        let path = loaded.resolve(&spec.path);
        let mut table = table::read(&path, spec.sheet.as_deref(), &text, &door, findings)?;
        let read = table.frame.get_column_names().into_iter();
        titles.extend(
            read.map(ToString::to_string)
                .chain(table.left.iter().cloned()),
        );
        let rows = table.rows.len();
        let mut filtered = 0;
        if let Some(condition) = &spec.filter {
            (table, filtered) = table::filter(table, condition).map_err(at)?;
        }
        let units = Units::of(villages, hierarchy, spec.level);
        let joined = match (&spec.interpolate, definition.filter(|_| spec.people)) {
            (Some(asked), _) => {
                let weight = asked.weight.as_deref();
                let weight = weight.map(|name| earlier(&done, name)).transpose();
                let made = weight.and_then(|weight| {
                    interpolate::brought(loaded, spec, asked, table, villages, weight, findings)
                });
                sources.push(source(loaded, &boundary::file(&asked.layer), "boundaries")?);
                made.map(|(joined, made)| {
                    brought.push(made);
                    joined
                })
            }
            (None, Some(definition)) => {
                let place = (&units, loaded.base());
                people(definition, table, spec, study, place, findings).map(|(joined, made)| {
                    gathered = Some(made);
                    joined
                })
            }
            (None, None) => {
                join::attach(&units, table, spec, &study.codes, loaded.base(), findings)
            }
        };
        let joined = joined.map_err(at)?;
        sources.push(Input {
            rows: Some(rows),
            licence: spec.licence.clone(),
            ..source(loaded, &spec.path, "table")?
        });
        if let Some(bridge) = &spec.bridge {
            sources.push(source(loaded, bridge.path(), "bridge")?);
        }
        let join = Join {
            path: spec.path.display().to_string(),
            filtered,
            accounting: joined.accounting.clone(),
        };
        done.push((join, joined));
    }
    let files = study.registry.as_ref().and_then(|spec| spec.path.as_ref());
    if let Some(path) = files {
        let rows = Rows::open(&[loaded.resolve(path)])?;
        titles.extend(rows.columns().into_iter().map(str::to_owned));
    }
    let asked = study.privacy.hash.iter().chain(&study.privacy.keep);
    if let Some(name) = asked.into_iter().find(|name| !titles.contains(*name)) {
        let titles = titles.iter().map(String::as_str);
        let error = Error {
            kind: Kind::Study,
            ..no_such_column(name, titles)
        };
        return Err(loaded.blame(error, "privacy"));
    }
    let sum = |get: fn(&Accounting) -> usize| -> usize {
        done.iter().map(|(join, _)| get(&join.accounting)).sum()
    };
    let (rows, matched) = (sum(|a| a.rows), sum(|a| a.matched));
    let (unmatched, ambiguous) = (sum(|a| a.unmatched), sum(|a| a.ambiguous));
    let counts = json!({
        "tables": done.len(), "rows": rows, "matched": matched,
        "unmatched": unmatched, "ambiguous": ambiguous,
    });
    let detail = format!(
        "{} tables, {rows} rows: {matched} matched, {unmatched} unmatched, {ambiguous} ambiguous",
        done.len()
    );
    Ok(((done, gathered, brought), counts, detail))
}

/// The numbers of villages in a column of an earlier table.
fn earlier(done: &Tables, name: &str) -> Result<Vec<Option<f64>>> {
    let of_villages = || {
        done.iter()
            .filter(|(_, joined)| joined.level == Level::Village)
    };
    let mut held = of_villages().filter(|(_, joined)| joined.frame.column(name).is_ok());
    match held.next() {
        Some((_, joined)) => numbers(&joined.frame, name),
        None => {
            let titles = of_villages().flat_map(|(_, joined)| joined.frame.get_column_names());
            Err(Error {
                kind: Kind::Study,
                what: "no earlier table of villages has this column".into(),
                ..no_such_column(name, titles.map(|title| title.as_str()))
            })
        }
    }
}

/// Persons or households put together by village, and the definition that scores what comes of it.
fn people(
    definition: &Definition,
    table: Table,
    spec: &study::Table,
    study: &study::Study,
    (units, base): (&Units, &Path),
    findings: &mut Vec<Finding>,
) -> Result<(Joined, Definition)> {
    let (unit_of, accounting) = join::assign(units, &table, spec, &study.codes, base, findings)?;
    let unit_of: Vec<Option<u32>> = unit_of.iter().map(|u| u.map(|u| u as u32)).collect();
    let least = study.privacy.k;
    let gathered = gather(definition, &table.frame, &unit_of, units.codes.len(), least)?;
    findings.extend(gathered.findings);
    let codes: Vec<&str> = units.codes.iter().map(|code| code.as_str()).collect();
    let mut columns = vec![Column::new("code".into(), codes)];
    columns.extend(gathered.frame.columns().iter().cloned());
    let joined = Joined {
        level: units.level,
        frame: DataFrame::new(units.codes.len(), columns)?,
        accounting,
    };
    Ok((joined, gathered.definition))
}

impl Inputs {
    /// An error about a column of the frame, with the file of the column.
    pub fn placed(&self, error: Error) -> Error {
        let place = &error.place;
        let column = place.column.as_ref().filter(|_| place.file.is_none());
        match column.and_then(|name| self.origins.get(name)) {
            Some(origin) => {
                let path = origin.path.clone();
                error.file(path)
            }
            None => error,
        }
    }
}

/// The village frame, the names of columns that come from village tables, and the origin of each column.
type Frame = (DataFrame, Vec<String>, BTreeMap<String, Origin>);

/// Every column of every table by village.
///
/// A name that is taken already becomes `stem.name`, said in a finding.
fn village_frame(
    villages: &Villages,
    hierarchy: &Hierarchy,
    joined: &[(Join, Joined)],
    findings: &mut Vec<Finding>,
) -> Result<Frame> {
    let codes: Vec<&str> = villages.layer.codes.iter().map(|c| c.as_str()).collect();
    let n = codes.len();
    let mut columns = vec![Column::new("code".into(), codes)];
    let (mut own, mut origins) = (Vec::new(), BTreeMap::new());
    for (join, joined) in joined {
        let frame = match hierarchy.level(joined.level) {
            None => joined.frame.clone(),
            Some(regions) => {
                let of: IdxCa = regions.of_village.iter().map(|&r| Some(r)).collect();
                joined.frame.take(&of)?
            }
        };
        for column in frame.columns().iter().skip(1) {
            let mut column = column.clone();
            let name = column.name().to_string();
            if columns.iter().any(|c| c.name() == column.name()) {
                let stem = Path::new(&join.path).file_stem().unwrap_or_default();
                let mut longer = format!("{}.{name}", stem.to_string_lossy());
                while columns.iter().any(|c| c.name() == longer.as_str()) {
                    longer.push('\'');
                }
                column.rename(longer.as_str().into());
                findings.push(
                    Finding::info(
                        "column-renamed",
                        format!(
                            "column {name} is in an earlier table too; here it is called {longer}"
                        ),
                    )
                    .file(&join.path)
                    .column(&name),
                );
            }
            if joined.level == Level::Village {
                own.push(column.name().to_string());
            }
            let origin = Origin {
                path: join.path.clone(),
                level: joined.level,
            };
            origins.insert(column.name().to_string(), origin);
            columns.push(column);
        }
    }
    Ok((DataFrame::new(n, columns)?, own, origins))
}
