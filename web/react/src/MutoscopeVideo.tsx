import { forwardRef, useImperativeHandle, useRef, type VideoHTMLAttributes } from "react";
import type { TrackingOptions } from "../../components/src/tracking";
import { useMutoscope } from "./useMutoscope";

export type MutoscopeVideoProps = TrackingOptions & VideoHTMLAttributes<HTMLVideoElement>;

/** A <video> with all of its attributes, whose plays are counted. Its ref is the element. */
export const MutoscopeVideo = forwardRef<HTMLVideoElement, MutoscopeVideoProps>(
  function MutoscopeVideo(props, ref) {
    const { server, ingestKey, video, viewer, context, live, consent, session, ...others } = props;
    const { keepQuery, keepFragment, page, referrer, player, ...attributes } = others;
    const options = { server, ingestKey, video, viewer, context, live, consent, session };
    const element = useRef<HTMLVideoElement>(null);
    useImperativeHandle(ref, () => element.current as HTMLVideoElement, []);
    useMutoscope(element, { ...options, keepQuery, keepFragment, page, referrer, player });
    return <video ref={element} {...attributes} />;
  },
);
