import { describe, expect, test } from "vitest";
import type { Reply } from "../src/sender";
import { type Beacon, Player, START, settle, World } from "./world";

const refused = (status: number, body: Reply["body"] = {}): Reply => ({ status, body });
const ages = (beacons: Beacon[]) => beacons.map((beacon) => beacon.sent - beacon.loaded);

describe("the pace", () => {
  test("at load, at 5 s, then every 10 s while playing, at a pause; nothing while paused", async () => {
    const world = new World();
    const player = new Player(world);
    await player.wait(3000);
    await player.start();
    await player.play(27_000);
    await player.pause();
    await player.wait(60_000);
    expect(ages(world.sent)).toEqual([0, 8000, 18_000, 28_000, 30_000]);
    expect(world.sent.map((beacon) => beacon.seq)).toEqual([0, 1, 2, 3, 4]);
  });

  test("the collector asks for a slower pace, within limits", async () => {
    const world = new World();
    world.every = 60_000;
    const player = new Player(world);
    await player.start();
    await player.play(36_000);
    expect(ages(world.sent)).toEqual([0, 5000, 20_000, 35_000]);
  });

  test("events while a request is under way come together in one beacon after it", async () => {
    const world = new World();
    let answer = (_: Reply) => {};
    world.page.transport.post = (_url, body) => {
      world.sent.push(JSON.parse(body));
      return new Promise((resolve) => {
        answer = resolve;
      });
    };
    const player = new Player(world);
    await player.start();
    await player.play(500);
    await player.seek(50_000);
    await player.seek(60_000);
    await player.pause();
    expect(world.sent).toHaveLength(1);
    answer(refused(200, { accepted: 1 }));
    await settle();
    expect(world.sent).toHaveLength(2);
    expect(world.last.n).toMatchObject({ pause: 1, seek: 1 });
    answer(refused(200, { accepted: 1 }));
    await settle();
    expect(world.sent).toHaveLength(2);
  });
});

describe("refusals", () => {
  test("429 and 503: waits as long as asked for, then sends the then-current state", async () => {
    const world = new World();
    world.answers = [refused(429, { retry_after: 7 }), refused(503, { retry_after: 3 })];
    const player = new Player(world);
    await player.start();
    await player.play(6750);
    expect(ages(world.sent)).toEqual([0]);
    await player.play(250);
    expect(ages(world.sent)).toEqual([0, 7000]);
    expect(world.spans).toEqual([[0, 6750, 0, 6750, 0]].map(() => [0, 7000, 0, 7000, 0]));
    await player.play(3000);
    expect(ages(world.sent)).toEqual([0, 7000, 10_000]);
  });

  test("no answer: exponential backoff up to a minute, then forgotten", async () => {
    const world = new World();
    world.answers = Array.from({ length: 9 }, () => "lost" as const);
    const player = new Player(world);
    await player.start();
    player.tick = 1000;
    await player.play(300_000);
    const gaps = ages(world.sent).map((age, i, all) => age - (all[i - 1] ?? 0));
    expect(gaps.slice(0, 11)).toEqual([
      0, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 10_000,
    ]);
  });

  test("an answer that is no answer is tried again", async () => {
    const world = new World();
    world.answers = [refused(200), refused(502)];
    new Player(world);
    await settle();
    await world.pass(1000);
    await world.pass(2000);
    expect(world.sent).toHaveLength(3);
    await world.pass(600_000);
    expect(world.sent).toHaveLength(3);
  });

  test.each([400, 403, 404, 410, 413, 422])("%i silences this play, not the next", async (status) => {
    const world = new World();
    world.answers = [refused(status)];
    const player = new Player(world);
    await player.start();
    await player.play(30_000);
    await player.pause();
    world.leave();
    expect(world.sent).toHaveLength(1);
    expect(world.parted).toHaveLength(0);
    player.tracker.update({ video: "v2" });
    expect(world.sent).toHaveLength(2);
    expect(world.last.video).toBe("v2");
  });
});

