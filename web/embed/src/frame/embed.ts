/** The player's page: meets the page around, then plays. */
import { version } from "../../package.json";
import type { CreateOptions } from "../options";
import { type Answering, type Call, type Emit, METHODS, type Word } from "../protocol";
import { createControls } from "./controls";
import { meetHost } from "./host";
import { createPlayer } from "./player";
import { ofAddress, ofPage } from "./settings";

run();

async function run() {
  const page = ofPage();
  const host = await meetHost();
  const say = (word: Word) => host.port?.postMessage(word);
  if ("problem" in page) return say({ problem: `${page.problem.title}. ${page.problem.text}` });

  const options: CreateOptions = host.options ?? ofAddress(new URLSearchParams(location.search));
  let over = false;
  const emit: Emit = (event, data) => over || say({ event, data });
  const video = document.querySelector("video") as HTMLVideoElement;
  const player = createPlayer(video, page, host, options, version, emit);
  createControls(video, player, options, emit);
  const destroy = () => {
    over = true;
    player.end();
  };
  if (host.port) answer(host.port, { ...player, destroy }, say);
  // The host page has its player, and hears of it, before anything happens in it.
  say({ created: true, title: page.title });
  await player.start();
}

/** Does what the host page asks for. */
function answer(port: MessagePort, player: Answering, say: (word: Word) => void) {
  const methods: Partial<Answering> = {};
  for (const name of [...METHODS, "destroy"] as const) Object.assign(methods, { [name]: player[name] });
  const run = async ({ method, args }: Call) => {
    const asked = Object.keys(methods).includes(method) && methods[method as keyof Answering];
    if (!asked) throw new TypeError(`${method}: this player has no such method`);
    return (asked as (...args: unknown[]) => unknown)(...args);
  };
  port.onmessage = ({ data }: { data: Call }) => {
    run(data).then(
      (value) => say({ reply: data.call, value }),
      ({ name, message }: Error) => say({ reply: data.call, error: { name, message } }),
    );
  };
}
