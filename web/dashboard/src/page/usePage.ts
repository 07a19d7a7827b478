/** What the address says the page shows: period, filters, and how to change them. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { allTimeQuery } from "~/api/queries";
import {
  defaultGroupTime,
  type GroupTime,
  groupTimes,
  localDate,
  type Period,
  resolve,
} from "~/periods/periods";
import { useWorkspace } from "~/session/session";
import { type Filters, filtersOf, type Search } from "~/url/search";
import { useMinute } from "./useMinute";

export interface Page {
  search: Search;
  filters: Filters;
  period: Period;
  /** Length of the buckets of charts, and what it can be. */
  by: GroupTime;
  possible: readonly GroupTime[];
  /** Show something else; back leads back. */
  change: (to: Partial<Search>) => void;
}

const USUAL_PERIOD = "this_month";

export function usePage(): Page {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const { timezone } = useWorkspace();
  const now = useMinute();
  const filters = useMemo(() => filtersOf(search), [search]);
  const name = search.period ?? USUAL_PERIOD;
  const { data: ever } = useQuery({ ...allTimeQuery({}), enabled: name === "all_time" });
  const first = ever && localDate(new Date(ever.first), timezone);
  const period = useMemo(() => {
    const custom = search.from && search.to ? { from: search.from, to: search.to } : undefined;
    return resolve(name, { now, timezone, first }, custom);
  }, [name, now, timezone, first, search.from, search.to]);
  const possible = groupTimes(period);
  const by = search.by && possible.includes(search.by) ? search.by : defaultGroupTime(period);
  const change = useCallback(
    (to: Partial<Search>) =>
      void navigate({ to: ".", search: (before: Search) => ({ ...before, ...to }), resetScroll: false }),
    [navigate],
  );
  return { search, filters, period, by, possible, change };
}
