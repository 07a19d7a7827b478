import { describe, expect, test } from "vitest";
import { localDate, plusDays } from "~/periods/localTime";
import {
  defaultGroupTime,
  groupTimes,
  isDate,
  PERIODS,
  type PeriodName,
  readPeriod,
  resolve,
  writePeriod,
} from "~/periods/periods";

/** A Thursday, 00:30 in Berlin, while it is still Wednesday in UTC. */
const now = new Date("2024-03-13T23:30:20Z");
const clock = { now, timezone: "Europe/Berlin", first: "2023-11-05" };

const EXPECTED: Record<
  Exclude<PeriodName, "custom">,
  [string, string, string | undefined, string | undefined]
> = {
  last_24_hours: [
    "2024-03-12T23:31:00Z",
    "2024-03-13T23:31:00Z",
    "2024-03-11T23:31:00Z",
    "2024-03-12T23:31:00Z",
  ],
  today: ["2024-03-14", "2024-03-14", "2024-03-13", "2024-03-12T23:31:00Z"],
  yesterday: ["2024-03-13", "2024-03-13", "2024-03-12", "2024-03-12"],
  this_week: ["2024-03-11", "2024-03-14", "2024-03-04", "2024-03-06T23:31:00Z"],
  last_week: ["2024-03-04", "2024-03-10", "2024-02-26", "2024-03-03"],
  this_month: ["2024-03-01", "2024-03-14", "2024-02-01", "2024-02-13T23:31:00Z"],
  last_month: ["2024-02-01", "2024-02-29", "2024-01-01", "2024-01-31"],
  last_year: ["2023-01-01", "2023-12-31", "2022-01-01", "2022-12-31"],
  all_time: ["2023-11-05", "2024-03-14", undefined, undefined],
};

test.each(Object.entries(EXPECTED))("%s", (name, [from, to, before, until]) => {
  const period = resolve(name as PeriodName, clock);
  expect([period.from, period.to, period.before?.from, period.before?.to]).toEqual([from, to, before, until]);
});

test("a period runs while it holds this moment", () => {
  const running = PERIODS.filter((name) => resolve(name, clock).running);
  expect(running).toEqual(["last_24_hours", "today", "this_week", "this_month", "all_time", "custom"]);
});

test("a custom period is compared with as many days before it", () => {
  const period = resolve("custom", clock, { from: "2024-02-28", to: "2024-03-01" });
  expect(period).toMatchObject({ days: 3, running: false, before: { from: "2024-02-25", to: "2024-02-27" } });
});

test("the month before may be shorter than this one is by now", () => {
  const late = { ...clock, now: new Date("2023-03-30T12:00:00Z") };
  expect(resolve("this_month", late).before).toEqual({ from: "2023-02-01", to: "2023-02-28" });
});

test("all time without a play is today", () => {
  expect(resolve("all_time", { ...clock, first: undefined })).toMatchObject({
    from: "2024-03-14",
    to: "2024-03-14",
  });
});

describe("dates", () => {
  test.each([
    ["Pacific/Kiritimati", "2024-03-14"],
    ["Pacific/Pago_Pago", "2024-03-13"],
    ["Australia/Lord_Howe", "2024-03-14"],
  ])("in %s it is %s", (timezone, date) => expect(localDate(now.getTime(), timezone)).toBe(date));

  test("leap days are days", () => {
    expect(plusDays("2024-02-28", 1)).toBe("2024-02-29");
    expect([isDate("2024-02-29"), isDate("2023-02-29"), isDate("2024-2-1"), isDate(undefined)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

test("a custom period that runs is compared with as much of the one before as has passed of it", () => {
  const today = localDate(clock.now.getTime(), clock.timezone);
  const { before } = resolve("custom", clock, { from: today, to: today });
  expect(before).toEqual(resolve("today", clock).before);
});

test("buckets fit the length of the period", () => {
  for (const days of [1, 2, 7, 30, 31, 92, 365, 3650]) {
    const period = { days };
    expect(groupTimes(period)).toContain(defaultGroupTime(period));
  }
  expect(groupTimes({ days: 1 })).toEqual(["hour"]);
  expect(groupTimes({ days: 3650 })).toEqual(["week", "month"]);
});

test("a period is one text, and comes back of it", () => {
  for (const [text, name, custom] of [
    ["last_week", "last_week", undefined],
    ["2024-02-01/2024-02-29", "custom", { from: "2024-02-01", to: "2024-02-29" }],
  ] as const) {
    expect(readPeriod(text)).toEqual(custom ? { name, custom } : { name });
    expect(writePeriod(name, custom)).toBe(text);
  }
});

test.each([
  undefined,
  "",
  "custom",
  "last_decade",
  "2024-02-01",
  "2024-02-02/2024-02-01",
  "2024-02-01/2024-02-30x",
  "2024-02-01/2024-02-02/2024-02-03",
])("%s is no period", (text) => {
  expect(readPeriod(text)).toBeUndefined();
});
