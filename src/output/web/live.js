// the map of a run that `kawasan view` serves: tiles drawn by MapLibre, what is told of a village asked for one by one
import * as maplibre from "./maplibre-gl.mjs";

const lang = document.documentElement.lang;
const get = async (path) => {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
};
const data = await get("map.json");
const { words, villages, layers, areas, centres } = data;
const side = panel(data);
const { $, make } = side;

// what villages, and districts from afar, look like: a feature's id is its row from 1
const NONE = 255, NOTHING = ["==", ["id"], -1];
let shown = layers[0];
const row = ["-", ["id"], 1];
const picture = (own) => (own.missing ? "cross" : "hatch");
const afar = (layer) => {
  const of = data.districts, wide = of.reduce((most, at) => Math.max(most, at + 1), 0);
  const counts = Array.from({ length: wide }, () => new Uint32Array(layer.classes.length));
  of.forEach((district, village) => { counts[district][layer.of[village]] += 1; });
  return counts.map((own) => own.indexOf(Math.max(...own)));
};
const rest = (of, classes) => [["at", row, ["literal", of.length ? of : [NONE]]], ...classes.flatMap((own, at) => (own.colour ? [at, own.colour] : []))];
const colours = (of, layer) => (layer.classes.some((own) => own.colour) ? ["match", ...rest(of, layer.classes), "rgba(0,0,0,0)"] : "rgba(0,0,0,0)");
const hatched = (of, layer, name) => {
  const own = layer.classes.flatMap((own, at) => (!own.colour && picture(own) === name ? [at] : []));
  return ["in", ["at", row, ["literal", of.length ? of : [NONE]]], ["literal", own]];
};

function draw() {
  const protocol = new pmtiles.Protocol();
  maplibre.addProtocol("pmtiles", protocol.tile);
  const archive = new pmtiles.PMTiles(new URL("tiles.pmtiles", location.href).href);
  protocol.add(archive);
  return archive;
}

// a pattern of lines on white, as the legend has it
function lines(both) {
  const size = 12, pixels = new Uint8Array(size * size * 4).fill(255);
  for (let y = 0; y < size; y += 1) for (let x = 0; x < size; x += 1) {
    const on = (x + y) % size < 3 || both && (x - y + size) % size < 2;
    if (on) pixels.set(both ? [176, 176, 176, 255] : [138, 138, 138, 255], (y * size + x) * 4);
  }
  return { width: size, height: size, data: pixels };
}

const archive = draw();
const [head, about] = await Promise.all([archive.getHeader(), archive.getMetadata()]);
const layersOf = Object.fromEntries(about.vector_layers.map((layer) => [layer.id, layer]));
const tiles = (name, kind, more) => ({ id: `${name}-${more.id || kind}`, type: kind, source: "run", "source-layer": name, ...more.style });
const near = layersOf.villages.minzoom;
const styles = [{ id: "sea", type: "background", paint: { "background-color": "#eaf1f5" } }];
const filled = [["villages", { minzoom: near }], ...(layersOf.district && near > layersOf.district.minzoom ? [["district", { maxzoom: near }]] : [])];
for (const [name, zooms] of filled) {
  styles.push(tiles(name, "fill", { style: { ...zooms, paint: { "fill-color": "#fff", "fill-antialias": false } } }));
  for (const own of ["hatch", "cross"]) styles.push(tiles(name, "fill", { id: own, style: { ...zooms, filter: NOTHING, layout: { visibility: "none" }, paint: { "fill-pattern": own } } }));
}
const border = (name, id, paint, more = {}) => { if (layersOf[name]) styles.push(tiles(name, "line", { id, style: { layout: { "line-join": "round" }, paint, ...more } })); };
// no lines between villages that are too small for them: at the last zoom they are 64 pixels wide in the mean
const wide = head.maxZoom - 3;
border("villages", "border", { "line-color": "#fff", "line-width": ["interpolate", ["linear"], ["zoom"], wide, 0.2, wide + 3, 0.8], "line-opacity": 0.9 }, { minzoom: wide });
border("regency", "border", { "line-color": "#444", "line-width": ["interpolate", ["linear"], ["zoom"], near, 0.4, near + 4, 1.2] });
border("province", "border", { "line-color": "#222", "line-width": ["interpolate", ["linear"], ["zoom"], near, 0.8, near + 4, 1.8] });
border("areas", "case", { "line-color": "#fff", "line-width": ["interpolate", ["linear"], ["zoom"], near, 1.5, near + 3, 4], "line-opacity": 0.8 });
border("areas", "line", { "line-color": "#08306b", "line-width": ["interpolate", ["linear"], ["zoom"], near, 0.8, near + 3, 2.2] });
border("villages", "chosen", { "line-color": "#d01c8b", "line-width": 3 }, { filter: NOTHING });

