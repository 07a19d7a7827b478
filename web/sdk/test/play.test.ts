import { describe, expect, test } from "vitest";
import { refusal } from "../src/checks";
import { Player, settle, World } from "./world";

const walls = (world: World) => world.spans.reduce((sum, span) => sum + span[1], 0);

describe("golden cases", () => {
  test("2: 4.9 s, pause, 4.9 s: two runs, neither a view", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(4900);
    await player.pause();
    await player.wait(3000);
    await player.start();
    await player.play(4900);
    await player.pause();
    expect(world.spans).toEqual([
      [0, 4900, 0, 4900, 0],
      [7900, 4900, 4900, 9800, 0],
    ]);
    expect(world.last.n).toMatchObject({ play: 2, pause: 2, seek: 0, stall: 0 });
    // Load, two pauses: no run reached 5 s.
    expect(world.sent).toHaveLength(3);
  });

  test("3: 3 s, stall of 10 s, 2.5 s: one run of 5.5 s", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(3000);
    await player.tell("waiting");
    await player.wait(10_000);
    await player.tell("playing");
    await player.play(2000);
    expect(world.last).toMatchObject({ playing: true });
    // The beacon of the moment at which the run reached 5 s.
    expect(world.last.sent - world.last.loaded).toBe(15_000);
    await player.play(500);
    await player.pause();
    expect(world.spans).toEqual([
      [0, 3000, 0, 3000, 0],
      [13_000, 2500, 3000, 5500, 1],
    ]);
    expect(world.last.n.stall).toBe(1);
    expect(world.last.stalled).toBe(10_000);
  });

  test("4: 0–60 s at 2×: 30 s of wall-clock", async () => {
    const world = new World();
    const player = new Player(world, { rate: 2 });
    await player.start();
    await player.play(30_000);
    await player.pause();
    expect(world.spans).toEqual([[0, 30_000, 0, 60_000, 0]]);
  });

  test("5: 0–60, seek to 30, 30–60: 90 s", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(60_000);
    await player.seek(30_000);
    await player.play(30_000);
    await player.pause();
    expect(world.spans).toEqual([
      [0, 60_000, 0, 60_000, 0],
      [60_000, 30_000, 30_000, 60_000, 0],
    ]);
    expect(world.last.n.seek).toBe(1);
  });

  test.each([
    ["performance.now() stands still", 0],
    ["performance.now() runs on", 3_600_000],
  ])("13: an hour of sleep counts nothing where %s", async (_, steady) => {
    const world = new World();
    const player = new Player(world, { duration: null });
    await player.start();
    await player.play(1_800_000);
    world.date += 3_600_000;
    world.steady += steady;
    await player.tell("tick");
    await player.play(1_800_000);
    await player.pause();
    expect(world.spans).toEqual([
      [0, 1_800_000, 0, 1_800_000, 0],
      [5_400_000, 1_800_000, 1_800_000, 3_600_000, 0],
    ]);
    expect(world.last.n).toMatchObject({ stall: 0, seek: 0, pause: 1 });
  });

  test("13: a hidden tab with a tick a minute loses nothing", async () => {
    const world = new World();
    const player = new Player(world, { duration: null });
    await player.start();
    player.tick = 60_000;
    await player.play(7_200_000);
    await player.pause();
    expect(world.spans).toEqual([[0, 7_200_000, 0, 7_200_000, 0]]);
  });
});

