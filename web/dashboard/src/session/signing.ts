/** Signing in and out. */
import { resetPassword } from "~/api/accounts";
import { queryClient } from "~/api/cache";
import { type BodyOf, call } from "~/api/client";
import { BASE } from "~/url/base";
import { sessionQuery } from "./session";

export async function signIn(email: string, password: string): Promise<void> {
  await call("post", "/v1/session", { body: { email, password } });
  await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
}

/** The page is loaded anew: nothing that was seen stays in memory. */
export async function signOut(): Promise<void> {
  await call("delete", "/v1/session");
  location.assign(`${BASE}/login`);
}

/** With the secret of a mailed link. The page is loaded anew: another may have been signed in here. */
export async function signInAnew(secret: string, password: string): Promise<void> {
  await resetPassword(secret, password);
  location.assign(`${BASE}/`);
}

const GOING_ON = ["session", "offer"];

/** Signs out where somebody else goes on. */
export async function leaveSession(): Promise<void> {
  await call("delete", "/v1/session");
  queryClient.removeQueries({ predicate: ({ queryKey }) => !GOING_ON.includes(String(queryKey[0])) });
  await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
}

/** All logins end, and this one begins anew. */
export async function changePassword(body: BodyOf<"/v1/users/me/password", "put">): Promise<void> {
  await call("put", "/v1/users/me/password", { body });
  await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
}
