import { defineComponent, h, type PropType, ref } from "vue";
import { useMutoscope } from "./useMutoscope";

/** A <video> with all of its attributes, whose plays are counted. Exposes the `element` and the SDK's `handle`. */
export const MutoscopeVideo = defineComponent({
  name: "MutoscopeVideo",
  props: {
    server: { type: String, required: true },
    ingestKey: { type: String, required: true },
    collectPath: String,
    video: { type: String, required: true },
    viewer: String,
    context: Object as PropType<Record<string, string>>,
    live: Boolean,
    consent: { type: Boolean, default: undefined },
    session: Number,
    keepQuery: Array as PropType<string[]>,
    keepFragment: Boolean,
    page: String,
    referrer: String,
    player: String,
  },
  setup(props, { slots, expose }) {
    const element = ref<HTMLVideoElement | null>(null);
    const tracking = useMutoscope(element, () => ({ ...props }));
    expose({
      element,
      get handle() {
        return tracking.handle;
      },
    });
    return () => h("video", { ref: element }, slots.default?.());
  },
});
