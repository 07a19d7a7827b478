/** Builds the script tag (IIFE) and the module (ESM) with its types, and holds the script tag to its size. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";

const MAX_BYTES = 6 * 1024;

/** Properties that neither the page, the browser nor the collector knows: they may be called anything. */
const INTERNAL = [
  "about",
  "asked",
  "awaited",
  "beacon",
  "beat",
  "clock",
  "clockWrong",
  "cont",
  "elapsed",
  "end",
  "epoch",
  "forget",
  "input",
  "last",
  "later",
  "news",
  "open",
  "over",
  "position",
  "post",
  "rate",
  "run",
  "sessions",
  "started",
  "state",
  "transport",
  "unsettled",
  "visit",
];

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const common = { absWorkingDir: here, bundle: true, target: "es2018", logLevel: "warning" };

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
const script = await scriptTag();
writeFileSync(join(dist, "mutoscope.js"), script);
await build({ ...common, entryPoints: ["src/index.ts"], outfile: "dist/index.js", format: "esm" });
types();

const size = gzipSync(script, { level: 9 }).length;
console.log(`mutoscope.js: ${size} of ${MAX_BYTES} bytes gzipped`);
if (size > MAX_BYTES) process.exit(1);

/** esbuild bundles; terser's names and order compress 5 % better than esbuild's own. */
async function scriptTag() {
  const bundled = await build({
    ...common,
    entryPoints: ["src/auto.ts"],
    format: "esm",
    minifySyntax: true,
    write: false,
  });
  const { code } = await minify(bundled.outputFiles[0].text, {
    module: true,
    ecma: 2018,
    mangle: { properties: { regex: new RegExp(`^(${INTERNAL.join("|")})$`) } },
    compress: {
      passes: 5,
      inline: 1,
      unsafe: true,
      unsafe_arrows: true,
      pure_getters: true,
      keep_fargs: false,
      lhs_constants: false,
    },
  });
  // A classic script shares its scope with the page: nothing of it may leak.
  return `/*! Apache-2.0 */(()=>{${code}})();`;
}

/** The compiler mirrors the tree of its sources, and those reach up to contract/. */
function types() {
  const out = join(dist, "types");
  const from = join(out, "web", "sdk", "src");
  execFileSync(
    process.execPath,
    [
      "../node_modules/typescript/bin/tsc",
      "--emitDeclarationOnly",
      "--declaration",
      "--rootDir",
      "../..",
      "--outDir",
      out,
      "-p",
      "tsconfig.build.json",
    ],
    { cwd: here, stdio: "inherit" },
  );
  for (const name of ["index.d.ts", "options.d.ts"]) cpSync(join(from, name), join(dist, name));
  rmSync(out, { recursive: true });
}
