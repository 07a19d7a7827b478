/** The map's countries as paths, projected here so that no browser has to: [ISO 3166 code, path]. */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { geoNaturalEarth1, geoPath } from "d3-geo";
import { feature } from "topojson-client";

const WIDTH = 960;
const HEIGHT = 440;

/** Names on the map that differ from those of the API's list. Those with none have no code of their own. */
const CODES = {
  "Bosnia and Herz.": "BA",
  "Central African Rep.": "CF",
  Congo: "CG",
  "Côte d'Ivoire": "CI",
  "Dem. Rep. Congo": "CD",
  "Dominican Rep.": "DO",
  "Eq. Guinea": "GQ",
  "Falkland Is.": "FK",
  "Fr. S. Antarctic Lands": "TF",
  Macedonia: "MK",
  "N. Cyprus": "",
  "S. Sudan": "SS",
  "Solomon Is.": "SB",
  Somaliland: "",
  eSwatini: "SZ",
  "United States of America": "US",
  "W. Sahara": "EH",
};

export function writeWorld(to) {
  const atlas = createRequire(import.meta.url).resolve("world-atlas/countries-110m.json");
  const world = JSON.parse(readFileSync(atlas, "utf8"));
  const { features } = feature(world, world.objects.countries);
  const shown = features.filter((one) => one.properties.name !== "Antarctica");
  const projection = geoNaturalEarth1().fitSize([WIDTH, HEIGHT], {
    type: "FeatureCollection",
    features: shown,
  });
  const path = geoPath(projection).digits(1);
  const codes = codesByName();
  const countries = shown.map((one) => [codeOf(one.properties.name, codes), path(one) ?? ""]);
  writeFileSync(
    to,
    `export const size = [${WIDTH}, ${HEIGHT}] as const;\n` +
      `export const countries: readonly (readonly [code: string, path: string])[] = ${JSON.stringify(countries)};\n`,
  );
}

function codesByName() {
  const file = join(import.meta.dirname, "..", "..", "..", "src", "mutoscope", "countries.csv");
  const lines = readFileSync(file, "utf8").trim().split("\n").slice(1);
  return new Map(lines.map((line) => [line.slice(3).replaceAll('"', ""), line.slice(0, 2)]));
}

function codeOf(name, codes) {
  const code = CODES[name] ?? codes.get(name);
  if (code === undefined) throw new Error(`the map's ${name} is in no list of countries`);
  return code;
}
