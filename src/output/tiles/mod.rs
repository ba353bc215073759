//! PMTiles: layers cut into vector tiles for maps on the web, in one file.
//!
//! * `grid`: degrees to the grid of a zoom; `clip`: shapes cut into tiles; `clean` and `walk`: what the grid made to cross; `encode`: a layer of a tile
//! * `archive`: tiles in one file, and what it says of itself

mod archive;
mod clean;
mod clip;
mod encode;
mod grid;
mod walk;

use super::guard::look_at_text;
use super::values::{Values, seen};
use super::vector::Vector;
use crate::base::model::Measure;
use crate::error::{Error, Result};
use crate::space::coverage::Coverage;
use archive::Told;
use clean::clean;
use clip::cut;
use encode::Part;
use flate2::Compression;
use flate2::write::GzEncoder;
use geo::MultiPolygon;
use pmtiles::{TileCoord, TileId};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Seek, Write};
use std::path::Path;

/// Steps of the grid that a unit of mean size is wide at the last zoom: borders are then drawn to a fraction of a pixel.
const LAST: f64 = 512.0;
/// And at the first one: half a pixel.
const FIRST: f64 = 4.0;
/// Zooms that the last one is of.
const ZOOMS: (u8, u8) = (8, 12);
/// Bytes of a layer in a tile, compressed, beyond which columns are left out.
const MOST: usize = 400_000;
/// Steps by which simplification may move a border: at the last zoom, which is looked at closer still, and at the others.
const MOVED: [f64; 2] = [1.0, 3.0];

/// A file of tiles.
#[derive(Debug)]
pub struct Archive<'a> {
    /// What it is called.
    pub name: &'a str,
    /// A sentence about it.
    pub description: &'a str,
    /// Whom the data are from, by their licence.
    pub attribution: &'a str,
    /// Each with a name of its own.
    pub layers: Vec<Layer<'a>>,
}

/// A layer to cut.
#[derive(Debug)]
pub struct Layer<'a> {
    /// Its name in the tiles.
    pub name: &'a str,
    /// Shapes in degrees and their attributes.
    pub vector: Vector<'a>,
    /// Columns that stay longest where a tile would grow too large.
    pub kept: &'a [&'a str],
}

/// A layer on its way from the last zoom to its first.
struct Way<'a> {
    layer: &'a Layer<'a>,
    columns: Vec<(String, Values)>,
    shapes: Vec<MultiPolygon<f64>>,
    first: u8,
    told: Told,
}

/// Writes layers as PMTiles 3 with gzipped vector tiles (Mapbox Vector Tile 2.1); the same input gives the same bytes. What comes back is
/// what the file does not hold, in sentences.
///
/// The last zoom is the one at which the units of the finest layer are 512 steps of the grid wide in the mean, from 8 to 12; a layer begins where its
/// units are half a pixel. Borders are simplified at each zoom as one coverage, so that neighbours have no gaps. Columns have their
/// type and order; null, NaN and infinities are left out. Where a layer would have 400 kB in a tile of a zoom, compressed, all tiles of
/// the zoom have its `kept` columns only, else none but the row as id, else it begins at the next zoom; the last zoom has everything.
///
/// # Errors
/// Layers without shapes, a token shaped like a NIK or KK, a failed write.
pub fn write(out: impl Write + Seek, archive: &Archive, path: &Path) -> Result<Vec<String>> {
    for text in [archive.name, archive.description, archive.attribution] {
        look_at_text(text, path)?;
    }
    let mut sides = Vec::new();
    for layer in &archive.layers {
        sides.push(grid::side(layer.vector.geometry));
    }
    let Some(finest) = sides.iter().flatten().copied().reduce(f64::min) else {
        return Err(Error::output("there are no shapes to make tiles of").file(path));
    };
    let last = grid::zoom_of(finest, LAST).clamp(ZOOMS.0, ZOOMS.1);
    let mut ways = Vec::new();
    for (layer, side) in archive.layers.iter().zip(&sides) {
        let Some(side) = side else { continue };
        look_at_text(layer.name, path)?;
        ways.push(Way {
            layer,
            columns: seen(layer.vector.attributes).map_err(|error| error.layer(layer.name))?,
            shapes: layer.vector.geometry.to_vec(),
            first: grid::zoom_of(*side, FIRST).min(last),
            told: Told::default(),
        });
    }
    let mut notes = Vec::new();
    let mut zooms = Vec::new();
    for zoom in (0..=last).rev() {
        let mut tiles: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
        for way in ways.iter_mut().filter(|way| way.first <= zoom) {
            way.simplify(zoom, MOVED[usize::from(zoom < last)]);
            let parts = way.parts(zoom)?;
            if zoom == last {
                notes.extend(way.unseen(&parts));
            }
            for (id, bytes) in way.encode(zoom, zoom == last, &parts)? {
                tiles.entry(id).or_default().extend(bytes);
            }
        }
        let tiles: Vec<(u64, Vec<u8>)> = tiles.into_iter().collect();
        let tiles = tiles
            .into_par_iter()
            .map(|(id, bytes)| Ok((id, gzip(&bytes)?)));
        zooms.push(tiles.collect::<Result<Vec<_>>>()?);
    }
    zooms.reverse();
    archive::write(out, archive, &ways, &zooms)?;
    Ok(notes)
}

