//! The registry of a run: rows of persons or households to numbers of places.

use super::inputs::{Join, Places, source};
use super::log::{Log, Outcome};
use super::write;
use crate::base::code::System;
use crate::base::finding::Finding;
use crate::base::model::{Code, Level};
use crate::base::privacy::suppress;
use crate::base::study::{self, CodeSystem, Engine, LoadedStudy, OneOrMany, Registry};
use crate::error::{Error, Result};
use crate::input::geometry;
use crate::input::join::{Accounting, Counted, Joined, Key, Units, counted};
use crate::input::read::Door;
use crate::input::read::table::{self, floats};
use crate::output::folder::Folder;
use crate::output::manifest::{self, Input};
use crate::output::sheet::Sheet;
use crate::output::words::{label, pick};
use crate::space::graph::to_nearest;
use crate::welfare::registry::engine::Codes;
use crate::welfare::registry::ladder::Layer;
use crate::welfare::registry::query::Query;
use crate::welfare::registry::question::{self, asked::Asked};
use crate::welfare::registry::store::Store;
use crate::welfare::registry::table::{Column, Scale, Table};
use geo::Point;
use polars::prelude::{Column as Series, DataFrame};
use rayon::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// What a registry says.
pub struct Register {
    /// One sheet a table.
    pub sheets: Vec<Sheet>,
    /// Every query as SQL.
    pub sql: String,
}

/// Reads the rows, joins their codes to the villages and works off what the study asks; the numbers of villages join like a table.
///
/// # Errors
/// Any fault of `[registry]` and its files.
pub fn read(
    loaded: &LoadedStudy,
    spec: &Registry,
    places: &Places,
    sources: &mut Vec<Input>,
    log: &mut Log,
) -> Result<(Register, Join, Joined)> {
    log.stage("registry", |findings| {
        work(loaded, spec, places, sources, findings).map_err(|error| {
            let error = loaded.blame(error, "registry");
            match error.place.file {
                Some(_) => error,
                None => error.file(&loaded.file),
            }
        })
    })
}

