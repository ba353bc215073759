"""`map.html` in a real browser: no errors, search finds a village, a click shows its numbers, layers change, a phone's width holds it.

    browse_map.py RUN [PICTURES]

Pictures of the page are put in the folder PICTURES.
"""

import csv
import pathlib
import sys
import tempfile

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

run = pathlib.Path(sys.argv[1]).resolve()
pictures = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
with open(run / "tables/scores.csv", newline="") as text:
    scores = [row for row in csv.DictReader(text) if row["score"]]

options = webdriver.ChromeOptions()
options.binary_location = "/usr/bin/chromium"
quiet = ["headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update",
         "disable-sync", "disable-dev-shm-usage", "user-data-dir=" + tempfile.mkdtemp(), "window-size=1300,850"]
for name in quiet:
    options.add_argument("--" + name)
options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
browser = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def find(selector):
    return browser.find_element(By.CSS_SELECTOR, selector)


def picture(name):
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
        browser.save_screenshot(str(pictures / f"{name}.png"))


def wait(condition):
    WebDriverWait(browser, 60).until(lambda _: condition())


try:
    browser.get((run / "map.html").as_uri())
    wait(lambda: find("#legend li"))
    shapes = browser.find_elements(By.CSS_SELECTOR, "path.leaflet-interactive")
    assert len(shapes) > len(scores) * 0.9, (len(shapes), len(scores))
    picture("page")

    # by the keyboard alone: search, arrows, enter
    village = max(scores, key=lambda row: float(row["need"]))
    search = find("#search")
    search.send_keys(village["code"])
    wait(lambda: find("#found li"))
    assert search.get_attribute("aria-expanded") == "true"
    search.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    wait(lambda: village["code"] in find("#unit").text)
    told = find("#unit").text
    assert village["name"] in told and village["regency"] in told, told
    comma = browser.execute_script("return document.documentElement.lang") == "id"
    digits = f"{float(village['score']):.3f}".replace(".", "," if comma else ".")
    assert digits in told, (digits, told)
    browser.execute_script("document.getElementById('panel').scrollTop = 0")
    picture("village")

    # by name, in any case; dots in codes; nothing that is not there
    for text in [village["name"].upper()[:6], village["code"][:2] + "." + village["code"][2:]]:
        search.clear()
        search.send_keys(text)
        wait(lambda: browser.find_elements(By.CSS_SELECTOR, "#found [role=option]"))
    search.clear()
    search.send_keys("qqqqq")
    wait(lambda: not browser.find_elements(By.CSS_SELECTOR, "#found [role=option]"))
    search.send_keys(Keys.ESCAPE)
    assert not find("#found").is_displayed()

    # a click on the map tells another village
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", find("#map"))
    center = find("#map")
    ActionChains(browser).move_to_element(center).click().perform()
    wait(lambda: find("#unit h2"))

    # every layer has its legend and its colours
    seen = set()
    for radio in browser.find_elements(By.CSS_SELECTOR, "#layers input"):
        browser.execute_script("arguments[0].click()", radio)
        name = radio.get_attribute("value")
        assert browser.execute_script("return kawasan.shown()") == name
        assert browser.find_elements(By.CSS_SELECTOR, "#legend li"), name
        fills = {shape.get_attribute("fill") for shape in browser.find_elements(By.CSS_SELECTOR, "path.leaflet-interactive")[:400]}
        seen.add((name, tuple(sorted(fills))))
        picture(f"layer-{name}")
    assert len({fills for _, fills in seen}) == len(seen) > 1, seen

    # a phone's width: nothing is wider than the window, all of it can be reached
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True})
    wait(lambda: browser.execute_script("return innerWidth") == 390)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    assert find("#map").rect["height"] > 300 and find("#search").is_displayed()
    picture("phone")

    errors = [entry for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    assert not errors, errors
    print(f"{len(shapes)} villages, {len(seen)} layers, no errors")
finally:
    browser.quit()
