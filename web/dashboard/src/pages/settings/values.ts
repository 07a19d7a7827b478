/** What people write into fields, and whether that is one. */

export function isWhole(text: string, most: number): boolean {
  return /^\s*\d+\s*$/.test(text) && Number(text) >= 1 && Number(text) <= most;
}

/** One in each line; commas part them, too. */
export function linesOf(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter(Boolean);
}

/** Whether there can be a host in what was written, be it a host or the address of a page. The server has the last word. */
export function isDomain(text: string): boolean {
  const rest = text.replace(/^([a-z][a-z0-9+.-]*:)?\/\//i, "").replace(/^\*\./, "");
  return /^[^\s*@,]+$/.test(rest) && URL.canParse(`http://${rest}`);
}

export const isEmail = (text: string): boolean => /^\s*[^@\s]+@[^@\s]+\s*$/.test(text);

export const LEAST_PASSWORD = 8;
