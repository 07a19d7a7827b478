/** No error of the SDK may reach the host page: every way in goes through here. */
export function quiet<A extends unknown[], R>(run: (...args: A) => R, otherwise?: R) {
  return (...args: A): R => {
    try {
      return run(...args);
    } catch {
      return otherwise as R;
    }
  };
}
