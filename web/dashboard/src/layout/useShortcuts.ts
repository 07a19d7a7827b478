import { useEffect } from "react";

const MAC = /mac|iphone|ipad/i.test(navigator.userAgent);

export const SEARCH_KEYS = MAC ? "⌘K" : "Ctrl K";

/** Keys that work everywhere: Ctrl-K or "/" searches, "?" tells the keys. Letters that are typed somewhere stay letters. */
export function useShortcuts(onSearch: () => void, onKeys: () => void): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const does = meant(event, onSearch, onKeys);
      if (!does || document.querySelector("[role=dialog]")) return;
      event.preventDefault();
      does();
    };
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, [onSearch, onKeys]);
}

function meant(event: KeyboardEvent, onSearch: () => void, onKeys: () => void): (() => void) | undefined {
  // By its place on the keyboard, for other alphabets have another letter there.
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyK" && !event.shiftKey) return onSearch;
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]"))
    return undefined;
  return { "/": onSearch, "?": onKeys }[event.key];
}
