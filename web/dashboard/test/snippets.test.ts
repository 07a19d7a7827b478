import { expect, test } from "vitest";
import { frameAddress, snippet } from "~/page/snippets";

const ours = { origin: "https://stats.example", key: "pub_1", video: "lesson-1" };

test("a page gets a player by an element and the script", () => {
  expect(snippet("player", ours)).toBe(
    `<div data-mutoscope-embed="lesson-1"></div>
<script async src="https://stats.example/player/latest/iframe.player.js" data-key="pub_1"></script>`,
  );
});

test("what people write into fields stays text in their pages", () => {
  const viewer = `"><script>alert(1)</script>&`;
  for (const kind of ["player", "own", "frame"] as const) {
    const written = snippet(kind, { ...ours, viewer, autoplay: true });
    expect(written.replace(/<[^<>]*>/g, "").trim()).toBe("");
  }
  expect(snippet("player", { ...ours, viewer })).toContain(
    'data-mutoscope-viewer="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;"',
  );
});

test("a preview is not counted", () => {
  expect(frameAddress(ours)).toBe("https://stats.example/embed/lesson-1?key=pub_1");
  expect(new URL(frameAddress({ ...ours, autoplay: true }, true)).searchParams.get("count")).toBe("0");
});
