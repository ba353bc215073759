"""Reads every layer of a run with geopandas and fails on anything a GIS team would stumble over."""

import json
import sys
from pathlib import Path

import geopandas
import pandas
import pyproj

run = Path(sys.argv[1])
geod = pyproj.Geod(ellps="WGS84")
tables = {
    name: pandas.read_csv(run / "tables" / f"{name}.csv", dtype={"code": str})
    for name in ("scores", "regions", "areas")
}


def square_km(shape):
    return abs(geod.geometry_area_perimeter(shape)[0]) / 1e6


total = {}
for path in sorted((run / "layers").glob("*.geojson")):
    raw = json.loads(path.read_text())
    assert raw["type"] == "FeatureCollection" and "crs" not in raw, path
    layer = geopandas.read_file(path, engine="pyogrio")
    assert layer.crs.to_epsg() == 4326, path
    bad = layer[~layer.geometry.is_valid]
    assert bad.empty, f"{path}: {len(bad)} invalid, first {bad.drop(columns='geometry').iloc[0].to_dict()}"
    assert not layer.geometry.is_empty.any(), path
    for shape in layer.geometry:
        for part in getattr(shape, "geoms", [shape]):
            assert part.exterior.is_ccw, f"{path}: clockwise shell"
            assert not any(ring.is_ccw for ring in part.interiors), f"{path}: anticlockwise hole"
    name = path.stem
    table = tables["scores" if name == "villages" else "areas" if name == "areas" else "regions"]
    if "level" in table:
        table = table[table["level"] == name]
    assert len(layer) == len(table), path
    if "code" in table:
        assert list(layer["code"]) == list(table["code"]), path
    area = layer.geometry.map(square_km)
    total[name] = area.sum()
    if "area_km2" in table:
        stated = table["area_km2"].to_numpy()
        off = abs(area.to_numpy() - stated) - 0.0006
        assert (off <= 1e-6 * stated).all(), f"{path}: area_km2 off by {off.max()} km2"

for level in ("district", "regency", "province"):
    change = abs(total[level] / total["villages"] - 1)
    assert change < 1e-3, f"{level}: area differs from the villages' by {change}"
print({name: round(value, 3) for name, value in total.items()})
