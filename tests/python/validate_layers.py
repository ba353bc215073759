"""Reads every layer of a run with geopandas and fails on anything a GIS team would stumble over."""

import json
import re
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path

import geopandas
import pandas
import pyarrow.parquet
import pyogrio
import pyproj

run = Path(sys.argv[1])
geod = pyproj.Geod(ellps="WGS84")
tables = {
    name: pandas.read_csv(run / "tables" / f"{name}.csv", dtype={"code": str})
    for name in ("scores", "regions", "areas")
}


def square_km(shape):
    return abs(geod.geometry_area_perimeter(shape)[0]) / 1e6


def layers():
    """The name and format of every layer, and the layer."""
    for path in sorted((run / "layers").iterdir()):
        ending = path.suffix[1:]
        if ending in ("geojson", "topojson", "fgb", "shp"):
            yield path.stem, ending, geopandas.read_file(path, engine="pyogrio")
        elif ending == "parquet":
            yield path.stem, ending, geopandas.read_parquet(path)
        elif ending == "gpkg":
            for name, kind in pyogrio.list_layers(path):
                if kind is not None:
                    yield name, ending, geopandas.read_file(path, layer=name, engine="pyogrio")


total = {}
rows = {}
seen = {}
for name, ending, layer in layers():
    path = f"{name} in {ending}"
    seen.setdefault(ending, set()).add(name)
    if ending == "topojson":
        # the format is in longitude and latitude, whatever GDAL makes of it
        layer = layer.set_crs(4326, allow_override=True)
    assert layer.crs.to_epsg() == 4326 or layer.crs == "OGC:CRS84", path
    bad = layer[~layer.geometry.is_valid]
    assert bad.empty, f"{path}: {len(bad)} invalid, first {bad.drop(columns='geometry').iloc[0].to_dict()}"
    assert not layer.geometry.is_empty.any(), path
    table = tables["scores" if name == "villages" else "areas" if name == "areas" else "regions"]
    if "level" in table:
        table = table[table["level"] == name]
    assert len(layer) == len(table), path
    rows[name] = len(table)
    if ending == "fgb":
        # in the order of its index
        key = "code" if "code" in table else "area"
        layer = layer.set_index(key).loc[list(table[key])].reset_index()
    if "code" in table:
        assert list(layer["code"]) == list(table["code"]), path
    for column in set(table.columns) & set(layer.columns):
        ours, theirs = layer[column], table[column].reset_index(drop=True)
        assert (ours.isna() == theirs.isna()).all(), f"{path}: {column} is missing elsewhere"
        if pandas.api.types.is_numeric_dtype(theirs) and not pandas.api.types.is_bool_dtype(theirs):
            assert pandas.api.types.is_numeric_dtype(ours) or theirs.isna().all(), f"{path}: {column} is {ours.dtype}"
            off = (ours.astype(float) - theirs.astype(float)).abs().max()
            assert not off > 1e-9, f"{path}: {column} is off by {off}"
    area = layer.geometry.map(square_km)
    if ending == "geojson":
        total[name] = area.sum()
    if "area_km2" in table:
        stated = table["area_km2"].to_numpy()
        off = abs(area.to_numpy() - stated) - 0.0006
        assert (off <= 1e-6 * stated).all(), f"{path}: area_km2 off by {off.max()} km2"
    if ending == "shp":
        continue
    for shape in layer.geometry:
        for part in getattr(shape, "geoms", [shape]):
            assert part.exterior.is_ccw, f"{path}: clockwise shell"
            assert not any(ring.is_ccw for ring in part.interiors), f"{path}: anticlockwise hole"

# GDAL by itself, which Debian builds without Parquet
for path in sorted((run / "layers").iterdir()):
    if path.suffix not in (".geojson", ".topojson", ".fgb", ".shp", ".gpkg"):
        continue
    said = subprocess.run(["ogrinfo", "-ro", "-al", "-so", path], capture_output=True, text=True, check=True)
    counts = dict(re.findall(r"^Layer name: (\w+?)(?:_synthetic)?$.*?^Feature Count: (\d+)$", said.stdout, re.MULTILINE | re.DOTALL))
    of = set(rows) if path.suffix == ".gpkg" else {path.stem}
    assert {name: int(counts.get(name, -1)) for name in of} == {name: rows[name] for name in of}, f"{path}: {said.stdout}"
    # an older GDAL does not know the newest GeoPackage
    doubts = [line for line in said.stderr.splitlines() if "This version of GeoPackage" not in line]
    assert not doubts, f"{path}: {doubts}"

for path in (run / "layers").glob("*.geojson"):
    raw = json.loads(path.read_text())
    assert raw["type"] == "FeatureCollection" and "crs" not in raw, path
for ending, names in seen.items():
    assert names == set(total), f"{ending} has {names}"
for path in (run / "layers").glob("*.gpkg"):
    package = sqlite3.connect(path)
    assert package.execute("PRAGMA integrity_check").fetchall() == [("ok",)], path
    assert package.execute("PRAGMA foreign_key_check").fetchall() == [], path
    styles = dict(package.execute("SELECT f_table_name, styleQML FROM layer_styles"))
    assert set(styles) <= set(total) and {"villages", "areas"} <= set(styles), path
    for name, qml in styles.items():
        renderer = xml.etree.ElementTree.fromstring(qml).find("renderer-v2")
        columns = {row[1] for row in package.execute(f"PRAGMA table_info({name})")}
        assert renderer.get("attr") in columns, f"{path}: {name} is drawn by {renderer.get('attr')}"
        drawn = renderer.find("ranges") if renderer.find("ranges") is not None else renderer.find("categories")
        assert len(drawn) == len(renderer.find("symbols")) > 0, f"{path}: {name}"
    bounds = package.execute("SELECT count(*), min(minx) FROM rtree_villages_geom").fetchone()
    assert bounds[0] == len(tables["scores"]), path
for path in (run / "layers").glob("*.parquet"):
    about = json.loads(pyarrow.parquet.read_metadata(path).metadata[b"geo"])
    assert about["version"] == "1.1.0" and about["columns"]["geometry"]["encoding"] == "WKB", path
    whole = geopandas.read_parquet(path)
    x, y = whole.geometry.iloc[0].representative_point().coords[0]
    part = geopandas.read_parquet(path, bbox=(x, y, x, y))
    hit = [(x >= b[0]) & (x <= b[2]) & (y >= b[1]) & (y <= b[3]) for b in whole.bounds.to_numpy()]
    assert len(part) == sum(hit) >= 1, f"{path}: {len(part)} of {sum(hit)} by their bounds"

for level in ("district", "regency", "province"):
    change = abs(total[level] / total["villages"] - 1)
    assert change < 1e-3, f"{level}: area differs from the villages' by {change}"
print({name: round(value, 3) for name, value in total.items()}, sorted(seen))
