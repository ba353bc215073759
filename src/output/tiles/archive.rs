//! Tiles in one PMTiles file, and what it says of itself.

use super::{Archive, Way};
use crate::error::{Error, Result};
use crate::output::values::Values;
use geo::BoundingRect;
use pmtiles::{Compression, PmTilesWriter, PmtError, TileCoord, TileId, TileType};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::{Seek, Write};

/// Tiles of 512 pixels that a map is wide when it is opened, in the middle zoom that the file names.
const WINDOW: f64 = 2.0;

/// What the tiles of a layer have from which zoom on.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// The first zoom with the layer.
    first: Option<u8>,
    /// And with each column.
    columns: BTreeMap<String, u8>,
}

impl Told {
    /// Zooms are seen from the last to the first.
    pub fn saw<'a>(&mut self, zoom: u8, columns: impl Iterator<Item = &'a str>) {
        self.first = Some(zoom);
        for column in columns {
            self.columns.insert(column.to_owned(), zoom);
        }
    }
}

/// Writes tiles, ascending by zoom and id, already compressed.
pub(super) fn write(
    out: impl Write + Seek,
    archive: &Archive,
    ways: &[Way],
    zooms: &[Vec<(u64, Vec<u8>)>],
) -> Result<()> {
    let first = ways
        .iter()
        .filter_map(|way| way.told.first)
        .min()
        .unwrap_or(0);
    let last = (zooms.len() - 1) as u8;
    let [west, south, east, north] = bounds(archive);
    let center = [f64::midpoint(west, east), f64::midpoint(south, north)];
    let span = ((east - west) / 360.0)
        .max((north - south) / 170.0)
        .max(1e-9);
    let opened = (WINDOW / span)
        .log2()
        .floor()
        .clamp(f64::from(first), f64::from(last));
    let mut writer = PmTilesWriter::new(TileType::Mvt)
        .precompressed(Compression::Gzip)
        .min_zoom(first)
        .max_zoom(last)
        .bounds(west, south, east, north)
        .center(center[0], center[1])
        .center_zoom(opened as u8)
        .metadata(metadata(archive, ways, last).to_string())
        .create(out)
        .map_err(failed)?;
    for (id, bytes) in zooms.iter().flatten() {
        let place = TileCoord::from(TileId::new(*id).map_err(failed)?);
        writer.add_tile(place, bytes).map_err(failed)?;
    }
    writer.finalize().map_err(failed)
}

/// What is wrong with a file of tiles.
pub(super) fn failed(error: PmtError) -> Error {
    match error {
        PmtError::Reading(error) => Error::output(format!("cannot be written: {error}")),
        error => Error::engine(format!("the tiles do not fit one file: {error}")),
    }
}

/// West, south, east and north of all shapes.
fn bounds(archive: &Archive) -> [f64; 4] {
    let shapes = archive
        .layers
        .iter()
        .flat_map(|layer| layer.vector.geometry);
    let boxes = shapes.filter_map(BoundingRect::bounding_rect);
    boxes.fold(
        [180.0, 85.0, -180.0, -85.0],
        |[west, south, east, north], own| {
            [
                own.min().x.min(west),
                own.min().y.min(south),
                own.max().x.max(east),
                own.max().y.max(north),
            ]
        },
    )
}

fn metadata(archive: &Archive, ways: &[Way], last: u8) -> Value {
    let there = ways.iter().filter_map(|way| Some((way, way.told.first?)));
    let layers = there.map(|(way, first)| {
        let kind = |values: &Values| match values {
            Values::Bool(_) => "Boolean",
            Values::Int(_) | Values::Float(_) => "Number",
            Values::Text(_) => "String",
        };
        let columns = way.columns.iter();
        let fields: Map<String, Value> = columns
            .map(|(name, values)| (name.clone(), json!(kind(values))))
            .collect();
        let late = way.columns.iter().map(|(name, _)| way.told.columns[name]).max();
        let description = match late {
            Some(zoom) if zoom > first => format!("all columns from zoom {zoom}; ids are rows from 1"),
            _ => "ids are rows from 1".to_owned(),
        };
        json!({"id": way.layer.name, "description": description, "minzoom": first, "maxzoom": last, "fields": fields})
    });
    json!({
        "name": archive.name,
        "description": archive.description,
        "attribution": archive.attribution,
        "type": "overlay",
        "version": "1",
        "generator": crate::output::manifest::tool(),
        "vector_layers": layers.collect::<Vec<_>>(),
    })
}
