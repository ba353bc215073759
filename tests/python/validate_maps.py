"""Maps to print as other tools see them: SVG that is XML and needs nothing else, PNG of the size that it says, classes that add up.

Usage: validate_maps.py FOLDER [VILLAGES]: every .svg and .png below the folder, each villages-*.svg with so many villages in its legend.
"""

import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from PIL import Image

SVG = "{http://www.w3.org/2000/svg}"
folder = Path(sys.argv[1])
villages = int(sys.argv[2]) if len(sys.argv) > 2 else None
pictures = sorted(folder.rglob("*.svg"))
assert pictures, folder


def millimetres(text):
    assert text.endswith("mm"), text
    return float(text[:-2])


for path in pictures:
    text = path.read_text(encoding="utf-8")
    root = ET.fromstring(text)
    assert root.tag == SVG + "svg", path
    for element in root.iter():
        for name, value in element.attrib.items():
            assert "href" not in name, (path, name)
            assert not re.search(r"https?:|file:|data:|@import", value), (path, name, value)
            assert "NaN" not in value and "inf" not in value.split(), (path, name)
        assert element.tag != SVG + "image" and element.tag != SVG + "script", path
    assert "'Source Sans 3',sans-serif" in root.attrib["font-family"], path
    # every pattern that is used is there
    ids = {element.attrib["id"] for element in root.iter() if "id" in element.attrib}
    assert set(re.findall(r"url\(#([\w-]+)\)", text)) <= ids, path
    png = path.with_suffix(".png")
    if png.exists():
        with Image.open(png) as image:
            image.load()
            assert image.format == "PNG", png
            per_inch = image.info["dpi"]
            assert all(abs(side - 200) < 0.1 for side in per_inch), per_inch
            if "width" in root.attrib:
                size = [millimetres(root.attrib[side]) / 25.4 * 200 for side in ("width", "height")]
                assert all(abs(a - b) <= 1 for a, b in zip(image.size, size)), (png, image.size, size)
                # A4, lying or standing, margins of 10 mm left
                long, short = max(size), min(size)
                assert long <= 277 / 25.4 * 200 + 1 and short <= 190 / 25.4 * 200 + 1, (png, size)
            assert 1400 <= max(image.size) <= 2400, (png, image.size)
            assert len(image.convert("RGB").getcolors(1 << 22)) > 4, png
    if villages is not None and path.name.startswith("villages-"):
        legend = next(group for group in root.iter(SVG + "g") if group.attrib.get("class") == "legend")
        counts = [element.text for element in legend.iter(SVG + "text") if element.attrib.get("text-anchor") == "end"]
        numbers = [int(re.sub(r"\D", "", count)) for count in counts]
        assert sum(numbers) == villages, (path, counts)
        drawn = {element.attrib["fill"] for element in root.iter(SVG + "path") if element.attrib.get("class") == "units"}
        shown = {element.attrib["fill"] for element in legend.iter(SVG + "rect")}
        assert {paint.replace("-fine", "") for paint in drawn} <= shown, (path, drawn, shown)
print(f"{len(pictures)} pictures")
