import { expect, test } from "vitest";
import { filtersOf, parseSearch, readSearch, stringifySearch, toggled } from "~/url/search";

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
