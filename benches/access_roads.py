"""kawasan access along the roads of a made-up nation: 83,000 places, 10,000 points, 1 million vertices of roads.

    python3 benches/access_roads.py [--side 300] [--places 83000] [--points 10000] [--rounds 2] [--kawasan target/release/kawasan]

A square grid of side x side crossings a kilometre and a half apart, a fifth of its roads missing, each road of seven vertices; places and points stand beside vertices. Every step is a process of its own, with reading
and writing.
"""

import argparse
import json
import random
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

STEP = 0.0135


def draw(folder, side, places, points):
    rng = random.Random(1)
    vertices, lines = [], []
    at = lambda i, j: (105.0 + STEP * i, -7.0 - STEP * j)
    for i in range(side):
        for j in range(side):
            for a, b in [(i + 1, j), (i, j + 1)]:
                if a >= side or b >= side or rng.random() < 0.2:
                    continue
                (x, y), (u, v) = at(i, j), at(a, b)
                bend = lambda: rng.uniform(-0.001, 0.001)
                between = [(x + (u - x) * s / 6 + bend(), y + (v - y) * s / 6 + bend()) for s in range(1, 6)]
                line = [(round(x, 7), round(y, 7)) for x, y in [(x, y), *between, (u, v)]]
                vertices += line[:-1]
                lines.append(line)
    feature = lambda line: json.dumps(
        {"type": "Feature", "properties": {"speed": rng.choice([15, 30, 60])}, "geometry": {"type": "LineString", "coordinates": line}}
    )
    (folder / "roads.geojson").write_text('{"type":"FeatureCollection","features":[' + ",\n".join(map(feature, lines)) + "]}")
    for name, count, column in [("places", places, "people"), ("points", points, "doctors")]:
        with open(folder / f"{name}.csv", "w") as out:
            print("id,lon,lat", column, sep=",", file=out)
            for i in range(count):
                x, y = rng.choice(vertices)
                print(f"{name[1]}{i:06}", f"{x + rng.uniform(-0.003, 0.003):.6f}", f"{y + rng.uniform(-0.003, 0.003):.6f}", rng.randint(1, 4000), sep=",", file=out)
    return len(vertices)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--side", type=int, default=300)
    options.add_argument("--places", type=int, default=83_000)
    options.add_argument("--points", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--kawasan", default=Path(__file__).resolve().parent.parent / "target/release/kawasan")
    options = options.parse_args()
    folder = Path(tempfile.mkdtemp())
    print(draw(folder, options.side, options.places, options.points), "vertices")
    near = ["--measure", "nearest"]
    steps = {
        "nearest": near,
        "nearest 3": [*near, "--k", "3"],
        "count, 30 minutes": ["--measure", "count", "--catchment", "30", "--minutes"],
        "2sfca, 30 minutes": ["--measure", "2sfca", "--weight", "people", "--capacity", "doctors", "--catchment", "30", "--minutes"],
        "50 new sites, 3 km": [*near, "--weight", "people", "--standard", "3", "--next", "50", "--new-sites", folder / "new.csv"],
        "50 new sites, p-median": [*near, "--weight", "people", "--next", "50", "--new-sites", folder / "new.csv"],
    }
    for name, more in steps.items():
        spent = []
        for _ in range(options.rounds):
            start = time.perf_counter()
            command = [options.kawasan, "access", "places.csv", "points.csv", "--id", "id", "--roads", "roads.geojson", *more, "-o", "out.csv"]
            subprocess.run(command, check=True, cwd=folder, stderr=subprocess.DEVNULL)
            spent.append(time.perf_counter() - start)
        print(f"{name:28} {statistics.median(spent):8.2f} s", flush=True)


if __name__ == "__main__":
    main()
