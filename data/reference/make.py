"""Makes wilayah.csv.gz from the npm package idn-area-data.

    npm pack idn-area-data@3.1.2 && tar xf idn-area-data-3.1.2.tgz
    python3 make.py package/data

Codes lose their dots, names their outer spaces; sorted by code as text. Same input, same bytes.
"""

import csv
import gzip
import io
import sys
from pathlib import Path

source, here = Path(sys.argv[1]), Path(__file__).parent
rows = []
for level in ["provinces", "regencies", "districts", "villages"]:
    with open(source / f"{level}.csv", encoding="utf-8", newline="") as file:
        rows += [(row["code"].replace(".", ""), row["name"].strip()) for row in csv.DictReader(file)]
rows.sort()
text = io.StringIO()
csv.writer(text, lineterminator="\n").writerows([("code", "name"), *rows])
(here / "wilayah.csv.gz").write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
