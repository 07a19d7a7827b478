/** Named periods in a workspace's time zone, as `from` and `to` of the API, and the period before each. */

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
  before: Span | undefined; // as long, right before it; of a period that runs, as far as it has come
  running: boolean; // it holds this very moment
  days: number; // it touches
}

export interface Clock {
  now: Date;
  timezone: string;
  first: string | undefined; // date of the first play; undefined: there is none
}

const DAY_MS = 86_400_000;
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
  const today = localDate(now, timezone);
  const minute = Math.ceil((now.getTime() + 1) / MINUTE_MS) * MINUTE_MS;
  const ago = (days: number) => instant(minute - days * DAY_MS);
  const dates = (from: string, to: string, before?: Span): Period => ({
    name,
    from,
    to,
    before,
    running: from <= today && today <= to,
    days: between(from, to) + 1,
  });
  switch (name) {
    case "last_24_hours":
      return {
        name,
        from: ago(1),
        to: instant(minute),
        before: { from: ago(2), to: ago(1) },
        running: true,
        days: 2,
      };
    case "today":
      return dates(today, today, { from: plusDays(today, -1), to: ago(1) });
    case "yesterday":
      return dates(plusDays(today, -1), plusDays(today, -1), span(plusDays(today, -2), plusDays(today, -2)));
    case "this_week": {
      const monday = weekStart(today);
      return dates(monday, today, { from: plusDays(monday, -7), to: ago(7) });
    }
    case "last_week": {
      const monday = plusDays(weekStart(today), -7);
      return dates(monday, plusDays(monday, 6), span(plusDays(monday, -7), plusDays(monday, -1)));
    }
    case "this_month": {
      const start = monthStart(today);
      const last = monthStart(plusDays(start, -1));
      const length = between(last, start);
      // The month before may have been shorter than this one is by now.
      const to = between(start, today) < length ? ago(length) : plusDays(start, -1);
      return dates(start, today, { from: last, to });
    }
    case "last_month": {
      const end = plusDays(monthStart(today), -1);
      const start = monthStart(end);
      const before = plusDays(start, -1);
      return dates(start, end, span(monthStart(before), before));
    }
    case "last_year": {
      const year = Number(today.slice(0, 4)) - 1;
      return dates(`${year}-01-01`, `${year}-12-31`, span(`${year - 1}-01-01`, `${year - 1}-12-31`));
    }
    case "all_time":
      return dates(first ?? today, today);
    case "custom": {
      const { from, to } = custom ?? span(today, today);
      const days = between(from, to) + 1;
      const start = plusDays(from, -days);
      return dates(
        from,
        to,
        from <= today && today <= to ? { from: start, to: ago(days) } : span(start, plusDays(from, -1)),
      );
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

/** By time zone: a browser takes milliseconds for each. */
const calendars = new Map<string, Intl.DateTimeFormat>();

function calendar(timeZone: string): Intl.DateTimeFormat {
  const made =
    calendars.get(timeZone) ??
    new Intl.DateTimeFormat("en-US", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  calendars.set(timeZone, made);
  return made;
}

/** The date that it is somewhere, as the API writes it. */
export function localDate(now: Date, timezone: string): string {
  const parts = calendar(timezone).formatToParts(now);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
}

export function plusDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
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

function span(from: string, to: string): Span {
  return { from, to };
}

function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
