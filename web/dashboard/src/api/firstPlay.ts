/** Whether anything was ever played in the workspace, by people, bots or ourselves. */
import { queryOptions } from "@tanstack/react-query";
import { type AnswerOf, get } from "./client";

export type Play = AnswerOf<"/v1/plays">["data"][number];

/** The newest play; null: there never was one. */
export const newestPlayQuery = queryOptions({
  queryKey: ["newest-play"],
  queryFn: async ({ signal }): Promise<Play | null> => {
    const query = { period: "all_time", traffic: "all", per_page: 1 } as const;
    return (await get("/v1/plays", { query, signal })).data[0] ?? null;
  },
});