/// The same into a file at `path`.
///
/// # Errors
/// See [`write`].
pub fn place(path: &Path, archive: &Archive) -> Result<Vec<String>> {
    let file = File::create(path)
        .map_err(|error| Error::output(format!("cannot be written: {error}")).file(path))?;
    write(file, archive, path)
}

/// The parts in one tile: its id, its place, units in the order of rows.
type Filled = (u64, [u32; 2], Vec<Part>);

impl Way<'_> {
    /// Takes out what is too small to see at a zoom, of what is left of it at the zoom after.
    fn simplify(&mut self, zoom: u8, steps: f64) {
        let coverage = Coverage::build(&self.shapes, Measure::Geodesic);
        self.shapes = coverage.simplify(steps * grid::step(zoom));
    }

    /// Every unit in every tile of a zoom.
    fn parts(&self, zoom: u8) -> Result<Vec<Filled>> {
        let unit = |(row, shape): (usize, &MultiPolygon<f64>)| {
            let mut found = Vec::new();
            cut(grid::rings(shape, zoom), zoom, &mut |tile, rings| {
                let rings = clean(rings);
                if !rings.is_empty() {
                    found.push((tile, (row as u32, rings)));
                }
            });
            found
        };
        let units = self.shapes.par_iter().enumerate();
        let units: Vec<Vec<([u32; 2], Part)>> = units.map(unit).collect();
        let mut tiles: BTreeMap<[u32; 2], Vec<Part>> = BTreeMap::new();
        for (tile, part) in units.into_iter().flatten() {
            tiles.entry(tile).or_default().push(part);
        }
        let tiles = tiles.into_iter().map(|(tile, parts)| {
            let place = TileCoord::new(zoom, tile[0], tile[1]).map_err(archive::failed)?;
            Ok((TileId::from(place).value(), tile, parts))
        });
        tiles.collect()
    }

    /// How many units are in no tile.
    fn unseen(&self, tiles: &[Filled]) -> Option<String> {
        let mut seen: Vec<bool> = self.shapes.iter().map(|shape| shape.0.is_empty()).collect();
        for (row, _) in tiles.iter().flat_map(|(_, _, parts)| parts) {
            seen[*row as usize] = true;
        }
        let unseen = seen.iter().filter(|seen| !**seen).count();
        (unseen > 0).then(|| {
            format!(
                "{unseen} shapes of {} are too small for any tile",
                self.layer.name
            )
        })
    }

    /// The layer in each of its tiles with as many columns as fit; in none when even the shapes do not.
    fn encode(&mut self, zoom: u8, all: bool, tiles: &[Filled]) -> Result<Vec<(u64, Vec<u8>)>> {
        let every: Vec<&(String, Values)> = self.columns.iter().collect();
        let kept = every
            .iter()
            .copied()
            .filter(|(name, _)| self.layer.kept.contains(&name.as_str()));
        let choices = [every.clone(), kept.collect(), Vec::new()];
        for columns in choices {
            let tile = |(id, tile, parts): &Filled| {
                let bytes = encode::layer(self.layer.name, *tile, parts, &columns)?;
                let fits = all || bytes.len() <= MOST || gzip(&bytes)?.len() <= MOST;
                Ok(fits.then_some((*id, bytes)))
            };
            let made = tiles
                .par_iter()
                .map(tile)
                .collect::<Result<Option<Vec<_>>>>()?;
            if let Some(made) = made {
                self.told
                    .saw(zoom, columns.iter().map(|(name, _)| name.as_str()));
                return Ok(made);
            }
        }
        // no zoom before has it either
        self.first = zoom + 1;
        Ok(Vec::new())
    }
}

/// Bytes compressed, without a time in the head.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let failed =
        |error: std::io::Error| Error::engine(format!("a tile cannot be compressed: {error}"));
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::default());
    encoder.write_all(bytes).map_err(failed)?;
    encoder.finish().map_err(failed)
}

#[cfg(test)]
mod tests;
