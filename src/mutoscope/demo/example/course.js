// A learning platform's page: a progress bar per lesson, "resume where you left", completion at 90 %.
// It keeps what it hears in localStorage, where a real one would ask its server.
const DONE = 90;
const { server, key } = document.body.dataset;
const student = document.querySelector("#student");
const lessons = [...document.querySelectorAll("[data-lesson]")];
let name = student.value;
let player;
/** The one that was chosen, and the one that plays: between the two the player needs a moment. */
let lesson = lessons[0].dataset.lesson;
let playing = lesson;

/** Of this student: what was watched of each lesson, its length, and the position reached last. */
const kept = () => {
  try {
    return Object(JSON.parse(localStorage.getItem(`course ${name}`)));
  } catch {
    return {}; // what is there is none of this page's
  }
};
const keep = (changes) => {
  const all = kept();
  all[playing] = { watched: [], position: 0, length: 0, ...all[playing], ...changes };
  localStorage.setItem(`course ${name}`, JSON.stringify(all));
  show();
};

function show() {
  const all = kept();
  for (const button of lessons) {
    const { watched = [], length = 0, done } = all[button.dataset.lesson] ?? {};
    const seconds = watched.reduce((sum, [from, to]) => sum + to - from, 0);
    const percent = length ? Math.min(100, Math.round((seconds / length) * 100)) : 0;
    button.querySelector("progress").value = percent;
    button.querySelector("small").textContent = done ? "Done" : `${percent} %`;
    button.classList.toggle("done", !!done);
    button.ariaCurrent = `${button.dataset.lesson === lesson}`;
  }
}

const minutes = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;

/** What the events say in words; the others are not worth a line. */
const WORDS = {
  Play: () => "play",
  Pause: () => "pause",
  Seek: ({ from, to }) => `seek from ${minutes(from)} to ${minutes(to)}`,
  Rewind: ({ from, to }) => `rewind by ${Math.round(from - to)} s`,
  Replay: () => "replay",
  Mark: ({ percent }) => `${percent} % watched`,
  Ended: () => "the end",
};

function tell(words) {
  const line = document.createElement("li");
  line.textContent = `${new Date().toLocaleTimeString()}  ${words}`;
  document.querySelector("#events").prepend(line);
}

/** The player moves on to a lesson; it is made anew for another student. */
async function open(id, { autoPlay = false } = {}) {
  lesson = id;
  show();
  document.querySelector("#numbers").href = `${server}/viewers/${encodeURIComponent(name)}`;
  const { watched = [], position = 0, length = 0 } = kept()[id] ?? {};
  // Who had reached the end begins again.
  const time = position < length - 1 ? position : 0;
  document.querySelector("#resumed").textContent = time ? `Resumed at ${minutes(time)}, where you left.` : "";
  const how = { time, watched, context: { course: "counting-views", lesson: id } };
  if (player) return player.switchTo(id, { ...how, autoPlay });
  player = await Mutoscope.IframePlayer.create("player", {
    ...how,
    url: `${server}/embed/${id}?key=${key}`,
    settings: { externalId: name },
  });
  for (const [event, words] of Object.entries(WORDS)) player.on(event, ({ data }) => tell(words(data)));
  player.on("CurrentTrackChanged", ({ data }) => {
    playing = data.item.id;
  });
  player.on("Loaded", ({ data }) => keep({ length: data.duration }));
  player.on("TimeUpdate", ({ data }) => keep({ position: data.currentTime, watched: data.watched }));
  player.on("Mark", ({ data }) => {
    if (data.percent === DONE) keep({ done: true });
  });
}

async function changeStudent() {
  await player?.destroy();
  player = undefined;
  name = student.value;
  await open(lesson);
}

/** One thing after the other, however fast somebody clicks. */
let doing = Promise.resolve();
const soon = (what) => {
  doing = doing.then(what).catch((error) => tell(error.message));
};

for (const button of lessons) {
  button.addEventListener("click", () => soon(() => open(button.dataset.lesson, { autoPlay: true })));
}
student.addEventListener("change", () => soon(changeStudent));
document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
show();
window.MutoscopeIframeApiReadyHandlers ??= [];
window.MutoscopeIframeApiReadyHandlers.push(() => soon(() => open(lesson)));
