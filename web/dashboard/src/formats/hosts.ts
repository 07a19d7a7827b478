/** Hosts as people read them: `пример.рф` for the `xn--e1afmkfd.xn--p1ai` that is stored and compared. */
import punycode from "punycode/";

/** As it is where it says nothing else: what the browser would not make the same host of. */
export function shownHost(host: string): string {
  if (!host.includes("xn--")) return host;
  try {
    const shown = punycode.toUnicode(host);
    return asHost(shown) === asHost(host) ? shown : host;
  } catch {
    return host;
  }
}

/** The address of a page with its host as people read it. */
export function shownAddress(url: string): string {
  return url.replace(
    /^([a-z][a-z0-9+.-]*:\/\/)([^/:?#]+)/,
    (_, scheme: string, host: string) => scheme + shownHost(host),
  );
}

const asHost = (host: string) => new URL(`http://${host.replace(/^\*\./, "")}`).hostname;
