/**
 * The life of one player with one piece of content, as a state machine: samples of the player go in, spans and
 * counts come out. It knows no DOM, no network and no clock: every sample brings its own time.
 * Its rules stand in docs/protocol.md, "What a player reports".
 *
 * Events alone can't be trusted (they come late, twice or not at all, none tells of a device that slept, and a player's
 * own doings cause the same ones as its viewer's), nor can positions alone. So a span grows only while the content is
 * seen to move, and an event only says how it ended.
 */
import { spans as spans_max, view_ms } from "../../../contract/limits.json";
import type { Span } from "./checks";

/** What the player looks like at one instant. */
export interface Sample {
  /** ms since the load of the play. */
  t: number;
  /** Content position, ms. */
  position: number;
  rate: number;
  paused: boolean;
  ended: boolean;
  seeking: boolean;
  /** It met an error, and plays nothing unless something loads it anew. */
  broken: boolean;
  /** `readyState`: 0, nothing is loaded … 4, it could play through. */
  ready: number;
  /** It will begin by itself, if the browser lets it. */
  autoplay: boolean;
  /** Content length in ms; null while unknown and for live. */
  duration: number | null;
  /** A script feeds the media (Media Source Extensions): of what is live, too, it may say a length, which grows. */
  fed: boolean;
  /** The browser says that nobody has touched the page in the last seconds. */
  idle: boolean;
}

/**
 * What made the sample be taken: an event of the player, under its name in the DOM, or a timer. All others only say
 * that it is time for a look.
 */
export type Cause =
  | "tick"
  | "canplaythrough"
  | "play"
  | "playing"
  | "pause"
  | "seeking"
  | "seeked"
  | "waiting"
  | "ended"
  | "emptied"
  | "error";

export interface Counts {
  play: number;
  pause: number;
  seek: number;
  replay: number;
  stall: number;
  error: number;
}

export interface Play {
  /** Those that moved; the open one is the last of them. */
  spans: Span[];
  /** The span that is running. It reaches to the last instant at which the content was known to move. */
  open?: Span | undefined;
  /** The rate at which it began. */
  pace: number;
  /** Whether the next span continues the last one. */
  cont: 0 | 1;
  /** Wall-clock ms of the current run: the last span and all that it continues. What made a view stays: there is no second. */
  run: number;
  n: Counts;
  duration: number | null;
  /** The length that the media said first, and when. */
  measured?: { at: number; length: number } | undefined;
  /** There is no length, since it was seen to grow. */
  live: boolean;
  /** When playback was asked for; undefined: it wasn't, or before the load. */
  asked?: number | undefined;
  /** When it was seen that it could have begun by itself and had not. */
  idled?: number | undefined;
  /** The first frame was played. */
  started?: boolean;
  /** ms from `asked` to the first frame. */
  startup?: number;
  /** ms stalled after the first frame. */
  stalled: number;
  stalling?: boolean;
  /** The content came to its end; playing on from here is a replay. */
  over?: boolean;
  /** When the last pause was counted. */
  rested?: number | undefined;
  /** The viewer's last seek: it was at `at` at the latest. `held`: the player paused itself for it. */
  drag?: { at: number; held: boolean; told: boolean } | undefined;
  /** A seek of the player's own is under way. */
  jump?: boolean;
  /** The media were taken away, or broke, and nothing was played since. */
  repair?: Repair | undefined;
  last: Sample;
}

interface Repair {
  at: number;
  /** It played. */
  wanted: boolean;
  /** It interrupts playback that did not stall already. */
  stall: boolean;
  errors: number;
  /** Since when there is something to show again. */
  there?: number | undefined;
}

