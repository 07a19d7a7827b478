// Players of one page, each used by somebody, and another observer beside the SDK that tells what they did.
// `tell(player, seconds)` is called with each stretch as it ends: nothing is kept here, so that what grows on this page's
// heap is the SDK's.
(() => {
  const LOOK_MS = 25;
  const JUMP = 0.3;
  const LAST_START = 14;
  const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
  let over = false;

  /** The same numbers in every run. */
  function dice(seed) {
    let state = seed * 2_654_435_761;
    return (from, to) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return from + (to - from) * (state / 2 ** 32);
    };
  }

  /** Tells how long the picture moved, from each beginning to each break. */
  function observe(video, told) {
    let last;
    let watched = 0;
    const look = () => {
      const now = { at: performance.now() / 1000, position: video.currentTime };
      now.rests = video.paused || video.seeking || video.ended;
      const passed = last ? now.at - last.at : 0;
      const ran = last ? (now.position - last.position) / last.rate : 0;
      // Where it came to rest or began, the content says how long it moved.
      if (ran > 0 && ran < passed + JUMP) watched += now.rests || last.rests ? Math.min(ran, passed) : passed;
      last = { ...now, rate: video.playbackRate };
    };
    const breaks = () => {
      look();
      if (watched > 0) told(watched);
      watched = 0;
    };
    video.addEventListener("pause", () => {
      // A player pauses itself at the end.
      if (!video.ended) video.dataset.pauses = 1 + Number(video.dataset.pauses ?? 0);
    });
    for (const type of ["pause", "waiting", "seeking", "ratechange", "ended"]) video.addEventListener(type, breaks);
    for (const type of ["playing", "seeked"]) video.addEventListener(type, look);
    return look;
  }

  /** Every few seconds something else: to another place, another rate, a pause. */
  async function use(video, random, look) {
    while (!over) {
      look();
      if (video.currentTime > LAST_START) video.currentTime = random(0, LAST_START / 2);
      await video.play();
      await wait(random(4, 10));
      const deed = random(0, 3);
      look();
      if (deed < 1) video.currentTime = random(0, LAST_START);
      else if (deed < 2) video.playbackRate = video.playbackRate === 1 ? 1.5 : 1;
      else {
        video.pause();
        await wait(random(0.5, 2));
      }
    }
    video.pause();
  }

  window.run = async (content, players) => {
    const clip = URL.createObjectURL(await (await fetch("clip.webm")).blob());
    const looks = Array.from({ length: players }, (_, player) => {
      const video = document.createElement("video");
      Object.assign(video, { src: clip, muted: true });
      video.dataset.mutoscopeVideo = `${content}-${player}`;
      document.body.append(video);
      const look = observe(video, (watched) => tell(player, watched));
      use(video, dice(player + 1), look);
      return look;
    });
    setInterval(() => {
      for (const look of looks) look();
    }, LOOK_MS);
  };
  /** How often each was paused, once all are. */
  window.pauses = () => {
    const videos = [...document.querySelectorAll("video")];
    return videos.every((video) => video.paused && !video.seeking) && videos.map((video) => Number(video.dataset.pauses));
  };
  window.finish = () => {
    over = true;
  };
})();
