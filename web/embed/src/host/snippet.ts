/** `<div data-mutoscope-embed="VIDEO">`, present or added later, becomes a player. */
import type { CreateOptions } from "../options";
import { create, type Player } from "./player";

const ATTRIBUTE = "data-mutoscope-embed";

type Place = HTMLElement & { mutoscopePlayer?: Promise<Player> };

export function watchSnippets(script: HTMLScriptElement | null) {
  const from = script?.src || location.href;
  // The installation may lie below a path; a copy of the script elsewhere says no more than its host.
  const root = /\/player\/[^/]+\/iframe\.player\.js$/.test(new URL(from).pathname) ? "../../" : "/";
  const meet = (place: Place) => {
    if (place.mutoscopePlayer) return;
    const read = (name: string) =>
      place.getAttribute(`data-mutoscope-${name}`) ?? script?.getAttribute(`data-${name}`);
    const json = (name: string) => JSON.parse(read(name) ?? "{}");
    const url = new URL(`${root}embed/${encodeURIComponent(place.getAttribute(ATTRIBUTE) as string)}`, from);
    const key = read("key");
    if (key) url.searchParams.set("key", key);
    const options: CreateOptions = { url: url.href, ...json("options") };
    const viewer = read("viewer");
    if (viewer) options.settings = { ...options.settings, externalId: viewer };
    const context = json("context");
    if (Object.keys(context).length) options.context = context;
    if (read("consent") === "false") options.consent = false;
    const inner = place.appendChild(document.createElement("div"));
    place.mutoscopePlayer = create(inner, options, true);
    // Whoever wants to know of a failure asks the promise; to the others it is no error of their page.
    place.mutoscopePlayer.catch((error: Error) => console.warn(`Mutoscope: ${error.message}`));
  };
  const search = () => {
    for (const place of document.querySelectorAll<Place>(`[${ATTRIBUTE}]`)) {
      try {
        meet(place);
      } catch (error) {
        console.warn("Mutoscope:", error);
        place.mutoscopePlayer = Promise.reject(error);
        place.mutoscopePlayer.catch(() => {});
      }
    }
  };
  search();
  new MutationObserver(search).observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: [ATTRIBUTE],
  });
}
