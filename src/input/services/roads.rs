//! Roads and ferries: a layer of lines, or a table of edges and its nodes.

use super::columns::{few, numbers, usual, words};
use crate::base::finding::Finding;
use crate::base::model::Measure;
use crate::base::study;
use crate::base::words::plain;
use crate::error::{Error, Result};
use crate::input::geometry::distance;
use crate::input::read::Door;
use crate::input::read::boundary;
use crate::input::read::table::{self, Table};
use geo::{Coord, LineString, Point};
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::Path;

const FROM: [&str; 4] = ["from", "dari", "source", "from_node"];
const TO: [&str; 4] = ["to", "ke", "target", "to_node"];
const MINUTES: [&str; 3] = ["minutes", "menit", "waktu_menit"];
const KM: [&str; 3] = ["km", "panjang_km", "length_km"];
const SPEED: [&str; 4] = ["speed", "kecepatan", "maxspeed", "km_h"];
const CLASS: [&str; 6] = ["class", "kelas", "fclass", "highway", "jenis", "route"];
const ONE_WAY: [&str; 2] = ["oneway", "satu_arah"];
const WAIT: [&str; 2] = ["wait", "tunggu"];
const FERRY: [&str; 4] = ["ferry", "feri", "penyeberangan", "kapal"];

/// A road or a ferry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Road {
    /// Node where it starts.
    pub from: u32,
    /// Node where it ends.
    pub to: u32,
    /// Length; not a number where a table of edges does not say.
    pub km: f64,
    /// Time, with the waiting for a ferry.
    pub minutes: f64,
    /// Whether it is travelled from `from` to `to` alone.
    pub one_way: bool,
}

/// Nodes, by place, and what joins them.
#[derive(Debug, Clone)]
pub struct Roads {
    /// Places in degrees.
    pub nodes: Vec<Point>,
    /// Roads and ferries.
    pub roads: Vec<Road>,
    /// Rows of the file.
    pub rows: usize,
    /// Rows that are ferries.
    pub ferries: usize,
}

/// What a row says of itself.
struct Said {
    ferry: bool,
    /// 0 both ways, 1 along the line, -1 against it.
    way: i8,
    minutes: Option<f64>,
    km: Option<f64>,
    speed: f64,
    wait: f64,
}

impl Said {
    /// Minutes of a length, without waiting.
    fn travel(&self, km: f64) -> f64 {
        self.minutes.unwrap_or(km / self.speed * 60.0)
    }
}

/// Reads roads: every vertex of a line is a node, and lines meet where their vertices are the same to a centimetre (1e-7 degrees); a ferry goes from its first
/// vertex to its last. A table of edges has columns `from`, `to` and `minutes` or `km`, and `nodes` is a table of `id`, `lon`, `lat`.
///
/// # Errors
/// Any fault of the files; a length, a time or a speed below 0; an edge to a node that is not there; a layer without a CRS.
pub fn roads(
    path: &Path,
    nodes: Option<&Path>,
    spec: &study::Roads,
    findings: &mut Vec<Finding>,
) -> Result<Roads> {
    let mut found = match (boundary::lined(path), nodes) {
        (true, None) => lines(path, spec, findings)?,
        (true, Some(nodes)) => {
            return Err(Error::study("a layer of lines has its own nodes")
                .file(nodes)
                .remedy("leave out `nodes`"));
        }
        (false, Some(nodes)) => edges(path, nodes, spec, findings)?,
        (false, None) => {
            return Err(Error::study("a table of edges needs a table of its nodes")
                .file(path)
                .remedy("name it as `nodes`, with columns id, lon and lat; or give a layer of lines (.shp, .geojson, .gpkg, .fgb, .parquet)"));
        }
    };
    found.by_place();
    if found.roads.is_empty() {
        return Err(Error::input("no row is a road between two places").file(path));
    }
    Ok(found)
}

impl Roads {
    /// Brings nodes into the order of their places, so that the order of the rows never shows.
    fn by_place(&mut self) {
        let mut order: Vec<u32> = (0..self.nodes.len() as u32).collect();
        let place = |node: u32| self.nodes[node as usize];
        order.sort_by(|&a, &b| {
            let (p, q) = (place(a), place(b));
            p.x().total_cmp(&q.x()).then(p.y().total_cmp(&q.y()))
        });
        let mut rank = vec![0; order.len()];
        (0..)
            .zip(&order)
            .for_each(|(at, &node)| rank[node as usize] = at);
        self.nodes = order.iter().map(|&node| place(node)).collect();
        for road in &mut self.roads {
            (road.from, road.to) = (rank[road.from as usize], rank[road.to as usize]);
        }
    }
}

