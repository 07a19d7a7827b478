// What the media under whatever player really did: a second opinion, every few milliseconds, without a look at the SDK.
// To be run before a page's scripts. It finds the <video> by its being played, in whatever shadow a library keeps it.
(() => {
  const LOOK_MS = 10;
  const JUMP = 0.3;
  // A look that came so late (s) can't tell when the picture stood meanwhile.
  const LATE = 0.05;
  const { play } = HTMLMediaElement.prototype;
  const known = new WeakSet();

  function watch(video) {
    let last;
    let watched = 0;
    let stood = 0;
    const look = () => {
      const now = {
        at: performance.now() / 1000,
        position: video.currentTime,
        rests: video.paused || video.seeking || video.ended,
      };
      const passed = last ? now.at - last.at : 0;
      const ran = last ? (now.position - last.position) / last.rate : 0;
      // Wall-clock time in which the picture moved. Where it came to rest or began, the content says how long it did.
      if (ran > 0 && ran < passed + JUMP) {
        const rested = now.rests || last.rests;
        const moved = rested || passed > LATE ? Math.min(ran, passed) : passed;
        watched += moved;
        if (!rested) stood += passed - moved;
      }
      // A busy machine's hiccups, of which no event tells.
      else if (last && !last.rests && !now.rests) stood += passed;
      last = { ...now, rate: video.playbackRate };
    };
    for (const type of ["playing", "pause", "waiting", "seeking", "seeked", "ratechange", "ended"])
      video.addEventListener(type, look);
    setInterval(look, LOOK_MS);
    const covered = ({ played } = video) =>
      Array.from({ length: played.length }, (_, i) => played.end(i) - played.start(i)).reduce((a, b) => a + b, 0);
    window.observed = () => ({ watched, stood, covered: covered(), position: video.currentTime, over: video.ended });
  }

  HTMLMediaElement.prototype.play = function () {
    if (!known.has(this)) watch(this);
    known.add(this);
    return play.call(this);
  };
})();
