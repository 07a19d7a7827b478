/** A <video> that a component renders, tracked by the SDK in step with the component's properties. */
import { type Handle, type Options, track } from "@mutoscope/sdk";
import { addressIn, createLeaving, type Installation, same } from "./installation";

export type TrackingOptions = Installation & Omit<Options, "key" | "endpoint">;

export interface Tracking {
  /** The SDK's hold on the element; undefined while there is none. */
  readonly handle: Handle | undefined;
  /** After each rendering: the element that is there now, and what the properties say. */
  follow(video: HTMLVideoElement | null | undefined, options: TrackingOptions): void;
  /** The component is gone; it may come back. */
  stop(): void;
}

export function createTracking(): Tracking {
  let element: HTMLVideoElement | undefined;
  let told: TrackingOptions | undefined;
  let handle: Handle | undefined;

  const end = () => {
    handle?.stop();
    element = handle = undefined;
  };
  const change = (before: TrackingOptions, now: TrackingOptions) => {
    // Consent holds from the next play on, so by itself it makes none.
    if (before.consent !== now.consent) handle?.consent(now.consent !== false);
    if (!same({ ...before, consent: null }, { ...now, consent: null })) handle?.update(settings(now));
  };
  const { leave, stay } = createLeaving(end);

  return {
    get handle() {
      return handle;
    },
    follow(video, options) {
      stay();
      const before = told;
      told = options;
      if (element && element !== video) end();
      if (element && before) return change(before, options);
      if (!video) return;
      element = video;
      handle = track(video, settings(options));
    },
    stop: leave,
  };
}

function settings({ server, ingestKey, collectPath = "/collect", ...others }: TrackingOptions): Options {
  return { ...others, key: ingestKey, endpoint: addressIn(server, `.${collectPath}`).href };
}