fn work(
    loaded: &LoadedStudy,
    spec: &Registry,
    places: &Places,
    sources: &mut Vec<Input>,
    findings: &mut Vec<Finding>,
) -> Outcome<(Register, Join, Joined)> {
    let asked = Asked::new(spec)?;
    let mut rows = Store::open(spec, loaded.base())?;
    let system = match (spec.system, places.villages.system) {
        (CodeSystem::Kemendagri, _) => System::Kemendagri,
        (CodeSystem::Bps, _) => System::Bps,
        (_, layer) => layer,
    };
    let alone = Codes {
        system,
        joined: None,
    };
    let count = Query {
        name: "codes".to_owned(),
        level: Some(Level::Village),
        groups: Vec::new(),
        filter: None,
        measures: Vec::new(),
    };
    let codes = rows.run(&spec.code, alone, &[count], findings)?.remove(0);
    let codes: Vec<(Option<Code>, u64)> = codes.codes.into_iter().zip(codes.n).collect();
    let units = Units::of(&places.villages, &places.hierarchy, Level::Village);
    let table = as_table(spec);
    let rules = &loaded.study.codes;
    let found = counted(&units, &codes, &table, rules, loaded.base(), findings)?;
    let layer = Layer {
        codes: &places.villages.layer.codes,
        names: &places.villages.layer.names,
        hierarchy: &places.hierarchy,
    };
    let joined = Codes {
        system,
        joined: Some((layer, &found.of)),
    };
    let queries = question::queries(&asked);
    let mut seen = Vec::new();
    let results = rows.run(&spec.code, joined, &queries, &mut seen)?;
    // what was seen of the codes was told before
    seen.retain(|finding| finding.check != "code-repaired" && !findings.contains(finding));
    findings.extend(seen);
    let nobody = question::of_nobody(&queries, &results);
    if !nobody.is_empty() {
        let what = format!("no row counts as {}", nobody.join(", "));
        findings.push(
            Finding::warning("holds-for-nobody", what)
                .remedy("check the condition: texts compare letter by letter, capitals too, and limits are in the unit of the column"),
        );
    }
    let k = loaded.study.privacy.k;
    let (mut tables, hidden) = question::tables(&asked, &queries, &results, layer, k as u64)?;
    if hidden > 0 {
        let what = format!(
            "{hidden} numbers of rows of places are hidden: below {k}, or they would tell one that is; what comes from them is missing"
        );
        findings.push(
            Finding::info("small-cells", what)
                .remedy("`k` of [privacy] is the fewest rows a number may come from"),
        );
    }
    if let Some(points) = &spec.points {
        let far = {
            let door = Door::of(&loaded.study.privacy, loaded.base())?;
            far(&loaded.resolve(points), places, &door, findings)?
        };
        nearest(&mut tables, layer.codes, &far);
        sources.push(source(loaded, points, "points")?);
    }
    tables.push(unmatched(&found, k as u64)?);
    let accounting = accounting(spec, &found, units.codes.len(), &tables[0]);
    for path in rows.paths() {
        let shown = path.strip_prefix(loaded.base()).unwrap_or(path);
        sources.push(Input {
            licence: spec.licence.clone(),
            ..Input::file(&shown.display().to_string(), path, "registry")?
        });
    }
    if let Engine::Adbc(adbc) = &spec.engine {
        let sums = results
            .iter()
            .map(|found| manifest::digest(format!("{found:?}").as_bytes()));
        sources.push(Input {
            path: adbc.table.clone(),
            role: "engine",
            sha256: manifest::digest(sums.collect::<String>().as_bytes()),
            rows: Some(accounting.rows),
            crs: None,
            licence: spec.licence.clone(),
        });
    }
    if let Some(bridge) = &spec.bridge {
        sources.push(source(loaded, bridge.path(), "bridge")?);
    }
    let frame = village_frame(&tables[0], layer.codes)?;
    let sql = queries.iter().map(|query| {
        let sql = rows.sql(query, &spec.code, joined);
        format!("-- {}\n{sql};\n", query.name)
    });
    let register = Register {
        sql: sql.collect::<Vec<_>>().join("\n"),
        sheets: tables
            .into_iter()
            .map(|table| sheet(table, loaded))
            .collect(),
    };
    let counts = json!({
        "rows": accounting.rows, "matched": accounting.matched, "unmatched": accounting.unmatched,
        "files": rows.paths().len(), "villages": accounting.units - accounting.units_without_row,
    });
    let detail = format!(
        "{} rows: {} matched, {} unmatched; {} of {} villages have rows",
        accounting.rows,
        accounting.matched,
        accounting.unmatched,
        accounting.units - accounting.units_without_row,
        accounting.units,
    );
    let join = Join {
        path: spec.rows().display().to_string(),
        filtered: 0,
        accounting: accounting.clone(),
    };
    let joined = Joined {
        level: Level::Village,
        frame,
        accounting,
    };
    Ok(((register, join, joined), counts, detail))
}

/// The rows as a table that joins by code.
fn as_table(spec: &Registry) -> study::Table {
    study::Table {
        path: spec.rows().to_path_buf(),
        sheet: None,
        code: Some(OneOrMany::One(spec.code.clone())),
        name: None,
        parents: Vec::new(),
        level: Level::Village,
        system: spec.system,
        filter: None,
        aggregate: None,
        people: false,
        bridge: spec.bridge.clone(),
        interpolate: None,
        vintage: spec.vintage,
        licence: spec.licence.clone(),
    }
}