describe("a wrong clock", () => {
  const MONTH = 30 * 86_400_000;

  test("none accepted yet: a new id, the same play", async () => {
    const world = new World();
    world.answers = [refused(409, { reason: "clock", now: START + MONTH })];
    const player = new Player(world);
    await settle();
    const [first, second] = world.sent as [Beacon, Beacon];
    expect(second.play).not.toBe(first.play);
    expect(player.tracker.id).toBe(second.play);
    expect(second.loaded).toBe(START + MONTH);
    expect(Number.parseInt(second.play.replace("-", "").slice(0, 12), 16)).toBe(START + MONTH);
    await player.start();
    await player.play(6000);
    expect(world.last).toMatchObject({ play: second.play, loaded: START + MONTH });
    expect(world.spans).toEqual([[0, 5000, 0, 5000, 0]]);
  });

  test("the collector insists: silence instead of a storm", async () => {
    const world = new World();
    world.answers = Array.from({ length: 9 }, () => refused(409, { reason: "clock", now: START }));
    const player = new Player(world);
    await player.start();
    await player.play(30_000);
    expect(world.sent.length).toBeLessThan(4);
  });

  test("accepted before: a new, empty play", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(6000);
    const first = player.tracker.id;
    world.answers = [refused(409, { reason: "clock", now: START + MONTH })];
    await player.seek(50_000);
    expect(player.tracker.id).not.toBe(first);
    expect(world.last).toMatchObject({ spans: [], seq: 0, loaded: START + MONTH });
    await player.play(6000);
    expect(world.spans).toEqual([[0, 5000, 50_000, 55_000, 0]]);
    expect(world.sent.filter((beacon) => beacon.play === first).length).toBe(3);
  });
});

describe("the end of the page", () => {
  test("what is playing leaves by beacon, once", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(3000);
    await world.pass(100);
    player.look.position += 100;
    world.leave();
    world.leave();
    expect(world.parted).toHaveLength(1);
    expect(world.parted[0]).toMatchObject({ spans: [[0, 3100, 0, 3100, 0]], playing: true });
    // It was only hidden, or comes back from the cache: the same play goes on.
    await player.play(3000);
    world.leave();
    expect(world.parted).toHaveLength(2);
    expect(world.parted[1]?.play).toBe(world.parted[0]?.play);
    expect(world.parted[1]?.spans).toEqual([[0, 6100, 0, 6100, 0]]);
  });

  test("what is paused and known is not sent again; what isn't known is", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(3000);
    await player.pause();
    world.leave();
    expect(world.parted).toHaveLength(0);
    world.answers = ["hangs"];
    await player.start();
    await player.play(1000);
    await player.pause();
    world.leave();
    expect(world.parted).toHaveLength(1);
  });

  test("the players of a page share what there is, smallest first; the rest goes the ordinary way", async () => {
    const world = new World();
    const players: Player[] = [];
    for (const spans of [60, 1, 20, 3]) {
      const player = new Player(world, { duration: null }, { video: `v${spans}` });
      for (let i = 0; i < spans; i++) {
        await player.start();
        await player.play(250);
        await player.seek(0);
      }
      await player.play(250);
      players.push(player);
    }
    world.quota = 3000;
    world.sent = [];
    world.leave();
    expect(world.parted.map((beacon) => beacon.video)).toEqual(["v1", "v3", "v20"]);
    expect(world.sent.map((beacon) => beacon.video)).toEqual(["v60"]);
  });

  test("an ended play whose last beacon got lost leaves too", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(1000);
    world.answers = ["lost"];
    player.tracker.end();
    await settle();
    world.leave();
    expect(world.parted).toHaveLength(1);
    expect(world.parted[0]).toMatchObject({ playing: false, spans: [[0, 1000, 0, 1000, 0]] });
  });

  test("no player is remembered once the collector knows all of it", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(1000);
    expect(world.page.unsettled.size).toBe(1);
    player.tracker.end();
    await settle();
    expect(world.page.unsettled.size).toBe(0);
  });
});

describe("content", () => {
  test("a switch ends the play where it was, although the player is already empty", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(3000);
    await world.pass(100);
    Object.assign(player.look, { position: 0, paused: true, duration: null });
    player.tracker.update({ video: "v2" });
    await settle();
    const [old, next] = world.sent.slice(-2) as [Beacon, Beacon];
    expect(old).toMatchObject({ video: "v1", playing: false, spans: [[0, 3100, 0, 3100, 0]] });
    expect(next).toMatchObject({ video: "v2", playing: false, spans: [], duration: null, seq: 0 });
    expect(next.n).toEqual({ play: 0, pause: 0, seek: 0, replay: 0, stall: 0, error: 0 });
  });

  test("a play that ended begins anew when it is played again", async () => {
    const world = new World();
    const player = new Player(world);
    await player.start();
    await player.play(1000);
    const first = player.tracker.id;
    player.look.paused = true;
    player.tracker.end();
    await player.tell("pause");
    expect(world.sent).toHaveLength(2);
    await player.start();
    await player.play(5000);
    expect(player.tracker.id).not.toBe(first);
    expect(world.last).toMatchObject({ n: { play: 1 }, spans: [[0, 5000, 1000, 6000, 0]] });
  });
});
