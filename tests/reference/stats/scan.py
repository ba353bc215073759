"""Circular scans of nc by an independent brute force: all circles written out, likelihoods by scipy's xlogy, draws by numpy.

    python scan.py REFERENCE_FOLDER OUTPUT_FILE

Poisson with births as people and Bernoulli with births less deaths as controls, 1974-78 and 1979-84, planar centroids of geometry.csv,
circles up to 50 and 10 % of the people. p is (M+1)/(9,999+1). numpy seed 20261124.
"""
import csv
import json
import sys

import geopandas
import numpy as np
from scipy.special import xlogy

reference, output = sys.argv[1:]
frame = geopandas.read_file(f"{reference}/nc/layer.geojson")
at = np.array([[float(r["cx"]), float(r["cy"])] for r in csv.DictReader(open(f"{reference}/nc/geometry.csv"))])
n = len(frame)
distance = np.hypot(at[:, None, 0] - at[None, :, 0], at[:, None, 1] - at[None, :, 1])
rng = np.random.default_rng(20261124)


def poisson(c, e, total):
    return np.where(c > e, xlogy(c, c / e) + xlogy(total - c, (total - c) / (total - e)), 0.0)


def bernoulli(c, m, total, people):
    inside, outside, one = c / m, (total - c) / (people - m), total / people
    best = xlogy(c, inside) + xlogy(m - c, 1 - inside) + xlogy(total - c, outside) + xlogy(people - m - total + c, 1 - outside)
    return np.where(inside > one, best - xlogy(total, one) - xlogy(people - total, 1 - one), 0.0)


found = []
for year in ["74", "79"]:
    cases, births = frame[f"SID{year}"].to_numpy(float), frame[f"BIR{year}"].to_numpy(float)
    total, people = cases.sum(), births.sum()
    for share in [0.5, 0.1]:
        members = np.array(sorted({
            tuple(distance[i] <= d) for i in range(n) for d in distance[i]
            if births[distance[i] <= d].sum() <= share * people
        }))
        m = members @ births
        for model in ["poisson", "bernoulli"]:
            def ratios(counts):
                c = members @ counts
                return poisson(c, total * m / people, total) if model == "poisson" else bernoulli(c, m, total, people)

            observed = ratios(cases)
            greatest = []
            for _ in range(9_999):
                if model == "poisson":
                    draw = rng.multinomial(int(total), births / people)
                else:
                    draw = rng.multivariate_hypergeometric(births.astype(int), int(total))
                greatest.append(ratios(draw.astype(float)).max())
            greatest = np.array(greatest)
            taken, clusters = np.zeros(n, bool), []
            for _ in range(3):
                free = ~(members & taken).any(axis=1)
                best = np.flatnonzero(free)[observed[free].argmax()]
                units, c, e = np.flatnonzero(members[best]), (members[best] * cases).sum(), total * m[best] / people
                clusters.append({
                    "units": units.tolist(), "names": frame["NAME"][units].tolist(), "cases": c, "population": m[best], "expected": e,
                    "relative_risk": c / e / ((total - c) / (total - e)), "log_ratio": observed[best],
                    "p": (1 + (greatest >= observed[best] * (1 - 1e-10)).sum()) / 10_000,
                })
                taken[units] = True
            found.append({"year": year, "share": share, "model": model, "clusters": clusters})
            for cluster in clusters:
                print(year, share, model, cluster["names"], cluster["log_ratio"], cluster["p"], flush=True)
json.dump(found, open(output, "w"), indent=1)