fn lines(path: &Path, spec: &study::Roads, findings: &mut Vec<Finding>) -> Result<Roads> {
    let layer = boundary::lines(path, &[], findings)?;
    if layer.measure == Measure::Planar {
        return Err(Error::input("the roads have no CRS")
            .file(path)
            .remedy("save the layer with its CRS"));
    }
    let table = Table {
        source: layer.source,
        sheet: None,
        rows: (1..=layer.attributes.height()).collect(),
        frame: layer.attributes,
        left: Vec::new(),
    };
    let said = said(&table, spec)?;
    let mut known: HashMap<[i64; 2], u32> = HashMap::new();
    let mut found = Roads {
        nodes: Vec::new(),
        roads: Vec::new(),
        rows: said.len(),
        ferries: said.iter().filter(|said| said.ferry).count(),
    };
    let mut short = Vec::new();
    // kilometres of every part of every line, most of the work of a large layer
    let apart =
        |pair: &[Coord<f64>]| distance(Point(pair[0]), Point(pair[1]), Measure::Geodesic) / 1e3;
    let parts = |line: &LineString<f64>| line.0.windows(2).map(apart).collect();
    let all = layer.shapes.par_iter();
    let lengths: Vec<Vec<Vec<f64>>> = all.map(|shape| shape.iter().map(parts).collect()).collect();
    for (((shape, lengths), said), &row) in
        (layer.shapes.iter().zip(&lengths).zip(&said)).zip(&table.rows)
    {
        let length = |parts: &Vec<f64>| parts.iter().sum::<f64>();
        let whole: f64 = lengths.iter().map(length).sum();
        if whole <= 0.0 {
            short.push(row);
            continue;
        }
        let km = said.km.unwrap_or(whole);
        let travel = said.travel(km);
        for (line, lengths) in shape.iter().zip(lengths) {
            let whole_line = [length(lengths)];
            let (coords, lengths) = match (said.ferry, line.0.first(), line.0.last()) {
                (true, Some(&first), Some(&last)) => (vec![first, last], &whole_line[..]),
                _ => (line.0.clone(), &lengths[..]),
            };
            let mut node = |at: Coord<f64>| {
                let key = [at.x, at.y].map(|degrees| (degrees * 1e7).round() as i64);
                *known.entry(key).or_insert_with(|| {
                    found.nodes.push(Point(at));
                    found.nodes.len() as u32 - 1
                })
            };
            let ends: Vec<u32> = coords.iter().map(|&at| node(at)).collect();
            for (ends, length) in ends.windows(2).zip(lengths) {
                if ends[0] == ends[1] {
                    continue;
                }
                let share = length / whole;
                let wait = match said.ferry {
                    true => said.wait,
                    false => said.wait * share,
                };
                let cost = (km * share, travel * share + wait);
                found.roads.push(road(ends[0], ends[1], cost, said.way));
            }
        }
    }
    if !short.is_empty() {
        let what = format!(
            "{} rows are no lines of a length and are not used: {}",
            short.len(),
            few(&short)
        );
        findings.push(Finding::warning("road-without-line", what).file(path));
    }
    Ok(found)
}

fn road(from: u32, to: u32, (km, minutes): (f64, f64), way: i8) -> Road {
    let (from, to) = if way < 0 { (to, from) } else { (from, to) };
    Road {
        from,
        to,
        km,
        minutes,
        one_way: way != 0,
    }
}

