/** Titles of what filters name by id: videos, projects, folders. Learned from the answers that pages get anyway. */
import { queryOptions } from "@tanstack/react-query";
import { queryClient } from "./cache";

const learned = new Map<string, string>();

export const namesQuery = queryOptions({
  queryKey: ["names"],
  queryFn: () => new Map(learned),
  staleTime: Number.POSITIVE_INFINITY,
});

export function learnNames(names: Iterable<readonly [id: string, name: string]>): void {
  let news = false;
  for (const [id, name] of names) {
    if (!name || learned.get(id) === name) continue;
    learned.set(id, name);
    news = true;
  }
  if (news) queryClient.setQueryData(namesQuery.queryKey, new Map(learned));
}
