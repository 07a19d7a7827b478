import { forwardRef, useImperativeHandle, useRef, type VideoHTMLAttributes } from "react";
import type { TrackingOptions } from "../../components/src/tracking";
import { useMutoscope } from "./useMutoscope";

export type MutoscopeVideoProps = TrackingOptions & VideoHTMLAttributes<HTMLVideoElement>;

/** A <video> with all of its attributes, whose plays are counted. Its ref is the element. */
export const MutoscopeVideo = forwardRef<HTMLVideoElement, MutoscopeVideoProps>(
  function MutoscopeVideo(props, ref) {
    const { server, ingestKey, collectPath, video, viewer, context, live, consent, ...others } = props;
    const { session, keepQuery, keepFragment, page, referrer, player, ...attributes } = others;
    const options = { server, ingestKey, collectPath, video, viewer, context, live, consent };
    const element = useRef<HTMLVideoElement>(null);
    useImperativeHandle(ref, () => element.current as HTMLVideoElement, []);
    useMutoscope(element, { ...options, session, keepQuery, keepFragment, page, referrer, player });
    return <video ref={element} {...attributes} />;
  },
);
