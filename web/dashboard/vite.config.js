import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm run dev` speaks to a server that runs already, by default the demo's.
const server = process.env.MUTOSCOPE_URL ?? "http://127.0.0.1:8420";
const to = { target: server, changeOrigin: true };

// Few files: browsers ask a server without TLS for six at a time. What all pages load is one, what several of them need
// another; else each page brings its own.
const CHUNKS = [
  { name: "app", tags: ["$initial"], priority: 1 },
  { name: "pages", minShareCount: 2, test: (id) => !id.includes("/i18n/") },
];

export default defineConfig({
  root: import.meta.dirname,
  // Scripts find each other wherever they lie; the page's own links the server completes (web/dashboard.py).
  base: "./",
  plugins: [react()],
  resolve: { alias: { "~": `${import.meta.dirname}/src` } },
  server: {
    proxy: {
      "/v1": to,
      "/v2": to,
      "/sdk": to,
      "/embed": to,
      "/player": to,
      "/docs": to,
      "/openapi.json": to,
    },
  },
  build: {
    // docs/player.md, "Browsers", names them, and so does index.html.
    target: ["chrome111", "edge111", "firefox114", "safari16.4"],
    manifest: "manifest.json",
    // No file of ours becomes a data: address, which the page's policy would have to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What a first visit loads is held to its size by build.js, zipped.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { output: { codeSplitting: { groups: CHUNKS } } },
  },
});
