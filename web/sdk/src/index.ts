import { version as number } from "../package.json";
import { attach, handleOf } from "./dom";
import { guard } from "./guard";
import type { Handle, Options } from "./options";

export type { Handle, Options };

/** Of the SDK. */
export const version: string = number;

const NOTHING: Handle = { id: "", stop() {}, update() {}, consent() {}, ad() {}, flush() {} };

/**
 * Tracks a player from now on; this is the load of its first play.
 * A player that is tracked already stays so: its handle comes back, and the options are not looked at.
 * Never throws: where tracking is impossible the handle does nothing.
 */
export const track: (video: HTMLVideoElement, options: Options) => Handle = guard(
  (video, options) => handleOf(video) ?? attach(video, options),
  NOTHING,
);
