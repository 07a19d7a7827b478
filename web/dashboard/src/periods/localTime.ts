/**
 * Dates and clocks of a place as instants, and back.
 *
 * A local day may have 23, 24.5 or 25 hours, begin at 01:00, or not be at all; a clock's reading may come twice or never.
 * So whoever counts days, or moves a time by some, goes by the calendar here, never by a number of hours.
 */

/** What calendar and clock show: the milliseconds since the epoch at which they show it in UTC. */
export type Reading = number;

export interface Zone {
  /** How far the clock is ahead of UTC at an instant, in milliseconds. */
  offset(ms: number): number;
}

/** From an instant on the clock is so many seconds ahead of UTC; the earliest first. */
export interface OffsetChange {
  since: string;
  seconds: number;
}

export const DAY_MS = 86_400_000;

/** By name: a browser takes milliseconds to make each. */
const zones = new Map<string, Zone>();

/** UTC where neither the browser nor the server told of the zone. */
export function zoneOf(timezone: string): Zone {
  const zone = zones.get(timezone) ?? browserZone(timezone) ?? UTC;
  zones.set(timezone, zone);
  return zone;
}

/** Whether this browser knows the zone: one of 2021 has no Europe/Kyiv. */
export function isKnown(timezone: string): boolean {
  return browserZone(timezone) !== undefined;
}

/** What the server knows of a zone that the browser does not. */
export function learnZone(timezone: string, changes: readonly OffsetChange[]): void {
  const steps = changes.map(({ since, seconds }) => ({ since: Date.parse(since), offset: seconds * 1000 }));
  zones.set(timezone, {
    offset(ms) {
      const after = steps.findIndex(({ since }) => since > ms);
      return steps[after < 0 ? steps.length - 1 : Math.max(0, after - 1)]?.offset ?? 0;
    },
  });
}

const UTC: Zone = { offset: () => 0 };

function browserZone(timeZone: string): Zone | undefined {
  const two = "2-digit";
  const date = { year: "numeric", month: two, day: two } as const;
  const time = { hour: two, minute: two, second: two, hourCycle: "h23" } as const;
  try {
    const clock = new Intl.DateTimeFormat("en-US", { timeZone, ...date, ...time });
    return { offset: (ms) => readingOf(clock.format(ms)) - Math.floor(ms / 1000) * 1000 };
  } catch {
    return undefined;
  }
}

/** Of 10/25/2020, 02:30:00. */
function readingOf(shown: string): Reading {
  const [month = 0, day, year = 0, hour, minute, second] = (shown.match(/\d+/g) ?? []).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

export function readingAt(ms: number, { offset }: Zone): Reading {
  return ms + offset(ms);
}

/** When the clock shows that: twice where it is set back, never where it is moved forward over it. */
export function instantsOf(reading: Reading, { offset }: Zone): readonly number[] {
  const offsets = new Set([offset(reading - DAY_MS), offset(reading + DAY_MS)]);
  return [...offsets].map((one) => reading - one).filter((ms) => ms + offset(ms) === reading);
}

/** The first of them; where there is none, when the clock would have shown it, had it not been moved. */
export function instantOf(reading: Reading, zone: Zone): number {
  return instantsOf(reading, zone)[0] ?? reading - zone.offset(reading - DAY_MS);
}

/** The first instant of a date: not 00:00 where that is left out. */
export function dayStart(date: string, zone: Zone): number {
  return instantOf(Date.parse(date), zone);
}

/** The last date that the zone had before: Samoa had no 30 December 2011. */
export function dayBefore(date: string, zone: Zone): string {
  let before = plusDays(date, -1);
  while (dayStart(before, zone) === dayStart(date, zone)) before = plusDays(before, -1);
  return before;
}

/** How far each of them is, by calendar and clock, from the beginning of the first one's day. */
export function placesOf(moments: readonly { date: string }[], timezone: string): number[] {
  const zone = zoneOf(timezone);
  const readings = moments.map(({ date }) => readingAt(Date.parse(date), zone));
  const start = Date.parse(dateOf(readings[0] ?? 0));
  return readings.map((reading) => reading - start);
}

/** The date that it is somewhere, as the API writes it. */
export function localDate(ms: number, timezone: string): string {
  return dateOf(readingAt(ms, zoneOf(timezone)));
}

export function dateOf(reading: Reading): string {
  return new Date(reading).toISOString().slice(0, 10);
}

export function plusDays(date: string, days: number): string {
  return dateOf(Date.parse(date) + days * DAY_MS);
}
