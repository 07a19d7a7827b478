/** The player: one <video>, the items it plays one after the other, and the SDK that watches it. */
import { type Handle, track } from "../../../sdk/src/index";
import type { CreateOptions, PlaylistItem, SwitchToOptions } from "../options";
import type { Answering, Emit } from "../protocol";
import { type Captions, createCaptions } from "./captions";
import { watchEvents } from "./events";
import type { Host } from "./host";
import { ofContent, type PlayerSettings } from "./settings";
import { open, type Source } from "./source";

export interface Player extends Omit<Answering, "destroy"> {
  readonly captions: Captions;
  /** Of the item that plays. */
  readonly settings: PlayerSettings;
  readonly live: boolean;
  /** Begins with the first item. */
  start(): Promise<void>;
  toggle(): void;
  /** Tries again what failed. */
  retry(): void;
  end(): void;
  /** Called as another item begins. */
  onItem: (settings: PlayerSettings) => void;
  onFailure: (message: string) => void;
}

type Item = PlaylistItem & { id: string };

export function createPlayer(
  video: HTMLVideoElement,
  page: PlayerSettings,
  host: Host,
  options: CreateOptions,
  version: string,
  emit: Emit,
): Player {
  const { behavior = {}, settings: { externalId } = {} } = options;
  const { autoSwitch = true, initialItem, loop: again = false } = behavior.playlist ?? {};
  const items = itemsOf(page.video, options);
  const captions = createCaptions(video);
  let index = Math.max(
    items.findIndex(({ id }) => id === initialItem),
    0,
  );
  let settings = page;
  let source: Source | undefined;
  let handle: Handle | undefined;
  /** Items are opened one at a time; only the newest wish counts. */
  let wish = 0;

  const watching = watchEvents(video, emit, () => source, options.marks);
  video.muted = behavior.muted ?? false;
  video.loop = behavior.loop ?? false;
  video.playsInline = behavior.playsInline ?? true;

  const fail = (error: Error) => {
    emit("Error", { error: { name: error.name, message: error.message } });
    player.onFailure(error.message);
  };
  video.addEventListener("error", () => {
    if (video.error && video.currentSrc) fail(new Error(video.error.message || "the media can't be played"));
  });

  /** The play of the item: the SDK makes a new one for each. */
  const watch = (item: PlayerSettings, context = options.context) => {
    if (options.count === false) return;
    const { video: id, live, key, session, keepQuery, keepFragment } = item;
    const about = { video: id, live, session, keepQuery, keepFragment, key, context };
    if (handle) return handle.update(about);
    handle = track(video, {
      ...about,
      endpoint: new URL(item.collect, location.href).href,
      viewer: externalId,
      consent: options.consent,
      page: host.page,
      referrer: host.referrer,
      player: `embed/${version}`,
    });
  };

  const show = async (
    next: PlayerSettings,
    item: Item,
    { time = 0, context, watched = item.watched }: SwitchToOptions,
  ) => {
    const { id, title, poster, vtt = [] } = item;
    // The old play ends where it is, before its content is taken away.
    if (handle) watch(next, context);
    source?.close();
    source = undefined;
    settings = { ...next, title: title ?? next.title, poster: poster ?? next.poster };
    watching.begin(watched);
    video.poster = settings.poster ?? "";
    captions.put([
      ...next.captions,
      ...vtt.map(({ srcLang, label, src }) => ({ lang: srcLang, label, src })),
    ]);
    if (!handle) watch(next, context);
    player.onItem(settings);
    emit("CurrentTrackChanged", { item: { id } });
    const mine = ++wish;
    const opened = await open(video, {
      url: settings.source,
      live: settings.live,
      // Beside this script, whatever its address.
      scripts: new URL("./", import.meta.url).href,
      preload: preloadOf(behavior.preload),
      time,
      onQuality: (quality) => emit("QualityChanged", { quality }),
      onError: fail,
    });
    if (mine !== wish) return opened.close();
    source = opened;
    if (behavior.textTrack) {
      await captions.show(behavior.textTrack === true ? undefined : behavior.textTrack).catch(() => {});
    }
  };

  const go = async (to: number, how: SwitchToOptions = {}) => {
    const item = items[to];
    if (!item) throw new RangeError("playlist: there is no item further on");
    const mine = ++wish;
    const next = item.id === page.video ? page : await ofContent(item.id, page.key);
    if (mine !== wish) return;
    index = to;
    await show(next, item, how);
    if (how.autoPlay) await begin();
  };

  /** With sound where that is allowed, else without: a browser decides. */
  const begin = () =>
    video.play().catch((error: DOMException) => {
      if (error.name !== "NotAllowedError" || video.muted) throw error;
      video.muted = true;
      return video.play();
    });

  video.addEventListener("ended", () => {
    const to = index + 1 < items.length ? index + 1 : again ? 0 : -1;
    if (autoSwitch && items.length > 1 && to >= 0) go(to, { autoPlay: true }).catch(fail);
  });

  const seek = (time: number) => {
    watching.leaving();
    video.currentTime = Math.max(0, time);
  };

  const player: Player = {
    captions,
    get settings() {
      return settings;
    },
    get live() {
      return settings.live;
    },
    onItem() {},
    onFailure() {},
    async start() {
      const { autoPlay } = behavior;
      try {
        await go(index, { time: options.time ?? 0 });
      } catch (error) {
        return fail(error as Error);
      }
      if (autoPlay === "viewable") whenVisible(video, () => begin().catch(() => {}));
      // One that is not allowed is none: the viewer sees a button to press.
      else if (autoPlay) await begin().catch(() => {});
    },
    toggle: () => (video.paused ? void video.play().catch(() => {}) : video.pause()),
    retry: () => void go(index, { time: video.currentTime, autoPlay: true }).catch(fail),
    end() {
      handle?.stop();
      source?.close();
    },
    play: () => video.play(),
    pause: () => video.pause(),
    stop() {
      video.pause();
      seek(0);
    },
    seekTo: (time) => seek(number("time", time)),
    mute() {
      video.muted = true;
    },
    unmute() {
      video.muted = false;
    },
    isPaused: () => video.paused,
    isEnded: () => video.ended,
    isMuted: () => video.muted,
    getCurrentTime: () => video.currentTime,
    getDuration: () => (Number.isFinite(video.duration) ? video.duration : (settings.duration ?? 0)),
    getVolume: () => video.volume,
    setVolume(value) {
      video.volume = Math.min(1, Math.max(0, number("volume", value)));
    },
    getPlaybackRate: () => video.playbackRate,
    setPlaybackRate(value) {
      video.playbackRate = number("rate", value);
    },
    getVideoQualityList: () => source?.qualities() ?? ["auto"],
    getVideoQuality: () => source?.quality() ?? "auto",
    setVideoQuality: (quality) => source?.choose(quality),
    enableTextTrack: (lang) => captions.show(lang),
    disableTextTrack: () => captions.hide(),
    isPip: () => document.pictureInPictureElement === video,
    async setPip(pip) {
      if (!video.requestPictureInPicture) throw new Error("setPip: this browser has no picture-in-picture");
      if (pip) await video.requestPictureInPicture();
      else if (document.pictureInPictureElement) await document.exitPictureInPicture?.();
    },
    setPlaylistItemOptions(given) {
      const { title, poster, vtt = [], ...others } = given;
      const [other] = Object.keys(others);
      if (other)
        throw new TypeError(
          `${other}: not supported, since the media is hosted elsewhere; title, poster and vtt are`,
        );
      settings = { ...settings, title: title ?? settings.title, poster: poster ?? settings.poster };
      video.poster = settings.poster ?? "";
      captions.add(vtt.map(({ srcLang, label, src }) => ({ lang: srcLang, label, src })));
      player.onItem(settings);
    },
    getPlaylistItem: () => ({ id: settings.video }),
    switchTo(id, how) {
      let to = items.findIndex((item) => item.id === id);
      // Any content of the workspace may be switched to; it stands last from now on.
      if (to < 0) to = items.push({ id: `${id}` }) - 1;
      return go(to, how);
    },
    next: () => go(index + 1, { autoPlay: !video.paused }),
    previous: () => go(index - 1, { autoPlay: !video.paused }),
    getWatched: () => watching.watched(),
    setConsent(given) {
      handle?.consent(given);
    },
  };
  return player;
}

function itemsOf(video: string, { playlist = [], watched }: CreateOptions): Item[] {
  const first = playlist[0];
  if (!first) return [watched ? { id: video, watched } : { id: video }];
  return playlist
    .map((item, i) => ({ ...item, id: item.id ?? (i === 0 ? video : "") }))
    .filter(({ id }) => id)
    .map((item) => (watched && item.id === video ? { watched, ...item } : item));
}

const preloadOf = (wanted: boolean | string | undefined): "none" | "metadata" | "auto" =>
  wanted === false || wanted === "none" ? "none" : wanted === "auto" ? "auto" : "metadata";

function number(name: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value))
    throw new TypeError(`${name}: ${value} is no number`);
  return value;
}

function whenVisible(element: Element, run: () => void) {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    run();
  });
  observer.observe(element);
}