describe("what ends a span", () => {
  test("a throttled tab that lags a little goes on, one that stood still does not", async () => {
    const world = new World();
    const player = new Player(world, { duration: null });
    await player.start();
    await player.play(10_000);
    await world.pass(60_000);
    player.look.position += 54_000; // exactly 90 %
    await player.tell("tick");
    await world.pass(60_000);
    player.look.position += 53_000;
    await player.tell("tick");
    await player.pause();
    expect(world.spans).toEqual([[0, 70_000, 0, 64_000, 0]]);
  });

  test("a rate change, whose next span continues", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(3000);
    player.look.rate = 2;
    await player.tell("tick");
    await player.play(2000);
    player.look.rate = 0.5;
    await player.tell("tick");
    await player.play(2000);
    await player.pause();
    expect(world.spans).toEqual([
      [0, 3000, 0, 3000, 0],
      [3000, 2000, 3000, 7000, 1],
      [5000, 2000, 7000, 8000, 1],
    ]);
    expect(world.sent.map((beacon) => beacon.sent - beacon.loaded)).toEqual([0, 5000, 7000]);
  });

  test("a rate of 0 counts nothing", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(3000);
    player.look.rate = 0;
    await player.tell("tick");
    await player.wait(5000);
    player.look.rate = 1;
    await player.tell("tick");
    await player.play(2000);
    await player.pause();
    expect(world.spans).toEqual([
      [0, 3000, 0, 3000, 0],
      [8000, 2000, 3000, 5000, 1],
    ]);
  });

  test("a seek between two ticks: the span reaches to the seek, not to its target", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(10_000);
    await world.pass(100);
    await player.seek(80_000, 300);
    await player.play(1000);
    await player.pause();
    expect(world.spans).toEqual([
      [0, 10_100, 0, 10_100, 0],
      [10_400, 1000, 80_000, 81_000, 0],
    ]);
  });

  test("buffering inside a seek and before the first frame is no stall", async () => {
    const world = new World();
    const player = new Player(world);
    player.look.paused = false;
    await player.tell("play");
    await player.tell("waiting");
    await player.wait(700);
    await player.tell("playing");
    await player.play(1000);
    player.look.seeking = true;
    player.look.position = 50_000;
    await player.tell("seeking");
    await player.tell("waiting");
    await player.wait(2000);
    player.look.seeking = false;
    await player.tell("seeked");
    await player.tell("playing");
    await player.play(1000);
    await player.pause();
    expect(world.last).toMatchObject({ startup: 700, stalled: 0, n: { stall: 0, seek: 1 } });
    expect(world.spans).toEqual([
      [700, 1000, 0, 1000, 0],
      [3700, 1000, 50_000, 51_000, 0],
    ]);
  });

  test("a stall or seek without end is no playing, and nothing more is sent; it may still come to an end", async () => {
    for (const halt of ["waiting", "seeking"] as const) {
      const world = new World();
      const player = new Player(world);
      await player.start();
      await player.play(6000);
      player.look.seeking = halt === "seeking";
      await player.tell(halt);
      await player.wait(25_000);
      expect(world.last).toMatchObject({ playing: true });
      await player.wait(10_000);
      const { length } = world.sent;
      await player.wait(600_000);
      expect(world.sent).toHaveLength(length);
      world.leave();
      expect(world.parted.at(-1)).toMatchObject({ playing: false });
      player.look.seeking = false;
      await player.tell("playing");
      await player.play(250);
      expect(world.last).toMatchObject({ playing: true });
    }
  });

  test("a pause inside a stall: what comes after it is a run of its own", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(3000);
    await player.tell("waiting");
    await player.wait(1000);
    await player.pause();
    await player.wait(5000);
    await player.start();
    await player.play(1000);
    await player.pause();
    expect(world.spans.map((span) => span[4])).toEqual([0, 0]);
    expect(world.last.stalled).toBe(1000);
  });

  test("a stall that ends without an event", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(3000);
    await player.tell("waiting");
    await player.wait(2000);
    await player.play(1000);
    await player.pause();
    expect(world.spans).toEqual([
      [0, 3000, 0, 3000, 0],
      [5000, 1000, 3000, 4000, 1],
    ]);
    expect(world.last.stalled).toBe(2000);
  });

  test("a device that sleeps in a stall does not stall", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(3000);
    await player.tell("waiting");
    await player.wait(2000);
    await world.pass(3_600_000);
    await player.tell("playing");
    await player.play(1000);
    await player.pause();
    expect(world.last.stalled).toBe(2000);
  });

  test("a picture that froze without an event", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(3000);
    await player.wait(20_000);
    await player.play(1000);
    await player.pause();
    expect(world.spans).toEqual([
      [0, 3000, 0, 3000, 0],
      [23_000, 1000, 3000, 4000, 0],
    ]);
  });

  test("a late picture: the span begins where the content moved, not where it was announced", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await world.pass(250);
    player.look.position = 150;
    await player.tell("tick");
    await player.play(1000);
    await player.pause();
    expect(world.spans).toEqual([[100, 1150, 0, 1150, 0]]);
  });
});

