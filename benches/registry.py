"""Twenty measures of a registry by village: kawasan beside DuckDB, the same query on the same file, run in turn.

    python3 benches/registry.py BENCH FILE... [--rounds 3]

BENCH is the compiled bench `registry` (`cargo bench --bench registry --no-run` names it), FILE a registry from
`kawasan demo --villages 83000 --households N`. Both use two threads; each run is a process of its own, and numbers are
compared. DuckDB is installed from PyPI into the Python that runs this: pip install duckdb==2.0.1. On Linux.
"""

import argparse
import json
import math
import re
import statistics
import subprocess
import sys

CHILD = """
import duckdb, json, resource, sys, time
file, sql = sys.argv[1:]
connection = duckdb.connect()
connection.execute("SET threads = 2")
connection.execute(f"CREATE VIEW registry AS SELECT * FROM read_parquet('{file}')")
start = time.perf_counter()
rows = connection.execute(sql).fetchnumpy()
seconds = time.perf_counter() - start
sums = {name: float(column.astype(float).sum()) for name, column in rows.items() if name not in ("code", "n") and not name.endswith("_n")}
usage = resource.getrusage(resource.RUSAGE_SELF)
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(json.dumps({"rows": int(rows["n"].sum()), "seconds": seconds, "cpu": usage.ru_utime + usage.ru_stime, "peak": peak / 1024, "sums": sums}))
"""


def main():
    options = argparse.ArgumentParser()
    options.add_argument("bench")
    options.add_argument("files", nargs="+")
    options.add_argument("--rounds", type=int, default=3)
    options = options.parse_args()
    sql = subprocess.run([options.bench, "--sql"], capture_output=True, text=True, check=True).stdout
    print("rows | kawasan s | DuckDB s | ratio | kawasan MiB | DuckDB MiB | CPU s each")
    for file in options.files:
        ours, theirs = [], []
        for _ in range(options.rounds):
            theirs.append(json.loads(run([sys.executable, "-c", CHILD, file, sql])))
            ours.append(parsed(run([options.bench, file])))
        for name, other in theirs[0]["sums"].items():
            assert math.isclose(ours[0]["sums"][name], other, rel_tol=1e-9), name
        assert ours[0]["rows"] == theirs[0]["rows"]
        middle = lambda runs, what: statistics.median(run[what] for run in runs)
        seconds = [middle(runs, "seconds") for runs in (ours, theirs)]
        peaks = [max(run["peak"] for run in runs) for runs in (ours, theirs)]
        cpus = [middle(runs, "cpu") for runs in (ours, theirs)]
        print(
            f"{ours[0]['rows']:,} | {seconds[0]:.2f} | {seconds[1]:.2f} | {seconds[0] / seconds[1]:.2f} "
            f"| {peaks[0]:.0f} | {peaks[1]:.0f} | {cpus[0]:.1f}, {cpus[1]:.1f}"
        )


def run(command):
    return subprocess.run(command, capture_output=True, text=True, check=True, env={"RAYON_NUM_THREADS": "2"}).stdout


def parsed(text):
    head, *lines = text.splitlines()
    rows, seconds, cpu, peak = re.match(r"(\d+) rows, \d+ villages, ([\d.]+) s, ([\d.]+) s of CPU, (\d+) MiB", head).groups()
    sums = dict(line.split() for line in lines)
    sums = {name: float(value) for name, value in sums.items()}
    return {"rows": int(rows), "seconds": float(seconds), "cpu": float(cpu), "peak": float(peak), "sums": sums}


if __name__ == "__main__":
    main()
