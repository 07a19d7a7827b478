import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { allTimeQuery } from "~/api/queries";
import type { Clock, PeriodName } from "~/periods/periods";
import { useWorkspace } from "~/session/session";
import { clockAt } from "./shown";
import { useMinute } from "./useMinute";

/** What the period of that name depends on. */
export function useClock(name: PeriodName | undefined): Clock {
  const { timezone } = useWorkspace();
  const now = useMinute();
  const { data: ever } = useQuery({ ...allTimeQuery({}), enabled: name === "all_time" });
  return useMemo(() => clockAt(now, timezone, ever), [now, timezone, ever]);
}