describe("ends and beginnings", () => {
  test("the end, and again: a replay, no seek and no pause", async () => {
    const world = new World();
    const player = new Player(world, { duration: 10_000 });
    await player.start();
    await player.play(10_000);
    await player.end();
    expect(world.last).toMatchObject({ playing: false, n: { pause: 0, replay: 0 } });
    await player.wait(2000);
    await player.replay();
    await player.play(3000);
    await player.pause();
    expect(world.last.n).toMatchObject({ play: 2, pause: 1, seek: 0, replay: 1 });
    expect(world.spans).toEqual([
      [0, 10_000, 0, 10_000, 0],
      [12_000, 3000, 0, 3000, 0],
    ]);
  });

  test("again at once: the events of the end come when it is over", async () => {
    const world = new World();
    const player = new Player(world, { duration: 10_100 });
    await player.start();
    await player.play(10_000);
    await world.pass(150);
    Object.assign(player.look, { seeking: true, position: 0 });
    for (const late of ["tick", "pause", "ended", "seeking", "play"] as const) await player.tell(late);
    player.look.seeking = false;
    for (const late of ["seeked", "playing"] as const) await player.tell(late);
    await player.play(3000);
    await player.pause();
    expect(world.last.n).toMatchObject({ play: 2, pause: 1, seek: 0, replay: 1 });
    expect(world.spans).toEqual([
      [0, 10_150, 0, 10_100, 0],
      [10_150, 3000, 0, 3000, 0],
    ]);
  });

  test("a pause that is told late ends where the content says", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(5000);
    await world.pass(240);
    player.look.position += 130;
    await player.pause();
    expect(world.spans).toEqual([[0, 5130, 0, 5130, 0]]);
  });

  test("a loop with events", async () => {
    const world = new World();
    const player = new Player(world, { duration: 10_000 });
    await player.start();
    for (let i = 0; i < 3; i++) {
      await player.play(10_000);
      await player.seek(0);
    }
    await player.pause();
    expect(world.last.n).toMatchObject({ replay: 3, seek: 0 });
    expect(world.spans.map((span) => span.slice(1))).toEqual([
      [10_000, 0, 10_000, 0],
      [10_000, 0, 10_000, 0],
      [10_000, 0, 10_000, 0],
    ]);
  });

  test("a loop without events", async () => {
    const world = new World();
    const player = new Player(world, { duration: 10_100 });
    await player.start();
    await player.play(10_000);
    await world.pass(250);
    player.look.position = 150;
    await player.tell("tick");
    await player.play(2000);
    await player.pause();
    expect(world.last.n).toMatchObject({ replay: 1, seek: 0 });
    expect(world.spans).toEqual([
      [0, 10_250, 0, 10_100, 0],
      [10_250, 2000, 150, 2150, 0],
    ]);
  });

  test("a seek to the beginning from the middle is a seek", async () => {
    const world = new World();
    const player = new Player(world, { duration: 10_000 });
    await player.start();
    await player.play(5000);
    await player.seek(0);
    await player.play(1000);
    await player.pause();
    expect(world.last.n).toMatchObject({ replay: 0, seek: 1 });
  });

  test("a start position is no seek", async () => {
    const world = new World();
    const player = new Player(world);
    await player.seek(30_000);
    await player.start();
    await player.play(6000);
    expect(world.last.n.seek).toBe(0);
    expect(world.spans).toEqual([[0, 5000, 30_000, 35_000, 0]]);
  });

  test("startup runs from the load where autoplay is awaited, and is unknown where playback was found", async () => {
    const awaited = new World();
    const first = new Player(awaited, { autoplay: true, ready: 0 });
    await first.wait(1200);
    await awaited.pass(1200);
    first.look.ready = 4;
    await first.start();
    await first.play(6000);
    expect(awaited.last.startup).toBe(2400);

    const found = new World();
    const second = new Player(found, { paused: false, position: 40_000 });
    await second.play(6000);
    expect(found.last.startup).toBeUndefined();
    expect(found.spans).toEqual([[0, 5000, 40_000, 45_000, 0]]);
  });

  test("a blocked autoplay does not make the viewer's startup long", async () => {
    const world = new World();
    const player = new Player(world, { autoplay: true, ready: 1 });
    await world.pass(800);
    player.look.ready = 4;
    await player.tell("canplaythrough");
    await world.pass(60_000);
    player.look.paused = false;
    await player.tell("play");
    await world.pass(100);
    await player.tell("playing");
    await player.play(6000);
    expect(world.last.startup).toBe(100);
  });

  test("an error ends playback and is told", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(2000);
    player.look.paused = true;
    await player.tell("error");
    expect(world.last).toMatchObject({ playing: false, n: { error: 1, pause: 0 } });
    expect(walls(world)).toBe(2000);
  });

  test("the last known length stays when the source is emptied; live has none", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(2000);
    player.look.duration = null;
    await player.pause();
    expect(world.last.duration).toBe(100_000);

    const live = new World();
    new Player(live, {}, { live: true });
    expect(live.last).toMatchObject({ live: true, duration: null });
  });

  test("live with a way back: back and to the edge again are seeks, watch time counts as ever", async () => {
    const world = new World();
    const player = new Player(world, { duration: null, position: 3_600_000 }, { live: true });
    await player.start();
    await player.play(10_000);
    await player.seek(3_580_000, 200);
    await player.play(10_000);
    await player.seek(3_620_200, 200); // the edge has gone on meanwhile
    await player.play(5_000);
    await player.pause();
    expect(world.last).toMatchObject({
      live: true,
      duration: null,
      n: { play: 1, seek: 2, replay: 0, pause: 1 },
    });
    expect(world.spans.map(([, wall, from, to]) => [wall, from, to])).toEqual([
      [10_000, 3_600_000, 3_610_000],
      [10_000, 3_580_000, 3_590_000],
      [5_000, 3_620_200, 3_625_200],
    ]);
  });
});

