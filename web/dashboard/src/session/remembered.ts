/**
 * What this browser remembers of the dashboard. It may be anything, or nothing: storage may be blocked, full, or changed by
 * hand, so whoever recalls a value looks whether it is one of theirs.
 */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {} // then it holds until the page is closed
}
