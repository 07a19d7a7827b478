/** What the page shows, and how to change it. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { Search } from "~/url/search";
import { periodName, type Shown, shownBy } from "./shown";
import { useClock } from "./useClock";

export interface Page extends Shown {
  /** Show something else, of a list its first page; back leads back. */
  change: (to: Partial<Search>) => void;
}

export function usePage(): Page {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const clock = useClock(periodName(search));
  const shown = useMemo(() => shownBy(search, clock), [search, clock]);
  const change = useCallback(
    (to: Partial<Search>) =>
      void navigate({
        to: ".",
        search: (before: Search) => ({ ...before, page: undefined, ...to }),
        resetScroll: false,
      }),
    [navigate],
  );
  return useMemo(() => ({ ...shown, change }), [shown, change]);
}
