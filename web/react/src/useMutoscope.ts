import type { Handle } from "@mutoscope/sdk";
import { type RefObject, useState } from "react";
import { createTracking, type TrackingOptions } from "../../components/src/tracking";
import { usePageEffect } from "./effect";

/**
 * Tracks the <video> behind the ref, from when the component is mounted until it goes. Another `video` (or any other
 * option, but for `consent`, which holds from the next play on) begins a new play.
 * Returns the SDK's handle under `handle`: undefined before the first effects have run.
 */
export function useMutoscope(
  video: RefObject<HTMLVideoElement | null>,
  options: TrackingOptions,
): { readonly handle: Handle | undefined } {
  const [tracking] = useState(createTracking);
  usePageEffect(() => tracking.follow(video.current, options));
  usePageEffect(() => tracking.stop, [tracking]);
  return tracking;
}
