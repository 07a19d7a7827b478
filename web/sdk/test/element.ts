/**
 * A media element after the HTML standard, on the test's own clock, with viewers and player libraries who do to it what
 * they do. Its events come in their order, but as late as the test wants: on a busy page everything is.
 */
import type { Cause, Sample } from "../src/play";
import { createTracker, type Tracker } from "../src/tracker";
import { OPTIONS, settle, type World } from "./world";

const STEP_MS = 10;
const PULSE_MS = 250;

export class Element {
  look: Omit<Sample, "t">;
  tracker: Tracker;
  /** Wall-clock ms in which the content moved. */
  played = 0;
  /** Steps that an event waits for its turn: 0, it comes at once. */
  late: () => number = () => 0;
  /** The tasks of its thread: one after the other, what the browser changes as well as what it tells. */
  #queue: { at: number; run: () => void }[] = [];
  #due: { at: number; run: () => void }[] = [];
  #pulse = 0;

  constructor(
    readonly world: World,
    look: Partial<Omit<Sample, "t">> = {},
  ) {
    const idle = { paused: true, ended: false, seeking: false, broken: false, idle: false };
    const media = { position: 0, rate: 1, ready: 4, autoplay: false, fed: true, duration: 3_600_000 };
    this.look = { ...idle, ...media, ...look };
    this.tracker = createTracker(
      world.page,
      () => ({ ...this.look, position: Math.round(this.look.position) }),
      OPTIONS,
    );
  }

  #task(run: () => void) {
    const at = this.world.steady + this.late() * STEP_MS;
    this.#queue.push({ at: Math.max(at, this.#queue[this.#queue.length - 1]?.at ?? 0), run });
  }

  #fire(...causes: Cause[]) {
    for (const cause of causes) this.#task(() => this.tracker.input(cause));
  }

  #later(ms: number, run: () => void) {
    this.#due.push({ at: this.world.steady + ms, run });
  }

  get moves() {
    const { paused, seeking, broken, ended, ready } = this.look;
    return !paused && !seeking && !broken && !ended && ready >= 3;
  }

  play() {
    if (!this.look.paused) return;
    this.look.paused = false;
    this.#fire("play", this.look.ready >= 3 && !this.look.seeking ? "playing" : "waiting");
  }

  pause() {
    if (this.look.paused) return;
    this.look.paused = true;
    this.#fire("tick", "pause");
  }

  /** What comes first of an older seek is no longer waited for. */
  #seeks = 0;
  seek(to: number, ms: number) {
    const mine = ++this.#seeks;
    Object.assign(this.look, { seeking: true, position: to });
    this.#fire("seeking");
    this.#later(ms, () => {
      if (mine !== this.#seeks) return;
      this.look.seeking = false;
      this.#fire("tick", "seeked");
      if (!this.look.paused) this.#fire("playing");
    });
  }

  /** The data run dry for so many ms. */
  starve(ms: number) {
    this.look.ready = 2;
    if (!this.look.paused) this.#fire("waiting");
    this.#later(ms, () => {
      this.look.ready = 4;
      if (!this.look.paused) this.#fire("playing");
    });
  }

  /** Other media, or the same anew: `load()`. */
  load(ms: number, loaded: () => void) {
    this.#seeks++;
    Object.assign(this.look, { ready: 0, position: 0, paused: true, seeking: false, broken: false });
    this.#fire("emptied");
    this.#later(ms, () => {
      this.look.ready = 1;
      loaded();
    });
    this.#later(ms + 50, () => {
      this.look.ready = 4;
      this.#fire("canplaythrough");
      if (!this.look.paused && !this.look.seeking) this.#fire("playing");
    });
  }

  fail() {
    this.look.broken = true;
    this.#fire("error");
  }

  rate(rate: number) {
    this.look.rate = rate;
    this.#fire("tick");
  }

  /** Time passes. */
  async pass(ms: number) {
    for (let left = ms; left > 0; left -= STEP_MS) {
      if (this.moves) {
        this.look.position += STEP_MS * this.look.rate;
        this.played += STEP_MS;
      }
      await this.world.pass(STEP_MS);
      const due = this.#due.filter(({ at }) => at <= this.world.steady);
      this.#due = this.#due.filter(({ at }) => at > this.world.steady);
      for (const { run } of due) this.#task(run);
      while (this.#queue[0] && this.#queue[0].at <= this.world.steady) this.#queue.shift()?.run();
      this.#pulse += STEP_MS;
      if (this.#pulse >= PULSE_MS && !this.look.paused) {
        this.#pulse = 0;
        this.#fire("tick");
      }
    }
    await settle();
  }
}
