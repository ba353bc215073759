"""`kawasan view` in a real browser: the tiles are drawn, search finds a village and flies there, a click explains one, layers change, a phone's width holds it.

    browse_view.py ADDRESS RUN [PICTURES]

Pictures of the page are put in the folder PICTURES.
"""

import csv
import pathlib
import sys
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

address, run = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
pictures = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
with open(run / "tables/scores.csv", newline="") as text:
    scores = [row for row in csv.DictReader(text) if row["score"]]

options = webdriver.ChromeOptions()
options.binary_location = "/usr/bin/chromium"
# software draws the map
quiet = ["headless", "no-sandbox", "use-angle=swiftshader", "enable-unsafe-swiftshader", "ignore-gpu-blocklist", "disable-quic", "no-first-run",
         "disable-background-networking", "disable-component-update", "disable-sync", "disable-dev-shm-usage", "user-data-dir=" + tempfile.mkdtemp(), "window-size=1300,850"]
for name in quiet:
    options.add_argument("--" + name)
options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
browser = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def find(selector):
    return browser.find_element(By.CSS_SELECTOR, selector)


def script(text, *arguments):
    return browser.execute_script(text, *arguments)


def wait(condition, seconds=90):
    WebDriverWait(browser, seconds).until(lambda _: condition())


def still():
    wait(lambda: script("return window.kawasan !== undefined && kawasan.map.loaded() && kawasan.map.areTilesLoaded()"))
    time.sleep(0.5)


def picture(name):
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
        browser.save_screenshot(str(pictures / f"{name}.png"))


try:
    begun = time.time()
    browser.get(address)
    wait(lambda: browser.find_elements(By.CSS_SELECTOR, "#legend li"))
    still()
    seconds = time.time() - begun
    picture("page")

    # villages, or districts from afar, are drawn
    drawn = "return kawasan.map.queryRenderedFeatures({layers: ['villages-fill', 'district-fill'].filter((id) => kawasan.map.getLayer(id))}).length"
    assert script(drawn) > min(len(scores), 300) * 0.5, script(drawn)

    # by the keyboard alone: search, arrows, enter; the map goes there
    village = max(scores, key=lambda row: float(row["need"]))
    search = find("#search")
    search.send_keys(village["code"])
    wait(lambda: find("#found li"))
    assert search.get_attribute("aria-expanded") == "true"
    search.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    wait(lambda: browser.find_elements(By.CSS_SELECTOR, "#why"))
    told = find("#unit").text
    assert village["name"] in told and village["regency"] in told and village["code"] in told, told
    comma = script("return document.documentElement.lang") == "id"
    digits = f"{float(village['score']):.3f}".replace(".", "," if comma else ".")
    assert digits in told, (digits, told)
    still()
    row = script("return kawasan.map.queryRenderedFeatures({layers: ['villages-chosen']}).map((f) => f.id)")
    assert row, "the chosen village is not drawn"
    # why it stands there, as `kawasan explain` has it
    script("arguments[0].open = true", find("#why"))
    why = find("#why").text
    assert village["code"] not in why.split("\n")[0] and len(why) > 300 and len(browser.find_elements(By.CSS_SELECTOR, "#why td")) > 6, why
    script("document.getElementById('panel').scrollTop = 0")
    picture("village")

    # by name, in any case; nothing that is not there
    search.clear()
    search.send_keys(village["name"].upper()[:6])
    wait(lambda: browser.find_elements(By.CSS_SELECTOR, "#found [role=option]"))
    search.clear()
    search.send_keys("qqqqq")
    wait(lambda: not browser.find_elements(By.CSS_SELECTOR, "#found [role=option]"))
    search.send_keys(Keys.ESCAPE)
    assert not find("#found").is_displayed()

    # a click on the map tells the village that is there
    wait(lambda: browser.find_elements(By.CSS_SELECTOR, "#why"))
    script("document.getElementById('unit').replaceChildren()")
    ActionChains(browser).move_to_element(find("#map canvas")).click().perform()
    wait(lambda: browser.find_elements(By.CSS_SELECTOR, "#why"))
    assert village["code"] in find("#unit").text

    # every layer has its legend and its colours
    seen = set()
    for radio in browser.find_elements(By.CSS_SELECTOR, "#layers input"):
        script("arguments[0].click()", radio)
        name = radio.get_attribute("value")
        assert script("return kawasan.shown()") == name
        assert browser.find_elements(By.CSS_SELECTOR, "#legend li"), name
        still()
        seen.add((name, script("return JSON.stringify(kawasan.map.getPaintProperty('villages-fill', 'fill-color'))")))
        script("kawasan.map.fitBounds(arguments[0], {animate: false})", script("return kawasan.map.getStyle().sources.run.bounds || kawasan.bounds"))
        still()
        picture(f"layer-{name}")
    assert len({paint for _, paint in seen}) == len(seen) > 1, [name for name, _ in seen]

    # an area by its name in the list
    if browser.find_elements(By.CSS_SELECTOR, "#areas button"):
        script("arguments[0].click()", find("#areas button"))
        still()
        assert browser.find_elements(By.CSS_SELECTOR, "#map .mark")
        picture("area")

    # the map is reached by the keyboard, and is called something
    assert find("#map canvas").get_attribute("tabindex") == "0" and find("#map canvas").get_attribute("aria-label")
    before = script("return kawasan.map.getZoom()")
    find("#map canvas").send_keys("-")
    wait(lambda: script("return kawasan.map.getZoom()") < before)

    # a phone's width: nothing is wider than the window, all of it can be reached
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True})
    browser.get(address)
    wait(lambda: script("return innerWidth") == 390)
    wait(lambda: browser.find_elements(By.CSS_SELECTOR, "#legend li"))
    still()
    assert script("return document.documentElement.scrollWidth") <= 390
    assert find("#map").rect["height"] > 300 and find("#search").is_displayed()
    assert script(drawn) > 10, script(drawn)
    picture("phone")

    errors = [entry for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING") and "GPU stall" not in entry["message"]]
    assert not errors, errors
    print(f"{len(scores)} villages, {len(seen)} layers, drawn after {seconds:.1f} s, no errors")
finally:
    browser.quit()
