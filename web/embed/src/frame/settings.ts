/** What the server says of a content: in the page, and for one to switch to by `/embed/ID.json`. */
import type { CreateOptions } from "../options";

export interface PlayerSettings {
  video: string;
  live: boolean;
  title: string;
  source: string;
  poster: string | null;
  /** Seconds, as the catalog has it. */
  duration: number | null;
  captions: { lang: string; label: string; src: string }[];
  key: string;
  /** Of the collector, as it is seen from the page. */
  collect: string;
  /** Minutes. */
  session: number;
  keepQuery: string[];
  keepFragment: boolean;
}

export interface Problem {
  problem: { title: string; text: string };
}

export const ofPage = (): PlayerSettings | Problem =>
  JSON.parse(document.getElementById("settings")?.textContent as string);

/** Of another content of the same workspace. Rejects with the server's reason. */
export async function ofContent(id: string, key: string): Promise<PlayerSettings> {
  const answer = await fetch(`./${encodeURIComponent(id)}.json?key=${encodeURIComponent(key)}`);
  const settings = await answer.json();
  if ("problem" in settings) throw new Error(`${id}: ${settings.problem.title}. ${settings.problem.text}`);
  return settings;
}

/** What the address of a bare frame asks for. */
export function ofAddress(query: URLSearchParams): CreateOptions {
  const flag = (name: string, otherwise: boolean) =>
    query.has(name) ? !["0", "false"].includes(query.get(name) as string) : otherwise;
  const context: Record<string, string> = {};
  for (const [name, value] of query) if (name.startsWith("context.")) context[name.slice(8)] = value;
  const viewer = query.get("external_id");
  return {
    url: location.href,
    behavior: {
      autoPlay: flag("autoplay", false),
      muted: flag("muted", false),
      loop: flag("loop", false),
      preload: (query.get("preload") as "none") ?? "metadata",
    },
    ui: { controls: flag("controls", true) },
    settings: viewer ? { externalId: viewer } : {},
    context,
    consent: flag("consent", true),
    count: flag("count", true),
    time: Number(query.get("t")) || 0,
  };
}
