"""Numbers of local statistics that ../shared/reference does not hold, from esda, pygeoda and numpy.

    python make.py REFERENCE_FOLDER OUTPUT_FOLDER

For each layer LAYER.csv with one row a unit, queen neighbours, columns as in expected.json (y, x2, multi, the 0/1 column LJC_bin):
  Cmv_esda, Cmv_pygeoda   multivariate local Geary of `multi`
  L_esda                  local Lee of x2 and y; L_global_esda in the first row, L_smooth_esda that of y with itself
  *_greater, *_less       (M+1)/(R+1) of R = 99,999 conditional draws of numpy, independent for each unit: bv (x2, lag y), C, Cmv, ljc, lee
Made with esda 2.9.0, libpysal 4.14.1, pygeoda 0.1.3, numpy; seed 20261124.
"""
import csv
import json
import sys
import warnings

import geopandas
import numpy as np
from esda.geary_local_mv import Geary_Local_MV
from esda.lee import Spatial_Pearson, Spatial_Pearson_Local
from libpysal.weights import W

warnings.filterwarnings("ignore")
reference, output = sys.argv[1:]
R = 99_999
rng = np.random.default_rng(20261124)


def scores(v):
    return (v - v.mean()) / v.std()


for layer in ["columbus", "nc", "mexico"]:
    folder = f"{reference}/{layer}"
    expected = json.load(open(f"{folder}/expected.json"))
    frame = geopandas.read_file(f"{folder}/layer.geojson")
    local = list(csv.DictReader(open(f"{folder}/local.csv")))
    n = len(frame)
    neighbours = {i: [] for i in range(n)}
    for row in csv.DictReader(open(f"{folder}/adjacency_queen.csv")):
        neighbours[int(row["i"])].append(int(row["j"]))
    w = W(neighbours, silence_warnings=True)
    w.transform = "r"
    x, y = (frame[expected[name]].to_numpy(float) for name in ("x2", "y"))
    multi = np.array([frame[name].to_numpy(float) for name in expected["multi"]])
    marks = np.array([float(row["LJC_bin"]) for row in local])
    zx, zy, zm = scores(x), scores(y), np.array([scores(v) for v in multi])

    columns = {"row": np.arange(n)}
    columns["Cmv_esda"] = Geary_Local_MV(connectivity=w, permutations=0).fit(multi).localG
    try:
        import pygeoda

        geoda = pygeoda.open(f"{folder}/layer.shp")
        found = pygeoda.local_multigeary(pygeoda.queen_weights(geoda), frame[expected["multi"]], permutations=99)
        columns["Cmv_pygeoda"] = np.array(found.lisa_values())
    except ImportError:
        print("no pygeoda")
    columns["L_esda"] = np.asarray(
        Spatial_Pearson_Local(connectivity=w.sparse, permutations=0).fit(x[:, None], y[:, None]).associations_
    ).ravel()
    association = Spatial_Pearson(connectivity=w.sparse, permutations=0).fit(x[:, None], y[:, None]).association_
    columns["L_global_esda"] = np.array([association[0, 1]] + [""] * (n - 1), dtype=object)
    columns["L_smooth_esda"] = np.array([association[1, 1]] + [""] * (n - 1), dtype=object)

    def statistics(i, j):
        """Five statistics of unit i with neighbours j (draws x k)."""
        cmv = ((zm[:, i, None, None] - zm[:, j]) ** 2).mean(axis=2).mean(axis=0)
        return {
            "bv": zx[i] * zy[j].mean(axis=1),
            "C": ((zy[i] - zy[j]) ** 2).mean(axis=1),
            "Cmv": cmv,
            "ljc": marks[i] * marks[j].sum(axis=1),
            "lee": zx[j].mean(axis=1) * zy[j].mean(axis=1),
        }

    for i in range(n):
        k = len(neighbours[i])
        others = np.delete(np.arange(n), i)
        order = np.argpartition(rng.random((R, n - 1)), k - 1, axis=1)[:, :k] if k < n - 1 else None
        drawn = statistics(i, others[order])
        observed = statistics(i, np.array([neighbours[i]]))
        for name, values in drawn.items():
            at = observed[name][0]
            for side, reached in [("greater", values >= at - 1e-12), ("less", values <= at + 1e-12)]:
                column = columns.setdefault(f"{name}_{side}", np.zeros(n))
                column[i] = (reached.sum() + 1) / (R + 1)
    with open(f"{output}/{layer}.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in zip(*columns.values()):
            writer.writerow([repr(float(v)) if v != "" and not isinstance(v, np.integer) else v for v in row])
