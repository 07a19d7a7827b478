/** docs/protocol.md, "What a player reports": what counts is what the viewer does, whatever the player does beside it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { refusal } from "../src/checks";
import { Element } from "./element";
import { World } from "./world";

/** hls.js's `recoverMediaError()`, a switch of the source for another quality, an element that is loaded anew. */
async function reload(element: Element, ms: number, how: { error?: boolean; pauses?: boolean } = {}) {
  const { paused, position } = element.look;
  if (how.error) {
    element.fail();
    await element.pass(20);
  }
  if (how.pauses) element.pause();
  element.load(ms, () => {
    element.seek(position, 30);
    if (!paused) element.play();
  });
  await element.pass(ms + 200);
}

/** A drag of the progress bar; many players pause themselves for as long as it lasts. */
async function drag(element: Element, to: number, steps: number, ms: number, pauses: boolean) {
  const { paused, position } = element.look;
  if (pauses) element.pause();
  for (let step = 1; step <= steps; step++) {
    element.seek(position + ((to - position) * step) / steps, Math.min(ms, 40));
    await element.pass(ms);
  }
  if (pauses && !paused) element.play();
}

/** A gap in the media: the player waits, then jumps over it. */
async function nudge(element: Element, ms: number) {
  element.starve(ms + 500);
  await element.pass(ms + 400);
  if (!element.look.paused) element.seek(element.look.position + 200, 20);
  await element.pass(300);
}

const counts = (world: World) => {
  const { play, pause, seek, replay, error } = world.last.n;
  return { play, pause, seek, replay, error };
};
const runs = (world: World) => world.spans.filter(([, , , , cont]) => !cont).length;

async function started() {
  const world = new World();
  const element = new Element(world);
  element.play();
  await element.pass(3000);
  return { world, element };
}

async function stopped({ world, element }: { world: World; element: Element }) {
  element.pause();
  await element.pass(500);
  return world;
}

