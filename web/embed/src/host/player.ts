/** A player in a frame, as the page around has it. */
import type { CreateOptions } from "../options";
import { EVENTS, type Hello, METHODS, SPOKEN_TO, type Welcome, type Word } from "../protocol";

type Handler = (event: { type: string; target: Player; data: unknown }) => void;
type Answer = (error: { name: string; message: string } | undefined, value?: unknown) => void;

const TIMEOUT_MS = 7000;

/** What only the one who hosts the media could do. */
const UNSUPPORTED: Record<string, string> = {
  closeCTA: "there are no calls to action",
  setOptions: "there are no watermarks; the media is hosted elsewhere",
};

const Events: Record<string, string> = {};
for (const name of EVENTS) Events[name] = name;

/** Players of this page, of which one plays at a time. */
const players = new Set<Player>();

/** Its methods are put on it by name: see `Methods` in protocol.ts. */
export class Player {
  readonly Events = Events;
  #handlers: [type: string, handler: Handler, once: boolean][] = [];
  #answers = new Map<number, Answer>();
  #calls = 0;
  #port: MessagePort | undefined;
  readonly #frame: HTMLIFrameElement;
  readonly #remove: () => void;
  readonly #options: CreateOptions;

  constructor(frame: HTMLIFrameElement, options: CreateOptions, remove: () => void) {
    this.#frame = frame;
    this.#options = options;
    this.#remove = remove;
  }

  on(type: string, handler: Handler, once = false): this {
    this.#handlers.push([type, handler, once]);
    return this;
  }

  once(type: string, handler: Handler): this {
    return this.on(type, handler, true);
  }

  off(type: string, handler: Handler): this {
    this.#handlers = this.#handlers.filter(([t, h]) => t !== type || h !== handler);
    return this;
  }

  /** The frame is there: from now on it answers on this port. */
  connect(port: MessagePort) {
    this.#port = port;
    players.add(this);
    port.onmessage = ({ data }: { data: Word }) => {
      if ("event" in data) this.#happened(data.event, data.data);
      else if ("reply" in data) {
        const { reply } = data;
        const answer = this.#answers.get(reply);
        this.#answers.delete(reply);
        if ("error" in data) answer?.(data.error);
        else answer?.(undefined, data.value);
      }
    };
  }

