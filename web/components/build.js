/** Builds the package in whose folder it runs: one module, and the types of it and of all that it has built in. */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { build } from "esbuild";

const { name, dependencies, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));

rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: ["src/index.ts"],
  outfile: "dist/index.js",
  bundle: true,
  format: "esm",
  target: "es2018",
  jsx: "automatic",
  external: Object.keys({ ...dependencies, ...peerDependencies }),
  // Frameworks that render on a server have to be told that these components live in the browser.
  banner: { js: name.endsWith("react") ? '"use client";' : "" },
  logLevel: "warning",
});
// The compiler mirrors the tree of its sources.
const emit = ["--emitDeclarationOnly", "--declaration", "--rootDir", "..", "--outDir", "dist/types"];
execFileSync(process.execPath, ["../node_modules/typescript/bin/tsc", ...emit, "-p", "tsconfig.build.json"], {
  stdio: "inherit",
});
