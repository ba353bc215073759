// A PMTiles file as the libraries of the web read it: header, metadata and every tile, as JSON.
//
//     KAWASAN_NODE=FOLDER node read_tiles.mjs FILE
//
// FOLDER holds node_modules. Polygons are those of the last zoom, in steps of the grid of their tile.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const at = createRequire(path.join(path.resolve(process.env.KAWASAN_NODE), "x.js"));
const load = (name) => import(pathToFileURL(at.resolve(name)).href);
const { PMTiles, zxyToTileId } = await load("pmtiles");
const { VectorTile, classifyRings } = await load("@mapbox/vector-tile");
const { PbfReader, default: Pbf } = await load("pbf");

class Local {
  constructor(name) { this.file = fs.openSync(name, "r"); this.name = name; }
  getKey() { return this.name; }
  async getBytes(offset, length) {
    const data = Buffer.alloc(length);
    const read = fs.readSync(this.file, data, 0, length, offset);
    return { data: data.buffer.slice(data.byteOffset, data.byteOffset + read) };
  }
}

const archive = new PMTiles(new Local(process.argv[2]));
const header = await archive.getHeader();
const metadata = await archive.getMetadata();
const layers = {};
const tiles = [];
let found = 0, largest = 0;
const ids = [];
const inside = (zoom, lon, lat) => {
  const sine = Math.sin((lat * Math.PI) / 180), n = 2 ** zoom;
  return [((lon + 180) / 360) * n, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * n].map((x) => Math.min(Math.max(Math.floor(x), 0), n - 1));
};
for (let z = header.minZoom; z <= header.maxZoom; z += 1) {
  const [west, north] = inside(z, header.minLon, header.maxLat), [east, south] = inside(z, header.maxLon, header.minLat);
  for (let x = Math.max(west - 1, 0); x <= Math.min(east + 1, 2 ** z - 1); x += 1) {
    for (let y = Math.max(north - 1, 0); y <= Math.min(south + 1, 2 ** z - 1); y += 1) {
      const answer = await archive.getZxy(z, x, y);
      if (!answer) continue;
      found += 1;
      ids.push(zxyToTileId(z, x, y));
      const bytes = new Uint8Array(answer.data);
      largest = Math.max(largest, bytes.length);
      const tile = new VectorTile(new (PbfReader || Pbf)(bytes));
      for (const [name, layer] of Object.entries(tile.layers)) {
        const own = (layers[name] ??= { features: {}, seen: {}, properties: {} });
        own.features[z] = (own.features[z] ?? 0) + layer.length;
        if (layer.version !== 2 || layer.extent !== 4096) throw new Error(`${name}: version ${layer.version}, extent ${layer.extent}`);
        for (let i = 0; i < layer.length; i += 1) {
          const feature = layer.feature(i);
          if (feature.type !== 3) throw new Error("not a polygon");
          const rings = feature.loadGeometry().map((ring) => ring.map((p) => [p.x, p.y]));
          // the first ring is a shell, as the specification turns them, and none is empty
          const areas = rings.map((ring) => ring.reduce((sum, [x, y], i) => { const [u, v] = ring[(i + 1) % ring.length]; return sum + x * v - u * y; }, 0));
          if (!(areas[0] > 0) || areas.includes(0) || rings.some((ring) => ring.length < 4)) throw new Error(`${z}/${x}/${y} ${name} ${feature.id}: ${JSON.stringify(rings)}`);
          if (z === header.maxZoom) {
            own.seen[feature.id] = true;
            own.properties[feature.id] = feature.properties;
            tiles.push([name, x, y, feature.id, rings, areas.map((area) => area > 0)]);
          }
        }
      }
    }
  }
}
for (const layer of Object.values(layers)) layer.seen = Object.keys(layer.seen).map(Number);
console.log(JSON.stringify({ header, metadata, layers, found, largest, tiles }));
