import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Beacon } from "./world";
import { OPTIONS } from "./world";

/** As much of a media element as the SDK looks at. It plays on the fake time of the test. */
class FakeVideo extends EventTarget {
  autoplay = false;
  duration = Number.NaN;
  ended = false;
  error: unknown = null;
  isConnected = true;
  paused = true;
  playbackRate = 1;
  readyState = 4;
  seeking = false;
  #base = 0;
  #since = 0;

  get currentTime() {
    return this.#base + (this.paused ? 0 : ((performance.now() - this.#since) / 1000) * this.playbackRate);
  }

  set currentTime(seconds: number) {
    this.#base = seconds;
    this.#since = performance.now();
  }

  tell(...types: string[]) {
    for (const type of types) this.dispatchEvent(new Event(type));
  }

  play() {
    this.currentTime = this.#base;
    this.paused = false;
    this.tell("play", "playing");
  }

  setRate(rate: number) {
    const { currentTime } = this;
    this.currentTime = currentTime;
    this.playbackRate = rate;
    this.tell("ratechange");
  }

  pause() {
    this.#base = this.currentTime;
    this.paused = true;
    this.tell("pause");
  }
}

let sent: Beacon[];
let parted: Beacon[];
let page: EventTarget;
let doc: EventTarget & { hidden: boolean; referrer: string };

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers({ now: 1_750_000_000_000 });
  sent = [];
  parted = [];
  page = new EventTarget();
  doc = Object.assign(new EventTarget(), { hidden: false, referrer: "" });
  vi.stubGlobal("window", page);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("document", doc);
  vi.stubGlobal("location", { href: "https://example.com/a?b#c" });
  vi.stubGlobal("screen", { width: 800, height: 600 });
  stubNavigator({});
  const store = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => store.set(key, value),
    removeItem: (key: string) => store.delete(key),
  });
  vi.stubGlobal("fetch", async (_url: string, { body }: { body: string }) => {
    sent.push(JSON.parse(body));
    return { status: 200, json: async () => ({ accepted: 1, every: 10_000 }) };
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function stubNavigator(more: object) {
  const sendBeacon = (_url: string, body: string) => !!parted.push(JSON.parse(body));
  vi.stubGlobal("navigator", { language: "en", doNotTrack: null, sendBeacon, ...more });
}

/** A fresh copy of the SDK, as a second script tag would load it. */
async function load() {
  vi.resetModules();
  return (await import("../src/index")).track;
}

async function begin(more = {}) {
  const track = await load();
  const video = new FakeVideo();
  const handle = track(video as unknown as HTMLVideoElement, { ...OPTIONS, ...more });
  return { track, video, handle };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const last = () => sent.at(-1) as Beacon;

describe("a video element", () => {
  test("plays, pauses, seeks, changes its rate; ticks come by themselves", async () => {
    const { video, handle } = await begin();
    expect(last()).toMatchObject({
      play: handle.id,
      duration: null,
      playing: false,
      page: "https://example.com/a",
    });
    video.duration = 60;
    video.play();
    await pass(5000);
    expect(last().spans).toEqual([[0, 5000, 0, 5000, 0]]);
    video.seeking = true;
    video.currentTime = 30;
    video.tell("seeking", "waiting");
    video.seeking = false;
    video.tell("seeked", "playing");
    await pass(1000);
    video.setRate(2);
    await pass(1000);
    video.pause();
    await pass(60_000);
    expect(last()).toMatchObject({
      duration: 60_000,
      playing: false,
      n: { play: 1, pause: 1, seek: 1, stall: 0 },
    });
    expect(last().spans).toEqual([
      [0, 5000, 0, 5000, 0],
      [5000, 1000, 30_000, 31_000, 0],
      [6000, 1000, 31_000, 33_000, 1],
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a timer looks only where no event has called for it", async () => {
    const { video } = await begin();
    video.play();
    const looks = vi.spyOn(video, "currentTime", "get");
    for (let i = 0; i < 20; i++) {
      await pass(250);
      video.tell("timeupdate");
    }
    const called = looks.mock.calls.length;
    await pass(5000);
    const silent = looks.mock.calls.length - called;
    video.pause();
    await pass(0);
    expect(called).toBeLessThan(30);
    expect(silent).toBeGreaterThanOrEqual(9);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a removed one ends its play without a pause of the viewer's; put back, it begins another", async () => {
    const { video, handle } = await begin();
    const first = handle.id;
    video.play();
    await pass(2000);
    video.isConnected = false;
    video.pause();
    await pass(0);
    expect(last()).toMatchObject({ play: first, playing: false, n: { pause: 0 } });
    expect(last().spans).toEqual([[0, 2000, 0, 2000, 0]]);
    video.isConnected = true;
    video.play();
    await pass(5000);
    expect(last().play).not.toBe(first);
    expect(last()).toMatchObject({ n: { play: 1 }, spans: [[0, 5000, 2000, 7000, 0]] });
  });

  test("stop() ends the play and lets go", async () => {
    const { track, video, handle } = await begin();
    video.play();
    await pass(2000);
    handle.stop();
    await pass(60_000);
    expect(sent).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
    video.pause();
    expect(sent).toHaveLength(2);
    const next = track(video as unknown as HTMLVideoElement, OPTIONS);
    expect(next).not.toBe(handle);
  });

  test("two copies of the SDK track it once", async () => {
    const { video, handle } = await begin();
    const other = await load();
    expect(other(video as unknown as HTMLVideoElement, OPTIONS)).toBe(handle);
    expect(sent).toHaveLength(1);
  });
});

test.each(["can", "can't"])(
  "a request that hangs is given up, and its play goes on: browsers that %s call it off",
  async (able) => {
    const signals: (AbortSignal | undefined)[] = [];
    if (able === "can't") vi.stubGlobal("AbortController", undefined);
    const { fetch } = globalThis;
    vi.stubGlobal("fetch", (_url: string, { signal }: { signal?: AbortSignal }) => {
      signals.push(signal);
      return new Promise(() => {});
    });
    const { video } = await begin();
    video.play();
    await pass(10_000);
    expect(signals).toHaveLength(1);
    vi.stubGlobal("fetch", fetch);
    await pass(8000);
    expect(signals.map((signal) => signal?.aborted)).toEqual([able === "can" ? true : undefined]);
    expect(last().spans).toEqual([[0, expect.any(Number), 0, expect.any(Number), 0]]);
  },
);

test("what can't work is said once in the console, and the page goes on", async () => {
  const said: string[] = [];
  vi.stubGlobal("console", { warn: (line: string) => said.push(line) });
  vi.stubGlobal("crypto", undefined);
  const { handle, track, video } = await begin();
  expect(handle.id).toBe("");
  handle.stop();
  track(video as unknown as HTMLVideoElement, OPTIONS);
  video.play();
  await pass(6000);
  expect(said).toEqual([expect.stringMatching(/^Mutoscope: /)]);
  expect(sent).toEqual([]);
});

describe("a page", () => {
  test("that is hidden leaves a beacon", async () => {
    const { video } = await begin();
    video.play();
    await pass(1000);
    doc.hidden = true;
    doc.dispatchEvent(new Event("visibilitychange"));
    expect(parted).toMatchObject([{ playing: true, spans: [[0, 1000, 0, 1000, 0]] }]);
  });

  test("that goes away ends its plays, without a pause; playback after it came back is another play", async () => {
    const { video, handle } = await begin();
    const first = handle.id;
    video.play();
    await pass(1000);
    page.dispatchEvent(new Event("pagehide"));
    doc.dispatchEvent(new Event("visibilitychange"));
    video.pause();
    await pass(60_000);
    const ended = { play: first, playing: false, n: { play: 1, pause: 0 }, spans: [[0, 1000, 0, 1000, 0]] };
    expect(parted.at(-1)).toMatchObject(ended);
    expect(last()).toMatchObject(ended);
    video.play();
    await pass(5000);
    expect(last()).toMatchObject({ n: { play: 1, pause: 0 }, spans: [[0, 5000, 1000, 6000, 0]] });
    expect(last().play).not.toBe(first);
  });

  test("that was made in advance counts from when it is shown", async () => {
    Object.assign(doc, { prerendering: true });
    const { video, handle } = await begin();
    const early = handle.id;
    handle.flush();
    await pass(60_000);
    page.dispatchEvent(new Event("pagehide"));
    expect([sent, parted, localStorage.getItem("mutoscope")]).toEqual([[], [], null]);
    Object.assign(doc, { prerendering: false });
    doc.dispatchEvent(new Event("prerenderingchange"));
    await pass(0);
    expect(sent).toHaveLength(1);
    expect(last()).toMatchObject({ play: handle.id, loaded: 1_750_000_060_000 });
    expect(last().play).not.toBe(early);
    expect(last().session).not.toBeNull();
    video.play();
    await pass(5000);
    expect(last().spans).toEqual([[0, 5000, 0, 5000, 0]]);
  });

  test.each([{ globalPrivacyControl: true }, { doNotTrack: "1" }])(
    "%o: cookieless, the viewer stays",
    async (more) => {
      stubNavigator(more);
      await begin({ viewer: "anna" });
      expect(last()).toMatchObject({ session: null, device: null, viewer: "anna" });
    },
  );
});

describe("no error reaches the host page", () => {
  test.each(["localStorage", "fetch", "crypto", "navigator", "document", "screen"])(
    "without %s",
    async (name) => {
      vi.stubGlobal(name, undefined);
      const { video, handle } = await begin();
      video.play();
      await pass(20_000);
      video.pause();
      page.dispatchEvent(new Event("pagehide"));
      handle.update({ video: "v2" });
      handle.consent(false);
      handle.flush();
      handle.stop();
      await pass(1000);
    },
  );

  test("with nonsense for arguments", async () => {
    const track = (await load()) as (...args: unknown[]) => { id: string; stop(): void; flush(): void };
    for (const args of [[], [null, null], [{}, OPTIONS], [new FakeVideo()]]) {
      const handle = track(...args);
      handle.flush();
      handle.stop();
      expect(handle.id).toBe("");
    }
  });

  test("of what is no element nothing is told", async () => {
    const track = (await load()) as (...args: unknown[]) => unknown;
    track({ play() {} }, OPTIONS);
    await pass(20_000);
    expect(sent).toEqual([]);
  });

  test("importing it needs no browser", async () => {
    vi.unstubAllGlobals();
    await expect(import("../src/index")).resolves.toBeDefined();
  });
});