describe("ads of the host page", () => {
  /** An ad in the very element: other media, with a length, events and an end of its own. */
  async function ad(player: Player, content: Partial<Player["look"]>) {
    player.tracker.ad(true);
    Object.assign(player.look, { position: 0, duration: 15_000, seeking: true });
    await player.tell("pause");
    await player.tell("seeking");
    player.look.seeking = false;
    await player.start();
    await player.play(15_000);
    await player.end();
    Object.assign(player.look, { ...content, ended: false, paused: false });
    await player.tell("play");
    await player.tell("playing");
    player.tracker.ad(false);
    await settle();
  }

  test("in the middle: its time, its events and its length are nobody's", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(10_000);
    await ad(player, { position: 10_000, duration: 100_000 });
    await player.play(3000);
    await player.pause();
    expect(world.spans).toEqual([
      [0, 10_000, 0, 10_000, 0],
      [25_000, 3000, 10_000, 13_000, 0],
    ]);
    expect(world.last).toMatchObject({
      duration: 100_000,
      n: { play: 1, pause: 1, seek: 0, replay: 0, stall: 0, error: 0 },
    });
    expect(world.sent.every(({ duration }) => duration === 100_000)).toBe(true);
  });

  test("before the content: no start-up time is known", async () => {
    const world = new World();
    const player = new Player(world, { autoplay: true, ready: 0 });
    await ad(player, { position: 0, duration: 100_000 });
    await player.play(6000);
    expect(world.spans).toEqual([[15_000, 5000, 0, 5000, 0]]);
    expect(world.last.startup).toBeUndefined();
  });

  test("a page that closes on one tells what was played before it", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(6000);
    player.tracker.ad(true);
    player.look.position = 0;
    await world.pass(1000);
    await player.tell("tick");
    world.leave();
    expect(world.parted.at(-1)).toMatchObject({ playing: false, spans: [[0, 6000, 0, 6000, 0]] });
  });

  test("said twice it is said once; a play that ended on one is none of its", async () => {
    const world = new World();
    const player = new Player(world);
    player.tracker.ad(false);
    await player.start();
    await player.play(2000);
    player.tracker.ad(true);
    player.tracker.ad(true);
    player.tracker.update({ video: "v2" });
    await player.play(2000);
    expect(world.spans).toEqual([]);
    player.tracker.ad(false);
    await player.play(6000);
    expect(world.last).toMatchObject({ video: "v2", spans: [[2000, 5000, 4000, 9000, 0]] });
  });
});

