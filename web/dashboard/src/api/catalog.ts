/** The catalog: its tree, what is in a place of it, and every change of it. */
import { queryOptions } from "@tanstack/react-query";
import { type AnswerOf, type BodyOf, call, get, type QueryOf, upload } from "./client";
import { patient } from "./patient";

export type Project = AnswerOf<"/v1/projects">["data"][number];
export type Content = AnswerOf<"/v1/catalog/contents">["data"][number];
export type LiveEvent = AnswerOf<"/v2/live/events/{event_id}">["data"];
export type Stream = LiveEvent["streams"][number];
export type Imported = AnswerOf<"/v1/catalog/import", "post">["data"];
export type VideoFields = BodyOf<"/v1/videos", "post">;
export type EventFields = BodyOf<"/v2/live/events", "post">;
export type StreamFields = BodyOf<"/v2/live/events/{event_id}/streams", "post">;

const PROJECTS_AT_ONCE = 1000;

/** The whole tree: names alone, so that five thousand folders are a megabyte, and search and paths need no request. */
export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: async ({ signal }): Promise<Project[]> => {
    const all: Project[] = [];
    for (let page = 1; ; page++) {
      const query = { page, per_page: PROJECTS_AT_ONCE };
      const { data, meta } = await get("/v1/projects", { query, signal });
      all.push(...data);
      if (all.length >= meta.pagination.total || !data.length) return all;
    }
  },
});

export const contentsQuery = (query: QueryOf<"/v1/catalog/contents">) =>
  queryOptions({
    queryKey: ["contents", query],
    queryFn: ({ signal }) => get("/v1/catalog/contents", { query, signal }),
    ...patient,
  });

/** Raises ApiError 404 for an id that there is not. */
export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: ["event", id],
    queryFn: async ({ signal }) =>
      (await get("/v2/live/events/{event_id}", { path: { event_id: id }, signal })).data,
  });

/** The newest recordings of an event, at most so many, and how many there are. */
export const recordingsQuery = (id: string, per_page: number) =>
  queryOptions({
    queryKey: ["recordings", id, per_page],
    queryFn: ({ signal }) =>
      get("/v2/live/events/{event_id}/videos", { path: { event_id: id }, query: { per_page }, signal }),
  });

/** A thing of the catalog that can be moved and deleted. */
export interface Item {
  kind: "project" | "folder" | "video" | "event" | "stream";
  id: string;
  title: string;
  /** Of a folder: the project that it is in. Of a stream of an event: the event. */
  within?: string | undefined;
}

/** A project, or a folder in one. */
export interface Target {
  id: string;
  projectId: string;
}

export function move(
  { kind, id, within = "" }: Item,
  { id: parent_id, projectId }: Target,
): Promise<unknown> {
  const body = { parent_id };
  if (kind === "event")
    return call("put", "/v2/live/events/{event_id}/move", { path: { event_id: id }, body });
  if (kind !== "folder") return call("put", "/v1/videos/{video_id}/move", { path: { video_id: id }, body });
  return call("put", "/v1/projects/{project_id}/folders/{folder_id}", {
    path: { project_id: within, folder_id: id },
    body: { parent_id: parent_id === projectId ? null : parent_id, project_id: projectId },
  });
}

/** What becomes of what is in a project or a folder that is deleted. */
export type Leftovers = "parent" | "unsorted" | "delete";

export function remove({ kind, id, within = "" }: Item, contents: Leftovers): Promise<unknown> {
  switch (kind) {
    case "project":
      return call("delete", "/v1/projects/{project_id}", {
        path: { project_id: id },
        query: { contents: contents === "delete" ? contents : "unsorted" },
      });
    case "folder":
      return call("delete", "/v1/projects/{project_id}/folders/{folder_id}", {
        path: { project_id: within, folder_id: id },
        query: { contents },
      });
    case "event":
      return call("delete", "/v2/live/events/{event_id}", { path: { event_id: id } });
    case "stream":
      if (within)
        return call("delete", "/v2/live/events/{event_id}/streams/{stream_id}", {
          path: { event_id: within, stream_id: id },
        });
  }
  return call("delete", "/v1/videos/{video_id}", { path: { video_id: id } });
}

export function rename({ kind, id, within = "" }: Item, name: string): Promise<unknown> {
  if (kind === "project")
    return call("put", "/v1/projects/{project_id}", { path: { project_id: id }, body: { name } });
  const path = { project_id: within, folder_id: id };
  return call("put", "/v1/projects/{project_id}/folders/{folder_id}", { path, body: { name } });
}

export const createProject = (name: string) => call("post", "/v1/projects", { body: { name } });

export const createFolder = (name: string, { id, projectId }: Target) =>
  call("post", "/v1/projects/{project_id}/folders", {
    path: { project_id: projectId },
    body: { name, parent_id: id === projectId ? null : id },
  });

export const createVideo = (body: VideoFields) => call("post", "/v1/videos", { body });
export const changeVideo = (id: string, body: BodyOf<"/v1/videos/{video_id}", "patch">) =>
  call("patch", "/v1/videos/{video_id}", { path: { video_id: id }, body });
export const createEvent = (body: EventFields) => call("post", "/v2/live/events", { body });
export const changeEvent = (id: string, body: BodyOf<"/v2/live/events/{event_id}", "put">) =>
  call("put", "/v2/live/events/{event_id}", { path: { event_id: id }, body });
export const createStream = (event_id: string, body: StreamFields) =>
  call("post", "/v2/live/events/{event_id}/streams", { path: { event_id }, body });

/** A tree as CSV or NDJSON. Lines that can't be taken are in the answer; the others stand. */
export async function importTree(file: Blob): Promise<Imported> {
  return ((await upload("/v1/catalog/import", file)) as AnswerOf<"/v1/catalog/import", "post">).data;
}
