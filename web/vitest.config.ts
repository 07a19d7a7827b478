import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["*/test/**/*.test.ts"],
    setupFiles: "./fuzz.js",
    testTimeout: process.env.MUTOSCOPE_FUZZ ? 1_800_000 : 30_000,
  },
  resolve: { alias: { "~": `${import.meta.dirname}/dashboard/src` } },
});
