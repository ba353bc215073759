//! Reading, neighbours, local statistics and dissolving of one large layer, step by step: seconds as JSON, and peak memory.
//!
//! `benches/peers.py` runs it in turn with geopandas, libpysal, esda and GeoDa on the same files.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use kawasan::input::read::boundary;
use kawasan::output::geojson;
use kawasan::space::coverage::{Coverage, dissolve};
use kawasan::space::graph::{Contiguity, contiguity};
use kawasan::space::stats::{Transform, getis_star, local_moran};
use polars::prelude::DataType;
use serde_json::{Map, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

/// The column the statistics are of, and the columns that name regions.
const VALUE: &str = "value";
const GROUPS: [&str; 3] = ["kec", "kab", "prov"];
const PERMUTATIONS: usize = 999;

fn main() {
    let files = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let files: Vec<String> = files.collect();
    let [shapefile, json, out] = files.as_slice() else {
        println!("usage: cargo bench --bench space -- LAYER.shp LAYER.geojson OUT.geojson");
        return;
    };
    let mut seconds = Map::new();
    let mut timed = |name: &str, start: Instant| {
        seconds.insert(name.to_owned(), json!(start.elapsed().as_secs_f64()));
    };
    let read = |path: &str| boundary::read(Path::new(path), &mut Vec::new()).unwrap();

    let start = Instant::now();
    let layer = read(shapefile);
    timed("read shapefile", start);

    let start = Instant::now();
    let coverage = Coverage::build(&layer.geometry, layer.measure);
    let graph = contiguity(&coverage, Contiguity::Queen, 0.0);
    timed("queen", start);

    let y = layer.attributes.column(VALUE).unwrap();
    let y = y.cast(&DataType::Float64).unwrap();
    let y: Vec<f64> = y.f64().unwrap().iter().map(Option::unwrap).collect();
    let start = Instant::now();
    let moran = local_moran(&y, &graph, Transform::Row, PERMUTATIONS, 1).unwrap();
    timed("local Moran", start);
    let start = Instant::now();
    let star = getis_star(&y, &graph, Transform::Binary, PERMUTATIONS, 1).unwrap();
    timed("G*", start);

    for group in GROUPS {
        let column = layer.attributes.column(group).unwrap();
        let column = column.cast(&DataType::String).unwrap();
        let mut number = BTreeMap::new();
        let of: Vec<Option<u32>> = (column.str().unwrap().iter())
            .map(|key| {
                let next = number.len() as u32;
                Some(*number.entry(key?.to_owned()).or_insert(next))
            })
            .collect();
        let start = Instant::now();
        let regions = dissolve(&layer.geometry, layer.measure, &of, number.len(), 0.0);
        timed(&format!("dissolve by {group}"), start);
        assert_eq!(regions.len(), number.len());
    }

    let start = Instant::now();
    let again = read(json);
    timed("read GeoJSON", start);
    let start = Instant::now();
    let file = std::io::BufWriter::new(std::fs::File::create(out).unwrap());
    geojson::write(
        file,
        &again.geometry,
        &again.attributes,
        "layer",
        geojson::Form::Exact,
    )
    .unwrap();
    timed("write GeoJSON", start);

    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!(
        "{}",
        json!({
            "units": graph.n(),
            "links": graph.link_count(),
            "local": moran.statistic[0],
            "star": star.z[0],
            "seconds": seconds,
            "peak": peak.map(str::trim),
        })
    );
}
