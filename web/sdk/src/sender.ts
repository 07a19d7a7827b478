/**
 * Brings the state of one play to the collector: one request at a time, always with the then-current state, so
 * that a late answer, a retry and a burst of events all end in the same place.
 */
import { every_ms } from "../../../contract/limits.json";
import { complain } from "./guard";

export interface Reply {
  status: number;
  body: {
    now?: number;
    accepted?: number;
    every?: number;
    reason?: string;
    detail?: string;
    /** Seconds. */
    retry_after?: number;
  };
}

/** The way out of the page. */
export interface Transport {
  /** Rejects when no answer came. */
  post(url: string, body: string): Promise<Reply>;
  /** Outlives the page; false when the browser does not take it: all players of a page share 64 KiB in flight. */
  beacon(url: string, body: string): boolean;
  /** Runs it after `ms` and a random part of as much again, so that players don't come back in step. */
  later(ms: number, run: () => void): void;
}

/** What a sender has to know of its play. */
export interface Outbox {
  readonly url: string;
  /** Looks at the player; what there is to tell, to be compared. */
  state(): string;
  /** The beacon that tells it. */
  beacon(): string;
  /** The collector calls the clock wrong. True: the play may be sent again. */
  clockWrong(now: number, accepted: boolean): boolean;
}

export interface Sender extends Outbox {
  send(): void;
  /** Sends if the pace says so. */
  beat(): void;
  /** Is there something that the collector does not know yet, and wants? */
  news(): boolean;
}

const PACE_MS = 10_000;
const BACKOFF_MAX_S = 60;

/** `unsettled`: where it is as long as there may be something that the collector does not know yet, and wants. */
export function createSender(
  transport: Transport,
  outbox: Outbox,
  unsettled: Set<Sender>,
  clock: () => number,
): Sender {
  /** A request is under way, or put off. */
  let busy = false;
  /** Something happened meanwhile. */
  let again = false;
  /** The collector will never take it, and the host page is not to hear of it. */
  let closed = false;
  /** The last state that the collector took; undefined: none of this play. */
  let known: string | undefined;
  let sent = 0;
  let failures = 0;
  let every = PACE_MS;

  const send = () => {
    unsettled.add(sender);
    again = busy;
    if (busy || closed) return;
    busy = true;
    sent = clock();
    const state = outbox.state();
    transport
      .post(outbox.url, outbox.beacon())
      .then((reply) => answered(reply, state))
      .catch(() => retry());
  };

  const news = () => !closed && known !== outbox.state();

  const answered = ({ status, body }: Reply, state: string) => {
    if (body.accepted) {
      known = state;
      failures = 0;
      every = Math.min(body.every ?? PACE_MS, every_ms);
    } else if (status === 429 || status >= 500 || status < 300) {
      return retry(body.retry_after);
    } else {
      closed = true;
      again = body.reason === "clock" && outbox.clockWrong(body.now as number, known !== undefined);
      closed = !again;
      if (closed && body.reason) complain(`nothing of this play is counted: ${body.reason}, ${body.detail}`);
    }
    busy = false;
    if (!news()) unsettled.delete(sender);
    else if (again) send();
  };

  /** Waits as long as asked for, else longer with every failure. */
  const retry = (seconds?: number) => {
    transport.later((seconds || Math.min(BACKOFF_MAX_S, 2 ** failures++)) * 1000, () => {
      busy = false;
      send();
    });
  };

  const sender = {
    ...outbox,
    send,
    beat: () => {
      if (clock() - sent >= every) send();
    },
    news,
  };
  return sender;
}

/**
 * The page goes away. Smallest first, so that most of its players get through with what a browser lets a page leave
 * behind. What doesn't fit is sent the ordinary way: the page may only be hidden, after all.
 */
export function depart(transport: Transport, unsettled: Set<Sender>) {
  const parting = [...unsettled]
    .filter((sender) => sender.news())
    .map((sender) => [sender, sender.beacon()] as const)
    .sort(([, a], [, b]) => a.length - b.length);
  for (const [sender, body] of parting) {
    // A page that closes says so twice: what is on its way is not sent again, unless something happened since.
    if (transport.beacon(sender.url, body)) unsettled.delete(sender);
    else sender.send();
  }
}
