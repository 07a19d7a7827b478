import { expect, test } from "vitest";
import limits from "../../../contract/limits.json";
import { address } from "../src/beacon";
import { Player, World } from "./world";

test("addresses: origin and path, and the parameters on the list", () => {
  expect(address("https://user:pw@Example.com:8443/a/b?utm_source=x&token=1#f", [])).toBe(
    "https://example.com:8443/a/b",
  );
  expect(address("https://example.com/?utm_source=x%20y&token=1&utm_source=z", ["utm_source"])).toBe(
    "https://example.com/?utm_source=x+y&utm_source=z",
  );
  expect(address("https://example.com", [])).toBe("https://example.com"); // all that is known
  expect(address("https://example.com/", [])).toBe("https://example.com/");
  expect(address(`https://example.com/${"a".repeat(3000)}`, [])).toBe("https://example.com");
  for (const none of ["", "/relative", "nonsense"]) expect(address(none, [])).toBe("");
  // An address all the same, as the collector wants one, but not where it lies on somebody's disk.
  expect(address("file:///home/me/x.html?a#b", ["a"])).toBe("file://");
  expect(address("about:srcdoc", [])).toBe("about://");
  expect(address("capacitor://localhost/lesson", [])).toBe("capacitor://localhost");
});

test("addresses: routes in fragments, where they are wanted", () => {
  const app = "https://app.example/x?a=1";
  expect(address(`${app}#/lesson/12`, [])).toBe("https://app.example/x");
  expect(address(`${app}#/lesson/12`, [], true)).toBe("https://app.example/x#/lesson/12");
  expect(address(`${app}#!/lesson/12?token=1&a=2?b`, ["a"], true)).toBe(
    "https://app.example/x?a=1#!/lesson/12?a=2%3Fb",
  );
  for (const place of ["#chapter-2", "#access_token=secret", "#", ""])
    expect(address(`${app}${place}`, [], true)).toBe("https://app.example/x");
  const world = new World();
  new Player(
    world,
    {},
    { page: "https://app.example/#/a", referrer: "https://app.example/#/b", keepFragment: true },
  );
  expect(world.last).toMatchObject({ page: "https://app.example/#/a", ref: "https://app.example/#/b" });
});

test("page, referrer and player may be the host page's own", () => {
  const world = new World();
  new Player(world);
  expect(world.last).toMatchObject({
    v: 1,
    key: "pk_test",
    page: "https://example.com/watch",
    ref: "https://search.example/",
    lang: "de-DE",
    tz: "Europe/Berlin",
    screen: [1920, 1080],
    player: "sdk/test",
  });
  expect(world.last).not.toHaveProperty("live");
  new Player(
    world,
    {},
    { page: "https://host.example/a?b", referrer: "", player: "embed/1", keepQuery: ["b"] },
  );
  expect(world.last).toMatchObject({ page: "https://host.example/a?b=", player: "embed/1" });
  expect(world.last.ref).toBe("");
  new Player(world, {}, { page: "lesson 1" });
  expect(world.last.page).toBe("https://example.com/watch");
});

test("what the host page says fits into the protocol", () => {
  const world = new World();
  const context = Object.fromEntries(
    Array.from({ length: limits.context_pairs + 2 }, (_, i) => [
      `k${i}`.padEnd(limits.context_key + 10, "."),
      "😀".repeat(limits.context_value + 100),
    ]),
  );
  new Player(world, {}, { context, viewer: "x".repeat(limits.viewer) });
  const sent = world.last.context as Record<string, string>;
  expect(Object.keys(sent)).toHaveLength(limits.context_pairs);
  for (const [key, value] of Object.entries(sent)) {
    expect(key).toHaveLength(limits.context_key);
    expect([...value]).toHaveLength(limits.context_value);
  }
  expect(world.last.viewer).toHaveLength(limits.viewer);
  new Player(world, {}, { viewer: "x".repeat(limits.viewer + 1), context: { title: "half \ud83d" } });
  expect(world.last).not.toHaveProperty("viewer");
  expect(world.last.context).toEqual({ title: "half \ufffd" });
  new Player(world, {}, { viewer: 42 as unknown as string, context: { lesson: 7 as unknown as string } });
  expect(world.last).toMatchObject({ viewer: "42", context: { lesson: "7" } });
});

test("lengths beyond the protocol's are unknown", () => {
  const world = new World();
  new Player(world, { duration: limits.duration_ms });
  expect(world.last.duration).toBe(limits.duration_ms);
  new Player(world, { duration: limits.duration_ms + 1 });
  expect(world.last.duration).toBeNull();
});
