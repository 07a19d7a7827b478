/** Reports: what was asked for, how far it is; and what can be chosen for one. */
import { queryOptions } from "@tanstack/react-query";
import { type AnswerOf, type BodyOf, call, get } from "./client";
import { csvDialect } from "./csv";
import { save } from "./exports";
import { patient } from "./patient";

export type Report = AnswerOf<"/v1/reports">["data"][number];
export type NewReport = BodyOf<"/v1/reports", "post">;
export type Schedule = AnswerOf<"/v1/reports/schedules">["data"][number];
export type NewSchedule = BodyOf<"/v1/reports/schedules", "post">;

const WATCH_MS = 1_000;
const MAIL_MS = 5_000;

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

/** What is chosen until somebody chooses. */
export const USUAL: readonly Field[] = [
  ...REQUIRED,
  "title",
  "folder_name",
  "duration",
  "player_loads",
  "unique_views",
  "views",
  "total_watch_time",
  "view_rate",
];

export const underWay = ({ state }: Report) => state === "queued" || state === "running";
const isMailUnderWay = ({ mail }: Report) => mail?.state === "waiting" || mail?.state === "sending";

/** How soon something else may be told of them: while one is being made, or its mail is tried again. */
export function watchingMs(reports: readonly Report[]): number | false {
  if (reports.some(underWay)) return WATCH_MS;
  return reports.some(isMailUnderWay) && MAIL_MS;
}

/** The newest of them; asked for again and again while they change. */
export const reportsQuery = (most: number) =>
  queryOptions({
    queryKey: ["reports", most],
    queryFn: ({ signal }) => get("/v1/reports", { query: { per_page: most }, signal }),
    ...patient,
    refetchInterval: ({ state }) => watchingMs(state.data?.data ?? []),
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
    ...csvDialect(),
    folder_ids,
    project_ids,
    email,
  } as NewReport);
}

export const schedulesQuery = queryOptions({
  queryKey: ["schedules"],
  queryFn: async ({ signal }) => (await get("/v1/reports/schedules", { signal })).data,
});

export const addSchedule = (body: NewSchedule) => call("post", "/v1/reports/schedules", { body });

export const endSchedule = ({ id }: Schedule) =>
  call("delete", "/v1/reports/schedules/{id}", { path: { id } });

export const downloadReport = ({ id }: Report, name: string) =>
  save(`/v1/reports/${id}/download`, {}, `${name}.zip`);
