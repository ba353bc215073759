"""Sustainable connectivity of 51 countries (ASEM), independently of kawasan: writes asem_scores.csv to standard output.

Steps: denominate, impute by the mean of Europe or Asia, treat outliers, min-max to 0 to 100, weighted means.
Data: JRC, via COINr (MIT). Usage: python asem.py FOLDER_OF_ASEM > asem_scores.csv
"""

import csv
import math
import sys

folder = sys.argv[1]
units = list(csv.DictReader(open(f"{folder}/asem_iData.csv")))
meta = list(csv.DictReader(open(f"{folder}/asem_iMeta.csv")))


def number(cell):
    return math.nan if cell in ("", "NA") else float(cell)


def shape(x):
    """Sample skewness G1 and excess kurtosis G2."""
    n, mean = len(x), math.fsum(x) / len(x)
    m2, m3, m4 = (math.fsum((v - mean) ** p for v in x) / n for p in (2, 3, 4))
    skew = m3 / m2**1.5 * math.sqrt(n * (n - 1)) / (n - 2)
    excess = m4 / m2**2 - 3
    return skew, (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 6)


def outlying(x):
    skew, kurtosis = shape(x)
    return abs(skew) > 2 and kurtosis > 3.5


def treat(x):
    y, moved = list(x), 0
    while outlying(y) and moved < 5:
        pick = max if shape(y)[0] >= 0 else min
        end = pick(y)
        to = pick(v for v in y if v != end)
        y = [to if v == end else v for v in y]
        moved = sum(a != b for a, b in zip(x, y))
    if outlying(y):
        low, span = min(x), max(x) - min(x)
        y = [math.log(v - low + 0.01 * span) for v in x]
    return y


values = {}
for row in meta:
    if row["Type"] != "Indicator":
        continue
    x = [number(u[row["iCode"]]) for u in units]
    if row["Denominator"] != "NA":
        x = [v / number(u[row["Denominator"]]) for v, u in zip(x, units)]
    for group in ("Europe", "Asia"):
        there = [v for v, u in zip(x, units) if u["EurAsia_group"] == group and not math.isnan(v)]
        mean = math.fsum(there) / len(there)
        x = [mean if math.isnan(v) and u["EurAsia_group"] == group else v for v, u in zip(x, units)]
    x = treat(x) if outlying(x) else x
    low, high = min(x), max(x)
    up = row["Direction"] == "1"
    values[row["iCode"]] = [100 * ((v - low) if up else (high - v)) / (high - low) for v in x]

for level in "234":
    for row in meta:
        if row["Type"] == "Aggregate" and row["Level"] == level:
            parts = [m for m in meta if m["Parent"] == row["iCode"]]
            total = math.fsum(float(m["Weight"]) for m in parts)
            values[row["iCode"]] = [
                math.fsum(float(m["Weight"]) * values[m["iCode"]][i] for m in parts) / total
                for i in range(len(units))
            ]

out = csv.writer(sys.stdout, lineterminator="\n")
aggregates = [m["iCode"] for m in meta if m["Type"] == "Aggregate"]
out.writerow(["uCode", *aggregates])
for i, unit in enumerate(units):
    out.writerow([unit["uCode"], *(repr(values[a][i]) for a in aggregates)])
