/** Numbers, times and dates as people write them where they are. */
import { instantsOf, readingAt, zoneOf } from "~/periods/localTime";
import type { GroupTime } from "~/periods/periods";
import { lazily } from "./lazily";

export type Unit = "count" | "seconds" | "percent";

export interface Formats {
  count(value: number): string;
  /** For axes: 12K. */
  short(value: number): string;
  percent(value: number): string;
  /** A whole percent, rounded up: 20 of 85 are 24 %. */
  rate(part: number, whole: number): string;
  /** 3 h 12 min; hours alone where there are hundreds of them. */
  duration(seconds: number): string;
  /** 1:02:03, of a moment in a video. */
  moment(seconds: number): string;
  value(value: number | null, unit: Unit): string;
  /** Of a chart's axis. */
  axis(value: number, unit: Unit): string;
  date(date: string): string;
  dates(from: string, to: string): string;
  instant(ms: number | string): string;
  /** The day of an instant. */
  day(ms: number | string): string;
  time(ms: number | string): string;
  bucket(instant: string, by: GroupTime, long?: boolean): string;
  country(code: string): string | undefined;
}

export const NOTHING = "—";

export function formats(locale: string, timezone: string): Formats {
  const number = (options?: Intl.NumberFormatOptions) => lazily(() => new Intl.NumberFormat(locale, options));
  const date = (options: Intl.DateTimeFormatOptions) =>
    lazily(() => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options }));
  const { local, localTime } = localFormats(timezone, date);
  const unit = (name: string) =>
    number({ style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: 0 });
  const count = number();
  const short = number({ notation: "compact", maximumFractionDigits: 1 });
  const decimal = number({ maximumFractionDigits: 1 });
  const percent = number({ style: "percent", maximumFractionDigits: 1 });
  const whole = number({ style: "percent", maximumFractionDigits: 0 });
  const [hours, minutes, seconds] = [unit("hour"), unit("minute"), unit("second")];
  const day = date({ dateStyle: "medium" });
  const buckets = bucketFormats(local, localTime);
  const countries = lazily(() => new Intl.DisplayNames([locale], { type: "region", fallback: "none" }));

  const told: Formats = {
    count: (value) => count().format(value),
    short: (value) => short().format(value),
    percent: (value) => percent().format(value / 100),
    rate: (part, all) => whole().format(all ? Math.ceil((part * 100) / all) / 100 : 0),
    duration: (value) => {
      const all = Math.round(value);
      const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
      if (h >= 100) return hours().format(Math.round(value / 3600));
      if (h) return m ? `${hours().format(h)} ${minutes().format(m)}` : hours().format(h);
      if (m) return s ? `${minutes().format(m)} ${seconds().format(s)}` : minutes().format(m);
      return seconds().format(s);
    },
    moment: (value) => {
      const all = Math.max(0, Math.floor(value));
      const two = (part: number) => String(part).padStart(2, "0");
      const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
      return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
    },
    value: (value, unit) => {
      if (value === null) return NOTHING;
      if (unit === "percent") return told.percent(value);
      return unit === "seconds" ? told.duration(value) : told.count(value);
    },
    axis: (value, unit) => {
      if (unit === "percent") return told.percent(value);
      if (unit === "count") return told.short(value);
      if (value >= 3600) return `${short().format(value / 3600)} ${unitName(hours())}`;
      return value >= 60
        ? `${decimal().format(value / 60)} ${unitName(minutes())}`
        : `${decimal().format(value)} ${unitName(seconds())}`;
    },
    date: (date) => day().format(Date.parse(date)),
    dates: (from, to) =>
      from === to ? day().format(Date.parse(from)) : day().formatRange(Date.parse(from), Date.parse(to)),
    instant: localTime({ dateStyle: "medium", timeStyle: "short" }),
    day: local({ dateStyle: "medium" }),
    time: localTime({ timeStyle: "medium" }),
    bucket: (start, by, long = false) => buckets[by][long ? 1 : 0](start),
    country: (code) => (/^[A-Z]{2}$/.test(code) ? countries().of(code) : undefined),
  };
  return told;
}

type Format = (ms: number | string) => string;
type Formatter = (options: Intl.DateTimeFormatOptions) => Format;

/**
 * Formats of instants in a zone. What its clock shows is written as if it were UTC: a browser may not know the zone.
 * Where the clock shows a time twice that day, the offset tells which of them: 02:00 UTC+2.
 */
function localFormats(
  timezone: string,
  date: (options: Intl.DateTimeFormatOptions) => () => Intl.DateTimeFormat,
): { local: Formatter; localTime: Formatter } {
  const zone = lazily(() => zoneOf(timezone));
  const reading = (ms: number | string) => readingAt(new Date(ms).getTime(), zone());
  const which = (ms: number | string) => {
    const shown = reading(ms);
    return instantsOf(shown, zone()).length > 1 ? ` ${offsetName(shown - new Date(ms).getTime())}` : "";
  };
  const local: Formatter = (options) => {
    const format = date(options);
    return (ms) => format().format(reading(ms));
  };
  const localTime: Formatter = (options) => {
    const format = local(options);
    return (ms) => format(ms) + which(ms);
  };
  return { local, localTime };
}

/** UTC+2, UTC−3:30: the same in every language. */
function offsetName(offset: number): string {
  const minutes = Math.abs(offset) / 60_000;
  const rest = minutes % 60 ? `:${String(Math.floor(minutes % 60)).padStart(2, "0")}` : "";
  return `UTC${offset < 0 ? "−" : "+"}${Math.floor(minutes / 60)}${rest}`;
}

/** Short, for axes, and long. */
function bucketFormats(local: Formatter, localTime: Formatter): Record<GroupTime, readonly [Format, Format]> {
  const date = { day: "numeric", month: "short" } as const;
  const hour = { hour: "2-digit", minute: "2-digit" } as const;
  return {
    hour: [localTime(hour), localTime({ weekday: "short", ...date, ...hour })],
    day: [local(date), local({ weekday: "long", ...date, year: "numeric" })],
    week: [local(date), local({ ...date, year: "numeric" })],
    month: [local({ month: "short", year: "numeric" }), local({ month: "long", year: "numeric" })],
  };
}

function unitName(format: Intl.NumberFormat): string {
  return format.formatToParts(2).find((part) => part.type === "unit")?.value ?? "";
}

const MOST_SECONDS = 604_800;

/** Seconds from what people write for a length: 90, 1:30, 1:02:03; undefined for anything else. */
export function readMoment(text: string): number | undefined {
  if (!/^\d+(:[0-5]?\d){0,2}([.,]\d+)?$/.test(text.trim())) return undefined;
  const parts = text.trim().replace(",", ".").split(":").map(Number);
  const seconds = parts.reduce((sum, part) => sum * 60 + part, 0);
  return seconds > 0 && seconds <= MOST_SECONDS ? seconds : undefined;
}

/**
 * Change from one number to another in percent, as it is shown: from ten on in whole ones, below in tenths.
 * Undefined where there was nothing to change.
 */
export function change(now: number | null, before: number | null | undefined): number | undefined {
  if (now === null || !before) return undefined;
  const percent = ((now - before) / before) * 100;
  return (Math.abs(percent) >= 10 ? Math.round(percent) : Math.round(percent * 10) / 10) || 0;
}
