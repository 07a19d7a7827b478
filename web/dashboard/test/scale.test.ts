import { expect, test } from "vitest";
import { named, ticks } from "~/charts/scale";

test("axes end at or above the highest value, at round numbers", () => {
  expect(ticks(0, "count")).toEqual([0, 1]);
  expect(ticks(3, "count")).toEqual([0, 1, 2, 3]);
  expect(ticks(1_520, "count")).toEqual([0, 500, 1000, 1500, 2000]);
  expect(ticks(100, "percent")).toEqual([0, 25, 50, 75, 100]);
  expect(ticks(0.3, "percent")).toEqual([0, 0.1, 0.2, 0.3]);
});

test("times have the steps of clocks", () => {
  expect(ticks(95, "seconds")).toEqual([0, 30, 60, 90, 120]);
  expect(ticks(7200, "seconds")).toEqual([0, 1800, 3600, 5400, 7200]);
  expect(ticks(100 * 3600, "seconds")).toEqual([0, 90_000, 180_000, 270_000, 360_000]);
});

test("names have room", () => {
  expect(named(31, 700, 76)).toEqual([0, 4, 8, 12, 16, 20, 24, 28]);
  expect(named(1, 10, 76)).toEqual([0]);
  expect(named(0, 700, 76)).toEqual([]);
});
