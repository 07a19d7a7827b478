/** No error of the SDK may reach the host page: every way in goes through one of these. */

/** What may well fail: storage that is blocked, an attribute that is no JSON. Then it is `otherwise`. */
export function quiet<A extends unknown[], R>(run: (...args: A) => R, otherwise?: R) {
  return (...args: A): R => {
    try {
      return run(...args);
    } catch {
      return otherwise as R;
    }
  };
}

let complained = false;

/** The first thing that goes wrong on a page is said in its console, in one line; the ones after it mostly follow from it. */
export function complain(problem: unknown) {
  if (!complained) console.warn(`Mutoscope: ${problem}`);
  complained = true;
}

/** What should not fail. Where it does, somebody who wonders why nothing is counted finds out. */
export function guard<A extends unknown[], R>(run: (...args: A) => R, otherwise?: R) {
  return (...args: A): R => {
    try {
      return run(...args);
    } catch (error) {
      complain(error);
      return otherwise as R;
    }
  };
}
