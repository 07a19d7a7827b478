/** Captions: WebVTT files of the catalog and the host page, and those that a playlist of HLS brings. */

export interface Caption {
  lang: string;
  label: string;
  src: string;
}

export interface Captions {
  /** Instead of those there were. */
  put(captions: readonly Caption[]): void;
  add(captions: readonly Caption[]): void;
  list(): TextTrack[];
  /** Of that language, or one of its dialects; without: of the browser's, else the first. Rejects where there is none. */
  show(lang?: string): Promise<void>;
  hide(): void;
  next(): Promise<void>;
}

const base = (lang: string) => lang.toLowerCase().split("-")[0];

export function createCaptions(video: HTMLVideoElement): Captions {
  const list = () => [...video.textTracks].filter(({ kind }) => kind === "subtitles" || kind === "captions");
  const elements = () => [...video.querySelectorAll("track")];

  /** A file of another site can't be a track unless the video comes with CORS too: so it is fetched, and only when shown. */
  const fetched = async (track: TextTrack) => {
    const element = elements().find((one) => one.track === track);
    if (!element || element.src) return;
    const answer = await fetch(element.dataset.src as string);
    if (!answer.ok) throw new Error(`captions: ${element.dataset.src} answers ${answer.status}`);
    element.src = URL.createObjectURL(new Blob([await answer.text()], { type: "text/vtt" }));
  };
  const only = async (shown?: TextTrack) => {
    for (const track of list()) track.mode = track === shown ? "showing" : "disabled";
    if (shown) await fetched(shown);
  };
  const add = (captions: readonly Caption[]) => {
    for (const { lang, label, src } of captions) {
      const element = document.createElement("track");
      Object.assign(element, { kind: "subtitles", srclang: lang, label: label || lang });
      element.dataset.src = src;
      video.appendChild(element);
    }
  };

  return {
    put(captions) {
      for (const element of elements()) {
        if (element.src) URL.revokeObjectURL(element.src);
        element.remove();
      }
      add(captions);
    },
    add,
    list,
    async show(lang) {
      const tracks = list();
      const wanted = lang ? [lang] : navigator.languages;
      const first = (fits: (track: TextTrack, one: string) => boolean) =>
        wanted.map((one) => tracks.find((track) => fits(track, one))).find(Boolean);
      const exact = first(({ language }, one) => language === one);
      const near = first(({ language }, one) => base(language) === base(one));
      const track = exact ?? near ?? (lang ? undefined : tracks[0]);
      if (!track) throw new RangeError(`captions: there are none${lang ? ` in ${lang}` : ""}`);
      await only(track);
    },
    hide: () => void only(),
    async next() {
      const tracks = list();
      await only(tracks[tracks.findIndex(({ mode }) => mode === "showing") + 1]);
    },
  };
}