fn accounting(spec: &Registry, found: &Counted, units: usize, villages: &Table) -> Accounting {
    let held = villages.columns.first().map_or(0, Column::len);
    Accounting {
        source: spec.rows().to_path_buf(),
        level: Level::Village,
        key: if spec.bridge.is_some() {
            Key::Bridge
        } else {
            Key::Code
        },
        rows: (found.matched + found.unmatched()) as usize,
        matched: found.matched as usize,
        unmatched: found.unmatched() as usize,
        unmatched_in: Vec::new(),
        ambiguous: 0,
        spelled: 0,
        units,
        units_without_row: units - held,
        vintage: spec.vintage,
    }
}

/// Rows of no village, by code; small numbers are hidden.
fn unmatched(found: &Counted, k: u64) -> Result<Table> {
    let lost = || found.lost.iter();
    let rows: Vec<u64> = lost()
        .map(|(_, n, _)| *n)
        .chain([found.unmatched()])
        .collect();
    let all = found.lost.len() as u32;
    let parent: Vec<Option<u32>> = (0..=all).map(|row| (row < all).then_some(all)).collect();
    let hidden = suppress::totals(&parent, &rows, k)?;
    let shown = |(rows, hidden): (&u64, &bool)| (!hidden).then_some(*rows as f64);
    Ok(Table::new("registry_unmatched")
        .text("code", lost().map(|(code, ..)| code.as_str()))
        .text("reason", lost().map(|(.., why)| why.as_str()))
        .number(
            "rows",
            Scale::Rows,
            rows.iter().zip(&hidden).map(shown).take(found.lost.len()),
        ))
}