  call(method: string, ...args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      // Somebody took the frame away without a word to us.
      if (!this.#frame.isConnected) this.gone();
      if (!this.#port) return reject(new Error(`${method}: this player is gone`));
      const call = ++this.#calls;
      this.#answers.set(call, (error, value) => {
        if (error) reject(Object.assign(new Error(error.message), { name: error.name }));
        else resolve(value);
      });
      this.#port.postMessage({ call, method, args });
    });
  }

  // The frame's element is ours: only here is it known to fill the screen, and only here may it be asked to.
  async isFullscreen(): Promise<boolean> {
    return document.fullscreenElement === this.#frame;
  }

  async setFullscreen(fullscreen: boolean): Promise<void> {
    if (fullscreen) await this.#frame.requestFullscreen();
    else if (document.fullscreenElement) await document.exitFullscreen();
  }

  #full = false;
  readonly watchFullscreen = () => {
    const isFullscreen = document.fullscreenElement === this.#frame;
    if (isFullscreen !== this.#full) this.#happened("FullscreenChange", { isFullscreen, type: "native" });
    this.#full = isFullscreen;
  };

  async destroy(): Promise<void> {
    if (!this.#port) return;
    // It says its last word to the collector before it goes. One that doesn't answer any more goes all the same.
    await Promise.race([this.call("destroy"), new Promise((resolve) => setTimeout(resolve, 500))]).catch(
      () => {},
    );
    this.gone();
  }

  /** The frame is no more, whoever took it away. */
  gone() {
    if (!this.#port) return;
    this.#port.close();
    this.#port = undefined;
    players.delete(this);
    document.removeEventListener("fullscreenchange", this.watchFullscreen);
    for (const answer of this.#answers.values()) answer({ name: "Error", message: "this player is gone" });
    this.#answers.clear();
    this.#remove();
    this.#happened("Destroy", undefined);
  }

  #happened(type: string, data: unknown) {
    if (type === "Playing") this.#alone();
    for (const one of [...this.#handlers]) {
      const [wanted, handler, once] = one;
      if (wanted !== type) continue;
      if (once) this.#handlers.splice(this.#handlers.indexOf(one), 1);
      safely(() => handler({ type, target: this, data }));
    }
  }

  #alone() {
    for (const other of players) {
      const { autoPause = true } = other.#options.behavior ?? {};
      if (other !== this && autoPause) other.call(autoPause === "reset" ? "stop" : "pause").catch(() => {});
    }
  }
}

for (const method of METHODS) {
  define(method, function (this: Player, ...args) {
    return this.call(method, ...args);
  });
}
for (const [method, why] of Object.entries(UNSUPPORTED)) {
  define(method, () => Promise.reject(new Error(`${method}: not supported, ${why}`)));
}

function define(method: string, value: (this: Player, ...args: unknown[]) => Promise<unknown>) {
  Object.defineProperty(Player.prototype, method, { value });
}

/** An error of the host page's own handler is its own: it shows in its console, and stops nothing here. */
export function safely(run: () => void) {
  try {
    run();
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
}

/**
 * A player in the place of the element, or in it where it is a frame already.
 * `stay`: the frame that tells people why there is no video stays where it is.
 */
export function create(
  elementOrId: HTMLElement | string,
  options: CreateOptions,
  stay = false,
): Promise<Player> {
  return new Promise((resolve, reject) => {
    const place = typeof elementOrId === "string" ? document.getElementById(elementOrId) : elementOrId;
    if (!place?.parentNode) throw new Error(`create: there is no element ${elementOrId}`);
    const url = new URL(options.url, location.href);
    const { timeout = TIMEOUT_MS, ...others } = options;
    // What can't be sent can't be an option either: functions, elements.
    const told: CreateOptions = JSON.parse(JSON.stringify(others));
    url.hash = SPOKEN_TO;

    const given = place instanceof HTMLIFrameElement;
    const frame = given ? place : document.createElement("iframe");
    const putBack = () => {
      removeEventListener("message", hear);
      clearTimeout(timer);
      if (!given) frame.replaceWith(place);
      // To take the address away would leave the player in it.
      else if (options.keepElement) frame.src = "about:blank";
      else frame.remove();
    };
    const fail = (message: string, stays = false) => {
      if (!stays) putBack();
      clearTimeout(timer);
      reject(new Error(message));
    };
    const player = new Player(frame, options, putBack);

    const hear = ({ source, origin, data }: MessageEvent & { data: Hello }) => {
      // From this frame, and from the page that we put into it.
      if (!frame.contentWindow || source !== frame.contentWindow || origin !== url.origin) return;
      if (data?.mutoscope !== "hello") return;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }: { data: Word }) => {
        if ("problem" in data) return fail(data.problem, stay);
        if (!("created" in data)) return;
        clearTimeout(timer);
        frame.title ||= data.title;
        player.connect(port1);
        document.addEventListener("fullscreenchange", player.watchFullscreen);
        resolve(player);
      };
      const { href } = location;
      const welcome: Welcome = { mutoscope: "welcome", href, referrer: document.referrer, options: told };
      frame.contentWindow.postMessage(welcome, url.origin, [port2]);
    };
    addEventListener("message", hear);
    const timer = setTimeout(
      () =>
        fail(
          `create: ${url.origin} did not answer within ${timeout} ms; is this site one of the allowed domains?`,
        ),
      timeout,
    );

    const { width, height } = options.size ?? {};
    const length = (value: number | string | undefined) =>
      typeof value === "number" ? `${value}px` : (value ?? "");
    frame.allow = "autoplay; picture-in-picture; encrypted-media; screen-wake-lock";
    frame.allowFullscreen = true;
    if (!given) {
      if (place.id) frame.id = place.id;
      frame.className = place.className;
      Object.assign(frame.style, {
        display: "block",
        border: "0",
        width: length(width) || "100%",
        height: length(height),
        aspectRatio: height ? "" : "16 / 9",
      });
    }
    frame.src = url.href;
    if (!given) place.replaceWith(frame);
  });
}
