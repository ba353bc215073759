"""Numbers of inequality and of regional advantage from PySAL, esda, scipy, statsmodels and numpy.

    python make.py REFERENCE_FOLDER OUTPUT_FILE

For each layer of ../shared/reference (y as in its local.csv, queen neighbours, groups of regions_labels.csv):
  g, wg, wcg      inequality.gini: Gini, its part among queen neighbours and among all other pairs, over the same denominator
  p_greater       (M+1)/(R+1) of R = 99,999 shuffles, wcg at or above the observed
  T, bg, wg_T     inequality.theil.TheilD by the groups; atkinson at 0.5, 1 and 2; cv and mld of numpy
  weighted        the same of y repeated w = 1 + row % 4 times; concentration of y by row, from the last row down
Advantage, on a table of 12 regions x 4 sectors drawn here (seed 9):
  lq; eb          esda.smoothing.Empirical_Bayes of each sector; p of scipy.stats.binom, two-sided; wilson of statsmodels
  shift           classic and dynamic shift-share over three years, loop by loop
Published: the vector of the help page of R's ineq (Zeileis), the doctests of PySAL inequality.
"""
import csv
import json
import sys

import numpy as np
from esda.smoothing import Empirical_Bayes
from inequality.atkinson import atkinson
from inequality.gini import Gini, Gini_Spatial
from inequality.theil import Theil, TheilD
from libpysal.weights import W
from scipy.stats import binom
from statsmodels.stats.proportion import proportion_confint

reference, out = sys.argv[1:]
made = {}


def column(layer, file, name):
    with open(f"{reference}/{layer}/{file}") as f:
        return [row[name] for row in csv.DictReader(f)]


def concentration(y, rank):
    """Covariance form, every unit alike."""
    order = np.argsort(rank)
    place = (np.arange(len(y)) + 0.5) / len(y)
    return 2 / y.mean() * np.cov(y[order], place, bias=True)[0, 1]


for layer in ["columbus", "mexico", "nc"]:
    y = np.array(column(layer, "local.csv", "y"), float)
    labels = np.array(column(layer, "regions_labels.csv", "skater_pygeoda"))
    near = {i: [] for i in range(len(y))}
    with open(f"{reference}/{layer}/adjacency_queen.csv") as f:
        for row in csv.DictReader(f):
            near[int(row["i"])].append(int(row["j"]))
    if not any(i in near[j] for i in near for j in near[i][:1]):
        for i in list(near):
            for j in list(near[i]):
                near[j].append(i)
    near = {i: sorted(set(js)) for i, js in near.items()}
    s = Gini_Spatial(y, W(near, silence_warnings=True), permutations=0)
    rng = np.random.default_rng(7)
    pairs = [(i, j) for i in near for j in near[i]]
    a, b = np.array(pairs).T
    at_least = 0
    for _ in range(99_999):
        p = rng.permutation(y)
        at_least += s.dtotal - np.abs(p[a] - p[b]).sum() >= s.wcg - 1e-9
    d = TheilD(y, labels)
    w = 1 + np.arange(len(y)) % 4
    each = np.repeat(y, w)
    each_labels = np.repeat(labels, w)
    dw = TheilD(each, each_labels)
    found = {
        "g": s.g, "wg": s.wg / s.den, "wcg": s.wcg_share, "p_greater": (at_least + 1) / 100_000,
        "T": float(d.T), "bg": float(np.ravel(d.bg)[0]), "wg_T": float(np.ravel(d.wg)[0]),
        "cv": y.std() / y.mean(), "concentration": concentration(y, -np.arange(len(y))),
        "weighted": {"g": Gini(each).g, "T": float(dw.T), "bg": float(np.ravel(dw.bg)[0]), "cv": each.std() / each.mean()},
        "zeros": int((y == 0).sum()),
    }
    if (y > 0).all():
        found["mld"] = float(np.log(y.mean() / y).mean())
        found["atkinson"] = [float(atkinson(y, e)) for e in (0.5, 1, 2)]
    made[layer] = found

rng = np.random.default_rng(9)
size = rng.integers(30, 3000, 12)
shares = rng.dirichlet([6, 3, 1.5, 0.5], 12)
table = np.array([rng.multinomial(n, p) for n, p in zip(size, shares)])
base = table.sum(0)
total = base.sum()
lq = (table / table.sum(1, keepdims=True)) / (base / total)
expected = table.sum(1, keepdims=True) * base / total
eb = np.column_stack([np.ravel(Empirical_Bayes(table[:, i], expected[:, i]).r) for i in range(4)])
p, low, high = (np.zeros((12, 4)) for _ in range(3))
for r in range(12):
    n = table[r].sum()
    for i in range(4):
        share = base[i] / total
        above, below = binom.sf(table[r, i] - 1, n, share), binom.cdf(table[r, i], n, share)
        p[r, i] = min(1, 2 * min(above, below))
        low[r, i], high[r, i] = np.array(proportion_confint(table[r, i], n, method="wilson")) / share
years = [table.astype(float)]
for _ in range(2):
    years.append(np.round(years[-1] * rng.uniform(0.8, 1.3, table.shape)))


def shift(a, b):
    g = b.sum() / a.sum() - 1
    cells = []
    for r in range(12):
        for i in range(4):
            gi = b[:, i].sum() / a[:, i].sum() - 1
            gir = b[r, i] - a[r, i]
            cells.append([a[r, i] * g, a[r, i] * (gi - g), gir - a[r, i] * gi])
    return np.array(cells)


flat = lambda m: [float(v) for v in np.ravel(m)]
made["advantage"] = {
    "years": [flat(y) for y in years], "lq": flat(lq), "eb": flat(eb), "p": flat(p), "low": flat(low), "high": flat(high),
    "classic": flat(shift(years[0], years[2])),
    "dynamic": flat(shift(years[0], years[1]) + shift(years[1], years[2])),
}
x = np.array([541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261.0])
made["ineq"] = {"x": flat(x), "gini": Gini(x).g, "theil": float(Theil(x).T), "atkinson": [float(atkinson(x, e)) for e in (0.5, 1)], "cv": x.std() / x.mean()}
with open(out, "w") as f:
    json.dump(made, f, indent=1)
    f.write("\n")
