import { expect, test } from "vitest";
import { shownAddress, shownHost } from "~/formats/hosts";

test.each([
  ["xn--e1afmkfd.xn--p1ai", "пример.рф"],
  ["*.xn--e1afmkfd.xn--p1ai", "*.пример.рф"],
  ["xn--strae-oqa.example", "straße.example"],
  ["shop.example", "shop.example"],
  ["*.shop.example", "*.shop.example"],
  ["", ""],
  // What says nothing, or would not lead to the same host
  ["xn--a", "xn--a"],
  ["xn--0.pt", "xn--0.pt"],
  ["xn--ab-m1t.example", "xn--ab-m1t.example"],
  ["xn--example-.example", "xn--example-.example"],
])("the host %o is shown as %o", (host, shown) => {
  expect(shownHost(host)).toBe(shown);
});

test("of an address the host alone is shown otherwise", () => {
  expect(shownAddress("https://xn--e1afmkfd.xn--p1ai:8443/xn--p1ai?x#y")).toBe(
    "https://пример.рф:8443/xn--p1ai?x#y",
  );
  expect(shownAddress("http://[::1]:80/a")).toBe("http://[::1]:80/a");
  expect(shownAddress("capacitor://localhost")).toBe("capacitor://localhost");
  expect(shownAddress("shop.example")).toBe("shop.example");
});
