/** Named periods in a workspace's time zone, as `from` and `to` of the API, and the period before each. */
import { DAY_MS, dayBefore, dayStart, instantOf, localDate, plusDays, readingAt, zoneOf } from "./localTime";

export const PERIODS = [
  "last_24_hours",
  "today",
  "yesterday",
  "this_week",
  "last_week",
  "this_month",
  "last_month",
  "last_year",
  "all_time",
  "custom",
] as const;
export type PeriodName = (typeof PERIODS)[number];

export const GROUP_TIMES = ["hour", "day", "week", "month"] as const;
export type GroupTime = (typeof GROUP_TIMES)[number];

/** Dates include their day, instants do not include theirs: as the API has it. */
export interface Span {
  from: string;
  to: string;
}

export interface Period extends Span {
  name: PeriodName;
  before: Span | undefined; // right before it; of a period that runs, until the same day and time on the clock
  running: boolean; // it holds this very moment
  days: number; // it touches
}

export interface Clock {
  now: Date;
  timezone: string;
  first: string | undefined; // date of the first play; undefined: there is none
}

const MINUTE_MS = 60_000;

/** A period as one text: its name, or two dates with a slash between (an interval of ISO 8601). */
export function readPeriod(text: string | undefined): { name: PeriodName; custom?: Span } | undefined {
  const name = PERIODS.find((one) => one === text);
  if (name && name !== "custom") return { name };
  const [from, to, more] = (text ?? "").split("/");
  return isDate(from) && isDate(to) && from <= to && more === undefined
    ? { name: "custom", custom: { from, to } }
    : undefined;
}

export function writePeriod(name: PeriodName, span?: Span): string {
  return span ? `${span.from}/${span.to}` : name;
}

export function resolve(name: PeriodName, { now, timezone, first }: Clock, custom?: Span): Period {
  const zone = zoneOf(timezone);
  const begun = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  const minute = begun + MINUTE_MS;
  const today = localDate(now.getTime(), timezone);
  const clock = readingAt(begun, zone) + MINUTE_MS - Date.parse(today); // 24:00 in a day's last minute
  /** A period of dates, and the one before it from a date on; `thenToday`: which date of that one today stands for. */
  const dates = (from: string, to: string, beforeFrom?: string, thenToday?: string): Period => {
    const running = from <= today && today <= to;
    const until = running && thenToday ? instantOf(Date.parse(thenToday) + clock, zone) : undefined;
    const before = beforeFrom && {
      from: beforeFrom,
      to: until && until < dayStart(from, zone) ? instant(until) : dayBefore(from, zone),
    };
    return { name, from, to, before: before || undefined, running, days: between(from, to) + 1 };
  };
  switch (name) {
    case "last_24_hours": {
      const ago = (days: number) => instant(minute - days * DAY_MS);
      return { name, from: ago(1), to: ago(0), before: { from: ago(2), to: ago(1) }, running: true, days: 2 };
    }
    case "today": {
      const yesterday = dayBefore(today, zone);
      return dates(today, today, yesterday, yesterday);
    }
    case "yesterday": {
      const yesterday = dayBefore(today, zone);
      return dates(yesterday, yesterday, dayBefore(yesterday, zone));
    }
    case "this_week": {
      const monday = weekStart(today);
      return dates(monday, today, plusDays(monday, -7), plusDays(today, -7));
    }
    case "last_week": {
      const monday = plusDays(weekStart(today), -7);
      return dates(monday, plusDays(monday, 6), plusDays(monday, -7));
    }
    case "this_month": {
      const start = monthStart(today);
      const before = monthStart(plusDays(start, -1));
      // The month before may have been shorter than this one is by now: then it is over.
      return dates(start, today, before, plusDays(before, between(start, today)));
    }
    case "last_month": {
      const end = plusDays(monthStart(today), -1);
      const start = monthStart(end);
      return dates(start, end, monthStart(plusDays(start, -1)));
    }
    case "last_year": {
      const year = Number(today.slice(0, 4)) - 1;
      return dates(`${year}-01-01`, `${year}-12-31`, `${year - 1}-01-01`);
    }
    case "all_time":
      return dates(first ?? today, today);
    case "custom": {
      const { from, to } = custom ?? { from: today, to: today };
      const days = between(from, to) + 1;
      const before = [plusDays(from, -days), dayBefore(from, zone)].sort()[0]; // the zone may lack the first
      return dates(from, to, before, days === 1 ? before : plusDays(today, -days));
    }
  }
}

/** Lengths of bucket that make sense for a period, the first of them by default. */
export function groupTimes({ days }: Pick<Period, "days">): readonly GroupTime[] {
  const possible: GroupTime[] = [];
  if (days <= 14) possible.push("hour");
  if (days >= 2 && days <= 1_100) possible.push("day");
  if (days >= 14) possible.push("week");
  if (days >= 32) possible.push("month");
  return possible;
}

export function defaultGroupTime({ days }: Pick<Period, "days">): GroupTime {
  if (days <= 2) return "hour";
  if (days <= 92) return "day";
  return days <= 200 ? "week" : "month";
}

/** A date that there is: 2024-02-30 is none. */
export function isDate(text: string | undefined): text is string {
  return (
    text !== undefined &&
    /^\d{4}-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    plusDays(text, 0) === text
  );
}

/** Weeks begin on Monday. */
function weekStart(date: string): string {
  return plusDays(date, -((new Date(date).getUTCDay() + 6) % 7));
}

function monthStart(date: string): string {
  return `${date.slice(0, 7)}-01`;
}

function between(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
