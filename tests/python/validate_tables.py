"""validate_tables.py OUT: the tables of a run in every format, as openpyxl, duckdb and pandas see them, against the CSV and the cards."""

import html.parser
import json
import math
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import openpyxl
import pandas

HEAD = 4
# whole numbers that are never written in groups of three digits
YEARS = {"year", "year_from", "year_to", "start", "recovery_start", "recovery_exposed", "recovery_from", "recovery_to"}
out = Path(sys.argv[1])
tables = out / "tables"
manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
name = manifest["study"]
cards = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(tables.glob("*.json"))}
assert len(cards) > 20
indonesian = manifest["study_file"]["study"]["language"] == "id"
listed = {output["path"] for output in manifest["outputs"]}


def same(a, b):
    if a is None or b is None or isinstance(a, str) or isinstance(b, str):
        return a == b
    return math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12)


def csv(card):
    kinds = {c["name"]: str if c["type"] in ("string", "boolean", "date") else float for c in card["columns"]}
    frame = pandas.read_csv(tables / f"{card['id']}.csv", dtype=kinds, keep_default_na=False, na_values=[""])
    return frame.astype(object).where(frame.notna(), None)


book = openpyxl.load_workbook(tables / f"{name}.xlsx")
contents = book.worksheets[0]
assert book.sheetnames[1:] != sorted(book.sheetnames[1:]) and set(book.sheetnames[1:]) == set(cards)
assert all(len(sheet) <= 31 for sheet in book.sheetnames)
assert len({sheet.lower() for sheet in book.sheetnames}) == len(book.sheetnames)
links = {cell.value: cell.hyperlink.location for row in contents.iter_rows() for cell in row if cell.hyperlink}
assert links == {key: f"'{key}'!A1" for key in cards}, links
assert book.properties.created.year == int(manifest["date"][:4]), book.properties.created
coloured = 0

for key, card in cards.items():
    assert {"title", "method", "rows", "missing", "seed", "sources", "citation", "key"} <= set(card), key
    assert all(source["sha256"] for source in card["sources"])
    frame = csv(card)
    names = [column["name"] for column in card["columns"]]
    assert list(frame.columns) == names and len(frame) == card["rows"]
    assert card["missing"] == int(frame.isna().to_numpy().sum()) == sum(c["missing"] for c in card["columns"])

    sheet = book[key]
    assert sheet["A1"].value == card["title"]
    assert [cell.value for cell in sheet[3]][: len(names)] == names
    heads = [f"{c['label']} ({c['unit']})" if c["unit"] else c["label"] for c in card["columns"]]
    assert [cell.value for cell in sheet[HEAD]][: len(names)] == heads
    assert all(sheet.cell(HEAD, at + 1).comment for at in range(len(names)))
    assert sheet.freeze_panes and sheet.freeze_panes.endswith(str(HEAD + 1)), (key, sheet.freeze_panes)
    last = openpyxl.utils.get_column_letter(len(names))
    if card["rows"]:
        assert sheet.auto_filter.ref == f"A{HEAD}:{last}{HEAD + card['rows']}", (key, sheet.auto_filter.ref)
    under = [cell.value for row in sheet.iter_rows(min_row=HEAD + card["rows"] + 1, max_col=1) for cell in row]
    assert card["citation"] in under, key
    coloured += len(sheet.conditional_formatting)
    for at, column in enumerate(card["columns"]):
        cells = [sheet.cell(HEAD + 1 + row, at + 1) for row in range(card["rows"])]
        formats = {cell.number_format for cell in cells if cell.value is not None}
        kind = column["type"]
        if kind in ("string", "boolean"):
            assert all(cell.value is None or isinstance(cell.value, str) for cell in cells), (key, column)
            assert formats <= {"@"}, (key, column, formats)
        elif kind == "date":
            assert formats <= {"yyyy\\-mm\\-dd", "yyyy-mm-dd"} and all(cell.is_date for cell in cells if cell.value), formats
        else:
            for cell, value in zip(cells, frame[column["name"]]):
                assert same(cell.value, value), (key, column, cell.coordinate, cell.value, value)
            if column["name"] == "year" or kind == "integer" and column["name"] in YEARS:
                assert formats <= {"0"}, formats
            elif kind == "integer":
                assert formats <= {"#,##0"}, (key, column, formats)
            else:
                fine = {"#,##0", "#,##0.0", "#,##0.00", "#,##0.000", "#,##0.0000", "0.0000", "0.000E+00", "General"}
                assert formats <= fine, (key, column, formats)
