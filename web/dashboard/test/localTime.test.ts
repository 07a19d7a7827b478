/** Dates and clocks where the clocks change: against the shared vectors, and over every zone's changes of ten years. */
import { describe, expect, test } from "vitest";
import { formats } from "~/formats/formats";
import { lazily } from "~/formats/lazily";
import {
  DAY_MS,
  dayBefore,
  dayStart,
  instantOf,
  instantsOf,
  learnZone,
  localDate,
  placesOf,
  plusDays,
  readingAt,
  type Zone,
  zoneOf,
} from "~/periods/localTime";
import { PERIODS, type PeriodName, resolve, type Span } from "~/periods/periods";
import vectors from "../../../contract/vectors/periods.json";

interface Vector extends Span {
  zone: string;
  now: string;
  first: string;
  name: PeriodName;
  custom?: Span;
  before: Span | null;
}

const VECTORS = vectors as Vector[];

/** As the API reads a period: a date that ends it is still inside. */
function instants({ from, to }: Span, zone: Zone): [number, number] {
  const start = from.includes("T") ? Date.parse(from) : dayStart(from, zone);
  return [start, to.includes("T") ? Date.parse(to) : dayStart(plusDays(to, 1), zone)];
}

test.each([...new Set(VECTORS.map(({ zone }) => zone))])("periods of %s as a calendar has them", (zone) => {
  for (const vector of VECTORS.filter((one) => one.zone === zone)) {
    const { name, now, custom, first } = vector;
    const early = Math.min(Date.parse(first), Date.parse(now));
    const clock = { now: new Date(now), timezone: zone, first: localDate(early, zone) };
    const period = resolve(name, clock, custom);
    const told = { ...vector, said: period };
    expect([told, instants(period, zoneOf(zone))]).toEqual([told, instants(vector, zoneOf(zone))]);
    const before = period.before && instants(period.before, zoneOf(zone));
    expect([told, before]).toEqual([told, vector.before ? instants(vector.before, zoneOf(zone)) : undefined]);
  }
});

/** Of zones that change alike one, and when it changes. */
const everyZone = lazily(() => {
  const found = new Map<string, [string, number[]]>();
  const [start, end] = [Date.parse("2016-01-01"), Date.parse("2027-01-01")];
  for (const name of Intl.supportedValuesOf("timeZone")) {
    const zone = zoneOf(name);
    const changes: number[] = [];
    let before = zone.offset(start);
    for (let at = start; at < end; at += STEP_MS) {
      const after = zone.offset(at + STEP_MS);
      if (after !== before) changes.push(changeBetween(at, at + STEP_MS, zone));
      before = after;
    }
    found.set(`${zone.offset(start)} ${changes.map((at) => [at, zone.offset(at)])}`, [name, changes]);
  }
  return new Map(found.values());
});

/** Morocco's Ramadan, the shortest time between two changes, is longer. */
const STEP_MS = 20 * DAY_MS;

function changeBetween(after: number, until: number, { offset }: Zone): number {
  if (until - after <= 1000) return until;
  const middle = after + Math.floor((until - after) / 2000) * 1000;
  return offset(middle) === offset(after)
    ? changeBetween(middle, until, { offset })
    : changeBetween(after, middle, { offset });
}

const AFTER = [-1, 60_000, 1_800_000, 10_800_000, DAY_MS + 1_800_000, 7 * DAY_MS, 31 * DAY_MS];

test("in every zone a period has a beginning before its end, and what it is compared with ends before it", () => {
  let changesSeen = 0;
  for (const [timezone, changes] of everyZone()) {
    changesSeen += changes.length;
    const zone = zoneOf(timezone);
    for (const [number, change] of (changes.length ? changes : [Date.parse("2020-01-01")]).entries()) {
      const now = new Date(change + (AFTER[number % AFTER.length] ?? 0));
      const today = localDate(now.getTime(), timezone);
      for (const name of PERIODS) {
        const custom = { from: plusDays(today, -(number % 4)), to: plusDays(today, number % 3) };
        const period = resolve(name, { now, timezone, first: plusDays(today, -40) }, custom);
        const [from, to] = instants(period, zone);
        const told = `${timezone} ${now.toISOString()} ${name} ${JSON.stringify(period)}`;
        expect(from, told).toBeLessThan(to);
        if (name === "all_time") continue;
        const [earlier, until] = instants(period.before as Span, zone);
        expect(earlier, told).toBeLessThan(until);
        expect(until, told).toBeLessThanOrEqual(from);
      }
    }
  }
  expect(changesSeen).toBeGreaterThan(500);
}, 60_000);

test("in every zone the clock's readings lead back to their instants", () => {
  for (const [timezone, changes] of everyZone()) {
    const zone = zoneOf(timezone);
    for (const change of changes) {
      for (const at of [change - 5_400_000, change - 60_000, change, change + 60_000, change + 5_400_000]) {
        expect(instantsOf(readingAt(at, zone), zone), `${timezone} ${at}`).toContain(at);
      }
      const day = localDate(change, timezone);
      expect(localDate(dayStart(day, zone), timezone)).toBe(day);
      expect(localDate(dayStart(day, zone) - 1, timezone)).toBe(dayBefore(day, zone));
    }
  }
}, 60_000);