/// Kilometres from each village's middle to the nearest of the points in a table.
fn far(
    path: &Path,
    places: &Places,
    door: &Door,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Option<f64>>> {
    let table = table::read(path, None, &[], door, findings)?;
    let remedy = "give each point its degrees as columns lon and lat";
    let [lon, lat] = ["lon", "lat"].map(|name| floats(table.column(name)?, remedy));
    let (lon, lat) = (
        lon.map_err(|e| e.file(path))?,
        lat.map_err(|e| e.file(path))?,
    );
    let points = lon
        .iter()
        .zip(lat.iter())
        .map(|(lon, lat)| Some(Point::new(lon?, lat?)));
    let points: Vec<Point> = points.flatten().collect();
    let lost = table.rows.len() - points.len();
    if lost > 0 {
        let what = format!("{lost} points have no coordinates and are left out");
        findings.push(Finding::warning("point-nowhere", what).file(path));
    }
    let outside = |point: &&Point| point.x().abs() > 180.0 || point.y().abs() > 90.0;
    if let Some(row) = points.iter().position(|point| outside(&point)) {
        return Err(Error::input("the point is not on the earth in degrees")
            .file(path)
            .row(table.rows[row])
            .remedy(remedy));
    }
    let layer = &places.villages.layer;
    let nowhere = Point::new(f64::NAN, f64::NAN);
    let middle = |shape| geometry::centroid(shape).unwrap_or(nowhere);
    let middles: Vec<Point> = layer.geometry.par_iter().map(middle).collect();
    let far = to_nearest(&middles, &points, layer.measure);
    Ok(far
        .into_iter()
        .map(|far| far.map(|metres| metres / 1e3))
        .collect())
}

/// Adds the distances to the table of villages.
fn nearest(tables: &mut [Table], codes: &[Code], far: &[Option<f64>]) {
    let Some(villages) = tables.first_mut() else {
        return;
    };
    let own: Vec<Option<f64>> = match villages.columns.first() {
        Some(Column::Text { cells, .. }) => cells
            .iter()
            .map(|code| far[position(codes, code)?])
            .collect(),
        _ => Vec::new(),
    };
    let table = std::mem::replace(villages, Table::new(villages.id));
    *villages = table.number("km_to_point", Scale::Distance, own);
}

fn position(codes: &[Code], code: &str) -> Option<usize> {
    codes.binary_search_by(|own| own.as_str().cmp(code)).ok()
}

/// The numbers of the villages of the layer; missing where a village has no row.
fn village_frame(table: &Table, codes: &[Code]) -> Result<DataFrame> {
    let mut columns = vec![Series::new(
        "code".into(),
        codes.iter().map(Code::as_str).collect::<Vec<_>>(),
    )];
    let Some(Column::Text { cells: own, .. }) = table.columns.first() else {
        return Err(Error::engine("the table of villages has no codes"));
    };
    let at: BTreeMap<&str, usize> = own.iter().map(String::as_str).zip(0..).collect();
    for column in &table.columns {
        if let Column::Number { name, values, .. } = column {
            let value = |code: &Code| values[*at.get(code.as_str())?];
            let values: Vec<Option<f64>> = codes.iter().map(value).collect();
            columns.push(Series::new(name.into(), values));
        }
    }
    Ok(DataFrame::new(codes.len(), columns)?)
}

/// A table as people read it.
fn sheet(table: Table, loaded: &LoadedStudy) -> Sheet {
    let language = loaded.study.study.language;
    let method = pick(
        language,
        "Jumlah dari baris registri yang desanya ada di peta; rumus dan batas kesalahan di docs/methods.md.",
        "Sums of the rows of the registry whose village is in the layer; formulas and error bounds are in docs/methods.md.",
    );
    let spec = loaded.study.registry.as_ref();
    let mut sheet = Sheet::new(table.id, method, language);
    for column in table.columns {
        let name = column.name().to_owned();
        sheet = match column {
            Column::Text { name, cells } => sheet.text(&name, cells),
            Column::Number {
                name,
                scale,
                values,
                ..
            } => match scale {
                Scale::Rows => sheet.count(&name, values.iter().map(|x| x.map(|x| x as i64))),
                Scale::People => sheet.number(&name, "", 3, values),
                Scale::Amount => sheet.number(&name, "", 2, values),
                Scale::Share => sheet.number(&name, "", 6, values),
                Scale::Distance => sheet.number(&name, "km", 3, values),
            },
        };
        if let Some((head, title)) = spec.and_then(|spec| titled(spec, &name)) {
            let head = label(head, language).to_owned();
            sheet = sheet.labelled(format!("{head}: {title}"));
        }
    }
    sheet
}

/// The head of a column that is made of a word and the code of a programme or a deprivation, and the code's title.
fn titled<'a>(spec: &'a Registry, name: &'a str) -> Option<(&'a str, &'a str)> {
    let programmes = spec.programmes.iter().map(|one| one.code.as_str());
    let deprivations = spec.deprivations.iter().flat_map(|all| &all.indicators);
    let codes = programmes.chain(deprivations.map(|one| one.code.as_str()));
    let heads = ["eligible", "missed", "lacks", "contributes"];
    let mut found = codes.filter_map(|code| {
        let head = name.strip_suffix(code)?.strip_suffix('_')?;
        heads.contains(&head).then_some((head, code))
    });
    found.next()
}

/// The registry of a study alone: its tables in the folder `out`.
///
/// # Errors
/// Any fault of the boundaries, the registry or the output.
pub fn aggregate(loaded: &LoadedStudy, out: &Path, mut log: Log) -> Result<super::Summary> {
    let Some(spec) = &loaded.study.registry else {
        return Err(Error::study("the study has no registry")
            .file(&loaded.file)
            .remedy("add [registry] with `path` and `code`"));
    };
    manifest::of_this_study(out, &loaded.study.study.name)?;
    let folder = Folder::open(out, "registry", manifest::files_of)?;
    let (places, mut sources) = super::inputs::places(loaded, &mut log)?;
    let (register, ..) = read(loaded, spec, &places, &mut sources, &mut log)?;
    write::tables(loaded, &register.sheets, &sources, &folder)?;
    folder.write("registry.sql", |w| write::put(w, &register.sql))?;
    write::record(loaded, "registry aggregate", &sources, &folder, &log)?;
    folder.publish()?;
    Ok(super::summary(log, Some(out.to_path_buf())))
}
