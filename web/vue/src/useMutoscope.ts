import type { Handle } from "@mutoscope/sdk";
import { type MaybeRefOrGetter, onScopeDispose, type Ref, toValue, watch } from "vue";
import { createTracking, type TrackingOptions } from "../../components/src/tracking";

/**
 * Tracks the <video> behind the template ref, from when it is mounted until the component goes. Another `video` (or any
 * other option, but for `consent`, which holds from the next play on) begins a new play.
 * Returns the SDK's handle under `handle`: undefined before the element is there.
 */
export function useMutoscope(
  video: Readonly<Ref<HTMLVideoElement | null | undefined>>,
  options: MaybeRefOrGetter<TrackingOptions>,
): { readonly handle: Handle | undefined } {
  const tracking = createTracking();
  watch(
    () => ({ element: video.value, options: { ...toValue(options) } }),
    ({ element, options }) => tracking.follow(element, options),
    { deep: true, flush: "post" },
  );
  onScopeDispose(tracking.stop);
  return tracking;
}
