"""kawasan access beside PySAL access: 83,000 places, 300,000 points, 10 km, in one run.

    python3 benches/access_peers.py [--places 83000] [--points 300000] [--rounds 2] [--kawasan target/release/kawasan]

Needs PySAL's `access` and scipy in this Python. Places are drawn on a plane of the size of Indonesia, a third of them as dense as on Java, points around them. PySAL gets its
table of distances within the catchment from scipy's cKDTree, as its own join of all pairs does not fit any memory, then makes 2SFCA; ours reads the same tables. The same places in degrees are timed for the geodesic. Each run is a
process of its own, of which seconds on the wall and of the processor are told, those with reading and writing; the scores on the plane are compared.
"""

import argparse
import csv
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CATCHMENT = 10_000
DEGREE = 111_320.0


def draw(folder, places, points):
    rng = random.Random(1)
    spots = []
    for i in range(places):
        java = i % 10 < 3
        west, east, south, north = (105.0, 114.5, -8.3, -7.1) if java else (95.0, 141.0, -10.0, 5.0)
        spots.append((rng.uniform(west, east), rng.uniform(south, north)))
    shift = lambda: rng.uniform(-0.025, 0.025)
    services = [(spots[j % places][0] + shift(), spots[j % places][1] + shift()) for j in range(points)]
    for name, rows, column in [("places", spots, "people"), ("points", services, "capacity")]:
        amounts = [rng.randint(300, 6000) if column == "people" else rng.randint(1, 9) for _ in rows]
        for kind, titles, scale in [("plane", ("x", "y"), DEGREE), ("degrees", ("lon", "lat"), 1.0)]:
            with open(folder / f"{name}_{kind}.csv", "w", newline="") as out:
                writer = csv.writer(out)
                writer.writerow(["id", *titles, column])
                for i, ((x, y), amount) in enumerate(zip(rows, amounts)):
                    writer.writerow([f"{name[1]}{i:06}", f"{x * scale:.6f}", f"{y * scale:.6f}", amount])


def pysal(folder):
    import pandas
    from access import Access
    from scipy.spatial import cKDTree

    seconds = {}
    start = time.perf_counter()
    read = lambda name: pandas.read_csv(folder / f"{name}_plane.csv").set_index("id")
    demand, supply = read("places"), read("points")
    seconds["read"] = time.perf_counter() - start
    start = time.perf_counter()
    # its own create_euclidean_distance joins every place to every point, 25 thousand million rows
    tree = cKDTree(demand[["x", "y"]].values)
    near = tree.sparse_distance_matrix(cKDTree(supply[["x", "y"]].values), CATCHMENT, output_type="ndarray")
    cost = pandas.DataFrame(
        {"origin": demand.index.values[near["i"]], "dest": supply.index.values[near["j"]], "euclidean": near["v"]}
    )
    seconds["distances"] = time.perf_counter() - start
    start = time.perf_counter()
    told = Access(
        demand_df=demand[["people"]],
        demand_value="people",
        supply_df=supply[["capacity"]],
        supply_value=["capacity"],
        cost_df=cost,
        cost_origin="origin",
        cost_dest="dest",
        cost_name="euclidean",
    )
    seconds["set up"] = time.perf_counter() - start
    start = time.perf_counter()
    scores = told.two_stage_fca(name="a", cost="euclidean", max_cost=CATCHMENT, normalize=False)
    seconds["2sfca"] = time.perf_counter() - start
    scores["a_capacity"].fillna(0.0).to_csv(folder / "theirs.csv")
    print(len(told.cost_df), {step: round(spent, 2) for step, spent in seconds.items()})


def timed(command):
    """Seconds on the wall and of the processor."""
    used = lambda: sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    start, before = time.perf_counter(), used()
    subprocess.run(command, check=True)
    return time.perf_counter() - start, used() - before


def ours(kawasan, folder, kind, more):
    out = folder / f"{kind}_{more[1]}.csv"
    catchment = CATCHMENT if kind == "plane" else CATCHMENT / 1000
    catchment = [] if more[1] == "nearest" else ["--catchment", str(catchment)]
    command = [kawasan, "access", folder / f"places_{kind}.csv", folder / f"points_{kind}.csv", "--id", "id", *more, *catchment, "-o", out, "-q"]
    return timed(command), out


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--places", type=int, default=83_000)
    options.add_argument("--points", type=int, default=300_000)
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--kawasan", default=Path(__file__).resolve().parent.parent / "target/release/kawasan")
    options.add_argument("--pysal", help=argparse.SUPPRESS)
    options = options.parse_args()
    if options.pysal:
        return pysal(Path(options.pysal))
    folder = Path(tempfile.mkdtemp())
    draw(folder, options.places, options.points)
    floating = ["--measure", "2sfca", "--weight", "people", "--capacity", "capacity"]
    steps = {"2sfca": floating, "nearest, k = 5": ["--measure", "nearest", "--k", "5"], "count": ["--measure", "count"]}
    times = {}
    for _ in range(options.rounds):
        for kind in ["plane", "degrees"]:
            for name, more in steps.items():
                spent, out = ours(options.kawasan, folder, kind, more)
                times.setdefault(f"kawasan, {kind}, {name}", []).append(spent)
        times.setdefault("PySAL, plane, 2sfca", []).append(timed([sys.executable, __file__, "--pysal", folder]))
    for name, spent in times.items():
        wall, processor = (statistics.median(column) for column in zip(*spent))
        print(f"{name:40} {wall:8.2f} s, {processor:8.2f} s of the processor")
    read = lambda path, column: {row["id"]: float(row[column] or 0) for row in csv.DictReader(open(path))}
    mine, theirs = read(folder / "plane_2sfca.csv", "score"), read(folder / "theirs.csv", "a_capacity")
    print("largest difference of scores:", max(abs(mine[i] - theirs.get(i, 0.0)) for i in mine))


if __name__ == "__main__":
    main()