/** Ticks closer than this are the ordinary pulse; over longer gaps the content has to prove that it moved. */
const GAP_MS = 2000;
/** What of an ordinary interval, and of a gap, the content has to have moved. Ordinary ones may be jittery. */
const SHARE = 0.5;
const SHARE_OF_GAP = 0.9;
/** A position may be this far off from what rate and time say, before it counts as a jump. */
const BACK_MS = 250;
const AHEAD_MS = 500;
/** Timers of hidden tabs run once a minute. A longer silence in a stall is a device that sleeps. */
const SLOWEST_TICK_MS = 65_000;
/** Who waits longer than this for the content to move may have left: it counts as playing no more. */
const PATIENCE_MS = 30_000;
const DAY_MS = 86_400_000;
/** Steps closer than this are one way to one place. */
const STEP_MS = 1000;
/** "autoplay" begins so soon after there is enough. */
const AT_ONCE_MS = 250;
/** A player that paused itself for a drag plays on this soon after its last step. */
const RELEASE_MS = 2000;
/** The steps by which players climb over gaps in the media are smaller than any button's. */
const NUDGE_MS = 3000;
/** Catching up with what is live, a player goes a little faster: that is no other rate of the viewer's. */
const CATCH_UP = 0.1;
/** A length that grew at least half as fast as the clock, so long, is the length of something live. */
const GROWING_MS = 5000;
const HAVE_CURRENT_DATA = 2;
const HAVE_FUTURE_DATA = 3;
const HAVE_ENOUGH_DATA = 4;

export function createPlay(first: Sample): Play {
  return {
    spans: [],
    pace: 1,
    cont: 0,
    run: 0,
    n: { play: 0, pause: 0, seek: 0, replay: 0, stall: 0, error: 0 },
    duration: null,
    live: false,
    asked: !first.paused && first.ready < HAVE_FUTURE_DATA ? 0 : undefined,
    idled: first.autoplay && first.ready < HAVE_ENOUGH_DATA ? undefined : first.t,
    stalled: 0,
    last: first,
  };
}

/** Takes the play on to `now`. True: a beacon is due for what happened (the pace of heartbeats is the sender's). */
export function advance(play: Play, cause: Cause, now: Sample): boolean {
  const { last, run } = play;
  const gap = now.t - last.t;
  const step = (now.position - last.position) / last.rate;
  const moves = moved(step, gap) && !leapt(step, gap, last.rate);
  measure(play, now);
  const gone = now.broken || (last.ready && !now.ready) || cause === "emptied";
  const lost = !!gone && play.started && !play.repair;
  if (lost) lose(play, now);
  // A playback may begin without an event.
  if (moves && runs(last) && !now.seeking && !lost) begin(play, last);
  if (play.stalling && gap < SLOWEST_TICK_MS) play.stalled += gap;
  if (!play.jump && !last.seeking && (now.seeking || cause === "seeking")) play.jump = ownJump(play, now);
  follow(play, cause, now, moves);
  if (halted(now) && !play.repair && !play.jump) {
    play.stalling = false;
    play.cont = 0;
  }
  if (now.ended && play.started) play.over = true;
  awaitFirstFrame(play, cause, now);
  count(play, cause, now);
  const sought = seek(play, cause, now);
  if (cause === "playing" && runs(now)) begin(play, now);
  play.last = now;
  return (run < view_ms && play.run >= view_ms) || sought || lost || /pause|ended|error/.test(cause);
}
/** Is it playing? Short stalls and seeks in the middle of playback don't stop it. */
export const playing = ({ spans, last }: Play): boolean => {
  const [at, wall] = spans[spans.length - 1] ?? [-PATIENCE_MS, 0];
  return !last.paused && !last.broken && !last.ended && last.t - at - wall < PATIENCE_MS;
};

/** Nothing more goes into this play: it is a day old, or holds all that a beacon may. */
export const full = ({ open, spans }: Play, t: number): boolean =>
  t >= DAY_MS || (!open && spans.length >= spans_max);

const halted = (sample: Sample) => sample.paused || sample.broken || sample.ended || sample.seeking;
const runs = (sample: Sample) => !halted(sample) && sample.rate !== 0;

/** Did the content move as long as the clock did? Both in wall-clock ms. */
const moved = (ran: number, gap: number) => ran > 0 && ran >= gap * (gap > GAP_MS ? SHARE_OF_GAP : SHARE);
const leapt = (ran: number, gap: number, rate: number) =>
  ran < -BACK_MS || (ran - gap) * Math.abs(rate) > AHEAD_MS;

