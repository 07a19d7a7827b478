import { returned, suspect } from "~/api/connection";

/** Loads a part of the dashboard; one that can't be loaded because the server is away comes as soon as it is back. */
export function patiently<T>(load: () => Promise<T>): () => Promise<T> {
  return async () => {
    for (;;) {
      try {
        return await load();
      } catch (error) {
        // The server is there, so the part is not: a newer version runs, and the router loads the document anew.
        if (await suspect()) throw error;
        await returned();
      }
    }
  };
}
