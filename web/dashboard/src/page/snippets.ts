/** What people paste into their pages. docs/player.md explains it. */

export const SNIPPETS = ["player", "own", "frame"] as const;
export type SnippetKind = (typeof SNIPPETS)[number];

export interface Wanted {
  /** Where this installation is. */
  origin: string;
  key: string;
  video: string;
  /** The site's own id of the viewer; empty: none is told. */
  viewer?: string;
  /** Begins by itself, which browsers allow without sound. */
  autoplay?: boolean;
}

export function snippet(kind: SnippetKind, { origin, key, video, viewer, autoplay }: Wanted): string {
  if (kind === "own")
    return lines(
      tag("script", { async: true, src: `${origin}/sdk/mutoscope.js`, "data-key": key }),
      tag("video", {
        src: `${video}.mp4`,
        "data-mutoscope-video": video,
        "data-mutoscope-viewer": viewer,
        autoplay,
        muted: autoplay,
        controls: true,
      }),
    );
  if (kind === "frame")
    return tag("iframe", {
      src: frameAddress({ origin, key, video, viewer, autoplay }),
      width: "640",
      height: "360",
      style: "border: 0",
      allow: "autoplay; fullscreen; picture-in-picture",
      referrerpolicy: "no-referrer-when-downgrade",
    });
  return lines(
    tag("div", {
      "data-mutoscope-embed": video,
      "data-mutoscope-viewer": viewer,
      "data-mutoscope-options": autoplay && JSON.stringify({ behavior: { autoPlay: true, muted: true } }),
    }),
    tag("script", { async: true, src: `${origin}/player/latest/iframe.player.js`, "data-key": key }),
  );
}

/** Of the player's page. preview: what is played there is not counted. */
export function frameAddress({ origin, key, video, viewer, autoplay }: Wanted, preview = false): string {
  const query = new URLSearchParams({ key });
  if (viewer) query.set("external_id", viewer);
  if (autoplay) query.set("autoplay", "1");
  if (autoplay) query.set("muted", "1");
  if (preview) query.set("count", "0");
  return `${origin}/embed/${encodeURIComponent(video)}?${query}`;
}

const lines = (...all: string[]) => all.join("\n");

function tag(name: string, attributes: Record<string, string | boolean | undefined>): string {
  const written = Object.entries(attributes).flatMap(([attribute, value]) => {
    if (value === undefined || value === false || value === "") return [];
    return value === true ? ` ${attribute}` : ` ${attribute}="${escaped(value)}"`;
  });
  return `<${name}${written.join("")}></${name}>`;
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
