// An app that shows what a test tells it to. In strict mode, where React mounts everything twice.
import { MutoscopePlayer, MutoscopeVideo, useMutoscope } from "@mutoscope/react";
import { StrictMode, useRef } from "react";
import { createRoot } from "react-dom/client";

function OwnVideo({ src, ...options }) {
  const video = useRef(null);
  window.tracking = useMutoscope(video, options);
  return <video ref={video} src={src} muted />;
}

const hear = (name) => (data) => window.heard.push([name, data]);
const kinds = {
  video: (props) => <MutoscopeVideo {...props} muted />,
  own: OwnVideo,
  player: (props) => (
    <MutoscopePlayer
      {...props}
      onReady={(player) => {
        window.player = player;
      }}
      onLoaded={hear("loaded")}
      onPlay={hear("play")}
      onProgress={hear("progress")}
      onMark={hear("mark")}
      onError={hear("error")}
    />
  ),
};

const root = createRoot(document.querySelector("#app"));
window.heard = [];
window.show = (kind, props) => {
  const Kind = kinds[kind];
  root.render(<StrictMode><Kind {...props} /></StrictMode>);
};
window.hide = () => root.render(null);
