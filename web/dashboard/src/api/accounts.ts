/** The workspace's settings, who may do what in it, and oneself. */
import { queryOptions } from "@tanstack/react-query";
import { type AnswerOf, type BodyOf, call, get } from "./client";

export type Settings = AnswerOf<"/v1/workspace">["data"];
export type Changes = BodyOf<"/v1/workspace", "patch">;
export type IngestKey = AnswerOf<"/v1/workspace/ingest-keys">["data"][number];
export type Member = AnswerOf<"/v1/users">["data"][number];
export type Invitation = AnswerOf<"/v1/invitations">["data"][number];
export type NewInvitation = BodyOf<"/v1/invitations", "post">;
/** With its link, unless that is mailed; the link is in this answer, and in no other. */
export type GivenInvitation = AnswerOf<"/v1/invitations", "post">["data"];
/** An invitation as whoever is invited sees it. */
export type Offer = AnswerOf<"/v1/invitations/look", "post">["data"];
export type Role = Member["role"];
export type Token = AnswerOf<"/v1/tokens">["data"][number];
export type NewToken = BodyOf<"/v1/tokens", "post">;
export type Scope = Token["scope"];

/** What may do less comes first. */
export const ROLES: readonly Role[] = ["viewer", "editor", "owner"];
export const SCOPES: readonly Scope[] = ["read", "write", "admin"];

const ALL = { per_page: 1000 };

export const settingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: async ({ signal }) => (await get("/v1/workspace", { signal })).data,
});

export const changeSettings = async (changes: Changes): Promise<Settings> =>
  (await call("patch", "/v1/workspace", { body: changes })).data;

/** Those that the server knows: its list is newer than that of many a browser. */
export const zonesQuery = queryOptions({
  queryKey: ["zones"],
  queryFn: async ({ signal }) => (await get("/v1/timezones", { signal })).data,
  staleTime: Number.POSITIVE_INFINITY,
});

export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: async ({ signal }) => (await get("/v1/workspace/ingest-keys", { query: ALL, signal })).data,
});

export const createKey = (name: string) => call("post", "/v1/workspace/ingest-keys", { body: { name } });

export const deleteKey = ({ key }: IngestKey) =>
  call("delete", "/v1/workspace/ingest-keys/{key}", { path: { key } });

export const membersQuery = queryOptions({
  queryKey: ["members"],
  queryFn: async ({ signal }) => (await get("/v1/users", { query: ALL, signal })).data,
});

export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: async ({ signal }) => (await get("/v1/invitations", { query: ALL, signal })).data,
});

export const invite = async (body: NewInvitation): Promise<GivenInvitation> =>
  (await call("post", "/v1/invitations", { body })).data;

export const inviteAgain = async ({ id }: Invitation): Promise<GivenInvitation> =>
  (await call("post", "/v1/invitations/{invitation_id}/send", { path: { invitation_id: id } })).data;

export const revokeInvitation = ({ id }: Invitation) =>
  call("delete", "/v1/invitations/{invitation_id}", { path: { invitation_id: id } });

/** secret: what follows the # in the link. */
export const offerQuery = (secret: string) =>
  queryOptions({
    queryKey: ["offer", secret],
    queryFn: async (): Promise<Offer> =>
      (await call("post", "/v1/invitations/look", { body: { token: secret } })).data,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const acceptInvitation = (body: BodyOf<"/v1/invitations/accept", "post">) =>
  call("post", "/v1/invitations/accept", { body });

export const refuseInvitation = (secret: string) =>
  call("post", "/v1/invitations/refuse", { body: { token: secret } });

/** Whether this server sends mails; the answer is the same for every address. */
export const askForReset = async (email: string): Promise<boolean> =>
  (await call("post", "/v1/password-resets", { body: { email } })).data.mails;

/** Whoever does so is signed in. */
export const resetPassword = (token: string, password: string) =>
  call("post", "/v1/password-resets/use", { body: { token, password } });

/** Likewise. */
export const askForEmail = async (body: BodyOf<"/v1/users/me/email", "put">): Promise<boolean> =>
  (await call("put", "/v1/users/me/email", { body })).data.mails;

/** The new address. */
export const confirmEmail = async (token: string): Promise<string> =>
  (await call("post", "/v1/users/me/email/confirm", { body: { token } })).data.email;

export const changeRole = ({ id }: Member, role: Role) =>
  call("patch", "/v1/users/{user_id}", { path: { user_id: id }, body: { role } });

export const removeMember = ({ id }: Member) =>
  call("delete", "/v1/users/{user_id}", { path: { user_id: id } });

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: async ({ signal }) => (await get("/v1/tokens", { query: ALL, signal })).data,
});

/** The token itself is in this answer, and in no other. */
export const createToken = async (body: NewToken): Promise<string> =>
  (await call("post", "/v1/tokens", { body })).data.token;

export const revokeToken = ({ id }: Token) =>
  call("delete", "/v1/tokens/{token_id}", { path: { token_id: id } });

export const renameMyself = (name: string) => call("patch", "/v1/users/me", { body: { name } });
