/** What the catalog knows of a content. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "./client";

export interface Content {
  id: string;
  kind: "video" | "stream";
  title: string;
  description: string;
  duration: number | null;
  poster: string | null;
  source: string | null;
  /** Where it is: a folder's id, else its project's. */
  place: string;
  /** Of a stream: its event. Of a recording: the event recorded. */
  event: string | null;
}

/** Raises ApiError 404 for an id that there is not. */
export const contentQuery = (id: string) =>
  queryOptions({
    queryKey: ["content", id],
    queryFn: async ({ signal }): Promise<Content> => {
      const { data } = await get("/v1/videos/{video_id}", { path: { video_id: id }, signal });
      const { kind, title, description, duration, poster, source_url: source, event_id: event } = data;
      const place = data.folder_id ?? data.project_id;
      return {
        ...{ id, kind, title, description, duration, source, place, event },
        poster: poster?.original ?? null,
      };
    },
    staleTime: 60_000,
  });
