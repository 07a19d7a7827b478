/** The beacon: the whole state of a play, as the protocol (version 1) wants it. */
import {
  context_key,
  context_pairs,
  context_value,
  duration_ms,
  page as page_max,
  viewer as viewer_max,
} from "../../../contract/limits.json";
import { mend } from "./checks";
import { quiet } from "./guard";
import type { Options } from "./options";
import { type Play, playing } from "./play";

/** What a browser tells of itself and of the page. */
export interface About {
  page: string;
  ref: string;
  lang: string;
  tz: string;
  screen: [number, number];
  touch?: boolean;
  player: string;
}

/** What is fixed for a play at its load. Fields that are undefined are not sent. */
export function describe(options: Options, about: About) {
  const { key, video, context, live, consent } = options;
  const cutAddress = (url: string | undefined) =>
    address(url as string, options.keepQuery ?? [], options.keepFragment);
  const viewer = `${options.viewer ?? ""}`;
  return {
    v: 1,
    key,
    video,
    live: !!live || undefined,
    // An id cut short would be somebody else's: one that is too long is left out.
    viewer: (consent !== false && [...viewer].length <= viewer_max && viewer) || undefined,
    context: context && pairs(context),
    ...about,
    page: cutAddress(options.page) || cutAddress(about.page),
    ref: cutAddress(options.referrer ?? about.ref),
    player: options.player ?? about.player,
  };
}

/** What changes, `elapsed` ms after the load. */
export function report(play: Play, elapsed: number) {
  const duration = (play.duration as number) > duration_ms ? null : play.duration;
  const spans = mend(play.spans, elapsed, duration);
  const told = {
    duration,
    spans,
    playing: playing(play),
    n: play.n,
    startup: play.startup,
    stalled: play.stalled,
  };
  return play.live ? { ...told, live: true } : told;
}

/**
 * Origin and path of an address, the query parameters named in `keep` and, where wanted, the route in its fragment, cut
 * likewise; empty for what is none. Only the origin of what is too long or not of the web (the path of a file may name
 * its owner), or of a page of which no more is known.
 */
export const address = quiet((url: string, keep: readonly string[], keepRoute?: boolean): string => {
  const { protocol, host, pathname, search, hash } = new URL(url);
  const origin = `${protocol}//${host}`;
  const kept = (query = "") => {
    const pairs = `${new URLSearchParams([...new URLSearchParams(query)].filter(([name]) => keep.includes(name)))}`;
    return pairs && `?${pairs}`;
  };
  const [route, query] = keepRoute && /^#!?\//.test(hash) ? hash.split(/\?(.*)/) : [""];
  const whole = origin + pathname + kept(search) + route + kept(query);
  return /^http/.test(protocol) && whole.length <= page_max && url !== origin ? whole : origin;
}, "");

/** Cuts by characters, never through one. */
const cut = (text: string, length: number) => [...`${text}`].slice(0, length).join("");

function pairs(context: Record<string, string>) {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(context).slice(0, context_pairs))
    kept[cut(key, context_key)] = cut(value, context_value);
  return kept;
}
