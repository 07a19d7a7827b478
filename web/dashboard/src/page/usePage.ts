/** What the page shows, and how to change it. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { allTimeQuery } from "~/api/queries";
import { localDate } from "~/periods/periods";
import { useWorkspace } from "~/session/session";
import type { Search } from "~/url/search";
import { periodName, type Shown, shownBy } from "./shown";
import { useMinute } from "./useMinute";

export interface Page extends Shown {
  /** Show something else; back leads back. */
  change: (to: Partial<Search>) => void;
}

export function usePage(): Page {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const { timezone } = useWorkspace();
  const now = useMinute();
  const { data: ever } = useQuery({ ...allTimeQuery({}), enabled: periodName(search) === "all_time" });
  const first = ever && localDate(new Date(ever.first), timezone);
  const shown = useMemo(() => shownBy(search, { now, timezone, first }), [search, now, timezone, first]);
  const change = useCallback(
    (to: Partial<Search>) =>
      void navigate({ to: ".", search: (before: Search) => ({ ...before, ...to }), resetScroll: false }),
    [navigate],
  );
  return useMemo(() => ({ ...shown, change }), [shown, change]);
}
