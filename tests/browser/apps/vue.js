// An app that shows what a test tells it to.
import { MutoscopePlayer, MutoscopeVideo, useMutoscope } from "@mutoscope/vue";
import { createApp, defineComponent, h, ref, shallowRef } from "vue";

const OwnVideo = defineComponent({
  props: ["src", "server", "ingestKey", "collectPath", "video", "viewer", "context", "consent"],
  setup(props) {
    const video = ref(null);
    window.tracking = useMutoscope(video, () => {
      const { src, ...options } = props;
      return options;
    });
    return () => h("video", { ref: video, src: props.src, muted: true });
  },
});

const hear = (name) => (data) => window.heard.push([name, data]);
const kinds = {
  video: (props) => h(MutoscopeVideo, { ...props, muted: true }),
  own: (props) => h(OwnVideo, props),
  player: (props) =>
    h(MutoscopePlayer, {
      ...props,
      onReady: (player) => {
        window.player = player;
      },
      onLoaded: hear("loaded"),
      onPlay: hear("play"),
      onProgress: hear("progress"),
      onMark: hear("mark"),
      onError: hear("error"),
    }),
};

const shown = shallowRef();
window.heard = [];
window.show = (kind, props) => {
  shown.value = () => kinds[kind](props);
};
window.hide = () => {
  shown.value = undefined;
};
createApp(() => shown.value?.()).mount("#app");
