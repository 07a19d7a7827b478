/// <reference types="vite/client" />
import { describe, expect, test } from "vitest";
import type { Span } from "../src/checks";
import type { Cause } from "../src/play";
import { Player, World } from "./world";

interface Event {
  t_perf: number;
  t_date: number;
  event: "load" | "play" | "playing" | "tick" | "pause" | "ended";
  position: number;
  rate: number;
}

interface Scenario {
  name: string;
  says: string;
  events: [Event, ...Event[]];
  spans: Span[];
}

interface Case {
  name: string;
  contents: { duration_ms: number | null }[];
  sdk?: Scenario[];
}

const cases = Object.values(
  import.meta.glob<Case>("../../../contract/golden/[0-9]*.json", { eager: true, import: "default" }),
);

test("there are scenarios", () => {
  expect(cases.some(({ sdk }) => sdk)).toBe(true);
});

for (const { name, contents, sdk } of cases.filter((found) => found.sdk)) {
  describe(name, () => {
    test.each(sdk as Scenario[])("$name: $says", async ({ events: [load, ...events], spans }) => {
      const world = new World();
      Object.assign(world, { steady: load.t_perf, date: load.t_date });
      const { position, rate } = load;
      const player = new Player(world, { position, rate, duration: contents[0]?.duration_ms ?? null });
      for (const { t_perf, t_date, event, position, rate } of events) {
        Object.assign(world, { steady: t_perf, date: t_date });
        Object.assign(player.look, { position, rate });
        if (event === "play") player.look.paused = false;
        if (event === "pause" || event === "ended") player.look.paused = true;
        player.look.ended = event === "ended";
        await player.tell(event as Cause);
      }
      player.tracker.flush();
      expect(world.spans).toEqual(spans);
    });
  });
}