describe("a play that is full", () => {
  test("after 1,000 spans a new, empty one begins", async () => {
    const world = new World();
    const player = new Player(world, { duration: null });
    const first = player.tracker.id;
    for (let i = 0; i < 1003; i++) {
      await player.start();
      await player.play(500);
      await player.pause();
    }
    const firsts = world.sent.filter((beacon) => beacon.play === first);
    expect(firsts.at(-1)?.spans).toHaveLength(1000);
    expect(player.tracker.id).not.toBe(first);
    expect(world.last.spans).toHaveLength(3);
    expect(world.last).toMatchObject({ seq: expect.any(Number), n: { play: 3, pause: 3 } });
  });

  test("after a day a new, empty one begins, and playback goes on in it", async () => {
    const world = new World();
    const player = new Player(world, { duration: null });
    await player.start();
    player.tick = 60_000;
    await player.play(86_400_000);
    const first = world.sent[0] as { play: string };
    await player.play(600_000);
    await player.pause();
    const old = world.sent.filter((beacon) => beacon.play === first.play).at(-1);
    expect(old?.spans).toEqual([[0, 86_400_000, 0, 86_400_000, 0]]);
    expect(old?.playing).toBe(false);
    expect(world.last.play).not.toBe(first.play);
    expect(world.last.spans).toEqual([[0, 600_000, 86_400_000, 87_000_000, 0]]);
    expect(world.last.n.play).toBe(0);
  });
});

/** A reproducible source of chance. */
function dice(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

test("no history of events, however mad, makes a beacon that the collector refuses", async () => {
  const causes = [
    "tick",
    "tick",
    "tick",
    "play",
    "playing",
    "pause",
    "seeking",
    "seeked",
    "waiting",
    "ended",
    "error",
    "canplaythrough",
  ] as const;
  for (let seed = 1; seed <= 80; seed++) {
    const roll = dice(seed);
    const world = new World();
    const player = new Player(world, { duration: roll(2) ? 60_000 : null });
    for (let step = 0; step < 150; step++) {
      const { look } = player;
      const ms = [0, 1, 40, 250, 250, 250, 1000, 5000, 60_000, 4_000_000][roll(10)] as number;
      if (roll(3))
        look.position = Math.max(0, Math.round(look.position + ms * look.rate * (roll(120) / 100)));
      if (!roll(12)) look.position = roll(70_000);
      if (!roll(10)) look.rate = [0, 0.5, 1, 2, 16, -1][roll(6)] as number;
      if (!roll(6)) look.paused = !look.paused;
      if (!roll(8)) look.seeking = !look.seeking;
      if (!roll(12)) look.ended = !look.ended;
      if (!roll(15)) look.duration = roll(2) ? 1 + roll(90_000) : null;
      if (!roll(20)) world.date += roll(5_000_000) - 1_000_000;
      await world.pass(ms);
      await player.tell(causes[roll(causes.length)] ?? "tick");
      if (!roll(40)) world.leave();
    }
    for (const beacon of [...world.sent, ...world.parted]) {
      const whole = JSON.stringify(beacon);
      expect(refusal(beacon.spans, beacon.sent - beacon.loaded), `${seed}: ${whole}`).toBeNull();
      expect(beacon.sent).toBeGreaterThanOrEqual(beacon.loaded);
      for (const [, wall, from, to] of beacon.spans) {
        expect(wall, `${seed}: ${whole}`).toBeGreaterThan(0);
        expect(Math.min(from, to)).toBeGreaterThanOrEqual(0);
        if (beacon.duration) expect(Math.max(from, to)).toBeLessThanOrEqual(beacon.duration);
      }
      const counts = [...Object.values(beacon.n), beacon.stalled, beacon.startup ?? 0, beacon.seq];
      for (const count of counts) expect(Number.isSafeInteger(count) && count >= 0, whole).toBe(true);
    }
  }
});
