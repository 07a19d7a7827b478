/**
 * What tsconfig.2018.json's list of the DOM lacks: what all browsers of 2018 had, and what is asked for before it is used.
 */
interface Element {
  replaceWith(...nodes: (Node | string)[]): void;
}
interface HTMLIFrameElement {
  /** A browser that doesn't know it ignores it. */
  allow: string;
}
interface HTMLVideoElement {
  /** The same. */
  playsInline: boolean;
  requestPictureInPicture?(): Promise<unknown>;
}
interface Document {
  readonly pictureInPictureEnabled?: boolean;
  readonly pictureInPictureElement?: Element | null;
  exitPictureInPicture?(): Promise<void>;
}
interface Location {
  readonly ancestorOrigins?: readonly string[];
}
interface Window {
  MediaSource?: unknown;
}
interface ImportMeta {
  readonly url: string;
}
