import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { uuid7 } from "../src/ids";
import { Player, START, World } from "./world";

const MINUTE = 60_000;
const ids = ({ last: { session, device } }: World) => ({ session, device });

describe("sessions", () => {
  test("ids are 16 bytes in base64url", () => {
    const world = new World();
    new Player(world);
    expect(world.last.session).toMatch(/^[\w-]{21}[AQgw]$/);
    expect(world.last.device).toMatch(/^[\w-]{21}[AQgw]$/);
    expect(world.last.session).not.toBe(world.last.device);
  });

  test("a reload within 30 minutes is the same session, later another; the device stays", async () => {
    const world = new World();
    new Player(world);
    const first = ids(world);
    await world.pass(30 * MINUTE);
    new Player(world);
    expect(ids(world)).toEqual(first);
    await world.pass(30 * MINUTE + 1);
    new Player(world);
    expect(world.last.session).not.toBe(first.session);
    expect(world.last.device).toBe(first.device);
  });

  test("every beacon keeps it alive, and the play keeps the session of its load", async () => {
    const world = new World();
    const player = new Player(world, { duration: null });
    const first = ids(world);
    await player.start();
    player.tick = MINUTE;
    await player.play(50 * MINUTE);
    new Player(world);
    expect(ids(world)).toEqual(first);
  });

  test("a session that ended is not woken up by a play that goes on", async () => {
    const world = new World();
    const player = new Player(world);
    const first = ids(world);
    await world.pass(40 * MINUTE);
    await player.start();
    await player.pause();
    expect(ids(world)).toEqual(first);
    new Player(world);
    expect(world.last.session).not.toBe(first.session);
  });

  test("it ends a day after it began, whatever happens", async () => {
    const world = new World();
    const first = new Player(world, { duration: null });
    const { session } = world.last;
    await first.start();
    first.tick = 10 * MINUTE;
    await first.play(24 * 60 * MINUTE - 10 * MINUTE);
    new Player(world);
    expect(world.last.session).toBe(session);
    await first.play(20 * MINUTE);
    new Player(world);
    expect(world.last.session).not.toBe(session);
  });

  test("its length is the host page's to choose", async () => {
    const world = new World();
    new Player(world, {}, { session: 5 });
    const { session } = world.last;
    await world.pass(5 * MINUTE + 1);
    new Player(world, {}, { session: 5 });
    expect(world.last.session).not.toBe(session);
  });

  test("a clock that was set back by hours ends it", async () => {
    const world = new World();
    new Player(world);
    const { session } = world.last;
    world.date -= 5 * 60 * MINUTE;
    new Player(world);
    expect(world.last.session).not.toBe(session);
  });
});

describe("cookieless", () => {
  test("consent refused: no session, no device, no viewer, nothing stored", () => {
    const world = new World();
    new Player(world, {}, { consent: false, viewer: "anna" });
    expect(ids(world)).toEqual({ session: null, device: null });
    expect(world.last).not.toHaveProperty("viewer");
    expect(world.store.size).toBe(0);
  });

  test("blocked storage: no session, no device, all else as ever", async () => {
    const world = new World();
    world.blocked = true;
    const player = new Player(world, {}, { viewer: "anna" });
    await player.start();
    await player.play(6000);
    expect(ids(world)).toEqual({ session: null, device: null });
    expect(world.last.viewer).toBe("anna");
    expect(world.spans).toHaveLength(1);
    player.tracker.consent(false);
  });

  test("consent holds from the next play on, in both directions", async () => {
    const world = new World();
    const player = new Player(world, {}, { viewer: "anna" });
    const first = ids(world);
    player.tracker.consent(false);
    expect(world.store.size).toBe(0);
    player.tracker.flush();
    await world.pass(1);
    expect(ids(world)).toEqual(first);
    player.tracker.update({ video: "v2" });
    expect(ids(world)).toEqual({ session: null, device: null });
    player.tracker.consent(true);
    player.tracker.update({ video: "v3" });
    expect(world.last.device).not.toBeNull();
    expect(world.last.device).not.toBe(first.device);
  });
});

test("a play's id is a UUIDv7", () => {
  const id = uuid7(0x0196_7c3f_2a10, () => 255);
  expect(id).toBe("01967c3f-2a10-7fff-8fff-ffffffffffff");
});

describe("what the device remembers may be anything", () => {
  const ID = /^[\w-]{21}[AQgw]$/;

  /** A visit with that in the store, and the one after it. */
  function visits(stored: string | null) {
    const world = new World();
    if (stored !== null) world.store.set("mutoscope", stored);
    new Player(world);
    const first = ids(world);
    new Player(world);
    expect(first.device).toMatch(ID);
    expect(first.session).toMatch(ID);
    expect(ids(world)).toEqual(first);
    return first;
  }

  test.each([null, "", "undefined", "null", "[]", "{}", "NaN", " ", "a b c d", "x".repeat(1_000_000)])(
    "%j",
    (stored) => void visits(stored),
  );

  test("a good device stays beside a bad session, and the other way round", () => {
    const [device, session] = ["abcdefghijklmnopqrstuA", "vwxyzabcdefghijklmnopQ"];
    expect(visits(`${device} undefined ${START} ${START}`).device).toBe(device);
    expect(visits(`${device} ${session} ${START} ${START}`)).toEqual({ device, session });
    const { device: other, session: kept } = visits(`null ${session} ${START} ${START}`);
    expect([other === "null", kept]).toEqual([false, session]);
    for (const times of [
      "",
      "x y",
      "NaN Infinity",
      `-1 ${START}`,
      `${START} null`,
      `${START * 9} ${START * 9}`,
    ])
      expect(visits(`${device} ${session} ${times}`).session).not.toBe(session);
  });

  test("whatever is stored, ids are ids, and hold", () => {
    const part = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("undefined", "null"),
      fc.integer().map(String),
    );
    const parts = fc.array(part, { maxLength: 6 }).map((words) => words.join(" "));
    const cut = fc.stringMatching(/^[\w-]{20,23} [\w-]{20,23} \d{0,14} \d{0,14}$/);
    fc.assert(fc.property(fc.oneof(parts, cut, fc.json()), (stored) => void visits(stored)));
  });

  test.each(["getItem", "setItem"])("a store whose %s throws: cookieless", (method) => {
    const world = new World();
    const storage = world.storage();
    const broken = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    world.storage = () => ({ ...storage, [method]: broken });
    new Player(world);
    expect(ids(world)).toEqual({ session: null, device: null });
  });
});
