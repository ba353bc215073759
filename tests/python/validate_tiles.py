"""A PMTiles file as the libraries of the web read it: nothing is lost, shapes are valid, neighbours meet.

    validate_tiles.py FILE LAYER TABLE [COVERED]

TABLE is a CSV with a row a feature; its columns are compared with the properties of the last zoom. With COVERED, neighbours of the layer
neither overlap nor part.
"""

import collections
import csv
import json
import os
import pathlib
import subprocess
import sys

import shapely

file, name, table = sys.argv[1:4]
script = pathlib.Path(__file__).parent.parent / "node/read_tiles.mjs"
said = subprocess.run(["node", "--max-old-space-size=4096", str(script), file], capture_output=True, text=True, env={**os.environ})
assert said.returncode == 0, said.stderr
read = json.loads(said.stdout)
header, metadata = read["header"], read["metadata"]
assert header["specVersion"] == 3 and header["clustered"] and header["tileType"] == 1 and header["tileCompression"] == 2, header
assert header["numAddressedTiles"] == read["found"], (header, read["found"])
assert read["largest"] < 5_000_000, read["largest"]
layers = {layer["id"]: layer for layer in metadata["vector_layers"]}
assert set(layers) == set(read["layers"]), (set(layers), set(read["layers"]))
for id, layer in layers.items():
    zooms = [int(zoom) for zoom in read["layers"][id]["features"]]
    assert (min(zooms), max(zooms)) == (layer["minzoom"], layer["maxzoom"]), (id, zooms, layer)
    assert layer["maxzoom"] == header["maxZoom"]

# every row is seen, with its values
with open(table, newline="") as text:
    rows = list(csv.DictReader(text))
own = read["layers"][name]
assert sorted(own["seen"]) == list(range(1, len(rows) + 1)), (len(own["seen"]), len(rows))
for i, row in enumerate(rows):
    tags = own["properties"][str(i + 1)]
    for column, cell in row.items():
        if cell == "":
            assert column not in tags, (i, column, tags)
        elif layers[name]["fields"][column] == "Number":
            assert float(cell) == tags[column], (i, column, cell, tags)
        else:
            assert cell == str(tags[column]), (i, column, cell, tags)

# polygons are valid, in all layers
broken = collections.Counter()
whole = collections.Counter()
tiles = collections.defaultdict(list)
for layer, x, y, id, rings, shells in read["tiles"]:
    parts = []
    for ring, shell in zip(rings, shells):
        if shell:
            parts.append([ring, []])
        else:
            parts[-1][1].append(ring)
    shape = shapely.MultiPolygon([shapely.Polygon(shell, holes) for shell, holes in parts])
    whole[layer] += 1
    if not shape.is_valid:
        broken[layer] += 1
        if os.environ.get("KAWASAN_SAY"):
            print(layer, x, y, id, shapely.is_valid_reason(shape))
        shape = shapely.make_valid(shape)
    low, high = min(p[0] for r in rings for p in r), max(p[0] for r in rings for p in r)
    assert -64 <= low and high <= 4096 + 64
    if layer == name:
        tiles[x, y].append(shape)
assert not broken, (broken, whole)

# and neighbours meet
overlap = gap = total = 0
for shapes in tiles.values():
    union = shapely.union_all(shapes)
    own = sum(shape.area for shape in shapes)
    total += own
    overlap += own - union.area
    for part in getattr(union, "geoms", [union]):
        if part.geom_type == "Polygon":
            gap += sum(shapely.Polygon(hole).area for hole in part.interiors if shapely.Polygon(hole).area < 64)
print(f"{read['found']} tiles, zoom {header['minZoom']} to {header['maxZoom']}, largest {read['largest']} bytes, {dict(whole)} shapes at the last, {dict(broken)} invalid, "
      f"overlap {overlap / total:.2e}, gaps {gap / total:.2e}")
if len(sys.argv) > 4:
    assert abs(overlap) < total * 1e-6 and gap < total * 1e-6, (overlap, gap, total)