fn edges(
    path: &Path,
    nodes: &Path,
    spec: &study::Roads,
    findings: &mut Vec<Finding>,
) -> Result<Roads> {
    let text = |titles: &[&str]| {
        titles
            .iter()
            .map(|&title| title.to_owned())
            .collect::<Vec<_>>()
    };
    let places = super::points(
        nodes,
        &study::Service::of(nodes.to_path_buf()),
        &Door::default(),
        findings,
    )?;
    if places.measure == Measure::Planar {
        return Err(Error::input("nodes need a longitude and a latitude")
            .file(nodes)
            .remedy("call the columns lon and lat"));
    }
    let node: HashMap<&str, u32> = places.ids.iter().map(String::as_str).zip(0..).collect();
    let ends = text(&[&FROM[..], &TO[..]].concat());
    let table = table::read(path, None, &ends, &Door::default(), findings)?;
    let end = |titles: &[&str]| -> Result<Vec<u32>> {
        let Some(title) = usual(&table, titles) else {
            return Err(
                Error::input(format!("the edges have no column `{}`", titles[0]))
                    .file(path)
                    .remedy("name the nodes of an edge in columns from and to"),
            );
        };
        let ids = words(table.column(&title)?)?;
        let find = |(id, &row): (String, &usize)| {
            node.get(id.as_str()).copied().ok_or_else(|| {
                Error::input("the node is not in the table of nodes")
                    .file(path)
                    .column(&title)
                    .row(row)
                    .remedy(format!(
                        "add it to {} with its lon and lat",
                        nodes.display()
                    ))
            })
        };
        ids.into_iter().zip(&table.rows).map(find).collect()
    };
    let (from, to) = (end(&FROM)?, end(&TO)?);
    let said = said(&table, spec)?;
    let mut roads = Vec::with_capacity(said.len());
    for (i, said) in said.iter().enumerate() {
        let km = said.km.unwrap_or(f64::NAN);
        let minutes = said.travel(km) + said.wait;
        if minutes.is_nan() {
            return Err(Error::input("the edge has neither minutes nor km")
                .file(path)
                .row(table.rows[i])
                .remedy("fill one of them, or delete the row"));
        }
        roads.push(road(from[i], to[i], (km, minutes), said.way));
    }
    Ok(Roads {
        nodes: places.points,
        rows: said.len(),
        ferries: said.iter().filter(|said| said.ferry).count(),
        roads,
    })
}

/// What each row says of itself; what it does not say is that of the study.
fn said(table: &Table, spec: &study::Roads) -> Result<Vec<Said>> {
    let n = table.rows.len();
    let amounts = |titles: &[&str]| -> Result<Vec<Option<f64>>> {
        let Some(title) = usual(table, titles) else {
            return Ok(vec![None; n]);
        };
        let amounts = numbers(table, &title)?;
        match amounts.iter().position(|a| a.is_some_and(|a| a < 0.0)) {
            Some(i) => Err(Error::input("this is a number from 0 up")
                .file(&table.source)
                .column(&title)
                .row(table.rows[i])
                .remedy("correct it, or leave it empty where it is not known")),
            None => Ok(amounts),
        }
    };
    let texts = |titles: &[&str]| -> Result<Vec<String>> {
        match usual(table, titles) {
            Some(title) => words(table.column(&title)?),
            None => Ok(vec![String::new(); n]),
        }
    };
    let (minutes, km, speed, wait) = (
        amounts(&MINUTES)?,
        amounts(&KM)?,
        amounts(&SPEED)?,
        amounts(&WAIT)?,
    );
    let (class, one_way) = (texts(&CLASS)?, texts(&ONE_WAY)?);
    let one = |i: usize| {
        let ferry = FERRY.contains(&plain(&class[i]).as_str());
        let way = match one_way[i].to_lowercase().as_str() {
            "" | "no" | "n" | "0" | "false" | "b" | "tidak" | "both" => 0,
            "-1" | "reverse" | "t" => -1,
            "yes" | "y" | "1" | "true" | "f" | "ya" => 1,
            _ => {
                return Err(
                    Error::input("the cell does not say whether the road is one-way")
                        .file(&table.source)
                        .row(table.rows[i])
                        .remedy("write yes, no, or -1 for a road against the line"),
                );
            }
        };
        let (usual, waits) = if ferry {
            (spec.ferry, spec.wait)
        } else {
            (spec.speed, 0.0)
        };
        Ok(Said {
            ferry,
            way,
            minutes: minutes[i],
            km: km[i],
            // many files write 0 where they do not know
            speed: speed[i].filter(|speed| *speed > 0.0).unwrap_or(usual),
            wait: wait[i].unwrap_or(waits),
        })
    };
    (0..n).map(one).collect()
}
