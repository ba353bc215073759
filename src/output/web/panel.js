"use strict";
// what stands beside the map, whoever draws the map: legend, search, areas, one village
const panel = (data) => {
  const { words, villages, layers, areas } = data;
  const n = villages.code.length;
  const $ = (id) => document.getElementById(id);
  const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), text === null ? {} : { textContent: text }, more);
  const number = (x, decimals) => x.toLocaleString(document.documentElement.lang, { maximumFractionDigits: decimals, minimumFractionDigits: decimals > 3 ? 3 : 0 });
  const where = (at) => [villages.district[at], villages.regency[at]].filter(Boolean).join(", ");
  const called = (at) => villages.name[at] || villages.code[at];

  // layers and legend
  function legend(layer) {
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
  function choices(paint) {
    layers.forEach((layer, at) => {
      const label = make("label", null);
      const radio = make("input", null, { type: "radio", name: "layer", value: layer.id, checked: at === 0, onchange: () => { legend(layer); paint(layer); } });
      label.append(radio, " " + layer.label);
      $("layers").append(label);
    });
    legend(layers[0]);
  }

  // areas in the order of need
  function listed(visit) {
    areas.forEach((area, at) => {
      const item = make("li", null);
      const button = make("button", area.name, { type: "button", onclick: () => visit(at) });
      item.append(button, make("div", area.detail, { className: "where" }));
      document.querySelector("#areas ol").append(item);
    });
    $("areas").hidden = !areas.length;
  }

  // one village: rows of what is told of it
  function unit(at, rows) {
    const table = make("table", null);
    const body = table.createTBody();
    rows.forEach(([label, text]) => {
      const row = body.insertRow();
      if (text.length > 40) row.className = "long";
      row.append(make("th", label, { scope: "row" }), make("td", text));
    });
    $("unit").replaceChildren(
      make("h2", called(at)),
      make("p", `${villages.code[at]} · ${where(at)}`, { className: "where" }), table);
  }
  function told(fact, value) {
    if (value === null || value === undefined || value === "") return fact.always ? [fact.label, words.missing] : null;
    return [fact.label, typeof value === "number" ? `${number(value, fact.decimals)} ${fact.unit}`.trim() : value];
  }

  // search
  function searched(choose) {
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
        item.append(called(at), " ", make("small", `${villages.code[at]}, ${where(at)}`));
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
      input.value = called(hits[i]);
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
  }
  return { $, make, number, where, called, choices, listed, unit, told, searched };
};