describe("a clock's reading", () => {
  test.each([
    ["Europe/Stockholm", "2020-10-25T02:30Z", ["2020-10-25T00:30Z", "2020-10-25T01:30Z"]],
    ["Europe/Stockholm", "2020-03-29T02:30Z", []],
    ["Australia/Lord_Howe", "2024-04-07T01:45Z", ["2024-04-06T14:45Z", "2024-04-06T15:15Z"]],
    ["Antarctica/Troll", "2023-10-29T01:30Z", ["2023-10-28T23:30Z", "2023-10-29T01:30Z"]],
    ["Pacific/Apia", "2011-12-30T12:00Z", []],
    ["Europe/Dublin", "2022-10-30T01:30Z", ["2022-10-30T00:30Z", "2022-10-30T01:30Z"]],
  ])("in %s at %s", (timezone, reading, expected) => {
    expect(instantsOf(Date.parse(reading), zoneOf(timezone))).toEqual(expected.map(Date.parse));
  });

  test("that never comes is when it would have", () => {
    const zone = zoneOf("Europe/Stockholm");
    expect(instantOf(Date.parse("2020-03-29T02:30Z"), zone)).toBe(Date.parse("2020-03-29T01:30Z"));
  });
});

test.each([
  ["Europe/Stockholm", "2020-10-25T00:00:00Z", "02:00 UTC+2"],
  ["Europe/Stockholm", "2020-10-25T01:00:00Z", "02:00 UTC+1"],
  ["Europe/Stockholm", "2020-10-25T02:00:00Z", "03:00"],
  ["Australia/Lord_Howe", "2024-04-06T15:00:00Z", "01:30 UTC+10:30"],
  ["America/St_Johns", "2024-11-03T03:30:00Z", "01:00 UTC−2:30"],
  ["America/St_Johns", "2024-11-03T04:30:00Z", "01:00 UTC−3:30"],
])("hours that come twice have names of their own: %s %s", (timezone, at, name) => {
  const { bucket, instant } = formats("en-GB", timezone);
  expect(bucket(at, "hour")).toBe(name);
  expect(instant(at).endsWith(name)).toBe(true);
  expect(bucket(at, "hour", true).endsWith(name)).toBe(true);
});

test("hours of a day that has 25 stand beside the same times of one that has 24", () => {
  const hours = (first: string, count: number) =>
    [...Array(count).keys()].map((hour) => ({
      date: new Date(Date.parse(first) + hour * 3_600_000).toISOString(),
    }));
  const today = placesOf(hours("2020-10-24T22:00:00Z", 25), "Europe/Stockholm");
  const yesterday = placesOf(hours("2020-10-23T22:00:00Z", 24), "Europe/Stockholm");
  expect(today.slice(3)).toEqual(yesterday.slice(2)); // 02:00 twice
  expect(today.slice(0, 3)).toEqual(yesterday.slice(0, 3));
});

describe("a zone that the browser does not know", () => {
  const OFFSETS = [
    { since: "1970-01-01T00:00:00Z", seconds: 3 * 3600 },
    { since: "2023-10-29T01:00:00Z", seconds: 2 * 3600 },
    { since: "2024-03-31T01:00:00Z", seconds: 3 * 3600 },
  ];

  test("shows what the server knows of it", () => {
    learnZone("Europe/Nowhere", OFFSETS);
    const { instant, bucket } = formats("en-GB", "Europe/Nowhere");
    expect(instant("2024-03-31T00:59:00Z")).toBe("31 Mar 2024, 02:59");
    expect(instant("2024-03-31T01:00:00Z")).toBe("31 Mar 2024, 04:00");
    expect(instant("1960-01-01T00:00:00Z")).toBe("1 Jan 1960, 03:00");
    expect(bucket("2023-10-29T00:00:00Z", "hour")).toBe("03:00 UTC+3");
    expect(bucket("2023-10-29T01:00:00Z", "hour")).toBe("03:00 UTC+2");
    expect(bucket("2024-02-29T22:00:00Z", "day")).toBe("1 Mar");
    expect(localDate(Date.parse("2024-05-31T21:30:00Z"), "Europe/Nowhere")).toBe("2024-06-01");
    const clock = { now: new Date("2024-04-01T10:00:00Z"), timezone: "Europe/Nowhere", first: undefined };
    expect(resolve("yesterday", clock).from).toBe("2024-03-31");
    expect(resolve("today", clock).before).toEqual({ from: "2024-03-31", to: "2024-03-31T10:01:00Z" });
  });

  test("is UTC where the server was not heard either", () => {
    expect(formats("en-GB", "Europe/Elsewhere").instant("2024-03-31T00:59:00Z")).toBe("31 Mar 2024, 00:59");
  });
});
