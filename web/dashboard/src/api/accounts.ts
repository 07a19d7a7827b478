/** The workspace's settings, who may do what in it, and oneself. */
import { queryOptions } from "@tanstack/react-query";
import { type AnswerOf, type BodyOf, call, get } from "./client";

export type Settings = AnswerOf<"/v1/workspace">["data"];
export type Changes = BodyOf<"/v1/workspace", "patch">;
export type IngestKey = AnswerOf<"/v1/workspace/ingest-keys">["data"][number];
export type Member = AnswerOf<"/v1/users">["data"][number];
export type NewMember = BodyOf<"/v1/users", "post">;
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

export const addMember = (body: NewMember) => call("post", "/v1/users", { body });

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
