/** What the catalog knows of a content. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "./client";

export interface Content {
  id: string;
  title: string;
  duration: number | null;
  poster: string | null;
  source: string | null;
}

/** Raises ApiError 404 for an id that there is not. */
export const contentQuery = (id: string) =>
  queryOptions({
    queryKey: ["content", id],
    queryFn: async ({ signal }): Promise<Content> => {
      const { data } = await get("/v1/videos/{video_id}", { path: { video_id: id }, signal });
      const { title, duration, poster, source_url: source } = data;
      return { id, title, duration, poster: poster?.original ?? null, source };
    },
    staleTime: 60_000,
  });
