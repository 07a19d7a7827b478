import { type CSSProperties, useRef, useState } from "react";
import { createFraming, type Heard, type PlayerProps } from "../../components/src/player";
import { usePageEffect } from "./effect";

type Handlers = { [E in keyof Heard as `on${Capitalize<E>}`]?: (data: Heard[E]) => void };

export type MutoscopePlayerProps = PlayerProps & Handlers & { className?: string; style?: CSSProperties };

/** The embed player: a block as wide as its place, 16 to 9 unless `options.size` says otherwise. */
export function MutoscopePlayer(props: MutoscopePlayerProps) {
  const { server, ingestKey, video, viewer, context, time, watched, consent, options } = props;
  const place = useRef<HTMLDivElement>(null);
  // The handlers of the last rendering are those that are called.
  const latest = useRef(props);
  const [framing] = useState(() =>
    createFraming((event, data) => {
      const handlers = latest.current as unknown as Record<string, ((data: unknown) => void) | undefined>;
      handlers[`on${event[0]?.toUpperCase()}${event.slice(1)}`]?.(data);
    }),
  );
  usePageEffect(() => {
    latest.current = props;
    framing.follow(place.current, {
      server,
      ingestKey,
      video,
      viewer,
      context,
      time,
      watched,
      consent,
      options,
    });
  });
  usePageEffect(() => framing.stop, [framing]);
  return <div ref={place} className={props.className} style={props.style} />;
}