describe("the player's own doings", () => {
  test.each([
    ["recoverMediaError()", {}],
    ["after an error of the element", { error: true }],
    ["of a player that pauses first", { pauses: true }],
  ])("a repair is a stall within one run: %s", async (_, how) => {
    const { world, element } = await started();
    await reload(element, 800, how);
    await element.pass(3000);
    await stopped({ world, element });
    expect(counts(world)).toEqual({ play: 1, pause: 1, seek: 0, replay: 0, error: 0 });
    expect(world.last.n.stall).toBe(1);
    expect(world.last.stalled).toBeGreaterThanOrEqual(700);
    expect(world.last.stalled).toBeLessThanOrEqual(1100);
    expect(runs(world)).toBe(1);
    const views = world.sent.filter(
      ({ spans, playing }) => playing && spans.reduce((ms, [, wall]) => ms + wall, 0) >= 5000,
    );
    expect(views.length).toBeGreaterThan(0);
  });

  test("an error that nothing mends stays one, and so does a repair without playback", async () => {
    const { world, element } = await started();
    element.fail();
    await element.pass(5000);
    expect(world.last).toMatchObject({ playing: false, n: { error: 1, pause: 0, stall: 0 }, stalled: 0 });
    element.load(100, () => {});
    await element.pass(70_000);
    element.play();
    await element.pass(1000);
    await stopped({ world, element });
    expect(world.last).toMatchObject({ n: { error: 1, play: 2, pause: 1, stall: 0 }, stalled: 0 });
    expect(runs(world)).toBe(2);
  });

  test("media that are changed in a pause: the way back to the place is no seek, the next play is the viewer's", async () => {
    const { world, element } = await started();
    element.pause();
    await element.pass(2000);
    await reload(element, 300);
    await element.pass(1000);
    element.play();
    await element.pass(3000);
    await stopped({ world, element });
    expect(counts(world)).toEqual({ play: 2, pause: 2, seek: 0, replay: 0, error: 0 });
    expect(runs(world)).toBe(2);
  });

  test("a drag of 20 steps is one seek and few beacons", async () => {
    for (const pauses of [false, true]) {
      const { world, element } = await started();
      const before = world.sent.length;
      await drag(element, 60_000, 20, 100, pauses);
      await element.pass(3000);
      const during = world.sent.length - before;
      await stopped({ world, element });
      expect(counts(world)).toEqual({ play: 1, pause: 1, seek: 1, replay: 0, error: 0 });
      expect(during).toBeLessThanOrEqual(3);
    }
  });

  test("a pause that a viewer makes before a seek stays one; two seeks with some playing between are two", async () => {
    const { world, element } = await started();
    element.pause();
    await element.pass(1000);
    element.seek(30_000, 100);
    await element.pass(2000);
    element.play();
    await element.pass(1500);
    element.seek(60_000, 100);
    await element.pass(1500);
    await stopped({ world, element });
    expect(counts(world)).toEqual({ play: 2, pause: 2, seek: 2, replay: 0, error: 0 });
  });

  test("a player that pauses for a drag and stays so was paused", async () => {
    const { world, element } = await started();
    element.pause();
    element.seek(30_000, 100);
    await element.pass(5000);
    expect(world.last.n).toMatchObject({ play: 1, pause: 1, seek: 1 });
    element.play();
    await element.pass(1000);
    await stopped({ world, element });
    expect(counts(world)).toEqual({ play: 2, pause: 2, seek: 1, replay: 0, error: 0 });
  });

  test("a jump over a gap is none of the viewer's, a step ahead out of a stall is", async () => {
    const { world, element } = await started();
    await nudge(element, 500);
    await element.pass(2000);
    element.starve(2000);
    await element.pass(1500);
    element.seek(element.look.position + 10_000, 50);
    await element.pass(3000);
    await stopped({ world, element });
    expect(counts(world)).toEqual({ play: 1, pause: 1, seek: 1, replay: 0, error: 0 });
    expect(runs(world)).toBe(2);
  });

  test("live: the way back to the edge is the player's out of a stall, or where nobody touched the page", async () => {
    const world = new World();
    const element = new Element(world, { duration: null, position: 600_000 });
    element.play();
    await element.pass(3000);
    element.starve(1000);
    await element.pass(500);
    element.seek(640_000, 50);
    await element.pass(3000);
    element.look.idle = true;
    element.seek(660_000, 50);
    await element.pass(3000);
    element.look.idle = false;
    element.seek(620_000, 50);
    await element.pass(2000);
    element.seek(680_000, 50);
    await element.pass(2000);
    await stopped({ world, element });
    expect(counts(world)).toEqual({ play: 1, pause: 1, seek: 2, replay: 0, error: 0 });
    expect(runs(world)).toBe(3);
  });

  test.each([
    ["by segments of 6 s", 6000, 6000],
    ["by parts of a third of a second", 333, 333],
    ["of a recording that is written while it is watched", 10_000, 10_000],
  ])("a length that grows is none: a live playlist, %s", async (_, every, by) => {
    const world = new World();
    const element = new Element(world, { duration: 60_000, position: 42_000 });
    element.play();
    for (let ms = 0; ms < 30_000; ms += every) {
      await element.pass(every - (every % 10));
      element.look.duration = (element.look.duration as number) + by;
    }
    await stopped({ world, element });
    expect(world.last).toMatchObject({ duration: null, live: true });
  });

  test.each([
    ["segments that are longer than their playlist says", true, [60_400, 60_800, 61_200, 61_600]],
    ["a file whose length is a guess", false, [80_000, 100_000, 120_000, 140_000]],
  ])("a length that is corrected is one: %s", async (_, fed, lengths) => {
    const world = new World();
    const element = new Element(world, { duration: 60_000, fed });
    element.play();
    for (const duration of lengths) {
      await element.pass(3000);
      element.look.duration = duration;
    }
    await element.pass(10_000);
    await stopped({ world, element });
    expect(world.last.duration).toBe(lengths[3]);
    expect(world.last.live).toBeUndefined();
  });

  test("catching up at 1.05× makes no spans of its own; 1.25× is the viewer's", async () => {
    const { world, element } = await started();
    for (let i = 0; i < 10; i++) {
      element.rate(i % 2 ? 1 : 1.05);
      await element.pass(1000);
    }
    element.rate(1.25);
    await element.pass(2000);
    await stopped({ world, element });
    expect(world.spans).toHaveLength(2);
    expect(runs(world)).toBe(1);
  });
});

describe("the wait for the first frame", () => {
  test("autoplay that is blocked: from the click, whatever had been loaded until then", async () => {
    for (const ready of [0, 1, 2, 3, 4]) {
      const world = new World();
      const element = new Element(world, { autoplay: true, ready: 0 });
      await element.pass(4000);
      element.look.ready = ready;
      element.tracker.input(ready === 4 ? "canplaythrough" : "tick");
      await element.pass(37_000);
      element.look.ready = Math.max(3, ready);
      element.play();
      await element.pass(6000);
      expect(world.last.startup, `${ready}`).toBeLessThanOrEqual(100);
    }
  });

  test("autoplay that works: from the load", async () => {
    const world = new World();
    const element = new Element(world, { autoplay: true, ready: 0 });
    await element.pass(2000);
    element.look.ready = 4;
    element.tracker.input("canplaythrough");
    element.play();
    await element.pass(6000);
    expect(world.last.startup).toBeGreaterThanOrEqual(1900);
    expect(world.last.startup).toBeLessThanOrEqual(2100);
  });
});

