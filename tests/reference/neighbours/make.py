"""Expected neighbours, made with libpysal 4.14.1, scipy 1.17.1 and pyproj 3.7.2 (GeographicLib) from the shapefiles in
shared/reference. Run it with the folder as its argument; it writes the CSV files beside itself.

nearby.csv   Delaunay edges of the planar centroids (scipy's Qhull through libpysal.graph), and which of them are Gabriel and
             relative neighbours
kernel.csv   columbus: libpysal.weights.Kernel (no diagonal) with a fixed bandwidth of 0.8 and with the distance to the third nearest,
             and libpysal.weights.DistanceBand(threshold=0.8, binary=False, alpha=-1) as `inverse`
order.csv    nc, queen: libpysal.graph higher_order(2), without and with the lower order
geodesic.csv the centroids taken as longitude and latitude: the 4 nearest, and those within 45 km, on WGS84
"""
import csv, sys, warnings
from pathlib import Path
import geopandas, numpy
from libpysal import graph, weights
from pyproj import Geod

warnings.simplefilter("ignore")
shared, here = Path(sys.argv[1]), Path(__file__).parent
layers = {name: geopandas.read_file(shared / name / "layer.shp").geometry for name in ("columbus", "nc", "mexico")}
centres = {name: layer.centroid for name, layer in layers.items()}
places = {name: numpy.column_stack([c.x, c.y]) for name, c in centres.items()}


def write(name, header, rows):
    with open(here / name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def pairs(adjacency):
    index = adjacency.adjacency.index
    return {(int(i), int(j)) for i, j in index}


rows = []
for name, points in centres.items():
    found = {rule: pairs(graph.Graph.build_triangulation(points, rule)) for rule in ("delaunay", "gabriel", "relative_neighborhood")}
    for i, j in sorted(found["delaunay"]):
        if i < j:
            rows.append([name, i, j, int((i, j) in found["gabriel"]), int((i, j) in found["relative_neighborhood"])])
write("nearby.csv", ["layer", "from", "to", "gabriel", "relative"], rows)

functions = ("uniform", "triangular", "quadratic", "quartic", "gaussian")
rows = []
for bandwidth, options in (("fixed", {"bandwidth": 0.8}), ("nearest", {"k": 3, "fixed": False})):
    made = {f: weights.Kernel(places["columbus"], function=f, **options) for f in functions}
    inverse = weights.DistanceBand(places["columbus"], threshold=0.8, binary=False, alpha=-1.0)
    for i in range(len(places["columbus"])):
        for j in sorted(made["uniform"].neighbors[i]):
            if i != j:
                row = [dict(zip(w.neighbors[i], w.weights[i]))[j] for w in made.values()]
                row.append(dict(zip(inverse.neighbors[i], inverse.weights[i]))[j] if bandwidth == "fixed" else "")
                rows.append([bandwidth, i, j, *(repr(float(w)) if w != "" else "" for w in row)])
write("kernel.csv", ["bandwidth", "from", "to", *functions, "inverse"], rows)

queen = graph.Graph.build_contiguity(layers["nc"], rook=False)
two, both = (pairs(queen.higher_order(2, lower_order=lower)) for lower in (False, True))
rows = [[i, j, int((i, j) in two)] for i, j in sorted(both)]
write("order.csv", ["from", "to", "second"], rows)

geod = Geod(ellps="WGS84")
rows = []
for name, c in places.items():
    n = len(c)
    for i in range(n):
        d = geod.inv(numpy.full(n, c[i, 0]), numpy.full(n, c[i, 1]), c[:, 0], c[:, 1])[2]
        near = sorted((d[j], j) for j in range(n) if j != i)
        four = {j for _, j in near[:4]}
        rows += [[name, i, int(j), int(j in four), int(a <= 45_000)] for a, j in sorted(near, key=lambda x: x[1]) if j in four or a <= 45_000]
write("geodesic.csv", ["layer", "from", "to", "four", "band"], rows)
