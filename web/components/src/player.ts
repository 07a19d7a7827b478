/** The embed player in an element that a component renders, in step with the component's properties. */
import type { CreateOptions } from "../../embed/src/options";
import type { EventData, Interval } from "../../embed/src/protocol";
import { type IframePlayer, loadApi } from "./api";
import { addressIn, createLeaving, type Installation, same } from "./installation";

export interface PlayerProps extends Installation {
  /** Id of the video, stream or event. Another one: the player moves on to it, and a new play begins. */
  video: string;
  /** The page's own id of the viewer. Another one: another player. */
  viewer?: string | undefined;
  /** The page's own pairs, such as course and lesson. Like `time` and `watched` it is read as a video begins. */
  context?: Record<string, string> | undefined;
  /** Where to begin, seconds. */
  time?: number | undefined;
  /** What was watched of the video earlier. */
  watched?: Interval[] | undefined;
  /** false: no session, no device, no viewer. Holds from the next play on. */
  consent?: boolean | undefined;
  /** Any other option of `create`, such as `behavior`, `ui` and `marks`. Others: another player. */
  options?: Omit<CreateOptions, "url" | "context" | "consent" | "time" | "watched"> | undefined;
}

/** What a component hears, and the API's event behind it. All others: `on` of the player that `ready` brings. */
export const EVENTS = {
  loaded: "Loaded",
  play: "Play",
  pause: "Pause",
  seek: "Seek",
  rewind: "Rewind",
  replay: "Replay",
  progress: "TimeUpdate",
  mark: "Mark",
  ended: "Ended",
  error: "Error",
} as const;

export type Heard = { [E in keyof typeof EVENTS]: EventData[(typeof EVENTS)[E]] } & { ready: IframePlayer };

export type Hear = <E extends keyof Heard>(event: E, data: Heard[E]) => void;

export interface Framing {
  /** After each rendering. */
  follow(place: HTMLElement | null | undefined, props: PlayerProps): void;
  /** The component is gone; it may come back. */
  stop(): void;
}

export function createFraming(hear: Hear): Framing {
  let told: PlayerProps | undefined;
  let player: IframePlayer | undefined;
  /** Each player that is made has a number; those that are no longer wanted find another one here. */
  let wanted = 0;
  /** There is no player: what the properties asked for could not be made. */
  let failed = false;

  const fail = ({ name, message }: Error) => hear("error", { error: { name, message } });

  const end = () => {
    wanted++;
    failed = false;
    told = undefined;
    player?.destroy().catch(() => {});
    player = undefined;
  };
  const { leave, stay } = createLeaving(end);

  const make = async (place: HTMLElement, props: PlayerProps, mine: number) => {
    const { create } = await loadApi(props.server);
    if (mine !== wanted) return;
    const begun = told ?? props;
    const made = await create(place.appendChild(document.createElement("div")), creation(begun));
    if (mine !== wanted) return made.destroy();
    player = made;
    for (const [event, name] of Object.entries(EVENTS) as [keyof typeof EVENTS, "Play"][]) {
      made.on(name, ({ data }) => mine === wanted && hear(event, data));
    }
    hear("ready", made);
    adapt(begun, told ?? begun);
  };

  /** The player goes along with properties that changed. */
  const adapt = (before: PlayerProps, now: PlayerProps) => {
    if (!player) return;
    if (before.consent !== now.consent) player.setConsent(now.consent !== false).catch(fail);
    if (before.video === now.video) return;
    const autoPlay = !!now.options?.behavior?.autoPlay;
    player.switchTo(now.video, { ...beginning(now), autoPlay }).catch(fail);
  };

  return {
    follow(place, props) {
      stay();
      if (told && !same(failed ? told : constant(told), failed ? props : constant(props))) end();
      const before = told;
      told = props;
      if (before) return adapt(before, props);
      if (!place) return;
      const mine = ++wanted;
      make(place, props, mine).catch((error) => {
        if (mine !== wanted) return;
        failed = true;
        fail(error);
      });
    },
    stop: leave,
  };
}

/** What a player can't change. */
const constant = ({ server, ingestKey, viewer, options }: PlayerProps) => [
  server,
  ingestKey,
  viewer,
  options,
];

function creation(props: PlayerProps): CreateOptions {
  const { server, ingestKey, video, viewer, consent, options } = props;
  const url = addressIn(server, `embed/${encodeURIComponent(video)}`);
  url.searchParams.set("key", ingestKey);
  return defined({
    ...options,
    ...beginning(props),
    url: url.href,
    consent,
    settings: viewer ? { ...options?.settings, externalId: viewer } : options?.settings,
  });
}

/** What belongs to the video that begins. */
const beginning = ({ time, context, watched }: PlayerProps) => defined({ time, context, watched });

/** Without the properties that nobody gave. */
function defined<T extends object>(all: T) {
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(all)) if (value !== undefined) given[name] = value;
  return given as { [K in keyof T]: Exclude<T[K], undefined> };
}
