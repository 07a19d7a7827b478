/** Who is signed in, and in which workspace. */
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { type AnswerOf, ApiError, get, setHeader } from "~/api/client";

export type Session = AnswerOf<"/v1/session">["data"];
export type Workspace = Session["workspaces"][number];

const CHOSEN = "mutoscope-workspace";

/** null: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      const session = (await get("/v1/session", { signal })).data;
      setHeader("X-Workspace-ID", chosenOf(session)?.id);
      setHeader("X-CSRF-Token", session.csrf);
      return session;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data) throw new Error("nobody is signed in");
  return data;
}

export function useWorkspace(): Workspace {
  const workspace = chosenOf(useSession());
  if (!workspace) throw new Error("no workspace");
  return workspace;
}

/** Whether they may change the catalog; whoever may not is not offered to. */
export function useMayEdit(): boolean {
  return useWorkspace().role !== "viewer";
}

/** The page is loaded anew: nothing of the other workspace stays. */
export function chooseWorkspace(id: string): void {
  localStorage.setItem(CHOSEN, id);
  location.assign("/analytics");
}

function chosenOf(session: Session): Workspace | undefined {
  const id = localStorage.getItem(CHOSEN);
  return session.workspaces.find((one) => one.id === id) ?? session.workspaces[0];
}
