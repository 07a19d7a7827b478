import { useSyncExternalStore } from "react";

const MINUTE_MS = 60_000;

/** The minute that it is. The same object for as long as it lasts. */
export function useMinute(): Date {
  const minute = useSyncExternalStore(subscribe, () => Math.floor(Date.now() / MINUTE_MS));
  return dates.get(minute) ?? remember(minute);
}

const dates = new Map<number, Date>();

function remember(minute: number): Date {
  dates.clear();
  const date = new Date(minute * MINUTE_MS);
  dates.set(minute, date);
  return date;
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, MINUTE_MS / 4);
  return () => clearInterval(timer);
}
