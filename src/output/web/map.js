"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { villages, layers, areas, facts } = data;
  const n = villages.code.length;
  const side = panel(data);

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
      shape.bindTooltip(() => side.called(feature.id), { sticky: true });
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
    });
  }
  side.listed(visit);
  function visit(at) {
    if (areas[at].box.isValid()) map.fitBounds(areas[at].box, { padding: [30, 30], maxZoom: 13 });
  }

  // layers
  function paint(layer) {
    shown = layer;
    shapes.forEach((shape, at) => shape.setStyle({ fillColor: fill(layer, at), ...(at === chosen ? {} : border(layer, at)) }));
  }
  let chosen = null;
  side.choices(paint);
  paint(layers[0]);
  map.on("zoomend", () => shapes.forEach((shape, at) => { if (at !== chosen) shape.setStyle(border(shown, at)); }));

  // one village
  function choose(at, move) {
    if (chosen !== null) shapes[chosen].setStyle({ ...plain, ...border(shown, chosen) });
    chosen = at;
    shapes[at].setStyle({ color: "#d01c8b", weight: 3, opacity: 1 }).bringToFront();
    const box = shapes[at].getBounds();
    if (move && box.isValid()) map.fitBounds(box, { padding: [40, 40], maxZoom: data.planar ? 20 : 12 });
    const value = (fact) => (fact.texts ? fact.texts[fact.values ? fact.values[at] : at] : fact.values[at]);
    side.unit(at, facts.map((fact) => side.told(fact, value(fact))).filter(Boolean));
  }
  window.kawasan = { choose: (code) => choose(villages.code.indexOf(code), true), shown: () => shown.id };
  side.searched(choose);
})();
