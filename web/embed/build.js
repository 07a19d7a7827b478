/** Builds the player's page and the IFrame Player API, and holds both to their sizes. */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";

const MAX_PAGE_BYTES = 30 * 1024;
const MAX_API_BYTES = 6 * 1024;

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const page = join(here, "../../src/mutoscope/web/pages/embed.html");
/** For the CSS; docs/player.md names them. */
const FLOOR = ["chrome64", "firefox67", "safari12"];
const LICENCE = "/*! Mutoscope, Apache-2.0 */";

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
writeFileSync(join(dist, "embed.js"), await script("src/frame/embed.ts"));
// A classic script shares its scope with the page: nothing of it may leak.
writeFileSync(
  join(dist, "iframe.player.js"),
  `${LICENCE}(()=>{${await script("src/host/iframe.player.ts")}})();\n`,
);
await build({
  ...common(),
  entryPoints: ["src/frame/embed.css"],
  outfile: join(dist, "embed.css"),
  target: FLOOR,
  minify: true,
});
copyFileSync(join(here, "src/frame/too_old.js"), join(dist, "too_old.js"));
hls();

within("embed page", MAX_PAGE_BYTES, page, join(dist, "embed.js"), join(dist, "embed.css"));
within("iframe.player.js", MAX_API_BYTES, join(dist, "iframe.player.js"));

function common() {
  // A module knows where it lies and loads others in every browser of the floor, though no ECMAScript of 2018 says so.
  const supported = { "import-meta": true, "dynamic-import": true };
  return { absWorkingDir: here, bundle: true, target: "es2018", supported, logLevel: "warning" };
}

async function script(entry) {
  const bundled = await build({
    ...common(),
    entryPoints: [entry],
    format: "esm",
    minifySyntax: true,
    write: false,
  });
  const { code } = await minify(bundled.outputFiles[0].text, {
    module: true,
    ecma: 2018,
    compress: { passes: 3, unsafe_arrows: true, keep_fargs: false },
  });
  return code;
}

/** As its makers built it; it loads only where a playlist is played. */
function hls() {
  const from = dirname(createRequire(import.meta.url).resolve("hls.js"));
  const built = readFileSync(join(from, "hls.min.mjs"), "utf8").replace(/^\/\/# sourceMappingURL.*$/m, "");
  writeFileSync(join(dist, "hls.js"), `/*! hls.js, Apache-2.0, see hls.LICENSE.txt */\n${built}`);
  const worker = readFileSync(join(from, "hls.worker.js"), "utf8").replace(/^\/\/# sourceMappingURL.*$/m, "");
  writeFileSync(join(dist, "hls.worker.js"), worker);
  copyFileSync(join(from, "../LICENSE"), join(dist, "hls.LICENSE.txt"));
}

function within(name, most, ...files) {
  const size = files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
  console.log(`${name}: ${size} of ${most} bytes gzipped`);
  if (size > most) process.exitCode = 1;
}
