"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { words, villages, layers, areas, facts } = data;
  const n = villages.code.length;
  const $ = (id) => document.getElementById(id);
  const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), text === null ? {} : { textContent: text }, more);
  const number = (x, decimals) => x.toLocaleString(document.documentElement.lang, { maximumFractionDigits: decimals, minimumFractionDigits: decimals > 3 ? 3 : 0 });

  // shapes
  const object = data.topology.objects.villages;
  object.geometries.forEach((shape, at) => { shape.id = at; });
  const features = topojson.feature(data.topology, object);
  const map = L.map("map", {
    zoomControl: true, zoomSnap: 0.25, attributionControl: false, minZoom: -20,
    crs: data.planar ? L.CRS.Simple : L.CRS.EPSG3857, renderer: L.svg({ padding: 0.4 }),
  });
  L.control.scale({ imperial: false }).addTo(map);
  const plain = { weight: 0.4, color: "#fff", opacity: 0.9, fillOpacity: 1 };
  let shown = layers[0];
  const fill = (layer, at) => {
    const own = layer.classes[layer.of[at]];
    return own.colour || (own.missing ? "url(#cross)" : "url(#hatch)");
  };
  const shapes = [];
  const group = L.geoJSON(features, {
    style: (feature) => ({ ...plain, fillColor: fill(shown, feature.id) }),
    onEachFeature: (feature, shape) => {
      shapes[feature.id] = shape;
      shape.on("click", () => choose(feature.id, false));
      shape.bindTooltip(() => villages.name[feature.id] || villages.code[feature.id], { sticky: true });
    },
  }).addTo(map);
  // no lines between villages that are too small for them
  const border = (layer, at) => {
    const wide = Math.sqrt(map.getSize().x * map.getSize().y / n) * 0.35 * 2 ** (map.getZoom() - first);
    return wide < 9 ? { weight: 0.3, color: fill(layer, at) } : { weight: Math.min(wide / 30, 0.8), color: "#fff" };
  };
  let first = 0;
  const bounds = group.getBounds();
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [12, 12] }); else map.setView([0, 0], 2);
  first = map.getZoom();
  const line = (of, style) => L.geoJSON(topojson.mesh(data.topology, object, (a, b) => of(a.id, b.id)), { interactive: false, style }).addTo(map);
  line((a, b) => a !== b && villages.regency[a] !== villages.regency[b], { color: "#444", weight: 1.2, fill: false });

  // areas
  const areaOf = new Int32Array(n).fill(-1);
  areas.forEach((area, at) => area.villages.forEach((village) => { areaOf[village] = at; }));
  if (areas.length) {
    const edge = (a, b) => (a === b ? areaOf[a] >= 0 : areaOf[a] !== areaOf[b]);
    line(edge, { color: "#fff", weight: 4, opacity: 0.8, fill: false });
    line(edge, { color: "#08306b", weight: 2.2, fill: false });
    areas.forEach((area, at) => {
      const box = L.latLngBounds(area.villages.map((village) => shapes[village].getBounds()).filter((b) => b.isValid()));
      area.box = box;
      if (box.isValid()) {
        const icon = L.divIcon({ className: areas.length > 20 ? "many" : "", html: `<span class="number">${at + 1}</span>`, iconSize: null });
        // in the village nearest to the middle
        const far = (village) => shapes[village].getBounds().getCenter().distanceTo(box.getCenter());
        const middle = area.villages.filter((village) => shapes[village].getBounds().isValid()).reduce((a, b) => (far(b) < far(a) ? b : a));
        L.marker(shapes[middle].getBounds().getCenter(), { icon, keyboard: false, title: area.name }).on("click", () => visit(at)).addTo(map);
      }
      const item = make("li", null);
      const button = make("button", area.name, { type: "button", onclick: () => visit(at) });
      item.append(button, make("div", area.detail, { className: "where" }));
      document.querySelector("#areas ol").append(item);
    });
  } else $("areas").hidden = true;
  function visit(at) {
    if (areas[at].box.isValid()) map.fitBounds(areas[at].box, { padding: [30, 30], maxZoom: 13 });
  }

  // layers and legend
  layers.forEach((layer, at) => {
    const label = make("label", null);
    const radio = make("input", null, { type: "radio", name: "layer", value: layer.id, checked: at === 0, onchange: () => paint(layer) });
    label.append(radio, " " + layer.label);
    $("layers").append(label);
  });
  function paint(layer) {
    shown = layer;
    shapes.forEach((shape, at) => shape.setStyle({ fillColor: fill(layer, at), ...(at === chosen ? {} : border(layer, at)) }));
    const counts = layer.classes.map(() => 0);
    layer.of.forEach((own) => { counts[own] += 1; });
    const list = make("ul", null);
    layer.classes.forEach((own, at) => {
      const item = make("li", null);
      const box = make("i", null, { className: own.colour ? "" : own.missing ? "missing" : "none" });
      if (own.colour) box.style.background = own.colour;
      item.append(box, make("span", own.label), make("small", `${number(counts[at], 0)} ${words.villages}`));
      list.append(item);
    });
    $("legend").replaceChildren(make("strong", layer.heading), list, make("p", layer.note, { className: "hint" }));
  }
  let chosen = null;
  paint(layers[0]);
  map.on("zoomend", () => shapes.forEach((shape, at) => { if (at !== chosen) shape.setStyle(border(shown, at)); }));

  // one village
  function choose(at, move) {
    if (chosen !== null) shapes[chosen].setStyle({ ...plain, ...border(shown, chosen) });
    chosen = at;
    shapes[at].setStyle({ color: "#d01c8b", weight: 3, opacity: 1 }).bringToFront();
    const box = shapes[at].getBounds();
    if (move && box.isValid()) map.fitBounds(box, { padding: [40, 40], maxZoom: data.planar ? 20 : 12 });
    const rows = make("table", null);
    const body = rows.createTBody();
    facts.forEach((fact) => {
      const value = fact.texts ? fact.texts[fact.values ? fact.values[at] : at] : fact.values[at];
      if (value === null || value === undefined || value === "") {
        if (!fact.always) return;
      }
      const text = typeof value === "number" ? `${number(value, fact.decimals)} ${fact.unit}`.trim() : value || words.missing;
      const row = body.insertRow();
      if (text.length > 40) row.className = "long";
      row.append(make("th", fact.label, { scope: "row" }), make("td", text));
    });
    const where = [villages.district[at], villages.regency[at]].filter(Boolean).join(", ");
    $("unit").replaceChildren(
      make("h2", villages.name[at] || villages.code[at]),
      make("p", `${villages.code[at]} · ${where}`, { className: "where" }), rows);
  }
  window.kawasan = { choose: (code) => choose(villages.code.indexOf(code), true), shown: () => shown.id };

  // search
  const input = $("search"), found = $("found");
  const folded = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  const names = villages.name.map(folded);
  let hits = [], active = -1;
  function search() {
    const text = folded(input.value.trim()), code = input.value.replace(/[.\s]/g, "");
    hits = [];
    if (text.length > 1) {
      const rank = (at) => (villages.code[at] === code ? 0 : names[at] === text ? 1 : names[at].startsWith(text) ? 2 : /^\d+$/.test(code) && villages.code[at].startsWith(code) ? 3 : names[at].includes(text) ? 4 : 9);
      for (let at = 0; at < n; at += 1) { const own = rank(at); if (own < 9) hits.push([own, at]); }
      hits.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      hits = hits.slice(0, 12).map((hit) => hit[1]);
    }
    active = -1;
    found.replaceChildren(...hits.map((at, i) => {
      const item = make("li", null, { id: `hit${i}`, onmousedown: (event) => { event.preventDefault(); pick(i); } });
      item.setAttribute("role", "option");
      item.append(villages.name[at] || villages.code[at], " ", make("small", `${villages.code[at]}, ${[villages.district[at], villages.regency[at]].filter(Boolean).join(", ")}`));
      return item;
    }));
    if (text.length > 1 && !hits.length) found.append(make("li", words.nothing));
    open(text.length > 1);
  }
  function open(yes) {
    found.hidden = !yes;
    input.setAttribute("aria-expanded", String(yes));
  }
  function mark(i) {
    active = hits.length ? (i + hits.length) % hits.length : -1;
    [...found.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === active)));
    if (active >= 0) {
      input.setAttribute("aria-activedescendant", `hit${active}`);
      found.children[active].scrollIntoView({ block: "nearest" });
    }
  }
  function pick(i) {
    if (hits[i] === undefined) return;
    input.value = villages.name[hits[i]] || villages.code[hits[i]];
    open(false);
    choose(hits[i], true);
  }
  input.addEventListener("input", search);
  input.addEventListener("blur", () => open(false));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { if (found.hidden) search(); mark(active + 1); event.preventDefault(); }
    else if (event.key === "ArrowUp") { mark(active - 1); event.preventDefault(); }
    else if (event.key === "Enter") { pick(Math.max(active, 0)); event.preventDefault(); }
    else if (event.key === "Escape") open(false);
  });
})();
