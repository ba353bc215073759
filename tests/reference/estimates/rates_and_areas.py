"""Empirical Bayes rates by esda and areal interpolation by tobler: writes rates.csv (North Carolina, SID74 among BIR74, queen neighbours) and
areas.csv (Columbus onto a grid of 7 by 5 cells over its bounds, moved by a third of a cell and a little short of them; HOVAL as a count, INC as a rate by area, CRIME as a rate of HOVAL: CRIME x HOVAL
over HOVAL, each carried as a count).

Run: python rates_and_areas.py ../../../../shared/reference
"""

import sys
import warnings

import geopandas
import numpy as np
import shapely
from esda.smoothing import Empirical_Bayes, Spatial_Empirical_Bayes
from libpysal.weights import W
from tobler.area_weighted import area_interpolate

warnings.filterwarnings("ignore")
folder = sys.argv[1]
nc = geopandas.read_file(f"{folder}/nc/layer.geojson")
pairs = np.genfromtxt(f"{folder}/nc/adjacency_queen.csv", delimiter=",", skip_header=1, dtype=int)
near = {i: [] for i in range(len(nc))}
for i, j in pairs[:, :2]:
    if j not in near[i]:
        near[i].append(int(j))
    if i not in near[j]:
        near[j].append(int(i))
events, people = nc["SID74"].to_numpy(float), nc["BIR74"].to_numpy(float)
whole = np.asarray(Empirical_Bayes(events, people).r).ravel()
local = np.asarray(Spatial_Empirical_Bayes(events, people, W(near, id_order=list(near), silence_warnings=True)).r).ravel()
np.savetxt("rates.csv", np.column_stack([whole, local]), delimiter=",", header="global,local", comments="", fmt="%.17g")

columbus = geopandas.read_file(f"{folder}/columbus/layer.geojson").set_crs(None, allow_override=True)
x0, y0, x1, y1 = columbus.total_bounds
w, h = (x1 - x0) / 7, (y1 - y0) / 5
cells = [shapely.box(x0 + (i + 1 / 3) * w, y0 + (j + 1 / 3) * h, x0 + (i + 4 / 3) * w, y0 + (j + 4 / 3) * h)
         for j in range(5) for i in range(7)]
grid = geopandas.GeoDataFrame(geometry=cells)
columbus["HITS"] = columbus["CRIME"] * columbus["HOVAL"]
both = {}
for name, whole in (("spread", True), ("kept", False)):
    found = area_interpolate(columbus, grid, extensive_variables=["HOVAL", "HITS"], intensive_variables=["INC"], allocate_total=whole)
    both[name] = found["HOVAL"].to_numpy()
    both[f"per_{name}"] = (found["HITS"] / found["HOVAL"]).fillna(0).to_numpy()
    rate = found["INC"].to_numpy()
np.savetxt("areas.csv", np.column_stack([both["spread"], both["kept"], rate, both["per_spread"], both["per_kept"]]), delimiter=",", header="spread,kept,rate,per_spread,per_kept", comments="", fmt="%.17g")
