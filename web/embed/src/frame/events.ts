/** What happens in the <video>, told to the host page as it happens. */
import type { Emit, EventName, Interval } from "../protocol";
import type { Source } from "./source";
import { reached, total, union } from "./watched";

const MARKS = [10, 25, 50, 75, 90, 100];

/** Events of the DOM that need no more than another name. */
const PLAIN: Record<string, EventName> = {
  loadstart: "LoadStart",
  play: "Play",
  playing: "Playing",
  ended: "Ended",
  waiting: "Waiting",
  seeked: "Seeked",
};

export interface Watching {
  /** Another item began: nothing of it has been seen, but for what the host page remembers. */
  begin(watched?: readonly Interval[]): void;
  watched(): Interval[];
  /** The position is about to be changed from here. */
  leaving(): void;
}

export function watchEvents(
  video: HTMLVideoElement,
  emit: Emit,
  source: () => Source | undefined,
  marks: readonly number[] = MARKS,
): Watching {
  let earlier: readonly Interval[] = [];
  let told: readonly number[] = [];
  let position = 0;
  let started = false;
  let over = false;

  const on = (type: string, hear: () => void) => video.addEventListener(type, hear);
  const played = ({ played } = video) =>
    Array.from({ length: played.length }, (_, i): Interval => [played.start(i), played.end(i)]);
  const watched = () => union([...earlier.map(([from, to]): Interval => [from, to]), ...played()]);
  const look = () => {
    const all = watched();
    const seconds = total(all);
    const now = reached(marks, seconds, video.duration);
    for (const percent of now) if (!told.includes(percent)) emit("Mark", { percent, watched: seconds });
    told = now;
    return all;
  };

  for (const [type, name] of Object.entries(PLAIN)) on(type, () => emit(name));
  on("loadedmetadata", () => {
    const quality = source()?.quality() ?? "auto";
    const data = { currentTime: video.currentTime, duration: video.duration, quality, audioTrack: "" };
    emit("Loaded", data);
    emit("Ready", data);
    // What was reached earlier is no news.
    told = reached(marks, total(watched()), video.duration);
  });
  // A player pauses itself at the end.
  on("pause", () => video.ended || emit("Pause"));
  on("playing", () => {
    if (over) emit("Replay");
    started = true;
    over = false;
  });
  on("ended", () => {
    over = true;
    look();
  });
  on("seeking", () => {
    const [from, to] = [position, video.currentTime];
    position = to;
    if (video.loop && !video.paused && to === 0 && from > video.duration - 1) emit("Replay");
    // Neither the way to a start position nor the player's own way back to the beginning is a seek.
    else if (started && (video.paused || !over)) {
      emit("Seek", { from, to });
      if (to < from) emit("Rewind", { from, to });
    }
  });
  on("timeupdate", () => {
    // What is left of an item that was taken away is nobody's.
    if (video.seeking || !video.readyState) return;
    position = video.currentTime;
    const percent = (position / video.duration) * 100 || 0;
    emit("TimeUpdate", { currentTime: position, percent, watched: look() });
  });
  on("progress", () => {
    const { buffered } = video;
    if (buffered.length) emit("Progress", { bufferedTime: buffered.end(buffered.length - 1) });
  });
  on("durationchange", () => {
    if (video.duration > 0) emit("DurationChange", { duration: video.duration });
  });
  on("volumechange", () => emit("VolumeChange", { volume: video.volume, muted: video.muted }));
  on("ratechange", () => emit("PlaybackRateChange", { playbackRate: video.playbackRate }));
  on("enterpictureinpicture", () => emit("PipChange", { isPip: true }));
  on("leavepictureinpicture", () => emit("PipChange", { isPip: false }));
  addEventListener("resize", () => emit("SizeChanged", { width: innerWidth, height: innerHeight }));

  return {
    begin(intervals = []) {
      earlier = intervals;
      told = [];
      position = 0;
      started = over = false;
    },
    watched,
    leaving: () => {
      if (!video.seeking) position = video.currentTime;
    },
  };
}
