import { expect, test } from "vitest";
import { hostOf, isWhole, linesOf } from "~/pages/settings/values";

test.each([
  ["shop.example", "shop.example"],
  [" WWW.Shop.Example ", "shop.example"],
  ["https://shop.example/page?x=1", "shop.example"],
  ["shop.example:8080", "shop.example"],
  ["localhost", "localhost"],
  ["школа.example", "школа.example"],
  ["https://www.школа.example/урок", "школа.example"],
  ["two words", undefined],
  ["https://", undefined],
  ["*.shop.example", undefined],
])("the host in %o is %o", (text, host) => {
  expect(hostOf(text)).toBe(host);
});

test("lists are read line by line", () => {
  expect(linesOf("a.example\n\n b.example , c.example\n")).toEqual(["a.example", "b.example", "c.example"]);
});

test("whole numbers within bounds", () => {
  expect(["1", " 30 ", "1440"].every((text) => isWhole(text, 1440))).toBe(true);
  expect(["", "0", "-1", "1.5", "1441", "1e2", "x"].some((text) => isWhole(text, 1440))).toBe(false);
});
