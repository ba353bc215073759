"""The SQL text of a registry query run by DuckDB on the same file, and every number compared.

    compare_registry.py ROWS.parquet QUERY.sql RESULT.csv
"""

import csv
import math
import sys

import duckdb

rows, query, result = sys.argv[1:]
connection = duckdb.connect()
connection.execute(f"CREATE VIEW registry AS SELECT * FROM read_parquet('{rows}')")
with open(query) as text:
    found = connection.execute(text.read())
names = [column[0] for column in found.description]
theirs = found.fetchall()
with open(result, newline="") as text:
    ours = list(csv.DictReader(text))

assert len(ours) == len(theirs) > 0, (len(ours), len(theirs))
keys = names[: names.index("n")]


def key(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value
    return str(int(value)) if float(value).is_integer() else repr(float(value))


known = {tuple(row[name] for name in keys): row for row in ours}
assert len(known) == len(ours)
compared = 0
for line in theirs:
    values = dict(zip(names, line))
    row = known[tuple(key(values[name]) for name in keys)]
    for name in names[len(keys) :]:
        one, other = row[name], values[name]
        if other is None:
            assert one == "", (name, one)
        else:
            assert math.isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-9), (name, one, other)
        compared += 1
print(f"{compared} numbers compared")
