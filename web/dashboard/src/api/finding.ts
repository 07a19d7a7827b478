/** Looking for things by a part of their names. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "./client";
import { patient } from "./patient";

const FEW = 7;

/** A video, or a stream of a live event. */
export interface Found {
  id: string;
  title: string;
}

/** Nothing written: the first by name. */
export const videosFound = (q: string) =>
  queryOptions({
    queryKey: ["videos-found", q],
    queryFn: async ({ signal }): Promise<Found[]> => {
      const query = { ...(q && { q }), kind: ["video", "stream"], per_page: FEW } as const;
      const { data } = await get("/v1/videos", { query: query as never, signal });
      return data.map(({ id, title }) => ({ id, title: title || id }));
    },
    ...patient,
  });

export const viewersFound = (q: string) =>
  queryOptions({
    queryKey: ["viewers-found", q],
    queryFn: async ({ signal }): Promise<string[]> => {
      const query = { q, period: "all_time", per_page: FEW } as const;
      return (await get("/v1/viewers", { query, signal })).data.map(({ external_id }) => external_id);
    },
    ...patient,
  });
