/** What `mutoscope.beacon.PlayBuilder`, the reference for apps, is held to as well. */
import { expect, test } from "vitest";
import plays from "../../../contract/vectors/plays.json";
import type { Cause } from "../src/play";
import { Player, World } from "./world";

type Step = [at: number, what: string, value?: number];

/** What the browser tells as such a step happens; positions and rates are set before. */
const EVENTS: Record<string, Cause[]> = {
  play: ["play"],
  playing: ["playing"],
  pause: ["pause"],
  seek: ["seeking", "seeked"],
  rate: ["tick"],
  stall: ["waiting"],
  end: ["pause", "ended"],
  error: ["error"],
  look: [],
};

async function step(player: Player, [, what, value]: Step) {
  const { look } = player;
  if (what === "rate") look.rate = value as number;
  else if (value !== undefined) look.position = value;
  if (what === "play") Object.assign(look, { paused: false, ended: false });
  if (["pause", "end", "error"].includes(what)) look.paused = true;
  if (what === "end") look.ended = true;
  for (const cause of EVENTS[what] as Cause[]) {
    look.seeking = cause === "seeking";
    await player.tell(cause);
  }
}

test.each(plays)("$name", async ({ name: _, length, steps, spans, n, ...others }) => {
  const world = new World();
  const player = new Player(world, { duration: length });
  let moves = false;
  for (const one of steps as Step[]) {
    const [at, what] = one;
    if (moves) await player.play(at - world.steady);
    else await player.wait(at - world.steady);
    await step(player, one);
    moves = what === "playing" || (moves && ["rate", "look"].includes(what));
  }
  player.tracker.flush();
  await world.pass(0);
  expect(world.spans).toEqual(spans);
  expect(Object.fromEntries(Object.entries(world.last.n).filter(([, count]) => count))).toEqual(n);
  const { startup = null, stalled, playing } = world.last;
  expect({ startup, stalled, playing }).toEqual(others);
});
