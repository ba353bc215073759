"""The PDF of a run as another reader sees it: A4, fonts inside, tagged, an area a page, its numbers those of the tables."""

import csv
import pathlib
import re
import sys

from pypdf import PdfReader

out = pathlib.Path(sys.argv[1])
reader = PdfReader(out / "report" / "brief.pdf")
assert not reader.is_encrypted
root = reader.trailer["/Root"]
assert root["/MarkInfo"]["/Marked"], "tagged"
language = root["/Lang"]
assert language in ("id", "en"), language
assert reader.metadata.title, "a title"
date = reader.metadata.get("/CreationDate", "")
assert date.startswith("D:20241231"), date


def fonts(resources):
    for font in (resources.get("/Font") or {}).values():
        font = font.get_object()
        for part in font.get("/DescendantFonts", [font]):
            yield part.get_object()
    for form in (resources.get("/XObject") or {}).values():
        form = form.get_object()
        if "/Resources" in form:
            yield from fonts(form["/Resources"])


texts = []
seen = set()
for page in reader.pages:
    box = [float(x) for x in page.mediabox]
    assert abs(box[2] - box[0] - 595.28) < 0.5 and abs(box[3] - box[1] - 841.89) < 0.5, box
    for font in fonts(page["/Resources"]):
        about = font["/FontDescriptor"]
        assert any(key in about for key in ("/FontFile", "/FontFile2", "/FontFile3")), font["/BaseFont"]
        seen.add(str(font["/BaseFont"]))
    texts.append(page.extract_text())
assert seen and all("SourceSans3" in name.replace(" ", "") for name in seen), seen
assert all(text.strip() for text in texts), "an empty page"


def written(value, decimals):
    text = f"{float(value):,.{decimals}f}"
    return text.replace(",", "_").replace(".", ",").replace("_", ".") if language == "id" else text


areas = out / "tables" / "areas.csv"
if areas.exists():
    word = "Kawasan" if language == "id" else "Area"
    for row in csv.DictReader(areas.open(encoding="utf-8")):
        title = f"{word} {row['area']}: {row['regency']}"
        pages = [i for i, text in enumerate(texts) if re.search(re.escape(title) + r"\s*$", text, re.M)]
        assert len(pages) == 1, (title, pages)
        own = texts[pages[0]]
        others = re.findall(rf"^{word} (\d+): ", own, re.M)
        assert others == [row["area"]], others
        for column, decimals in (("need", 3), ("mean_need", 3), ("area_km2", 1)):
            assert written(row[column], decimals) in own, (title, column)
        assert "tables/areas.csv" in own and "tables/scores.csv" in own
print(len(texts), "pages,", len(seen), "fonts")
