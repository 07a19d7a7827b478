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
/** A player that takes the place of another one within it goes on with its play. */
const REPLACED_MS = 1000;
const HAVE_ENOUGH_DATA = 4;

/** Not "stalled", which says that data comes slowly, while the buffer may last. Some of them only call for a look. */
const EVENTS =
  "play playing pause seeked seeking ended emptied error ratechange durationchange timeupdate waiting canplaythrough";

/** The element holds its handle, so that two copies of the SDK don't track it twice. */
type Tracked = HTMLVideoElement & { mutoscope?: Handle };

export const handleOf = (video: Node): Handle | undefined => (video as Tracked).mutoscope;

interface Attached {
  tracker: Tracker & Handle;
  /** When the element was first seen to be gone from the page; undefined: it is there, or never was. */
  left(): number | undefined;
  /** Another element takes its place. */
  move(video: Tracked): void;
}

let shared: Page | undefined;
const attached = new Set<Attached>();

/** Tracks a player that isn't tracked yet. */
export function attach(video: Tracked, options: Options): Handle {
  shared ??= createPage();
  const now = shared.clock.elapsed();
  for (const { tracker, left, move } of attached) {
    if (tracker.shows(options) && now - (left() ?? Number.NEGATIVE_INFINITY) <= REPLACED_MS) {
      move(video);
      return tracker;
    }
  }
  return createAttached(shared, video, options).tracker;
}

function createAttached(page: Page, first: Tracked, options: Options): Attached {
  let video = first;
  let there = false;
  let left: number | undefined;
  let looked: unknown;
  let timer: ReturnType<typeof setInterval> | undefined;
  let letGo: (() => void)[] = [];

  const find = () => {
    there ||= video.isConnected;
    left = !there || video.isConnected ? undefined : (left ?? page.clock.elapsed());
    return left;
  };
  const hear = guard(({ type }: { type: string } = { type: "tick" }) => {
    find();
    // A browser pauses what was removed from the page, but not what was only moved.
    if (type === "pause" && left !== undefined) tracker.end();
    else tracker.input(type as Cause);
    looked = true;
    // A timeout that is set anew with every event costs as much as the look does.
    if (video.paused) timer = clearInterval(timer) as undefined;
    else
      timer ??= setInterval(() => {
        looked = !looked && hear();
      }, TICK_MS);
  });
  const leave = () => {
    for (const off of letGo) off();
    timer = clearInterval(timer) as undefined;
    delete video.mutoscope;
  };
  const follow = () => {
    letGo = EVENTS.split(" ").map((type) => listen(video, type, hear));
  };

  // First: what is no player takes no listeners, and must not be told of.
  follow();
  const tracker = createTracker(page, () => lookAt(video), options) as Tracker & Handle;
  const self: Attached = {
    tracker,
    left: find,
    move(other) {
      leave();
      video = other;
      left = undefined;
      follow();
      video.mutoscope = tracker;
      hear({ type: "emptied" });
    },
  };
  tracker.stop = guard(() => {
    leave();
    for (const off of ofPage) off();
    tracker.end();
    attached.delete(self);
  });
  const ofPage = [
    // Browsers pause what goes away with its page, and play on if they bring it back: that is no viewer's doing.
    listen(window, "pagehide", () => tracker.end()),
    listen(window, "pageshow", () => video.paused || hear({ type: "playing" })),
    listen(document, "prerenderingchange", () => tracker.update({})),
  ];
  hear();
  video.mutoscope = tracker;
  attached.add(self);
  return self;
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
  paused: video.paused,
  ended: video.ended,
  seeking: video.seeking,
  broken: !!video.error,
  ready: video.readyState ?? HAVE_ENOUGH_DATA,
  autoplay: video.autoplay,
  duration: ms(video.duration) || null,
  fed: /^blob:/.test(video.currentSrc),
  idle: untouched(),
});

/** No click, touch or key in the last seconds; false where the browser doesn't say. */
function untouched() {
  const { userActivation } = navigator as { userActivation?: { isActive: boolean } };
  return userActivation ? !userActivation.isActive : false;
}

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
      screen: [Math.round(screen.width), Math.round(screen.height)],
      ...(navigator.maxTouchPoints > 1 && { touch: true }), // an iPad says that it is a Mac, which has none
      player: `sdk/${version}`,
    }),
  };

  const leave = guard(() => depart(transport, page.unsettled));
  if (typeof MutationObserver === "function") {
    const watching = new MutationObserver(() => {
      for (const { left } of attached) left();
    });
    watching.observe(document, { childList: true, subtree: true });
  }
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
  later: guard((ms: number, run: () => void) => void setTimeout(guard(run), ms * (1 + Math.random()))),
};
