import { type RefObject, useEffect, useState } from "react";
import type { Content } from "~/api/contents";
import { useTexts } from "~/i18n/texts";
import { Icon } from "~/ui/icons";
import { BASE } from "~/url/base";
import { open } from "../../../../embed/src/frame/source";
import styles from "./Watching.module.css";

interface PlayerProps {
  ref: RefObject<HTMLVideoElement | null>;
  content: Content | undefined;
  /** Seconds; undefined: it has not begun. What comes before it is there begins it. */
  position: number | undefined;
  onPosition: (seconds: number) => void;
}

/** The video itself, where the catalog knows its address. A plain element without our SDK: nothing here is counted. */
export function Player({ ref, content, position, onPosition }: PlayerProps) {
  const { video } = useTexts();
  const source = content?.source;
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
        {position === undefined ? (
          <>
            {content.poster && <img src={content.poster} alt="" />}
            <button
              type="button"
              className={styles.start}
              aria-label={`${video.play}: ${content.title}`}
              onClick={() => onPosition(0)}
            >
              <Icon name="play" size={28} />
            </button>
          </>
        ) : (
          <Media
            ref={ref}
            label={`${video.player}: ${content.title}`}
            source={source}
            live={content.kind === "stream"}
            poster={content.poster}
            begin={position}
            onPosition={onPosition}
          />
        )}
      </div>
      <p className={styles.hint}>{video.notCounted}</p>
    </>
  );
}

interface MediaProps extends Pick<PlayerProps, "ref" | "onPosition"> {
  label: string;
  source: string;
  live: boolean;
  poster: string | null;
  begin: number;
}

/** Loads when somebody wants to watch, as what it takes to play a stream is larger than all of the page. */
function Media({ ref, label, source, live, poster, begin, onPosition }: MediaProps) {
  const { video } = useTexts();
  const [time] = useState(begin);
  const [error, setError] = useState<string>();
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    // Whoever pressed the button that was here goes on with the keyboard.
    if (document.activeElement === document.body) element.focus();
    const opened = open(element, {
      url: source,
      live,
      scripts: `${BASE}/player/latest/`,
      preload: "auto",
      time,
      onQuality: () => undefined,
      onError: ({ message }) => setError(message),
    });
    opened.catch(({ message }: Error) => setError(message));
    return () => void opened.then((media) => media.close()).catch(() => undefined);
  }, [ref, source, live, time]);
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: captions are the media's own */}
      <video
        ref={ref}
        controls
        autoPlay
        playsInline
        poster={poster ?? undefined}
        aria-label={label}
        onError={({ currentTarget }) => setError(currentTarget.error?.message || video.unplayable)}
        onTimeUpdate={({ currentTarget }) => onPosition(currentTarget.currentTime)}
      />
      {error && (
        <div className={styles.nothing} role="alert">
          <strong>{video.unplayable}</strong>
          <p>{error !== video.unplayable && error}</p>
        </div>
      )}
    </>
  );
}