test("a page that comes back and plays on without a word from the player begins a play", async () => {
  const { world, element } = await started();
  const first = world.last.play;
  element.tracker.end();
  await element.pass(60_000);
  element.tracker.input("playing");
  await element.pass(6000);
  await stopped({ world, element });
  expect(world.last.play).not.toBe(first);
  expect(world.last.spans.reduce((ms, [, wall]) => ms + wall, 0)).toBeGreaterThan(5500);
});

const LATE_MS = 80;

type Act =
  | { does: "play" | "pause" }
  | { does: "seek"; to: number; ms: number }
  | { does: "drag"; to: number; steps: number; ms: number; pauses: boolean }
  | { does: "reload"; ms: number; error: boolean; pauses: boolean }
  | { does: "nudge" | "stall"; ms: number }
  | { does: "rate"; rate: number };

const place = fc.integer({ min: 0, max: 3000 }).map((seconds) => seconds * 1000);
const ms = fc.integer({ min: 1, max: 120 }).map((ticks) => ticks * 10);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ does: fc.constantFrom("play" as const, "pause" as const) }),
  fc.record({ does: fc.constant("seek" as const), to: place, ms }),
  fc.record({
    does: fc.constant("drag" as const),
    to: place,
    steps: fc.integer({ min: 2, max: 25 }),
    ms: fc.integer({ min: 5, max: 30 }).map((ticks) => ticks * 10),
    pauses: fc.boolean(),
  }),
  fc.record({ does: fc.constant("reload" as const), ms, error: fc.boolean(), pauses: fc.boolean() }),
  fc.record({ does: fc.constantFrom("nudge" as const, "stall" as const), ms }),
  fc.record({ does: fc.constant("rate" as const), rate: fc.constantFrom(0.95, 1, 1.05, 1.5, 2) }),
);

/** What the viewer did by it. */
async function perform(element: Element, one: Act, did: Record<"play" | "pause" | "seek" | "error", number>) {
  const { paused } = element.look;
  if (one.does === "play") {
    if (paused) did.play++;
    element.play();
  } else if (one.does === "pause") {
    if (!paused) did.pause++;
    element.pause();
  } else if (one.does === "seek") {
    did.seek++;
    element.seek(one.to, one.ms);
    await element.pass(one.ms + LATE_MS);
  } else if (one.does === "drag") {
    did.seek++;
    await drag(element, one.to, one.steps, one.ms, one.pauses);
  } else if (one.does === "reload") {
    // Nothing shows that it was mended.
    if (paused && one.error) did.error++;
    await reload(element, one.ms, one);
  } else if (one.does === "nudge") await nudge(element, one.ms);
  else if (one.does === "stall") element.starve(one.ms);
  else if (one.does === "rate") element.rate(one.rate);
}

test("whatever viewer and player do in whatever order, and however late it is told: what counts is the viewer's", async () => {
  const doings = fc.array(
    fc.tuple(
      act,
      fc.integer({ min: 180, max: 400 }).map((ticks) => ticks * 10),
    ),
    { maxLength: 14 },
  );
  await fc.assert(
    fc.asyncProperty(
      doings,
      fc.array(fc.nat({ max: LATE_MS / 10 }), { minLength: 1, maxLength: 20 }),
      async (acts, lates) => {
        const { world, element } = await started();
        let turn = 0;
        element.late = () => lates[turn++ % lates.length] as number;
        const did = { play: 1, pause: 0, seek: 0, error: 0 };
        for (const [one, then] of acts) {
          await perform(element, one, did);
          await element.pass(then);
        }
        if (!element.look.paused) did.pause++;
        await stopped({ world, element });
        element.tracker.end();
        await element.pass(500);
        const { play, pause, seek, replay, error } = world.last.n;
        expect({ play, pause, seek, replay, error }).toEqual({ ...did, replay: 0 });
        // Between the steps of a drag it may play for a moment.
        const steps = acts.reduce((sum, [one]) => sum + (one.does === "drag" ? one.steps : 0), 0);
        expect(runs(world)).toBeLessThanOrEqual(1 + did.pause + did.seek + steps);
        const told = world.spans.reduce((sum, [, wall]) => sum + wall, 0);
        expect(Math.abs(told - element.played)).toBeLessThanOrEqual(LATE_MS * 2 * (1 + acts.length + steps));
        for (const beacon of world.sent)
          expect(refusal(beacon.spans, beacon.sent - beacon.loaded)).toBeNull();
      },
    ),
  );
});
