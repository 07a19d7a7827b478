import { defineComponent, h, onBeforeUnmount, onMounted, type PropType, ref, watch } from "vue";
import { createFraming, EVENTS, type Heard, type PlayerProps } from "../../components/src/player";

type Emits = { [E in keyof Heard]: (data: Heard[E]) => true };

const heard: string[] = ["ready", ...Object.keys(EVENTS)];

/** The embed player: a block as wide as its place, 16 to 9 unless `options.size` says otherwise. */
export const MutoscopePlayer = defineComponent({
  name: "MutoscopePlayer",
  props: {
    server: { type: String, required: true },
    ingestKey: { type: String, required: true },
    collectPath: String, // which the player's page knows by itself
    video: { type: String, required: true },
    viewer: String,
    context: Object as PropType<PlayerProps["context"]>,
    time: Number,
    watched: Array as PropType<NonNullable<PlayerProps["watched"]>>,
    consent: { type: Boolean, default: undefined },
    options: Object as PropType<PlayerProps["options"]>,
  },
  emits: heard as unknown as Emits,
  setup(props, { emit }) {
    const place = ref<HTMLElement | null>(null);
    const framing = createFraming(emit as Parameters<typeof createFraming>[0]);
    const follow = () => framing.follow(place.value, { ...props });
    onMounted(follow);
    watch(() => ({ ...props }), follow, { deep: true, flush: "post" });
    onBeforeUnmount(framing.stop);
    return () => h("div", { ref: place });
  },
});
