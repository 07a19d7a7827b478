/**
 * What the page around (the host) and the player's page (the frame) say to each other.
 *
 * The frame says hello to its parent, whoever that is. The host answers by a message to the frame's origin alone, with
 * the port over which all the rest goes: nobody else hears it, and no listener of the host page has to look through it.
 */
import type { CreateOptions, PlaylistItem, SwitchToOptions } from "./options";

/** In the fragment of the frame's address: a script of the host will answer. */
export const SPOKEN_TO = "#host";

export interface Hello {
  mutoscope: "hello";
}

/** From the host, with a port. */
export interface Welcome {
  mutoscope: "welcome";
  /** Of the page around. */
  href: string;
  referrer: string;
  options: CreateOptions;
}

export type Interval = [from: number, to: number];
export type Quality = number | "auto";

/** What a player can be asked. The names and meanings are those of the IFrame Player API of Kinescope; some are ours. */
export interface Methods {
  play(): void;
  pause(): void;
  stop(): void;
  seekTo(time: number): void;
  mute(): void;
  unmute(): void;
  isPaused(): boolean;
  isEnded(): boolean;
  isMuted(): boolean;
  getCurrentTime(): number;
  getDuration(): number;
  getVolume(): number;
  setVolume(value: number): void;
  getPlaybackRate(): number;
  setPlaybackRate(value: number): void;
  getVideoQualityList(): readonly Quality[];
  getVideoQuality(): Quality;
  setVideoQuality(quality: Quality): void;
  enableTextTrack(lang: string): void;
  disableTextTrack(): void;
  isPip(): boolean;
  setPip(pip: boolean): void;
  setPlaylistItemOptions(options: PlaylistItem): void;
  getPlaylistItem(): { id: string };
  switchTo(id: string, options?: SwitchToOptions): void;
  next(): void;
  previous(): void;
  /** What was watched of the item, each second once. */
  getWatched(): Interval[];
  /** Holds from the next play on. */
  setConsent(given: boolean): void;
  destroy(): void;
}

/** The same, as the two sides have them. */
export type Answering<M = Methods> = {
  [K in keyof M]: M[K] extends (...args: infer A) => infer R ? (...args: A) => R | Promise<R> : never;
};

/** All of them by name, since the two sides are built apart from each other. */
export const METHODS = (
  "play pause stop seekTo mute unmute isPaused isEnded isMuted getCurrentTime getDuration getVolume setVolume " +
  "getPlaybackRate setPlaybackRate getVideoQualityList getVideoQuality setVideoQuality enableTextTrack " +
  "disableTextTrack isPip setPip setPlaylistItemOptions getPlaylistItem switchTo next previous getWatched setConsent"
).split(" ") as Exclude<keyof Methods, "destroy">[];

/** What each event carries. */
export interface EventData {
  LoadStart: undefined;
  Loaded: { currentTime: number; duration: number; quality: Quality; audioTrack: string };
  Ready: EventData["Loaded"];
  CurrentTrackChanged: { item: { id: string } };
  SizeChanged: { width: number; height: number };
  QualityChanged: { quality: Quality };
  Play: undefined;
  Playing: undefined;
  Pause: undefined;
  Ended: undefined;
  /** `watched` is ours: what `getWatched` answers, of the same instant. */
  TimeUpdate: { currentTime: number; percent: number; watched: Interval[] };
  Waiting: undefined;
  Progress: { bufferedTime: number };
  DurationChange: { duration: number };
  VolumeChange: { volume: number; muted: boolean };
  PlaybackRateChange: { playbackRate: number };
  Seeked: undefined;
  FullscreenChange: { isFullscreen: boolean; type: "native" };
  PipChange: { isPip: boolean };
  ControlBarVisibilityChanged: { visible: boolean };
  FullscreenActionPerformed: undefined;
  Error: { error: { name: string; message: string } };
  Destroy: undefined;
  /** The rest is ours. A seek by whoever; a `Rewind` is one that goes back, and comes after its `Seek`. */
  Seek: { from: number; to: number };
  Rewind: EventData["Seek"];
  /** Playback starts again after the end. */
  Replay: undefined;
  /** So much of the item has been watched by now: seconds of content, each counted once. */
  Mark: { percent: number; watched: number };
}

/** All events; those that only a host of media could cause never come. */
export const EVENTS = (
  "LoadStart Loaded Ready CurrentTrackChanged SizeChanged QualityChanged Play Playing Pause Ended TimeUpdate Waiting " +
  "Progress DurationChange VolumeChange PlaybackRateChange Seeked SeekChapter FullscreenChange PipChange CallAction " +
  "CallBookmark AdBreakStateChanged ControlBarVisibilityChanged FullscreenActionPerformed ScreenshotActionPerformed " +
  "TranscriptionActionPerformed Error Destroy Seek Rewind Replay Mark"
).split(" ");

export type EventName = keyof EventData;
export type Emit = <T extends EventName>(type: T, data?: EventData[T]) => void;

/** From the host, over the port. */
export interface Call {
  call: number;
  method: string;
  args: unknown[];
}

/** From the frame, over the port. */
export type Word =
  | { created: true; title: string }
  | { problem: string }
  | { reply: number; value: unknown }
  | { reply: number; error: { name: string; message: string } }
  | { event: EventName; data: unknown };
