import { expect, test } from "vitest";
import { isDomain, isWhole, linesOf } from "~/pages/settings/values";

test("a domain is a host, a wildcard or the address of a page", () => {
  const hosts = [
    "shop.example",
    "WWW.Shop.Example.",
    "*.shop.example",
    "localhost",
    "школа.example",
    "192.0.2.7",
  ];
  const addresses = [
    "https://shop.example/page?x=1",
    "//shop.example",
    "https://*.школа.example/урок",
    "[::1]:80",
  ];
  expect([...hosts, ...addresses].filter((text) => !isDomain(text))).toEqual([]);
  const others = ["two words", "https://", "*", "*.*.example", "ann@shop.example", "shop.*", "a,b", "a:b"];
  expect(others.filter(isDomain)).toEqual([]);
});

test("lists are read line by line", () => {
  expect(linesOf("a.example\n\n b.example , c.example\n")).toEqual(["a.example", "b.example", "c.example"]);
});

test("whole numbers within bounds", () => {
  expect(["1", " 30 ", "1440"].every((text) => isWhole(text, 1440))).toBe(true);
  expect(["", "0", "-1", "1.5", "1441", "1e2", "x"].some((text) => isWhole(text, 1440))).toBe(false);
});
