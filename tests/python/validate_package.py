"""validate_package.py OUT: the data package of a run as frictionless sees it: every table reads with the types, keys, bytes and hash it is said to have."""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from frictionless import Package, validate

out = Path(sys.argv[1])
package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
report = validate(str(out / "datapackage.json"))
problems = report.flatten(["name", "type", "rowNumber", "fieldNumber", "message"])
assert report.valid, problems[:10]

named = {resource["path"]: resource for resource in package["resources"]}
tables = {path for path in named if path.endswith(".csv")}
assert tables == {str(path.relative_to(out)) for path in out.rglob("*.csv")}
layers = {str(path.relative_to(out)) for path in (out / "layers").glob("*") if path.is_file()}
assert layers == set(named) - tables, layers ^ (set(named) - tables)
assert len({resource["name"] for resource in named.values()}) == len(named)

kinds = {field["type"] for path in tables for field in named[path]["schema"]["fields"]}
assert kinds <= {"string", "integer", "number", "boolean", "date"}, kinds
for path in tables:
    resource = named[path]
    assert resource["hash"].startswith("sha256:") and resource["encoding"] == "utf-8"
    assert resource["schema"]["missingValues"] == [""]
    assert all(field["description"] for field in resource["schema"]["fields"]), path

rows = Package(str(out / "datapackage.json")).get_resource("scores").read_rows()
assert rows and all(isinstance(row["code"], str) for row in rows)
# another byte is seen, in a copy
with tempfile.TemporaryDirectory() as other:
    spoiled = Path(other) / "copy"
    shutil.copytree(out, spoiled)
    with open(spoiled / "tables/scores.csv", "a", encoding="utf-8") as file:
        file.write("\n")
    assert not validate(str(spoiled / "datapackage.json")).valid, "a spoiled table was not seen"
print(f"{len(tables)} tables, {len(layers)} layers are as {out.name}/datapackage.json says")
