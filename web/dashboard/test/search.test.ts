import fc from "fast-check";
import { expect, test } from "vitest";
import { PERIODS, resolve } from "~/periods/periods";
import { FILTERS, filtersOf, parseSearch, readSearch, stringifySearch, toggled } from "~/url/search";

const read = (text: string) => readSearch(parseSearch(text));

test("an address says what is shown, and nothing else is understood", () => {
  const search = read(
    "?period=last_month&country=DE&country=&os=Mac+OS+X&by=week&compare=yes&evil=1&tab=viewers",
  );
  expect(search).toEqual({
    period: "last_month",
    country: ["DE", ""],
    os: ["Mac OS X"],
    by: "week",
    compare: "yes",
    tab: "viewers",
  });
  expect(filtersOf(search)).toEqual({ country: ["DE", ""], os: ["Mac OS X"] });
});

test("an address comes back as it was", () => {
  for (const text of ["?period=all_time&country=DE&country=FR", "?domain=a.example&q=%3Cscript%3E%26", ""])
    expect(stringifySearch(read(text))).toBe(text);
});

test("a custom period needs two dates in order", () => {
  expect(read("?period=custom&from=2024-01-01&to=2024-01-31")).toEqual({
    period: "custom",
    from: "2024-01-01",
    to: "2024-01-31",
  });
  for (const text of [
    "?period=custom",
    "?period=custom&from=2024-02-01&to=2024-01-01",
    "?from=2024-01-01",
    "?period=x",
  ])
    expect(read(text)).toEqual({});
});

test("a value is chosen, another too, and unchosen", () => {
  const one = toggled({ period: "today" }, "country", "DE");
  const two = toggled(one, "country", "");
  expect(two).toEqual({ period: "today", country: ["DE", ""] });
  expect(toggled(two, "country", "DE")).toEqual({ period: "today", country: [""] });
  expect(toggled(toggled(two, "country", "DE"), "country", "").country).toBeUndefined();
});

/** Addresses that people type, cut or lengthen, and that others write to see what happens. */
const inherited = fc.constantFrom("__proto__", "constructor", "toString", "length", "hasOwnProperty");
const names = fc.oneof(
  fc.constantFrom(...FILTERS, "period", "from", "to", "by", "compare", "live", "tab", "page", "id"),
  inherited,
  fc.string(),
);
const dates = fc
  .date({ min: new Date("0000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const values = fc.oneof(fc.constantFrom(...PERIODS, "yes", "week", "1"), dates, inherited, fc.string());
const pairs = fc.array(fc.tuple(names, values), { maxLength: 8 });
const written = pairs.map((all) => `?${new URLSearchParams(all)}`);
const custom = fc
  .tuple(dates, dates, written)
  .map(([from, to, rest]) => `${rest}&period=custom&from=${from}&to=${to}`);
const addresses = fc.oneof(written, custom, fc.string({ unit: "binary" }), fc.webQueryParameters());

test("whatever an address says, something is shown, and the same under its own address", () => {
  const now = new Date("2024-03-01T12:00:00Z");
  fc.assert(
    fc.property(addresses, fc.constantFrom("Europe/Stockholm", "Pacific/Apia"), (text, timezone) => {
      const search = read(text);
      for (const name of FILTERS) for (const value of search[name] ?? []) expect(value).toBeTypeOf("string");
      expect(read(stringifySearch(search))).toEqual(search);
      const { period = "last_month", from = "", to = "" } = search;
      const resolved = resolve(period, { now, timezone, first: undefined }, { from, to });
      expect(resolved.from <= resolved.to).toBe(true);
    }),
  );
});

test("nothing of an address is lost on the way through the router", () => {
  fc.assert(
    fc.property(pairs, (all) => {
      const parsed = parseSearch(`?${new URLSearchParams(all)}`);
      expect(Object.keys(parsed).sort()).toEqual([...new Set(all.map(([name]) => name))].sort());
      for (const [name, value] of Object.entries(parsed))
        expect([value].flat()).toEqual(all.flatMap(([other, one]) => (other === name ? [one] : [])));
    }),
  );
});
