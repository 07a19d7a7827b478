/** The options of `create`. Those of the IFrame Player API of Kinescope that make sense without hosting, and some of ours. */

export interface PlaylistItem {
  /** Id of the content; the first item may leave it out, it is the one of `url`. Ours. */
  id?: string;
  title?: string;
  poster?: string;
  /** Captions, beside those of the catalog. */
  vtt?: { label: string; src: string; srcLang: string }[];
  /** What was watched of it earlier, for `Mark` and `getWatched`. Ours. */
  watched?: [number, number][];
}

export interface SwitchToOptions {
  autoPlay?: boolean;
  /** Where to begin, seconds. */
  time?: number;
  /** As in the options of `create`, for this item. Ours. */
  context?: Record<string, string>;
  watched?: [number, number][];
}

export interface CreateOptions {
  /** Address of the player page: `https://HOST/embed/VIDEO?key=KEY`. */
  url: string;
  /** Milliseconds after which `create` gives up; 7000. */
  timeout?: number;
  size?: { width?: number | string; height?: number | string };
  behavior?: {
    preload?: boolean | "none" | "metadata" | "auto";
    /** Where sound is not allowed it begins muted. `viewable`: when the player comes into view. */
    autoPlay?: boolean | "viewable";
    /** Pause (or `reset`) when another player of the page begins; true. */
    autoPause?: boolean | "reset";
    muted?: boolean;
    loop?: boolean;
    playsInline?: boolean;
    keyboard?: boolean;
    /** Captions from the beginning: of that language, or of the browser's. */
    textTrack?: boolean | string;
    playlist?: { autoSwitch?: boolean; initialItem?: string; loop?: boolean };
  };
  ui?: {
    controls?: boolean;
    mainPlayButton?: boolean;
    playbackRateButton?: boolean;
    fullscreenButton?: boolean;
  };
  theme?: { colors?: { primary?: string } };
  settings?: {
    /** The host page's own id of the viewer. */
    externalId?: string;
    /** `event`: the button tells the host page instead of doing it. */
    actionOverrides?: { fullscreen?: "event" };
  };
  playlist?: PlaylistItem[];
  keepElement?: boolean;
  /** The host page's own pairs, such as course and lesson. Ours, like all below. */
  context?: Record<string, string>;
  /** false: no session, no device, no viewer. */
  consent?: boolean;
  /** false: nothing is sent, for a preview. Ours. */
  count?: boolean;
  /** Where to begin, seconds. */
  time?: number;
  /** What was watched of it earlier. */
  watched?: [number, number][];
  /** Percents of the content watched at which `Mark` comes. */
  marks?: number[];
}
