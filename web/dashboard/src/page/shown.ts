/** What an address says that the page shows, and what is asked for it. */
import { type AllTime, overviewQuery } from "~/api/queries";
import { localDate } from "~/periods/localTime";
import {
  type Clock,
  defaultGroupTime,
  type GroupTime,
  groupTimes,
  type Period,
  type PeriodName,
  resolve,
} from "~/periods/periods";
import { type Filters, filtersOf, type Search } from "~/url/search";

export interface Shown {
  search: Search;
  filters: Filters;
  period: Period;
  /** Length of the buckets of charts, and what it can be. */
  by: GroupTime;
  possible: readonly GroupTime[];
}

export function shownBy(search: Search, clock: Clock): Shown {
  const custom = search.from && search.to ? { from: search.from, to: search.to } : undefined;
  const period = resolve(periodName(search), clock, custom);
  const possible = groupTimes(period);
  const by = search.by && possible.includes(search.by) ? search.by : defaultGroupTime(period);
  return { search, filters: filtersOf(search), period, by, possible };
}

/** What periods depend on; ever: since when plays are, if that is known. */
export function clockAt(now: Date, timezone: string, ever: AllTime | undefined): Clock {
  return { now, timezone, first: ever && localDate(Date.parse(ever.first), timezone) };
}

export function periodName(search: Search): PeriodName {
  return search.period ?? "this_month";
}

/** Which page of a list. */
export function pageNumber({ page }: Search): number {
  return Math.max(1, Math.floor(Number(page)) || 1);
}

export const overviewOf = ({ filters, period: { from, to, running }, by }: Shown) =>
  overviewQuery({ ...filters, from, to, group_time: by } as never, running);