assert coloured > 30, coloured
colours = book["scores"].conditional_formatting
assert {rule.type for range_ in colours for rule in range_.rules} == {"colorScale", "dataBar"}
codes = [cell.value for cell in book["scores"]["A"][HEAD : HEAD + cards["scores"]["rows"]]]
assert codes == list(csv(cards["scores"])["code"])

kinds = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
for key, card in cards.items():
    path = tables / f"{key}.parquet"
    columns = duckdb.sql(f"describe select * from '{path}'").fetchall()
    assert [(c[0], c[1]) for c in columns] == [(c["name"], kinds[c["type"]]) for c in card["columns"]], key
    rows = duckdb.sql(f"select * from '{path}'").fetchall()
    frame = csv(card)
    assert len(rows) == len(frame)
    for got, wanted in zip(rows, frame.itertuples(index=False)):
        for a, b, column in zip(got, wanted, card["columns"]):
            if column["type"] == "boolean":
                b = None if b is None else b == "true"
            elif column["type"] == "date":
                a = None if a is None else a.isoformat()
            assert same(a, b), (key, column["name"], a, b)
    said = dict(duckdb.sql(f"select key, value from parquet_kv_metadata('{path}')").fetchall())
    assert json.loads(said[b"kawasan"])["title"] == card["title"]


class Page(html.parser.HTMLParser):
    """Rows of the body, and every address."""

    def __init__(self):
        super().__init__()
        self.rows, self.heads, self.cell, self.body, self.addresses = [], [], None, False, []

    def handle_starttag(self, tag, attributes):
        self.addresses += [value for key, value in attributes if key in ("src", "href")]
        self.body = tag == "tbody" or self.body
        if tag == "tr" and self.body:
            self.rows.append([])
        if tag in ("td", "th"):
            self.cell = ""

    def handle_endtag(self, tag):
        self.body = self.body and tag != "tbody"
        if tag == "td" and self.body:
            self.rows[-1].append(self.cell)
        if tag == "th":
            self.heads.append(self.cell)

    def handle_data(self, data):
        self.cell = None if self.cell is None else self.cell + data


for key, card in cards.items():
    text = (tables / f"{key}.html").read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    assert not page.addresses and "<script" not in text and "@import" not in text
    assert len(page.heads) == len(card["columns"]) and len(page.rows) == min(card["rows"], 2000)
    assert all(len(row) == len(page.heads) for row in page.rows)
    assert card["citation"] in text and card["citation"] in (tables / f"{key}.md").read_text(encoding="utf-8")
    tex = (tables / f"{key}.tex").read_text(encoding="utf-8")
    assert tex.count("\\begin{") == tex.count("\\end{") and "\\caption{" in tex and f"\\label{{tab:{key.replace('_', '-')}}}" in tex
    assert card["citation"].replace("_", "\\_") in tex
    for ending in ("csv", "md", "json", "parquet", "html", "tex"):
        assert f"tables/{key}.{ending}" in listed
assert f"tables/{name}.xlsx" in listed and "datapackage.json" in listed
page = Page()
page.feed((tables / "scores.html").read_text(encoding="utf-8"))
at = [column["name"] for column in cards["scores"]["columns"]].index("score")
scores = [row[at] for row in page.rows if row[at]]
assert scores and all(("," if indonesian else ".") in score for score in scores)
# LaTeX reads every table, where there is one
if shutil.which("pdflatex"):
    with tempfile.TemporaryDirectory() as folder:
        files = "".join(f"\\input{{{(tables / key).resolve()}.tex}}\\clearpage\n" for key in cards)
        preamble = "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{booktabs,longtable,array,pdflscape}"
        text = f"{preamble}\n\\begin{{document}}\n{files}\\end{{document}}\n"
        (Path(folder) / "all.tex").write_text(text, encoding="utf-8")
        command = ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "all.tex"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")
        assert done.returncode == 0, done.stdout[-2000:]
print(f"{len(cards)} tables agree in every format, {coloured} columns are coloured")