/** The length of the content; none of what is live, which in some players has one that grows. */
function measure(play: Play, { t, duration, fed }: Sample) {
  if (play.live || !duration) return;
  play.measured ??= { at: t, length: duration };
  const { at, length } = play.measured;
  const grew = duration - length;
  play.live = fed && t - at >= GROWING_MS && duration > (play.duration ?? 0) && grew * 2 >= t - at;
  play.duration = play.live ? null : duration;
}

/** The viewer waits from when playback was asked for. */
function awaitFirstFrame(play: Play, cause: Cause, now: Sample) {
  const enough = now.ready >= HAVE_ENOUGH_DATA;
  if (cause === "play") {
    // "autoplay" begins in the very moment in which there is enough; else somebody has pressed a button.
    const itself = now.autoplay && enough && now.t - (play.idled ?? now.t) <= AT_ONCE_MS;
    play.asked ??= itself ? 0 : now.t;
  }
  if (!now.paused) return;
  if (enough) play.idled ??= now.t;
  // What could play through and doesn't will not begin by itself: a play was taken back.
  if (cause === "pause" || cause === "canplaythrough") play.asked = undefined;
}

/** Counts what was done to the player, unless it did it by itself. */
function count(play: Play, cause: Cause, now: Sample) {
  const { n, repair, drag } = play;
  if (cause === "error") {
    n.error++;
    if (repair) repair.errors++;
  } else if (cause === "pause") {
    // A player pauses itself at the end, and may play again by the time that it says so.
    if (now.ended || repair?.wanted || (play.over && !now.paused)) return;
    n.pause++;
    play.rested = now.t;
  } else if (cause === "play" && !now.ended) {
    const held = play.rested !== undefined && drag?.held && now.t - drag.at <= RELEASE_MS;
    if (held) n.pause--;
    else if (!goesOn(play, now.t)) n.play++;
    play.rested = undefined;
  }
}

/** Whether what plays again is what played before the media went. */
const goesOn = ({ repair }: Play, t: number) => repair?.wanted && t - repair.at < SLOWEST_TICK_MS;

/** Counts a seek of the viewer's, whose steps are one. True: its first step is done. */
function seek(play: Play, cause: Cause, now: Sample): boolean {
  const { jump, last, n, repair } = play;
  const began = cause === "seeking" || (now.seeking && !last.seeking);
  // Its events may come when it is over.
  if (/seeked|playing|pause|emptied/.test(cause)) play.jump = false;
  // Nor the way to a start position, nor the player's own to the beginning.
  if (jump || !play.started || (play.over && !now.paused)) return false;
  if (repair) {
    const { there = now.t } = repair;
    repair.there = now.ready < HAVE_CURRENT_DATA || now.broken || now.seeking ? undefined : there;
    // Nor that back to where the media went, which comes as soon as they are there again.
    if (began && now.t - there <= STEP_MS) return false;
  }
  if (began) {
    if (now.t - (play.drag?.at ?? Number.NEGATIVE_INFINITY) > STEP_MS) {
      n.seek++;
      // Paused and sought in one breath, before anybody was told of either: no viewer is as fast as that.
      const held = now.paused && (play.rested ?? now.t) === now.t;
      play.drag = { at: now.t, held, told: false };
    }
  } else if (!now.seeking && cause !== "seeked") return false;
  const { drag } = play;
  if (!drag) return false;
  drag.at = now.t;
  const due = cause === "seeked" && !drag.told;
  drag.told ||= due;
  return due;
}

/** Is the seek that begins the player's own: over a gap in the media, or back to what is live? */
function ownJump({ duration, last, open, stalling }: Play, now: Sample): boolean {
  const live = duration === null;
  const ahead = now.position - last.position;
  const starved = !last.paused && !open && (stalling || last.ready < HAVE_FUTURE_DATA);
  return ahead > 0 && (starved ? live || ahead <= NUDGE_MS : live && now.idle);
}

