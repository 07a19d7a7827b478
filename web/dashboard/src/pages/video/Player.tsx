import { type RefObject, useEffect } from "react";
import type { Content } from "~/api/contents";
import { useTexts } from "~/i18n/texts";
import styles from "./Watching.module.css";

interface PlayerProps {
  ref: RefObject<HTMLVideoElement | null>;
  content: Content | undefined;
  onPosition: (seconds: number) => void;
}

/** The video itself, where the catalog knows its address. A plain element without our SDK: nothing here is counted. */
export function Player({ ref, content, onPosition }: PlayerProps) {
  const { video } = useTexts();
  const source = content?.source;
  useEffect(() => {
    const element = ref.current;
    if (!element || !source) return;
    return attach(element, source);
  }, [ref, source]);
  if (!source)
    return (
      <div className={styles.screen}>
        {content?.poster && <img src={content.poster} alt="" />}
        {content && (
          <div className={styles.nothing}>
            <strong>{video.noMedia}</strong>
            <p>{video.noMediaHelp}</p>
          </div>
        )}
      </div>
    );
  return (
    <>
      <div className={styles.screen}>
        {/* biome-ignore lint/a11y/useMediaCaption: captions are the media's own */}
        <video
          ref={ref}
          controls
          playsInline
          preload="metadata"
          poster={content.poster ?? undefined}
          aria-label={`${video.player}: ${content.title}`}
          onTimeUpdate={(event) => onPosition(event.currentTarget.currentTime)}
        />
      </div>
      <p className={styles.hint}>{video.notCounted}</p>
    </>
  );
}

/**
 * Playlists go through hls.js, which is loaded only then: browsers other than Safari that claim to play them themselves
 * fail at some. Where it can't run (iPhones), the browser does.
 */
function attach(element: HTMLVideoElement, source: string): () => void {
  let stop = () => element.removeAttribute("src");
  if (!new URL(source, location.href).pathname.endsWith(".m3u8")) {
    element.src = source;
    return stop;
  }
  let gone = false;
  void import("hls.js").then(({ default: Hls }) => {
    if (gone) return;
    if (!Hls.isSupported()) {
      element.src = source;
      return;
    }
    const stream = new Hls();
    stream.loadSource(source);
    stream.attachMedia(element);
    stop = () => stream.destroy();
  });
  return () => {
    gone = true;
    stop();
  };
}
