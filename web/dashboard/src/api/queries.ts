/** The questions that pages ask. */
import { queryOptions } from "@tanstack/react-query";
import type { Language } from "~/i18n/texts";
import { type AnswerOf, get, type QueryOf } from "./client";
import { patient } from "./patient";

export const REFRESH_MS = 60_000;

export type OverviewQuery = QueryOf<"/v1/analytics/overview">;
export type Overview = AnswerOf<"/v1/analytics/overview">["data"];
export type Definitions = AnswerOf<"/v1/metrics">["data"];
export type RetentionQuery = QueryOf<"/v1/analytics/retention">;
export type Retention = AnswerOf<"/v1/analytics/retention">["data"];

/** running: the period holds now, so that its numbers change. */
export const overviewQuery = (query: OverviewQuery, running: boolean) =>
  queryOptions({
    queryKey: ["overview", query],
    queryFn: async ({ signal }) => (await get("/v1/analytics/overview", { query, signal })).data,
    ...patient,
    refetchInterval: running && REFRESH_MS,
  });

export const retentionQuery = (query: RetentionQuery) =>
  queryOptions({
    queryKey: ["retention", query],
    queryFn: async ({ signal }) => (await get("/v1/analytics/retention", { query, signal })).data,
    ...patient,
  });

export const definitionsQuery = (language: Language) =>
  queryOptions({
    queryKey: ["definitions", language],
    queryFn: async ({ signal }) => (await get("/v1/metrics", { query: { language }, signal })).data,
    staleTime: Number.POSITIVE_INFINITY,
  });

export interface AllTime {
  views: number;
  loads: number;
  /** When the first play of the workspace was loaded. */
  first: string;
}

/** Views and player loads over all time, of the plays that a filter chooses. */
export const allTimeQuery = (filters: OverviewQuery) =>
  queryOptions({
    queryKey: ["all-time", filters],
    queryFn: async ({ signal }): Promise<AllTime> => {
      const query: QueryOf<"/v1/analytics"> = {
        ...filters,
        period: "all_time",
        group_by: ["traffic"],
        fields: ["views", "player_loads"],
      };
      const { data, meta } = await get("/v1/analytics", { query, signal });
      const rows = data as { views: number; player_loads: number }[];
      const sum = (name: "views" | "player_loads") => rows.reduce((total, row) => total + row[name], 0);
      return { views: sum("views"), loads: sum("player_loads"), first: meta.time.from };
    },
    ...patient,
    staleTime: REFRESH_MS,
  });

/** Measures by a dimension. */
export const breakdownQuery = (query: QueryOf<"/v1/analytics">, running: boolean) =>
  queryOptions({
    queryKey: ["breakdown", query],
    queryFn: async ({ signal }) => (await get("/v1/analytics", { query, signal })).data,
    ...patient,
    refetchInterval: running && REFRESH_MS,
  });

export type ReferrersQuery = QueryOf<"/v1/analytics/referrers">;
export type Domain = AnswerOf<"/v1/analytics/referrers">["data"][number];

export const referrersQuery = (query: ReferrersQuery, running: boolean) =>
  queryOptions({
    queryKey: ["referrers", query],
    queryFn: ({ signal }) => get("/v1/analytics/referrers", { query, signal }),
    ...patient,
    refetchInterval: running && REFRESH_MS,
  });

export const concurrencyQuery = (query: QueryOf<"/v1/analytics/concurrency">) =>
  queryOptions({
    queryKey: ["concurrency", query],
    queryFn: async ({ signal }) => (await get("/v1/analytics/concurrency", { query, signal })).data,
    ...patient,
  });

export type Viewer = AnswerOf<"/v1/viewers">["data"][number];
export type Progress = AnswerOf<"/v1/viewer">["data"][number];

export const viewersQuery = (query: QueryOf<"/v1/viewers">) =>
  queryOptions({
    queryKey: ["viewers", query],
    queryFn: ({ signal }) => get("/v1/viewers", { query, signal }),
    ...patient,
  });

/** What one viewer watched, a row for each content. */
export const progressQuery = (query: QueryOf<"/v1/viewer">) =>
  queryOptions({
    queryKey: ["progress", query],
    queryFn: ({ signal }) => get("/v1/viewer", { query, signal }),
  });
