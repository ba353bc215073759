"""Draws the priority areas of a run over the need of its villages.

    python docs/map.py out docs/contoh.png        (needs geopandas and matplotlib)
"""

import json
import sys
from pathlib import Path

import geopandas
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

run, picture = Path(sys.argv[1]), sys.argv[2]
villages = geopandas.read_file(run / "layers" / "villages.geojson")
areas = geopandas.read_file(run / "layers" / "areas.geojson")
regencies = geopandas.read_file(run / "layers" / "regency.geojson")
manifest = json.loads((run / "manifest.json").read_text())

figure, axes = plt.subplots(figsize=(10, 4.4), dpi=110)
axes.set_facecolor("#e8f0f5")
villages.plot(
    column="need",
    cmap="YlOrBr",
    ax=axes,
    linewidth=0.15,
    edgecolor="white",
    legend=True,
    legend_kwds={"label": "kebutuhan (need)", "shrink": 0.8},
    missing_kwds={"color": "#d5d5d5", "hatch": "////", "edgecolor": "white"},
)
regencies.boundary.plot(ax=axes, color="#777777", linewidth=0.5)
areas.boundary.plot(ax=axes, color="#08306b", linewidth=1.4)
for _, area in areas.iterrows():
    point = area.geometry.representative_point()
    axes.annotate(
        area["area"],
        (point.x, point.y),
        ha="center",
        va="center",
        fontsize=7,
        color="white",
        bbox={"boxstyle": "round,pad=0.2", "fc": "#08306b", "ec": "none"},
    )
title = manifest["study_file"]["study"].get("title") or manifest["study"]
axes.set_title(f"{title}: {len(areas)} kawasan prioritas", fontsize=11)
axes.set_axis_off()
axes.set_aspect(1.0)
figure.tight_layout()
figure.savefig(picture)
