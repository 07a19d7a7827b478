/** Builds the dashboard: the API's types, the map, the bundle; and holds what a first visit loads to its size. */
import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { writeTypes } from "./types.js";
import { writeWorld } from "./world.js";

const MAX_BYTES = 300_000;

/** What the analytics page, the first that people open, loads; the texts are those of the wordiest language. */
const FIRST_VISIT = ["index", "AnalyticsPage", "WorldMap", "ru"];

const here = join(import.meta.dirname, "..");
const generated = join(here, "src", "generated");
await writeTypes(join(generated, "openapi.json"), join(generated, "api.ts"));
writeWorld(join(generated, "world.ts"));
copyFonts();
await build({ root: here, configFile: join(here, "vite.config.js"), logLevel: "warn" });
const sizes = firstVisit(join(here, "dist"));
const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
for (const [file, bytes] of sizes) console.log(`${String(bytes).padStart(8)}  ${file}`);
console.log(`dashboard: ${total} of ${MAX_BYTES} bytes of script gzipped on the first visit`);
if (total > MAX_BYTES) process.exit(1);

/** Only the alphabets of our languages; the page's head asks for the first of them at once. */
function copyFonts() {
  const { resolve } = createRequire(import.meta.url);
  for (const alphabet of ["latin", "cyrillic"]) {
    const file = resolve(`@fontsource-variable/inter/files/inter-${alphabet}-wght-normal.woff2`);
    copyFileSync(file, join(generated, `inter-${alphabet}.woff2`));
  }
}

/** The scripts that a first visit loads, imports of imports too, and their sizes zipped. */
function firstVisit(dist) {
  const path = join(dist, "manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  rmSync(path); // nothing for the public
  const wanted = new Set();
  const add = (chunk) => {
    if (wanted.has(chunk)) return;
    wanted.add(chunk);
    for (const imported of chunk.imports ?? []) add(manifest[imported]);
  };
  for (const wantedName of FIRST_VISIT) add(Object.values(manifest).find(({ name }) => name === wantedName));
  return [...wanted].map(({ file }) => [file, gzipSync(readFileSync(join(dist, file)), { level: 9 }).length]);
}
