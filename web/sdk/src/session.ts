/**
 * Who watches, as far as the device may remember it: a lasting device id, and a session id that ends after
 * some minutes without a beacon and at the latest a day after it began.
 */
import { quiet } from "./guard";
import { type Random, token } from "./ids";

export interface Identity {
  session: string | null;
  device: string | null;
}

export interface Sessions {
  /**
   * The ids for a play that begins now, or, given its session, a sign of life of a play that goes on. A session that
   * ended meanwhile is not woken up: its play goes on under its id, the next play gets a new one.
   */
  visit(minutes: number, session?: string): Identity;
  /** Consent was refused: nothing stays on the device. */
  forget(): void;
}

/** The collector derives the session, and there is no device. */
export const COOKIELESS: Identity = { session: null, device: null };

/** Storage is slow, and a page may hold many players: the moment of the last beacon is noted to so many ms. */
const GRAIN_MS = 5000;
const KEY = "mutoscope";
/** 16 bytes in base64url. */
const ID = /^[\w-]{21}[AQgw]$/;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * `storage` may be refused (null) or throw, as may everything in it (blocked, full, sandboxed). Then the play is
 * cookieless: an id that no other page can find again would make every page load a device of its own.
 */
export function createSessions(store: () => Storage | null, dateNow: () => number, random: Random): Sessions {
  let due = 0;
  return {
    visit: quiet((minutes, of) => {
      const now = dateNow();
      if (of && now < due) return COOKIELESS;
      const storage = store() as Storage;
      // Whatever another script or an older version put there: what is none of ours is as good as nothing.
      const stored = `${storage.getItem(KEY)}`.split(" ");
      let [device, session] = stored.map((part) => (ID.test(part) ? part : ""));
      let [, , began, seen] = stored;
      // The clock may have been set back.
      const within = (since: unknown, ms: number) => Math.abs(now - (since as number)) <= ms;
      const alive = session && within(seen, minutes * MINUTE_MS) && within(began, DAY_MS);
      if (of && !(alive && of === session)) return COOKIELESS;
      if (!alive) [session, began] = [token(random), `${now}`];
      device ||= token(random);
      storage.setItem(KEY, [device, session, began, now].join(" "));
      due = now + GRAIN_MS;
      return { session, device } as Identity;
    }, COOKIELESS),
    forget: quiet(() => (store() as Storage).removeItem(KEY)),
  };
}
