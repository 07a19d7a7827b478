/** One player: the play that it is in, and when a new one begins. All of its surroundings are injected. */
import { type About, describe, report } from "./beacon";
import type { Clock } from "./clock";
import { guard } from "./guard";
import { type Random, uuid7 } from "./ids";
import type { Handle, Options } from "./options";
import { advance, type Cause, createPlay, full, playing, type Sample } from "./play";
import { createSender, type Sender, type Transport } from "./sender";
import { COOKIELESS, type Sessions } from "./session";

/** What the players of a page share. */
export interface Page {
  clock: Clock;
  sessions: Sessions;
  transport: Transport;
  random: Random;
  about(): About;
  /** Senders with something that the collector may not know yet. */
  unsettled: Set<Sender>;
}

/** A look at the player. */
export type Look = Omit<Sample, "t">;

export interface Tracker extends Omit<Handle, "stop"> {
  /** Something happened in the player. */
  input(cause: Cause): void;
  /** Ends the play; the next playback begins a new one. */
  end(): void;
  /** Is this the content that such options are about? */
  shows(options: Options): boolean;
}

export function createTracker(page: Page, look: () => Look, options: Options): Tracker {
  /** What the content looks like while an ad stands in its place. */
  let still: Look | false;
  const seen = () => still || look();
  const renew = (cause?: Cause) => {
    life.end();
    life = createLife(page, seen, options, renew);
    if (cause) life.input(cause);
  };
  let life = createLife(page, seen, options, renew);

  return {
    get id() {
      return life.id();
    },
    input: (cause) => {
      if (!still) life.input(cause);
    },
    end: () => life.end(),
    shows: ({ key, video }) => key === options.key && video === options.video,
    ad: guard((on) => {
      still = on && { ...seen(), paused: true };
      // Not a pause of the viewer's; and who waits for an ad doesn't wait for the content.
      life.input("canplaythrough");
    }),
    update: guard((changes) => {
      options = { ...options, ...changes };
      renew();
    }),
    consent: guard((consent) => {
      options = { ...options, consent };
      if (!consent) page.sessions.forget();
    }),
    flush: guard(() => life.flush()),
  };
}

interface Life {
  id(): string;
  input(cause: Cause): void;
  end(): void;
  flush(): void;
}

/** One play, from its load to its last beacon. `renew` puts a new, empty one in its place, where the cause belongs. */
function createLife(page: Page, look: () => Look, options: Options, renew: (cause?: Cause) => void): Life {
  const { clock, sessions, unsettled } = page;
  const { endpoint: url, session: minutes = 30 } = options;
  const fixed = describe(options, page.about());
  const identity = options.consent === false ? COOKIELESS : sessions.visit(minutes);
  const born = clock.elapsed();
  const age = () => clock.elapsed() - born;
  const sample = (): Sample => {
    const seen = look();
    return { ...seen, duration: options.live ? null : seen.duration, t: age() };
  };
  const tell = () => report(play, age());
  const play = createPlay(sample());

  let loaded = 0;
  let id = "";
  let seq = 0;
  let ended = false;
  let minted = 0;
  const mint = () => {
    loaded = clock.epoch + born;
    id = uuid7(loaded, page.random);
    return ++minted < 3;
  };

  const sender = createSender(
    page.transport,
    {
      url,
      state: () => {
        // A play that has ended looks at its player no more.
        if (!ended) advance(play, "tick", sample());
        return JSON.stringify(tell());
      },
      beacon: () => {
        if (identity.session) sessions.visit(minutes, identity.session);
        const sent = loaded + age();
        const beacon = { ...fixed, ...identity, ...tell(), play: id, seq: seq++, loaded, sent };
        // Half of a surrogate pair is no text; the collector could not read it.
        return JSON.stringify(beacon).replace(/\\ud.../g, "\\ufffd");
      },
      clockWrong: (now, accepted) => {
        clock.epoch = now - clock.elapsed();
        if (accepted && !ended) renew();
        return !accepted && mint();
      },
    },
    unsettled,
    clock.elapsed,
  );

  mint();
  sender.send();
  return {
    id: () => id,
    input: (cause) => {
      // A page that comes back may play on without a "play".
      if (ended ? cause === "play" || cause === "playing" : full(play, age())) return renew(cause);
      if (ended) return;
      unsettled.add(sender);
      if (advance(play, cause, sample())) sender.send();
      else if (playing(play)) sender.beat();
    },
    end: () => {
      if (ended) return;
      // Whatever the player does from here on belongs to the next play, or to none.
      advance(play, "tick", { ...sample(), paused: true });
      ended = true;
      if (sender.news()) sender.send();
    },
    flush: sender.send,
  };
}
