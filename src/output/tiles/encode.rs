//! One layer of one tile in the Mapbox Vector Tile Specification 2.1.

use super::clip::{EXTENT, Place, Ring};
use crate::error::{Error, Result};
use crate::output::values::{Cell, Values};
use mvt::{GeomData, GeomEncoder, GeomType, Tile};

/// A unit in a tile: its row, and its rings on the grid of all tiles, holes behind their shells.
pub(super) type Part = (u32, Vec<Ring>);

/// The bytes of a layer in a tile; layers one after another make a tile. Ids of features are rows from 1.
pub(super) fn layer(
    name: &str,
    tile: [u32; 2],
    parts: &[Part],
    columns: &[&(String, Values)],
) -> Result<Vec<u8>> {
    let mut whole = Tile::new(EXTENT as u32);
    let mut made = whole.create_layer(name);
    for (row, rings) in parts {
        let mut feature = made.into_feature(geometry(rings, tile)?);
        feature.set_id(u64::from(*row) + 1);
        for (column, values) in columns {
            match values.cell(*row as usize) {
                Cell::Null => {}
                Cell::Bool(value) => feature.add_tag_bool(column, value),
                Cell::Int(value) => feature.add_tag_int(column, value),
                Cell::Float(value) => feature.add_tag_double(column, value),
                Cell::Text(value) => feature.add_tag_string(column, value),
            }
        }
        made = feature.into_layer();
    }
    whole.add_layer(made).map_err(failed)?;
    whole.to_bytes().map_err(failed)
}

/// Rings in the grid of the tile.
fn geometry(rings: &[Ring], tile: [u32; 2]) -> Result<GeomData> {
    let low = tile.map(|at| at as i32 * EXTENT);
    let mut encoder = GeomEncoder::new(GeomType::Polygon);
    let mut last: Option<Place> = None;
    for ring in rings {
        // the encoder leaves out the move to a place where it is already
        let first = ring
            .iter()
            .position(|&place| Some(place) != last)
            .unwrap_or(0);
        let places = ring[first..].iter().chain(&ring[..first]);
        for place in places {
            encoder
                .add_point(place[0] - low[0], place[1] - low[1])
                .map_err(failed)?;
            last = Some(*place);
        }
        encoder.complete_geom().map_err(failed)?;
    }
    encoder.encode().map_err(failed)
}

fn failed(error: mvt::Error) -> Error {
    Error::engine(format!("a tile cannot be encoded: {error}"))
}
