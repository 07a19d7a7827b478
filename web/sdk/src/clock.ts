/**
 * The one clock of the SDK.
 *
 * `performance.now()` never jumps, but in some systems it stands still while the device sleeps. `Date.now()`
 * knows of the sleep, but jumps whenever somebody sets it. So: the first, plus what the second gained on it
 * between two readings where that is too much for a correction of the time of day.
 */
export interface Clock {
  /** Whole ms since the page was first looked at; never goes back. */
  elapsed(): number;
  /** The time of day, in ms since the epoch, at which `elapsed` was 0. To correct it leaves all differences true. */
  epoch: number;
}

const SLEPT_MS = 2000;

export function createClock(performanceNow: () => number, dateNow: () => number): Clock {
  const begin = performanceNow();
  const epoch = dateNow();
  let ahead = epoch - begin;
  let slept = 0;

  const elapsed = () => {
    const steady = performanceNow();
    const gained = dateNow() - steady - ahead;
    ahead += gained;
    if (gained > SLEPT_MS) slept += gained;
    return Math.floor(steady - begin + slept);
  };
  return { elapsed, epoch };
}
