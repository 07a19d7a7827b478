import { useMutation, useQueryClient } from "@tanstack/react-query";

/** A change of the catalog. Whatever a page shows may be about it, so everything is asked for anew. */
export function useChange<T>(change: (given: T) => Promise<unknown>, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: onDone,
    // What failed may have been done in part.
    onSettled: () =>
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" }),
  });
}

/** A change of one thing after the other. What fails is told, and does not keep the others. */
export async function ofEach<T>(things: readonly T[], change: (thing: T) => Promise<unknown>): Promise<void> {
  const errors: Error[] = [];
  for (const thing of things) {
    try {
      await change(thing);
    } catch (error) {
      errors.push(error as Error);
    }
  }
  if (errors.length) throw errors[0];
}
