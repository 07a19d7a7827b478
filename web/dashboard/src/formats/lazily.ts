/** Made at first use: a browser takes milliseconds for each formatter, and few pages need them all. */
export function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
