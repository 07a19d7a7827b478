// What the page's players really did, written down without a look at the SDK: the oracle of these tests.
// In the name of whoever watches, it also presses the buttons: what is pressed is noted just before.
(() => {
  const log = [];
  const note = (type, video) => {
    const { currentTime: position, playbackRate: rate, paused, ended } = video;
    log.push({ type, at: performance.now(), position, rate, paused, ended });
  };
  // A custom element with the media API counts as one.
  const players = "video, test-tube";
  const video = () => document.querySelector(players);

  for (const type of ["play", "playing", "pause", "waiting", "seeked", "ratechange", "ended"])
    // Some players repeat the events on elements of their own.
    addEventListener(type, ({ target }) => target.matches?.(players) && note(type, target), true);

  // Read by the next page of this origin: nobody else sees a page's last moment.
  addEventListener("pagehide", () => {
    if (video()) note("left", video());
    try {
      localStorage.setItem("left", JSON.stringify(log));
    } catch {} // some tests have none
  });

  window.viewer = {
    log,
    play: () => video().play(),
    pause: () => video().pause(),
    seek(to) {
      note("seek", video());
      video().currentTime = to;
    },
    // The events of what is no part of the page don't come by here.
    remove() {
      const removed = video();
      note("remove", removed);
      removed.remove();
      return () => document.body.append(removed);
    },
    // The content got there, or to its end.
    reached: (position) => video().ended || (!video().seeking && video().currentTime >= position),
  };
})();
