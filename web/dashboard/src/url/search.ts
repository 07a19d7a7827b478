/** What a page's address says: period, filters, what is shown. Plain names and values, repeated where there are several. */
import { GROUP_TIMES, type GroupTime, isDate, PERIODS, type PeriodName } from "~/periods/periods";

export const FILTERS = [
  "project_id",
  "folder_id",
  "video_id",
  "event_id",
  "country",
  "city",
  "device",
  "os",
  "browser",
  "domain",
  "external_id",
  "traffic",
] as const;
export type FilterName = (typeof FILTERS)[number];

/** Those that name contents, by their ids. */
export const CONTENT_FILTERS = [
  "project_id",
  "folder_id",
  "video_id",
  "event_id",
] as const satisfies FilterName[];
export type Filters = Partial<Record<FilterName, string[]>>;

/** Everything that an address can say; what is as usual is left out of it. */
export interface Search extends Filters {
  period?: PeriodName;
  from?: string;
  to?: string;
  compare?: "yes";
  measure?: string;
  by?: GroupTime;
  live?: "yes";
  tab?: string;
  view?: string;
  platform?: string;
  q?: string;
  order?: string;
  page?: string;
  next?: string;
  /** Of the viewer whose page it is. In a path, browsers make another id of some. */
  id?: string;
  /** Of the tab of referrers, where it has one of its own: a period's name, or two dates with a slash between. */
  referrer_period?: string;
}

const TEXTS = [
  "measure",
  "tab",
  "view",
  "platform",
  "q",
  "order",
  "page",
  "next",
  "id",
  "referrer_period",
] as const;

/** Any name is one like the others, `__proto__` too. */
export function parseSearch(text: string): Record<string, string | string[]> {
  const pairs = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(pairs.keys())].map((name) => {
      const [first = "", ...more] = pairs.getAll(name);
      return [name, more.length ? [first, ...more] : first];
    }),
  );
}

export function stringifySearch(search: object): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) pairs.append(name, String(one));
  }
  const text = pairs.toString();
  return text ? `?${text}` : "";
}

/** What of an address we understand; the rest, and what makes no sense, is as if it were not there. */
export function readSearch(raw: Record<string, unknown>): Search {
  const search: Search = {};
  const period = one(raw.period);
  const [from, to] = [one(raw.from), one(raw.to)];
  if (period === "custom") {
    if (isDate(from) && isDate(to) && from <= to) Object.assign(search, { period, from, to });
  } else if (isOneOf(PERIODS, period)) search.period = period;
  for (const name of FILTERS) {
    const values = all(raw[name]);
    if (values.length) search[name] = values;
  }
  for (const name of TEXTS) {
    const value = one(raw[name]);
    if (value) search[name] = value;
  }
  const by = one(raw.by);
  if (isOneOf(GROUP_TIMES, by)) search.by = by;
  if (one(raw.compare) === "yes") search.compare = "yes";
  if (one(raw.live) === "yes") search.live = "yes";
  return search;
}

/** The filters of an address alone. */
export function filtersOf(search: Search): Filters {
  return Object.fromEntries(FILTERS.flatMap((name) => (search[name] ? [[name, search[name]]] : [])));
}

/** With a value chosen, or no longer chosen where it was. */
export function toggled(search: Search, name: FilterName, value: string): Search {
  const before = search[name] ?? [];
  const after = before.includes(value) ? before.filter((other) => other !== value) : [...before, value];
  return { ...search, [name]: after.length ? after : undefined };
}

function all(value: unknown): string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
}

function one(value: unknown): string | undefined {
  return all(value)[0];
}

function isOneOf<T extends string>(known: readonly T[], value: string | undefined): value is T {
  return known.includes(value as T);
}
