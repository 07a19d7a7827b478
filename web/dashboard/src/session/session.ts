/** Who is signed in, and in which workspace. */

import { queryOptions } from "@tanstack/react-query";
import { createContext, use } from "react";
import { type AnswerOf, ApiError, get, setHeader } from "~/api/client";
import { isKnown, learnZone } from "~/periods/localTime";
import { recall, remember } from "~/session/remembered";
import { BASE } from "~/url/base";

export type Session = AnswerOf<"/v1/session">["data"];
export type Workspace = Session["workspaces"][number];

const CHOSEN = "mutoscope-workspace";

/** null: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      const session = (await get("/v1/session", { signal })).data;
      const workspace = workspaceOf(session);
      setHeader("X-Workspace-ID", workspace?.id);
      setHeader("X-CSRF-Token", session.csrf);
      if (workspace && !isKnown(workspace.timezone)) await learn(workspace.timezone, signal);
      return session;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** Every date that is shown is the zone's: where the browser has never heard of it, the server has. */
async function learn(timezone: string, signal: AbortSignal): Promise<void> {
  learnZone(timezone, (await get("/v1/timezones/offsets", { query: { timezone }, signal })).data);
}

/** Given by the frame of the pages: every number that is shown asks for the time zone. */
export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error("nobody is signed in");
  return session;
}

export function useWorkspace(): Workspace {
  const workspace = workspaceOf(useSession());
  if (!workspace) throw new Error("no workspace");
  return workspace;
}

/** Whether they may change the catalog; whoever may not is not offered to. */
export function useMayEdit(): boolean {
  return useWorkspace().role !== "viewer";
}

/** The page is loaded anew: nothing of the other workspace stays. */
export function chooseWorkspace(id: string): void {
  remember(CHOSEN, id);
  location.assign(`${BASE}/analytics`);
}

/** The workspace chosen, else the first of them. */
export function workspaceOf(session: Session): Workspace | undefined {
  const id = recall(CHOSEN);
  return session.workspaces.find((one) => one.id === id) ?? session.workspaces[0];
}
