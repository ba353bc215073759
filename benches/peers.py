"""kawasan beside geopandas, libpysal, esda and GeoDa: the same files, the same steps, run in turn.

    python3 benches/peers.py [--villages 83000] [--vertices 9000000] [--rounds 3] [--folder DIR]

Makes a virtual environment with the peers and a synthetic layer in DIR (beside the build by default), then runs each tool
ROUNDS times, ours and theirs alternating, each run a process of its own. A step is timed inside its process, so that
neither imports nor start-up count; the table gives the median of each step and the ratio to ours. On Linux.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

PEERS = ["geopandas==1.2.0", "pyogrio==0.13.0", "libpysal==4.14.1", "esda==2.9.0", "pygeoda==0.1.3", "numba==0.68.1"]
GROUPS = ["kec", "kab", "prov"]
PERMUTATIONS = 999
ROOT = Path(__file__).resolve().parent.parent


def peak():
    with open("/proc/self/status") as status:
        return next(line.split(":")[1].strip() for line in status if line.startswith("VmHWM"))


def pysal(shapefile, layer, out):
    import warnings

    warnings.filterwarnings("ignore")
    import esda
    import geopandas
    from libpysal.graph import Graph

    seconds = {}

    def timed(name, step):
        start = time.perf_counter()
        result = step()
        seconds[name] = time.perf_counter() - start
        return result

    frame = timed("read shapefile", lambda: geopandas.read_file(shapefile))
    graph = timed("queen", lambda: Graph.build_contiguity(frame, rook=False, strict=False))
    y = frame["value"].to_numpy()
    weights = graph.to_W()
    weights.transform = "r"
    options = {"permutations": PERMUTATIONS, "n_jobs": os.cpu_count(), "seed": 1}
    # the first call compiles
    esda.Moran_Local(y[:500], graph.subgraph(graph.unique_ids[:500]).to_W(), permutations=9, seed=1)
    local = timed("local Moran", lambda: esda.Moran_Local(y, weights, **options))
    weights.transform = "b"
    star = timed("G*", lambda: esda.G_Local(y, weights, transform="B", star=True, **options))
    for group in GROUPS:
        timed(f"dissolve by {group}", lambda: frame[[group, "geometry"]].dissolve(by=group, method="coverage"))
    again = timed("read GeoJSON", lambda: geopandas.read_file(layer))
    timed("write GeoJSON", lambda: again.to_file(out, driver="GeoJSON"))
    return {"units": graph.n, "links": graph.n_edges, "local": local.Is[0], "star": star.Zs[0], "seconds": seconds}


def geoda(shapefile, _layer, _out):
    import pygeoda

    seconds = {}
    start = time.perf_counter()
    layer = pygeoda.open(str(shapefile))
    seconds["read shapefile"] = time.perf_counter() - start
    start = time.perf_counter()
    weights = pygeoda.queen_weights(layer)
    seconds["queen"] = time.perf_counter() - start
    y = layer.GetRealCol("value")
    for method in ["complete", "lookup-table"]:
        options = {"permutations": PERMUTATIONS, "permutation_method": method, "cpu_threads": os.cpu_count(), "seed": 1}
        name = "" if method == "complete" else f" ({method})"
        start = time.perf_counter()
        local = pygeoda.local_moran(weights, y, **options)
        seconds[f"local Moran{name}"] = time.perf_counter() - start
        start = time.perf_counter()
        pygeoda.local_gstar(weights, y, **options)
        seconds[f"G*{name}"] = time.perf_counter() - start
    return {"units": weights.num_obs, "local": local.lisa_values()[0], "seconds": seconds}


def make_layer(folder, binary, villages, vertices):
    """The demo's polygons with the columns of its regions and one number, as GeoJSON and as a shapefile."""
    import geopandas
    import numpy

    demo = folder / "demo"
    subprocess.run(
        [binary, "demo", "--villages", str(villages), "--vertices", str(vertices), "--out", str(demo)], check=True
    )
    frame = geopandas.read_file(demo / "desa.geojson")
    shape = numpy.random.default_rng(1)
    centre = frame.geometry.representative_point()
    frame["value"] = numpy.sin(centre.x) + numpy.cos(centre.y) + shape.normal(size=len(frame))
    frame = frame[["kode", *GROUPS, "value", "geometry"]]
    frame.to_file(folder / "layer.shp")
    frame.to_file(folder / "layer.geojson", driver="GeoJSON", RFC7946="YES")


def run(command, environment=None):
    start = time.perf_counter()
    done = subprocess.run(command, check=True, text=True, capture_output=True, env=environment, cwd=ROOT)
    result = json.loads(done.stdout.strip().splitlines()[-1])
    result["seconds"]["whole process"] = time.perf_counter() - start
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--villages", type=int, default=83_000)
    parser.add_argument("--vertices", type=int, default=9_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--inside", choices=["pysal", "geoda", "layer"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    folder = (options.folder or target / "peers").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    binary = target / "release" / "kawasan"
    files = [folder / "layer.shp", folder / "layer.geojson"]
    if options.inside == "layer":
        make_layer(folder, binary, options.villages, options.vertices)
        return
    if options.inside:
        result = {"pysal": pysal, "geoda": geoda}[options.inside](*files, folder / "theirs.geojson")
        print(json.dumps(result | {"peak": peak()}))
        return

    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)
    subprocess.run(["cargo", "build", "--release", "--locked"], check=True, cwd=ROOT)
    inside = [python, Path(__file__).resolve(), "--folder", folder, "--inside"]
    made = folder / "layer.json"
    size = {"villages": options.villages, "vertices": options.vertices}
    if not made.exists() or json.loads(made.read_text()) != size:
        sizes = ["--villages", str(options.villages), "--vertices", str(options.vertices)]
        subprocess.run([*inside, "layer", *sizes], check=True)
        made.write_text(json.dumps(size))

    build = ["cargo", "bench", "--locked", "--no-run", "--bench", "space", "--message-format=json"]
    built = subprocess.run(build, check=True, text=True, stdout=subprocess.PIPE, cwd=ROOT).stdout
    messages = [json.loads(line) for line in built.splitlines()]
    ours = next(m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == "space")
    tools = {
        "kawasan": [ours, *files, folder / "ours.geojson"],
        "PySAL": [*inside, "pysal"],
        "GeoDa": [*inside, "geoda"],
    }
    found = {name: [] for name in tools}
    for turn in range(options.rounds):
        for name, command in tools.items():
            print(f"round {turn + 1}: {name}", file=sys.stderr, flush=True)
            found[name].append(run([str(part) for part in command]))

    names = [step for results in found.values() for step in results[0]["seconds"]]
    print(f"{'step, median seconds':28}" + "".join(f"{name:>12}{'':>9}" for name in tools))
    for step in dict.fromkeys(names):
        row = f"{step:28}"
        ours = None
        for name, results in found.items():
            values = [result["seconds"][step] for result in results if step in result["seconds"]]
            if not values:
                row += f"{'':>21}"
                continue
            median = statistics.median(values)
            ours = median if name == "kawasan" else ours
            base = ours or statistics.median(r["seconds"][step.split(" (")[0]] for r in found["kawasan"])
            row += f"{median:12.2f}" + (f"{'':>9}" if name == "kawasan" else f" {median / base:6.1f} x")
        print(row)
    for name, results in found.items():
        print(f"{name}: {results[0].get('links', '')} links, peak {max(r['peak'] for r in results)}")


if __name__ == "__main__":
    main()
