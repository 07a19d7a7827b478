/** Forgetting viewers, with a receipt. */
import { queryOptions } from "@tanstack/react-query";
import { type AnswerOf, call, get } from "./client";

export type Erasure = AnswerOf<"/v1/erasures/{erasure_id}">["data"];

const LOOK_AGAIN_MS = 1_000;

export async function erase(externalId: string, devices: boolean): Promise<Erasure> {
  const { data } = await call("delete", "/v1/viewer", { query: { external_id: externalId, devices } });
  return data;
}

/** The receipt, looked at until nothing of the viewer is left. */
export const erasureQuery = (id: string) =>
  queryOptions({
    queryKey: ["erasure", id],
    queryFn: async ({ signal }) =>
      (await get("/v1/erasures/{erasure_id}", { path: { erasure_id: id }, signal })).data,
    refetchInterval: ({ state }) => state.data?.state !== "done" && LOOK_AGAIN_MS,
  });
