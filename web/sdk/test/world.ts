/** A world with its own time, storage and collector, and a player in it that can be driven by hand. */
import type { Span } from "../src/checks";
import { createClock } from "../src/clock";
import type { Options } from "../src/options";
import type { Cause } from "../src/play";
import { depart, type Reply } from "../src/sender";
import { createSessions } from "../src/session";
import { createTracker, type Look, type Page, type Tracker } from "../src/tracker";

export interface Beacon {
  play: string;
  seq: number;
  video: string;
  session: string | null;
  device: string | null;
  viewer?: string;
  loaded: number;
  sent: number;
  duration: number | null;
  spans: Span[];
  playing: boolean;
  n: Record<"play" | "pause" | "seek" | "replay" | "stall" | "error", number>;
  startup?: number;
  stalled: number;
  page: string;
  [other: string]: unknown;
}

export const OPTIONS: Options = { key: "pk_test", video: "v1", endpoint: "https://stats.example/collect" };
export const START = 1_750_000_000_000;

export class World {
  steady = 0;
  date = START;
  sent: Beacon[] = [];
  parted: Beacon[] = [];
  /** What the collector says to the next beacons; then it takes everything. "lost": no answer. */
  answers: (Reply | "lost" | "hangs")[] = [];
  /** Bytes that the browser still lets the page leave behind. */
  quota = 65_536;
  store = new Map<string, string>();
  blocked = false;
  every = 10_000;
  timers: { at: number; run: () => void }[] = [];
  #seed = 1;

  page: Page = {
    clock: createClock(
      () => this.steady,
      () => this.date,
    ),
    random: () => this.#byte(),
    sessions: createSessions(
      () => this.storage(),
      () => this.date,
      () => this.#byte(),
    ),
    transport: {
      post: async (_url, body) => {
        this.sent.push(JSON.parse(body));
        const answer = this.answers.shift() ?? {
          status: 200,
          body: { now: this.date, accepted: 1, every: this.every },
        };
        if (answer === "lost") throw new TypeError("Failed to fetch");
        return answer === "hangs" ? new Promise(() => {}) : answer;
      },
      beacon: (_url, body) => {
        if (body.length > this.quota) return false;
        this.quota -= body.length;
        this.parted.push(JSON.parse(body));
        return true;
      },
      later: (ms, run) => this.timers.push({ at: this.steady + ms, run }),
    },
    unsettled: new Set(),
    about: () => ({
      page: "https://example.com/watch?token=secret#part",
      ref: "https://search.example/?q=private",
      lang: "de-DE",
      tz: "Europe/Berlin",
      screen: [1920, 1080],
      player: "sdk/test",
    }),
  };

  #byte() {
    this.#seed = (this.#seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (this.#seed >> 16) & 255;
  }

  storage(): Storage {
    if (this.blocked) throw new DOMException("denied", "SecurityError");
    return {
      getItem: (key: string) => this.store.get(key) ?? null,
      setItem: (key: string, value: string) => void this.store.set(key, value),
      removeItem: (key: string) => void this.store.delete(key),
    } as Storage;
  }

  /** Time passes; timers that are due run. */
  async pass(ms: number) {
    this.steady += ms;
    this.date += ms;
    const due = this.timers.filter((timer) => timer.at <= this.steady);
    this.timers = this.timers.filter((timer) => timer.at > this.steady);
    for (const timer of due) timer.run();
    await settle();
  }

  leave() {
    depart(this.page.transport, this.page.unsettled);
  }

  get last(): Beacon {
    return this.sent.at(-1) as Beacon;
  }

  /** The spans that the collector would have, had every beacon arrived. */
  get spans(): Span[] {
    return this.last.spans;
  }
}

/** Lets the answers of the collector arrive. */
export async function settle() {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

export class Player {
  look: Look;
  tracker: Tracker;
  tick = 250;

  constructor(
    readonly world: World,
    look: Partial<Look> = {},
    options: Partial<Options> = {},
  ) {
    this.look = {
      position: 0,
      rate: 1,
      paused: true,
      ended: false,
      seeking: false,
      duration: 100_000,
      broken: false,
      ready: 4,
      autoplay: false,
      fed: false,
      idle: false,
      ...look,
    };
    this.tracker = createTracker(world.page, () => ({ ...this.look }), { ...OPTIONS, ...options });
  }

  async tell(cause: Cause) {
    this.tracker.input(cause);
    await settle();
  }

  async start() {
    this.look.paused = false;
    await this.tell("play");
    await this.tell("playing");
  }

  /** Plays for so many ms, with ticks. */
  async play(ms: number) {
    for (let left = ms; left > 0; left -= this.tick) {
      const step = Math.min(left, this.tick);
      this.look.position += step * this.look.rate;
      await this.world.pass(step);
      await this.tell("tick");
    }
  }

  /** Time passes and nothing moves, with ticks. */
  async wait(ms: number) {
    for (let left = ms; left > 0; left -= this.tick) {
      await this.world.pass(Math.min(left, this.tick));
      if (!this.look.paused) await this.tell("tick");
    }
  }

  async pause() {
    this.look.paused = true;
    await this.tell("pause");
  }

  async seek(to: number, ms = 0) {
    this.look.seeking = true;
    this.look.position = to;
    await this.tell("seeking");
    if (ms) await this.wait(ms);
    this.look.seeking = false;
    await this.tell("seeked");
    if (!this.look.paused) await this.tell("playing");
  }

  async end() {
    this.look.ended = this.look.paused = true;
    await this.tell("pause");
    await this.tell("ended");
  }

  /** What a browser does when "play" is pressed after the end. */
  async replay() {
    Object.assign(this.look, { ended: false, paused: false, seeking: true, position: 0 });
    await this.tell("seeking");
    await this.tell("play");
    this.look.seeking = false;
    await this.tell("seeked");
    await this.tell("playing");
  }
}
