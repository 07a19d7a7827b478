/** Signing in and out. */
import { queryClient } from "~/api/cache";
import { type BodyOf, call } from "~/api/client";
import { sessionQuery } from "./session";

export async function signIn(email: string, password: string): Promise<void> {
  await call("post", "/v1/session", { body: { email, password } });
  await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
}

/** The page is loaded anew: nothing that was seen stays in memory. */
export async function signOut(): Promise<void> {
  await call("delete", "/v1/session");
  location.assign("/login");
}

/** All logins end, and this one begins anew. */
export async function changePassword(body: BodyOf<"/v1/users/me/password", "put">): Promise<void> {
  await call("put", "/v1/users/me/password", { body });
  await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
}