/** The media were taken away, or broke: a player that mends it goes on where it was. */
function lose(play: Play, now: Sample) {
  const { last, open } = play;
  if (open) {
    const [at, wall, , to] = open;
    const gap = now.t - at - wall;
    const ran = (now.position - to) / last.rate;
    // The position is gone too: the content was where it must have been.
    if (leapt(ran, gap, last.rate) && gap <= GAP_MS)
      extend(play, open, now.t, Math.round(to + gap * last.rate));
    else if (ran > 0 && ran <= gap) extend(play, open, Math.round(at + wall + ran), now.position);
    end(play, 1);
  }
  const wanted = !last.ended && !last.paused;
  if (!wanted) play.cont = 0;
  play.repair = { at: now.t, wanted, stall: !play.stalling, errors: 0 };
  play.stalling = false;
  play.measured = play.drag = undefined;
}

/** The content moves again. */
function mended(play: Play, { at, wanted, stall, errors }: Repair, t: number) {
  const { n } = play;
  if (wanted && t - at < SLOWEST_TICK_MS) {
    play.stalled += t - at;
    if (stall) n.stall++;
    n.error -= errors;
  } else play.cont = 0;
  play.repair = undefined;
}

function begin(play: Play, { t, position, rate }: Sample) {
  if (play.open) return;
  if (!play.started && play.asked !== undefined) play.startup = t - play.asked;
  if (play.repair) mended(play, play.repair, t);
  if (play.over) play.n.replay++;
  if (!play.cont && play.run < view_ms) play.run = 0;
  play.started = true;
  play.over = play.stalling = false;
  play.pace = rate;
  play.open = [t, 0, position, position, play.cont];
}

function end(play: Play, cont: 0 | 1) {
  const [, wall, , , continued] = play.open as Span;
  // If it never moved, what comes next continues what this one would have continued.
  play.cont = wall || continued ? cont : 0;
  play.open = undefined;
}

/** The open span reaches to `t` and `position`. */
function extend(play: Play, span: Span, t: number, position: number) {
  const [at, wall, from, , cont] = span;
  if (!wall) {
    // "playing" comes before the content moves: the start is where the content says that it was.
    if (!cont) span[0] = Math.min(t, Math.max(at, Math.round(t - (position - from) / play.last.rate)));
    if (t > span[0]) play.spans.push(span);
  }
  span[1] = t - span[0];
  span[3] = position;
  play.run += span[1] - wall;
}

/** Extends the open span to `now`, or ends it where the content last was known to move. `moves`: since the last sample. */
function follow(play: Play, cause: Cause, now: Sample, moves: boolean) {
  const span = play.open;
  if (!span) return;
  // A change of the rate ends a span, so the last sample's rate is the span's.
  const { rate } = play.last;
  const [at, wall, , to] = span;
  const gap = now.t - at - wall;
  const ran = (now.position - to) / rate;
  const stall = cause === "waiting";
  const rests = halted(now) || stall;
  const paces = Math.abs(now.rate - play.pace) > CATCH_UP * Math.abs(play.pace);
  const stops = rests || paces;
  if (now.seeking || leapt(ran, gap, rate)) {
    // The position is already elsewhere: the span ends where the content must have been when it left.
    const reached = Math.round(to + gap * rate);
    if (gap <= GAP_MS) extend(play, span, now.t, reached);
    if (play.jump) return end(play, 1);
    // From the end to the start while it plays: a loop, which in some players comes without any event, or a replay so
    // soon that none told of the end.
    play.over = !now.paused && now.position < GAP_MS && reached + AHEAD_MS > (play.duration ?? Infinity);
    return end(play, 0);
  }
  if (moves || moved(ran, gap)) {
    // Where the content rests, it says when it came to: events come late where the page is busy.
    extend(play, span, rests ? Math.round(at + wall + Math.min(gap, ran)) : now.t, now.position);
  } else if (gap > GAP_MS) {
    return end(play, 0); // The device slept, or the picture froze.
  } else if (stops && ran > 0) {
    extend(play, span, Math.round(at + wall + ran), now.position);
  }
  if (!stops) return;
  end(play, 1);
  if (stall) {
    play.n.stall++;
    play.stalling = true;
  } else if (runs(now)) begin(play, now); // The rate changed.
}