let map = null, styled = false;
try {
  map = new maplibre.Map({
    container: "map", attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, renderWorldCopies: false,
    minZoom: Math.max(head.minZoom, 0), maxZoom: head.maxZoom + 5,
    bounds: [[head.minLon, head.minLat], [head.maxLon, head.maxLat]], fitBoundsOptions: { padding: 16 },
    locale: { "Map.Title": words.map, "NavigationControl.ZoomIn": words.in, "NavigationControl.ZoomOut": words.out, "NavigationControl.ResetBearing": words.compass },
    style: {
      version: 8, layers: styles,
      sources: { run: { type: "vector", url: `pmtiles://${archive.source.getKey()}`, attribution: make("span", about.attribution || "").innerHTML } },
    },
  });
} catch (error) {
  $("map").append(make("p", words.nogl, { className: "hint" }));
}
const ready = map && new Promise((done) => { map.on("load", done); });
if (map) {
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-left");
  map.addControl(new maplibre.ScaleControl({ unit: "metric" }), "bottom-left");
  if (about.attribution) map.addControl(new maplibre.AttributionControl({ compact: false }), "bottom-right");
  map.touchZoomRotate.disableRotation();
  ready.then(() => {
    map.addImage("hatch", lines(false), { pixelRatio: 2 });
    map.addImage("cross", lines(true), { pixelRatio: 2 });
    styled = true;
    paint(shown);
  });
  map.on("click", (event) => {
    const [own] = map.queryRenderedFeatures(event.point, { layers: ["villages-fill"] });
    if (own) choose(own.id - 1, false);
  });
  const tip = new maplibre.Popup({ closeButton: false, closeOnClick: false, className: "tip", offset: 8 });
  map.on("mousemove", "villages-fill", (event) => {
    map.getCanvas().style.cursor = "pointer";
    tip.setLngLat(event.lngLat).setText(side.called(event.features[0].id - 1)).addTo(map);
  });
  map.on("mouseleave", "villages-fill", () => { map.getCanvas().style.cursor = ""; tip.remove(); });
  map.on("zoomend", far);
}

function paint(layer) {
  shown = layer;
  if (!styled) return;
  for (const [name] of filled) {
    const of = name === "villages" ? layer.of : afar(layer);
    map.setPaintProperty(`${name}-fill`, "fill-color", colours(of, layer));
    for (const own of ["hatch", "cross"]) {
      map.setFilter(`${name}-${own}`, hatched(of, layer, own));
      map.setLayoutProperty(`${name}-${own}`, "visibility", "visible");
    }
  }
  far();
}
// says that districts are shown where they are
function far() {
  const note = $("far");
  const is = map.getZoom() < near && filled.length > 1;
  if (!is && note) note.remove();
  if (is && !note) $("legend").append(make("p", words.far, { id: "far", className: "hint" }));
}
side.choices((layer) => paint(layer));

// areas: numbers where there is room for them
const MOST = 60;
const box = (members) => members.map((at) => centres[at]).filter(Boolean).reduce((box, place) => box.extend(place), new maplibre.LngLatBounds());
const marks = areas.map((area, at) => {
  const around = box(area.villages);
  if (around.isEmpty() || !map) return null;
  const element = make("div", null, { className: areas.length > 20 ? "mark many" : "mark", title: area.name });
  element.append(make("span", String(at + 1), { className: "number" }));
  element.setAttribute("aria-hidden", "true");
  element.addEventListener("click", (event) => { event.stopPropagation(); visit(at); });
  const middle = around.getCenter();
  const distance = (village) => (centres[village] ? middle.distanceTo(maplibre.LngLat.convert(centres[village])) : Infinity);
  const nearest = area.villages.reduce((a, b) => (distance(b) < distance(a) ? b : a));
  return { marker: new maplibre.Marker({ element, anchor: "center" }).setLngLat(centres[nearest]), on: false };
});
function numbers() {
  const seen = map.getBounds();
  let room = MOST;
  for (const mark of marks) {
    if (!mark) continue;
    const on = room > 0 && seen.contains(mark.marker.getLngLat());
    if (on) room -= 1;
    if (on && !mark.on) mark.marker.addTo(map);
    if (!on && mark.on) mark.marker.remove();
    mark.on = on;
  }
}
if (map) { map.on("moveend", numbers); ready.then(numbers); }
function visit(at) {
  const around = box(areas[at].villages);
  if (map && !around.isEmpty()) map.fitBounds(around, { padding: 90, maxZoom: head.maxZoom, animate: false });
}
side.listed(visit);

// one village
let asked = null;
async function choose(at, move) {
  asked = at;
  if (map) {
    map.setFilter("villages-chosen", ["==", ["id"], at + 1]);
    if (move && centres[at]) map.jumpTo({ center: centres[at], zoom: Math.max(map.getZoom(), head.maxZoom - 1) });
  }
  side.unit(at, []);
  const wait = make("p", words.loading, { className: "hint" });
  $("unit").append(wait);
  try {
    const own = await get(`village/${encodeURIComponent(villages.code[at])}`);
    if (asked !== at) return;
    side.unit(at, own.facts.map((fact) => side.told(fact, fact.value)).filter(Boolean));
    const why = make("details", null, { id: "why" });
    why.append(make("summary", words.why), make("div", null, { innerHTML: own.html }));
    $("unit").append(why);
  } catch (error) {
    wait.textContent = words.lost;
  }
}
side.searched(choose);

for (const file of data.files) {
  const item = make("li", null);
  item.append(make("a", file, { href: `run/${file.split("/").map(encodeURIComponent).join("/")}`, target: "_blank", rel: "noopener" }));
  document.querySelector("#files ul").append(item);
}
window.kawasan = {
  choose: (code) => choose(villages.code.indexOf(code), true), shown: () => shown.id, map,
  bounds: [[head.minLon, head.minLat], [head.maxLon, head.maxLat]],
};
