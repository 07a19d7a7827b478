/** Whether the server answers. While it does not, it is asked again and again, and all is brought up to date after. */
import { useSyncExternalStore } from "react";

const AGAIN_MS = 2_000;

let lost = false;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();
let onReturn = (): void => undefined;

/** What to do once the server is there again. */
export function whenItReturns(callback: () => void): void {
  onReturn = callback;
}

export function unreachable(): void {
  if (lost) return;
  lost = true;
  tell();
  timer = setTimeout(probe, AGAIN_MS);
}

export function reachable(): void {
  if (!lost) return;
  lost = false;
  clearTimeout(timer);
  tell();
  onReturn();
}

export function useConnectionLost(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => lost,
  );
}

async function probe(): Promise<void> {
  try {
    if ((await fetch("/readyz", { cache: "no-store" })).ok) return reachable();
  } catch {
    // Still away.
  }
  timer = setTimeout(probe, AGAIN_MS);
}

function tell(): void {
  for (const listener of listeners) listener();
}
