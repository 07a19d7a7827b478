/** Who watches what, told by the server as it changes. What was told last stays until there is news. */
import { useEffect, useState } from "react";
import { useWorkspace } from "~/session/session";
import { type AnswerOf, address, type QueryOf } from "./client";
import { suspect, useConnectionLost } from "./connection";

export type Live = AnswerOf<"/v1/analytics/live">["data"];

export function useLive(query: QueryOf<"/v1/analytics/live">): Live | undefined {
  const { id } = useWorkspace();
  const lost = useConnectionLost();
  const source = address("/v1/analytics/live/stream", { ...query, workspace_id: id });
  const [told, setTold] = useState<{ source: string; live: Live }>();
  useEffect(() => {
    if (lost) return; // whoever comes back opens it anew
    const stream = new EventSource(source);
    stream.addEventListener("live", (event) => setTold({ source, live: JSON.parse(event.data) as Live }));
    // The browser opens one that ended again by itself, but tells nobody where there is nothing to open.
    stream.addEventListener("error", () => void suspect());
    return () => stream.close();
  }, [source, lost]);
  return told?.source === source ? told.live : undefined;
}
