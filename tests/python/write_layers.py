"""Writes a layer with geopandas in every format that kawasan should read: as it is, and in UTM."""

import sys
from pathlib import Path

import geopandas

source, folder = Path(sys.argv[1]), Path(sys.argv[2])
layer = geopandas.read_file(source, engine="pyogrio")
for name, layer in (("wgs84", layer), ("utm", layer.to_crs(32749))):
    layer.to_file(folder / f"{name}.gpkg", engine="pyogrio")
    layer.to_file(folder / f"{name}.fgb", engine="pyogrio")
    layer.to_parquet(folder / f"{name}.parquet")
    layer.to_parquet(folder / f"{name}.geoparquet", write_covering_bbox=True)
