import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { allTimeQuery } from "~/api/queries";
import { type Clock, localDate, type PeriodName } from "~/periods/periods";
import { useWorkspace } from "~/session/session";
import { useMinute } from "./useMinute";

/** What the period of that name depends on. */
export function useClock(name: PeriodName | undefined): Clock {
  const { timezone } = useWorkspace();
  const now = useMinute();
  const { data: ever } = useQuery({ ...allTimeQuery({}), enabled: name === "all_time" });
  const first = ever && localDate(new Date(ever.first), timezone);
  return useMemo(() => ({ now, timezone, first }), [now, timezone, first]);
}
