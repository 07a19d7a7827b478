/** How media comes into the <video>: by its address, or by hls.js, which loads only for playlists. */
import type Hls from "hls.js";
import type { Quality } from "../protocol";

export interface Source {
  qualities(): readonly Quality[];
  quality(): Quality;
  /** Throws for one that there isn't. */
  choose(quality: Quality): void;
  close(): void;
}

export interface Wanted {
  url: string;
  live: boolean;
  /** Where hls.js and its worker lie. */
  scripts: string;
  preload: "none" | "metadata" | "auto";
  /** Seconds; 0: from the beginning, or from the edge of what is live. */
  time: number;
  onQuality(quality: Quality): void;
  /** It can't be played, and nothing more will be tried. */
  onError(error: Error): void;
}

const PLAYLIST = "application/vnd.apple.mpegurl";
const isPlaylist = (url: string) => /\.m3u8$/i.test(new URL(url, location.href).pathname);

/** iPhones play them themselves and can't otherwise; Safari does it better than a script can. */
const playsPlaylists = (video: HTMLVideoElement) =>
  !!video.canPlayType(PLAYLIST) && (!window.MediaSource || "webkitSetPresentationMode" in video);

export async function open(video: HTMLVideoElement, wanted: Wanted): Promise<Source> {
  video.preload = wanted.preload;
  return isPlaylist(wanted.url) && !playsPlaylists(video)
    ? await openPlaylist(video, wanted)
    : openFile(video, wanted);
}

function openFile(video: HTMLVideoElement, { url, time }: Wanted): Source {
  video.src = url;
  if (time) video.currentTime = time;
  return {
    qualities: () => ["auto"],
    quality: () => "auto",
    choose: (quality) => {
      if (quality !== "auto")
        throw new RangeError(`quality: ${quality} is not there; this video has but one`);
    },
    close: () => {
      video.removeAttribute("src");
      video.load();
    },
  };
}

async function openPlaylist(video: HTMLVideoElement, wanted: Wanted): Promise<Source> {
  const { url, live, scripts, preload, time, onQuality, onError } = wanted;
  const { default: Player }: { default: typeof Hls } = await import(/* @vite-ignore */ `${scripts}hls.js`);
  const hls = new Player({
    workerPath: `${scripts}hls.worker.js`,
    startPosition: time || -1,
    autoStartLoad: preload !== "none",
    // Those who come back to what is live want to see what they missed.
    backBufferLength: live ? Number.POSITIVE_INFINITY : 90,
  });
  const { Events, ErrorTypes } = Player;
  let mended = 0;
  hls.on(Events.LEVEL_SWITCHED, () => onQuality(source.quality()));
  hls.on(Events.ERROR, (_, { fatal, type, details, error }) => {
    if (!fatal) return;
    // Once or twice it helps to begin the decoder anew; a network that is gone comes back or doesn't.
    if (type === ErrorTypes.MEDIA_ERROR && mended++ < 2) return hls.recoverMediaError();
    hls.destroy();
    onError(new Error(`${details}: ${error.message}`));
  });
  const begin = () => hls.startLoad(time || -1);
  if (preload === "none") video.addEventListener("play", begin, { once: true });
  hls.loadSource(url);
  hls.attachMedia(video);

  const heights = () => hls.levels.map((level) => level.height || Math.round(level.bitrate / 1000));
  const source: Source = {
    qualities: () => [...new Set(heights()), "auto"],
    quality: () => (hls.autoLevelEnabled ? "auto" : (heights()[hls.currentLevel] ?? "auto")),
    choose: (quality) => {
      const level = quality === "auto" ? -1 : heights().indexOf(quality);
      if (level < 0 && quality !== "auto") {
        throw new RangeError(`quality: ${quality} is not there; there are ${source.qualities().join(", ")}`);
      }
      hls.nextLevel = level;
    },
    close: () => {
      video.removeEventListener("play", begin);
      hls.destroy();
      video.load();
    },
  };
  return source;
}
