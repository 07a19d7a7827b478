import { expect, test } from "vitest";
import { reached, total, union } from "../src/frame/watched";

test("what was watched twice counts once", () => {
  const seen = union([
    [20, 30],
    [0, 10],
    [5, 12],
    [12, 14],
    [40, 40],
  ]);
  expect(seen).toEqual([
    [0, 14],
    [20, 30],
  ]);
  expect(total(seen)).toBe(24);
});

test("the intervals given stay as they are", () => {
  const given = [
    [0, 10],
    [5, 12],
  ] as [number, number][];
  union(given);
  expect(given).toEqual([
    [0, 10],
    [5, 12],
  ]);
});

test("marks are reached exactly, but for the very end", () => {
  expect(reached([10, 90, 100], 9, 100)).toEqual([]);
  expect(reached([10, 90, 100], 89.99, 100)).toEqual([10]);
  expect(reached([10, 90, 100], 99.5, 100)).toEqual([10, 90, 100]);
  expect(reached([10], 5, Number.NaN)).toEqual([]);
});
