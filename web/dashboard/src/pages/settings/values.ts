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

/** The host of what was written, be it a host or the address of a page; undefined where there is none in it. */
export function hostOf(text: string): string | undefined {
  const name = text.trim().toLowerCase();
  if (!name || /\s/.test(name)) return undefined;
  const address = /^[a-z]+:\/\//.test(name) ? name : `http://${name}`;
  const host = URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, "") : "";
  return /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(host) ? hostAsWritten(name, host) : undefined;
}

/** URL writes letters of other alphabets in ASCII; people don't. */
function hostAsWritten(name: string, host: string): string {
  return host.includes("xn--") && !name.includes("xn--")
    ? name
        .replace(/^[a-z]+:\/\//, "")
        .replace(/[/:?#].*$/, "")
        .replace(/^www\./, "")
    : host;
}

export const isEmail = (text: string): boolean => /^\s*[^@\s]+@[^@\s]+\s*$/.test(text);

export const LEAST_PASSWORD = 8;
