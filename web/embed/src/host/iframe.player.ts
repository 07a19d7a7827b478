/** The script tag of the IFrame Player API, and of the snippet. */
import { version } from "../../package.json";
import type { CreateOptions } from "../options";
import { create, safely } from "./player";
import { watchSnippets } from "./snippet";

type Ready = (factory: unknown) => void;
type Names = Record<string, unknown>;

(() => {
  const page = window as unknown as Names;
  const ours = (page.Mutoscope ?? {}) as Names;
  // Two copies of the script: the first one does the work.
  if (ours.IframePlayer) return;
  const script = document.currentScript as HTMLScriptElement | null;
  const playerId = "mutoscope";
  const factory = Object.freeze({
    version,
    playerId,
    isLatestVersion: true,
    create: (place: HTMLElement | string, options: CreateOptions) => create(place, options),
  });

  for (const [name, callback, handlers] of [
    ["Mutoscope", "onMutoscopeIframeAPIReady", "MutoscopeIframeApiReadyHandlers"],
    ["Kinescope", "onKinescopeIframeAPIReady", "KinescopeIframeApiReadyHandlers"],
  ] as const) {
    // An element of such an id is such a property of the window too: then there is nothing to put ours beside.
    const space = page[name] instanceof Node ? {} : ((page[name] ?? {}) as Names);
    // Somebody else's player of that name goes on as it is.
    if (space.IframePlayer) continue;
    page[name] = { ...space, IframePlayer: factory };
    const waiting = Array.isArray(page[handlers]) ? (page[handlers] as Ready[]) : [];
    const push = (...late: Ready[]) => {
      for (const ready of late) safely(() => ready(factory));
      return 0;
    };
    page[handlers] = Object.assign([], { push });
    const ready = page[callback];
    if (typeof ready === "function") push(ready as Ready);
    push(...waiting);
  }
  watchSnippets(script);
})();
