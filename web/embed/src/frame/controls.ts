/** The player's buttons and keys. The markup is in the page, so that it is there with the first picture. */
import type { CreateOptions } from "../options";
import type { Emit } from "../protocol";
import type { Player } from "./player";

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
const IDLE_MS = 2500;
/** Seconds behind the edge at which a viewer still counts as watching live. */
const EDGE = 10;

const part = <E extends HTMLElement = HTMLButtonElement>(name: string) =>
  document.querySelector(`[data-part=${name}]`) as E;

// The attributes, since not every browser has properties for them.
const name = (element: Element, label: string) => element.setAttribute("aria-label", label);
const mark = (element: Element, attribute: string, on: boolean) =>
  on ? element.setAttribute(attribute, "") : element.removeAttribute(attribute);

export function createControls(video: HTMLVideoElement, player: Player, options: CreateOptions, emit: Emit) {
  const { ui = {}, behavior = {}, settings: { actionOverrides } = {}, theme } = options;
  const root = document.querySelector(".player") as HTMLElement;
  const seek = part<HTMLInputElement>("seek");
  const volume = part<HTMLInputElement>("volume");
  const main = part("main");
  const on = (target: EventTarget, types: string, hear: (event: Event) => void) => {
    for (const type of types.split(" ")) target.addEventListener(type, hear);
  };

  const toggleFullscreen = () => {
    if (actionOverrides?.fullscreen === "event") emit("FullscreenActionPerformed");
    else if (document.fullscreenElement) document.exitFullscreen();
    else if (root.requestFullscreen) Promise.resolve(root.requestFullscreen()).catch(() => {});
    else (video as HTMLVideoElement & { webkitEnterFullscreen?(): void }).webkitEnterFullscreen?.();
  };
  const toggleMute = () => {
    video.muted = !video.muted;
    if (!video.muted && !video.volume) video.volume = 0.5;
  };
  const togglePip = () => Promise.resolve(player.setPip(!player.isPip())).catch(() => {});
  const toggleCaptions = () => player.captions.next().then(paintCaptions, paintCaptions);
  const changeRate = (step: number) => {
    const to = RATES[RATES.indexOf(video.playbackRate) + step] ?? (step > 0 ? 0.5 : undefined);
    if (to) video.playbackRate = to;
  };
  const by = (seconds: number) => player.seekTo(video.currentTime + seconds);

  const keys: Record<string, () => void> = {
    " ": player.toggle,
    k: player.toggle,
    ArrowLeft: () => by(-5),
    ArrowRight: () => by(5),
    j: () => by(-10),
    l: () => by(10),
    ArrowUp: () => player.setVolume(video.volume + 0.1),
    ArrowDown: () => player.setVolume(video.volume - 0.1),
    m: toggleMute,
    f: toggleFullscreen,
    c: toggleCaptions,
    i: togglePip,
    "<": () => changeRate(-1),
    ">": () => changeRate(1),
    Home: () => player.seekTo(range().from),
    End: () => player.seekTo(range().to),
  };
  const press = (event: KeyboardEvent) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // A focused button takes the space bar for itself.
    if (key === " " && target instanceof HTMLButtonElement) return;
    const digit = /^[0-9]$/.test(key) ? Number(key) : undefined;
    const { from, to } = range();
    const action = digit === undefined ? keys[key] : () => player.seekTo(from + ((to - from) * digit) / 10);
    if (!action) return;
    // The sliders too: by their own steps nobody finds a place in a film.
    event.preventDefault();
    action();
    wake();
  };

  /** What can be sought in: the content, or of what is live as much as is kept. */
  const range = () => {
    const { seekable, duration } = video;
    if (Number.isFinite(duration)) return { from: 0, to: duration };
    const last = seekable.length - 1;
    return last < 0
      ? { from: 0, to: player.settings.duration ?? 0 }
      : { from: seekable.start(0), to: seekable.end(last) };
  };

  const paintState = () => {
    root.dataset.state = video.ended ? "ended" : video.paused ? "paused" : "playing";
    const label = video.ended ? "Replay" : video.paused ? "Play" : "Pause";
    for (const button of [main, part("play")]) name(button, label);
    if (!video.paused) root.dataset.begun = "";
    wake();
  };
  const paintTime = () => {
    const { from, to } = range();
    const share = to > from ? (video.currentTime - from) / (to - from) : 0;
    const live = isLive();
    const behind = live ? to - video.currentTime : 0;
    const shown = live ? (behind > EDGE ? `−${clock(behind)}` : "") : clock(video.currentTime);
    if (seek.dataset.held === undefined) seek.value = `${share}`;
    const position = live ? shown || "live" : `${clock(video.currentTime)} of ${clock(to)}`;
    seek.setAttribute("aria-valuetext", position);
    const { buffered } = video;
    const ahead = buffered.length ? (buffered.end(buffered.length - 1) - from) / (to - from || 1) : 0;
    seek.style.setProperty("--played", `${share * 100}%`);
    seek.style.setProperty("--loaded", `${Math.min(1, ahead) * 100}%`);
    part("time").textContent = shown;
    part("length").textContent = clock(to);
    part("live").classList.toggle("at-edge", live && behind <= EDGE);
  };
  const isLive = () => player.live || video.duration === Number.POSITIVE_INFINITY;
  const paintVolume = () => {
    const silent = video.muted || !video.volume;
    root.dataset.sound = silent ? "muted" : "loud";
    name(part("mute"), silent ? "Unmute" : "Mute");
    volume.value = `${video.muted ? 0 : video.volume}`;
    volume.style.setProperty("--played", `${Number(volume.value) * 100}%`);
  };
  const paintCaptions = () => {
    const tracks = player.captions.list();
    const shown = tracks.find(({ mode }) => mode === "showing");
    const button = part("captions");
    button.hidden = !tracks.length;
    button.setAttribute("aria-pressed", `${!!shown}`);
    button.title = shown ? `Captions: ${shown.label}` : "Captions: off";
  };
  const paintRate = () => {
    part("rate").textContent = `${video.playbackRate}×`;
    name(part("rate"), `Playback rate ${video.playbackRate}×`);
  };
  const paintFullscreen = () => {
    root.dataset.size = document.fullscreenElement ? "full" : "small";
    name(part("fullscreen"), document.fullscreenElement ? "Leave full screen" : "Full screen");
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  const idle = (idle: boolean) => {
    if ((root.dataset.idle !== undefined) === idle) return;
    if (idle) root.dataset.idle = "";
    else delete root.dataset.idle;
    emit("ControlBarVisibilityChanged", { visible: !idle });
  };
  /** Shows the controls; while it plays and nobody moves they go again. */
  const wake = () => {
    idle(false);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const reading = root.querySelector(".bar :focus-visible, .bar:hover");
      if (!video.paused && !reading) idle(true);
    }, IDLE_MS);
  };

  on(root, "pointermove pointerdown focusin", wake);
  on(root, "pointerleave", () => idle(!video.paused));
  on(video, "click", (event) => {
    // A finger has to be able to get the controls without stopping the film.
    if ((event as PointerEvent).pointerType === "touch" && !video.paused) wake();
    else player.toggle();
  });
  on(video, "dblclick", toggleFullscreen);
  on(main, "click", player.toggle);
  on(part("play"), "click", player.toggle);
  on(part("mute"), "click", toggleMute);
  on(part("rate"), "click", () => changeRate(1));
  on(part("captions"), "click", toggleCaptions);
  on(part("pip"), "click", togglePip);
  on(part("fullscreen"), "click", toggleFullscreen);
  on(part("live"), "click", () => {
    player.seekTo(range().to);
    video.play().catch(() => {});
  });
  on(volume, "input", () => {
    video.muted = false;
    video.volume = Number(volume.value);
  });
  on(seek, "input", () => {
    const { from, to } = range();
    seek.dataset.held = "";
    player.seekTo(from + (to - from) * Number(seek.value));
  });
  on(seek, "change", () => delete seek.dataset.held);
  if (behavior.keyboard !== false) on(document, "keydown", (event) => press(event as KeyboardEvent));

  on(video, "play playing pause ended emptied", paintState);
  on(video, "timeupdate seeking durationchange progress emptied", paintTime);
  on(video, "volumechange", paintVolume);
  on(video, "ratechange", paintRate);
  on(video.textTracks, "change addtrack removetrack", paintCaptions);
  on(video, "waiting seeking", () => root.setAttribute("data-waiting", ""));
  on(video, "playing seeked canplay error pause emptied", () => root.removeAttribute("data-waiting"));
  on(document, "fullscreenchange", paintFullscreen);

  const notice = part("notice");
  const retry = document.createElement("button");
  retry.type = "button";
  retry.textContent = "Try again";
  on(retry, "click", player.retry);
  player.onFailure = () => {
    notice.textContent = "This video can't be played here. ";
    notice.appendChild(retry);
    notice.hidden = false;
    delete root.dataset.waiting;
  };
  player.onItem = ({ title, live }) => {
    notice.hidden = true;
    document.title = title;
    name(root, `Video player: ${title}`);
    part("title").textContent = title;
    part("live").hidden = !live;
    mark(root, "data-live", live);
    delete root.dataset.begun;
    paintCaptions();
    paintTime();
  };

  mark(root, "data-bare", ui.controls === false);
  main.hidden = ui.mainPlayButton === false;
  part("rate").hidden = ui.playbackRateButton === false;
  part("pip").hidden = !document.pictureInPictureEnabled;
  part("fullscreen").hidden =
    ui.fullscreenButton === false || !(document.fullscreenEnabled || "webkitEnterFullscreen" in video);
  const colour = theme?.colors?.primary;
  if (colour && CSS.supports("color", colour)) root.style.setProperty("--accent", colour);
  paintState();
  paintTime();
  paintVolume();
  paintRate();
  paintFullscreen();
}

/** 1:02:03, or 2:03. */
export function clock(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => `${n}`.padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
