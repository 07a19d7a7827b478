/** Whether the server answers. While it does not, it is asked again and again, and all is brought up to date after. */
import { useSyncExternalStore } from "react";
import { BASE } from "~/url/base";

const AGAIN_MS = 2_000;

let lost = false;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();
let onReturn = async (): Promise<void> => undefined;

/** What to do once the server is there again. */
export function whenItReturns(callback: () => Promise<void>): void {
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
  void onReturn();
}

/** Something broke off, which may have its own reasons: whether the server is there is found out. */
export async function suspect(): Promise<boolean> {
  const there = lost ? false : await isThere();
  if (!there) unreachable();
  return there;
}

/** Until the server is there again. */
export function returned(): Promise<void> {
  return new Promise((resolve) => {
    const listener = () => {
      if (lost) return;
      listeners.delete(listener);
      resolve();
    };
    listeners.add(listener);
    listener();
  });
}

export function useConnectionLost(): boolean {
  return useSyncExternalStore(listen, () => lost);
}

/** The browser knows first when a cable is pulled, or is in again. */
export function watchNetwork(): void {
  window.addEventListener("offline", unreachable);
  window.addEventListener("online", () => {
    if (!lost) return;
    clearTimeout(timer);
    void probe();
  });
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function probe(): Promise<void> {
  if (await isThere()) return reachable();
  timer = setTimeout(probe, AGAIN_MS);
}

async function isThere(): Promise<boolean> {
  try {
    return (await fetch(`${BASE}/readyz`, { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

function tell(): void {
  for (const listener of [...listeners]) listener();
}
