/** The script tag: tracks every `<video data-mutoscope-video="…">`, present or added later. */
import { handleOf } from "./dom";
import { guard, quiet } from "./guard";
import { type Handle, type Options, track, version } from "./index";

const ATTRIBUTE = "data-mutoscope-video";

/** Of the installation that the script is from, which may lie below a path; of another place, at the root of its host. */
const collector = (script: string) =>
  new URL(/\/sdk\/mutoscope\.js$/.test(new URL(script).pathname) ? "../collect" : "/collect", script).href;

/** `data-mutoscope-NAME` of the video, else `data-NAME` of the script. `options` holds all that has no name of its own. */
const settings = guard((script: HTMLScriptElement | null, video: HTMLVideoElement): Options => {
  const read = (name: string) =>
    (video.getAttribute(`data-mutoscope-${name}`) ?? script?.getAttribute(`data-${name}`)) as string;
  const flag = (name: string) => (read(name) ?? "false") !== "false";
  const json = quiet((name: string) => JSON.parse(read(name)));
  return {
    key: read("key"),
    video: read("video"),
    endpoint: read("endpoint") ?? collector(script?.src || location.href),
    viewer: read("viewer"),
    context: json("context"),
    live: flag("live"),
    keepFragment: flag("keep-fragment"),
    ...json("options"),
  };
});

guard(() => {
  // Two copies of the script: the first one does the work.
  const page = window as { mutoscope?: { version: string; track: unknown } };
  if (page.mutoscope?.track) return;
  const script = document.currentScript as HTMLScriptElement | null;
  const meet = (video: HTMLVideoElement, options?: Partial<Options>): Handle =>
    track(video, { ...settings(script, video), ...options });
  page.mutoscope = { version, track: meet };

  const search = () => {
    for (const video of document.querySelectorAll<HTMLVideoElement>(`video[${ATTRIBUTE}]`))
      if (!handleOf(video)) meet(video);
  };
  search();
  const observer = new MutationObserver(
    guard((records: MutationRecord[]) => {
      for (const { target, oldValue } of records) {
        // Another id in the attribute is the page's way of saying that the content was switched.
        const options = oldValue && settings(script, target as HTMLVideoElement);
        if (options && options.video !== oldValue) handleOf(target)?.update(options);
      }
      search();
    }),
  );
  observer.observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: [ATTRIBUTE],
    attributeOldValue: true,
  });
})();
