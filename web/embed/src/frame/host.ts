/** The page around, as far as the player may know it. */
import type { CreateOptions } from "../options";
import { type Hello, SPOKEN_TO, type Welcome } from "../protocol";

/**
 * Unless a script of the host answers within it, there is none: somebody copied the frame's address. As long as the
 * host's own patience: its page may be busy.
 */
const PATIENCE_MS = 7000;

export interface Host {
  /** Undefined for a bare frame. */
  port?: MessagePort;
  page: string;
  referrer: string;
  /** Undefined for a bare frame: its address has them. */
  options?: CreateOptions;
}

/** Waits for the host's word where one is to be expected. */
export function meetHost(): Promise<Host> {
  if (parent === window || location.hash !== SPOKEN_TO) return Promise.resolve(bare());
  return new Promise((resolve) => {
    const hear = (event: MessageEvent) => {
      const { source, origin, ports } = event;
      const said = event.data as Partial<Welcome> | undefined;
      // From our parent, of the origin that the browser says it has, and nobody else.
      if (source !== parent || said?.mutoscope !== "welcome" || !ports[0]) return;
      if (origin !== (ancestor() ?? origin)) return;
      removeEventListener("message", hear);
      const page = pageOf(`${said.href}`, origin);
      resolve({
        port: ports[0],
        page,
        referrer: `${said.referrer ?? ""}`,
        options: said.options ?? { url: "" },
      });
    };
    addEventListener("message", hear);
    setTimeout(() => {
      removeEventListener("message", hear);
      resolve(bare());
    }, PATIENCE_MS);
    // It tells nothing: whoever has us in a page knows that it has.
    parent.postMessage({ mutoscope: "hello" } satisfies Hello, "*");
  });
}

/** Nobody may speak for another site. Sandboxed pages and files have no origin to compare with. */
function pageOf(href: string, origin: string): string {
  try {
    if (origin === "null" || new URL(href).origin === origin) return href;
  } catch {} // not even an address
  return origin;
}

/** Of the page around; undefined where the browser doesn't tell. */
const ancestor = () => location.ancestorOrigins?.[0];

/**
 * Nobody speaks to us. Opened by itself, the page is this one; in a frame, it is what the browser gives away: its
 * address where its referrer policy says so, mostly its origin alone, sometimes nothing ("about://", a page without host).
 */
function bare(): Host {
  if (parent === window) return { page: location.href, referrer: document.referrer };
  const { referrer } = document;
  // The origin's own page can't be told from the origin alone, and is rarer.
  const page = referrer && /^https?:\/\/[^/]+\/?$/.test(referrer) ? new URL(referrer).origin : referrer;
  return { page: page || ancestor() || "about://", referrer: "" };
}
