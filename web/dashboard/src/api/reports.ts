/** Reports: what was asked for, how far it is; and what can be chosen for one. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type AnswerOf, type BodyOf, call, get } from "./client";
import { save } from "./exports";

export type Report = AnswerOf<"/v1/reports">["data"][number];
export type NewReport = BodyOf<"/v1/reports", "post">;

const WATCH_MS = 1_000;

/** In the order that the dialog has; REQUIRED are in every file. */
export const FIELD_GROUPS = {
  content: [
    "video_id",
    "stream_id",
    "event_id",
    "project_id",
    "project_name",
    "title",
    "duration",
    "folder_name",
    "folder_id",
  ],
  metrics: [
    "player_loads",
    "unique_views",
    "views",
    "total_watch_time",
    "view_rate",
    "unique_viewers",
    "watch_depth",
    "avg_watch_time",
    "completions",
  ],
  streams: ["peak_concurrent_viewers"],
} as const;
export type Field = (typeof FIELD_GROUPS)[keyof typeof FIELD_GROUPS][number];
export const REQUIRED: readonly Field[] = ["video_id", "stream_id", "event_id"];

export const underWay = ({ state }: Report) => state === "queued" || state === "running";

/** The newest of them; asked for again and again while one is being made. */
export const reportsQuery = (most: number) =>
  queryOptions({
    queryKey: ["reports", most],
    queryFn: ({ signal }) => get("/v1/reports", { query: { per_page: most }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.data.some(underWay) ? WATCH_MS : false),
  });

export const askFor = (body: NewReport) => call("post", "/v1/reports", { body });

export const giveUp = ({ id }: Report) => call("delete", "/v1/reports/{id}", { path: { id } });

/** One that is ready stays, and another like it is made: its period as of now, where that has a name. */
export function runAgain(report: Report): Promise<unknown> {
  const { id, state, period, fields, format, folder_ids, project_ids, email } = report;
  if (state === "failed" || state === "expired")
    return call("post", "/v1/reports/{id}/again", { path: { id } });
  const named = period.name !== null && period.name !== "custom";
  return askFor({
    ...(named ? { period: period.name } : { from: period.from, to: period.to }),
    fields: fields ?? [],
    format,
    folder_ids,
    project_ids,
    email,
  } as NewReport);
}

export const downloadReport = ({ id }: Report, name: string) =>
  save(`/v1/reports/${id}/download`, {}, `${name}.zip`);
