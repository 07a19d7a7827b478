/** Who watches what, told by the server as it changes. The browser comes again by itself when a stream ends. */
import { useEffect, useState } from "react";
import { useWorkspace } from "~/session/session";
import { type AnswerOf, address, type QueryOf } from "./client";

export type Live = AnswerOf<"/v1/analytics/live">["data"];

export function useLive(query: QueryOf<"/v1/analytics/live">): Live | undefined {
  const { id } = useWorkspace();
  const [live, setLive] = useState<Live>();
  const source = address("/v1/analytics/live/stream", { ...query, workspace_id: id });
  useEffect(() => {
    setLive(undefined);
    const stream = new EventSource(source);
    stream.addEventListener("live", (event) => setLive(JSON.parse(event.data) as Live));
    return () => stream.close();
  }, [source]);
  return live;
}
