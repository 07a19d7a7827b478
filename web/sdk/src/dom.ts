/** The browser: a <video> element as a tracker sees it, and what all players of a page share. */
import { version } from "../package.json";
import { createClock } from "./clock";
import { guard } from "./guard";
import type { Handle, Options } from "./options";
import type { Cause } from "./play";
import { depart, type Transport } from "./sender";
import { createSessions } from "./session";
import { createTracker, type Look, type Page, type Tracker } from "./tracker";

declare global {
  interface Document {
    readonly prerendering?: boolean;
  }
  interface Navigator {
    readonly globalPrivacyControl?: boolean;
  }
}

/** Longer than a browser's own pulse, "timeupdate": only where that fails to come does a timer call for a look. */
const TICK_MS = 500;
const TIMEOUT_MS = 15_000;
const HAVE_FUTURE_DATA = 3;

/** Not "stalled", which says that data comes slowly, while the buffer may last. Some of them only call for a look. */
const EVENTS =
  "play playing pause seeked seeking ended emptied error ratechange timeupdate waiting canplaythrough";

/** The element holds its handle, so that two copies of the SDK don't track it twice. */
type Tracked = Node & { mutoscope?: Handle };

export const handleOf = (video: Node): Handle | undefined => (video as Tracked).mutoscope;

let shared: Page | undefined;

/** Tracks a player that isn't tracked yet. */
export function attach(video: HTMLVideoElement, options: Options): Handle {
  shared ??= createPage();
  let attached = false;
  let looked: unknown;
  let timer: ReturnType<typeof setInterval> | undefined;

  const hear = guard(({ type }: { type: string } = { type: "tick" }) => {
    attached ||= video.isConnected;
    // A browser pauses what was removed from the page, but not what was only moved.
    if (type === "pause" && attached && !video.isConnected) tracker.end();
    else tracker.input(type as Cause);
    looked = true;
    // A timeout that is set anew with every event costs as much as the look does.
    if (video.paused) timer = clearInterval(timer) as undefined;
    else
      timer ??= setInterval(() => {
        looked = !looked && hear();
      }, TICK_MS);
  });
  // First: what is no player takes no listeners, and must not be told of.
  const letGo = EVENTS.split(" ").map((type) => listen(video, type, hear));
  const tracker = createTracker(shared, () => lookAt(video), options) as Tracker & Handle;
  tracker.stop = guard(() => {
    for (const off of letGo) off();
    clearInterval(timer);
    tracker.end();
    delete (video as Tracked).mutoscope;
  });

  // Browsers pause what goes away with its page, and play on if they bring it back: that is no viewer's doing.
  letGo.push(listen(window, "pagehide", () => tracker.end()));
  letGo.push(listen(document, "prerenderingchange", () => tracker.update({})));
  hear();
  (video as Tracked).mutoscope = tracker;
  return tracker;
}

/** Returns what ends it: browsers before 2021 pass over a `signal`. */
function listen(target: EventTarget, type: string, hear: (event: Event) => void) {
  target.addEventListener(type, hear);
  return () => target.removeEventListener(type, hear);
}

/** Whole ms; 0 for what is not a number or without end. */
const ms = (seconds: number) => (seconds < Infinity ? Math.round(seconds * 1000) : 0);

const lookAt = (video: HTMLVideoElement): Look => ({
  position: ms(video.currentTime),
  rate: video.playbackRate,
  paused: video.paused || !!video.error,
  ended: video.ended,
  seeking: video.seeking,
  duration: ms(video.duration) || null,
  awaited: (video.autoplay || !video.paused) && video.readyState < HAVE_FUTURE_DATA,
});

/** Null: the user does not want to be followed. */
function storage(): Storage | null {
  return navigator.globalPrivacyControl || navigator.doNotTrack === "1" || document.prerendering
    ? null
    : localStorage;
}

function createPage(): Page {
  const random = () => crypto.getRandomValues(new Uint8Array(1))[0] as number;
  const clock = createClock(() => performance.now(), Date.now);
  // It takes a browser milliseconds to find out.
  const tz = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const page: Page = {
    clock,
    random,
    sessions: createSessions(storage, Date.now, random),
    transport,
    unsettled: new Set(),
    about: () => ({
      page: location.href,
      ref: document.referrer,
      lang: navigator.language,
      tz,
      screen: [screen.width, screen.height],
      player: `sdk/${version}`,
    }),
  };

  const leave = guard(() => depart(transport, page.unsettled));
  addEventListener("pagehide", leave);
  // Hidden, it may never be seen again. That it is shown is no reason to tell anything, but no harm either.
  document.addEventListener("visibilitychange", leave);
  return page;
}

const transport: Transport = {
  // No keepalive: it would take from the 64 KiB that the end of the page needs.
  post: async (url, body) => {
    if (document.prerendering) return { status: 400, body: {} };
    // Not every browser can call a request off.
    const limit = typeof AbortController === "function" ? new AbortController() : null;
    const ask = async () => {
      const request = { method: "POST", body, credentials: "omit" } as const;
      const answer = await fetch(url, limit ? { ...request, signal: limit.signal } : request);
      return { status: answer.status, body: await answer.json().catch(() => ({})) };
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A request that hangs would hold up all that comes after it.
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject();
        limit?.abort();
      }, TIMEOUT_MS);
    });
    return Promise.race([ask(), late]).finally(() => clearTimeout(timer));
  },
  beacon: (url, body) => navigator.sendBeacon(url, body),
  later: (ms, run) => setTimeout(guard(run), ms * (1 + Math.random())),
};
