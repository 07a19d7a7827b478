/** The IFrame Player API, as a page's script gives it, and the way to that script. */
import type { CreateOptions } from "../../embed/src/options";
import type { EventData, EventName, Methods } from "../../embed/src/protocol";
import { addressIn } from "./installation";

/** Its methods and events are described in docs/player.md. */
export type IframePlayer = {
  [M in keyof Methods]: (...args: Parameters<Methods[M]>) => Promise<ReturnType<Methods[M]>>;
} & {
  on<E extends EventName>(event: E, hear: (event: { type: E; data: EventData[E] }) => void): IframePlayer;
};

interface Factory {
  create(place: HTMLElement, options: CreateOptions): Promise<IframePlayer>;
}

const loading = new Map<string, Promise<Factory>>();

/** The factory; its script is put into the page once. */
export function loadApi(server: string): Promise<Factory> {
  const there = present();
  if (there) return Promise.resolve(there);
  const known = loading.get(server);
  if (known) return known;
  const asked = request(server).catch((error) => {
    // The next player tries again.
    loading.delete(server);
    throw error;
  });
  loading.set(server, asked);
  return asked;
}

const present = () => (window as { Mutoscope?: { IframePlayer?: Factory } }).Mutoscope?.IframePlayer;

function request(server: string): Promise<Factory> {
  return new Promise((resolve, reject) => {
    const src = addressIn(server, "player/latest/iframe.player.js").href;
    const script = Object.assign(document.createElement("script"), { src, async: true });
    script.onload = () => {
      const factory = present();
      if (factory) resolve(factory);
      else reject(new Error(`${src} brought no player`));
    };
    script.onerror = () => {
      script.remove();
      reject(new Error(`${src} can't be loaded`));
    };
    document.head.appendChild(script);
  });
}
