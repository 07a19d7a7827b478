/**
 * The life of one player with one piece of content, as a state machine: samples of the player go in, spans and
 * counts come out. It knows no DOM, no network and no clock: every sample brings its own time.
 *
 * Events alone can't be trusted (they come late, twice or not at all, and none tells of a device that slept), nor
 * can positions alone. So a span grows only while the content is seen to move, and an event only says how it ended.
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
  /** Content length in ms; null while unknown and for live. */
  duration: number | null;
  /** Playback was asked for, or will begin by itself, and has no first frame yet. */
  awaited: boolean;
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
  /** Whether the next span continues the last one. */
  cont: 0 | 1;
  /** Wall-clock ms of the current run: the last span and all that it continues. What made a view stays: there is no second. */
  run: number;
  n: Counts;
  duration: number | null;
  /** When playback was asked for; undefined: it wasn't, or before the load. */
  asked?: number | undefined;
  /** The first frame was played. */
  started?: boolean;
  /** ms from `asked` to the first frame. */
  startup?: number;
  /** ms stalled after the first frame. */
  stalled: number;
  stalling?: boolean;
  /** The content came to its end; playing on from here is a replay. */
  over?: boolean;
  last: Sample;
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

export function createPlay(first: Sample): Play {
  return {
    spans: [],
    cont: 0,
    run: 0,
    n: { play: 0, pause: 0, seek: 0, replay: 0, stall: 0, error: 0 },
    duration: null,
    asked: first.awaited ? 0 : undefined,
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
  play.duration = now.duration ?? play.duration;
  // A playback may begin without an event.
  if (moves && runs(last) && !now.seeking) begin(play, last);
  if (play.stalling && gap < SLOWEST_TICK_MS) play.stalled += gap;
  follow(play, cause, now, moves);
  if (halted(now)) {
    play.stalling = false;
    play.cont = 0;
  }
  if (now.ended && play.started) play.over = true;
  // Neither the way to a start position nor the player's own way back to the beginning is a viewer's seek.
  const seeks = play.started && (now.paused || !play.over);
  if (seeks && now.seeking && !last.seeking) play.n.seek++;
  // A player pauses itself at the end, and may play again by the time that it says so.
  const itself = now.ended || (cause === "pause" && !now.paused && play.over);
  if (cause in play.n && !itself) play.n[cause as keyof Counts]++;
  if (cause === "play") play.asked ??= now.t;
  // What could play through and doesn't will not begin by itself: "autoplay" was blocked, or a play taken back.
  if (now.paused && (cause === "pause" || cause === "canplaythrough")) play.asked = undefined;
  if (cause === "playing" && runs(now)) begin(play, now);
  play.last = now;
  return (
    (run < view_ms && play.run >= view_ms) || (cause === "seeked" && seeks) || /pause|ended|error/.test(cause)
  );
}

/** Is it playing? Short stalls and seeks in the middle of playback don't stop it. */
export const playing = ({ spans, last }: Play): boolean => {
  const [at, wall] = spans[spans.length - 1] ?? [-PATIENCE_MS, 0];
  return !last.paused && !last.ended && last.t - at - wall < PATIENCE_MS;
};

/** Nothing more goes into this play: it is a day old, or holds all that a beacon may. */
export const full = ({ open, spans }: Play, t: number): boolean =>
  t >= DAY_MS || (!open && spans.length >= spans_max);

const halted = (sample: Sample) => sample.paused || sample.ended || sample.seeking;
const runs = (sample: Sample) => !halted(sample) && sample.rate !== 0;

/** Did the content move as long as the clock did? Both in wall-clock ms. */
const moved = (ran: number, gap: number) => ran > 0 && ran >= gap * (gap > GAP_MS ? SHARE_OF_GAP : SHARE);
const leapt = (ran: number, gap: number, rate: number) =>
  ran < -BACK_MS || (ran - gap) * Math.abs(rate) > AHEAD_MS;

function begin(play: Play, { t, position }: Sample) {
  if (play.open) return;
  if (!play.started && play.asked !== undefined) play.startup = t - play.asked;
  if (play.over) play.n.replay++;
  if (!play.cont && play.run < view_ms) play.run = 0;
  play.started = true;
  play.over = play.stalling = false;
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
  const stops = rests || now.rate !== rate;
  if (now.seeking || leapt(ran, gap, rate)) {
    // The position is already elsewhere: the span ends where the content must have been when it left.
    const reached = Math.round(to + gap * rate);
    if (gap <= GAP_MS) extend(play, span, now.t, reached);
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
