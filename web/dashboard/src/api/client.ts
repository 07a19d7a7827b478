/** Calls of the REST API, typed by its own OpenAPI document. */
import type { paths } from "~/generated/api";
import { BASE } from "~/url/base";
import { reachable, unreachable } from "./connection";

type Method = "get" | "post" | "put" | "patch" | "delete";
type Path = keyof paths;

export type PathOf<M extends Method> = {
  [P in Path]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[Path];

type Operation<P extends Path, M extends Method> = paths[P] extends Record<M, infer O> ? O : never;

export type QueryOf<P extends Path, M extends Method = "get"> =
  Operation<P, M> extends { parameters: { query?: infer Q } } ? Q : never;

type PathParameters<P extends Path, M extends Method> =
  Operation<P, M> extends { parameters: { path?: infer Q } } ? Q : never;

export type BodyOf<P extends Path, M extends Method> =
  Operation<P, M> extends { requestBody: { content: { "application/json": infer B } } } ? B : never;

type Json<R> = R extends { content: { "application/json": infer A } } ? A : undefined;
type Good<R> = R extends { 200: infer A }
  ? A
  : R extends { 201: infer A }
    ? A
    : R extends { 202: infer A }
      ? A
      : never;

/** What a call answers. */
export type AnswerOf<P extends Path, M extends Method = "get"> =
  Operation<P, M> extends { responses: infer R } ? Json<Good<R>> : never;

interface Request {
  method: string;
  path: string;
  query?: object | undefined;
  /** A file is sent as it is, anything else as JSON. */
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** The server's refusal: its code and what was wrong, see docs of the API. */
export class ApiError extends Error {
  override name = "ApiError";

  constructor(
    readonly status: number,
    readonly code: number,
    readonly title: string,
    readonly detail: string,
    readonly retryAfter: number | undefined,
  ) {
    super(detail || title);
  }
}

/** No answer came, or one that says that it will come later. */
export class Unreachable extends Error {
  override name = "Unreachable";
}

/** What every request bears: who asks by cookie, which workspace is meant, and proof that our own page asks. */
const headers: Record<string, string> = {};

export function setHeader(name: "X-CSRF-Token" | "X-Workspace-ID", value: string | undefined): void {
  if (value) headers[name] = value;
  else delete headers[name];
}

let onSessionEnd = (): void => undefined;

/** What to do when the server no longer knows who asks. */
export function whenSessionEnds(callback: () => void): void {
  onSessionEnd = callback;
}

export function get<P extends PathOf<"get">>(
  path: P,
  options: { query?: QueryOf<P>; path?: PathParameters<P, "get">; signal?: AbortSignal } = {},
): Promise<AnswerOf<P>> {
  const { query, signal } = options;
  const request = { method: "GET", path: fill(path, options.path), query: query as object, signal };
  return send(request) as Promise<AnswerOf<P>>;
}

export function call<M extends Exclude<Method, "get">, P extends PathOf<M>>(
  method: M,
  path: P,
  options: { body?: BodyOf<P, M>; path?: PathParameters<P, M>; query?: QueryOf<P, M> } = {},
): Promise<AnswerOf<P, M>> {
  const { query, body } = options;
  const request = {
    method: method.toUpperCase(),
    path: fill(path, options.path),
    query: query as object,
    body,
  };
  return send(request) as Promise<AnswerOf<P, M>>;
}

/** The address of a call, as for a download. */
export function address(path: string, query: object = {}): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) pairs.append(name, String(one));
  }
  const text = pairs.toString();
  return BASE + (text ? `${path}?${text}` : path);
}

/** An answer as it comes, for streams and files. Raises as `get` does. */
export async function open(path: string, query: object, signal?: AbortSignal): Promise<Response> {
  return answered({ method: "GET", path, query, signal });
}

/** Send a file as it is; what the server answers. */
export function upload(path: PathOf<"post">, file: Blob): Promise<unknown> {
  return send({ method: "POST", path, body: file });
}

async function send(request: Request): Promise<unknown> {
  const response = await answered(request);
  return response.status === 204 ? undefined : response.json();
}

async function answered({ method, path, query, body, signal }: Request): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address(path, query), {
      method,
      ...sent(body),
      signal: signal ?? null,
      credentials: "same-origin",
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    unreachable();
    throw new Unreachable("no answer");
  }
  if ([502, 503, 504].includes(response.status)) {
    unreachable();
    throw new Unreachable(`answered ${response.status}`);
  }
  reachable();
  if (response.ok) return response;
  const error = await refusal(response);
  if (error.status === 401 && path !== "/v1/session") onSessionEnd();
  throw error;
}

function sent(body: unknown): Pick<RequestInit, "headers" | "body"> {
  if (body === undefined) return { headers };
  if (body instanceof Blob) return { headers, body };
  return { headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

async function refusal(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    const { error, retry_after } = JSON.parse(text);
    return new ApiError(response.status, error.code, error.message, error.detail, retry_after);
  } catch {
    return new ApiError(response.status, 0, response.statusText, text.slice(0, 200), undefined);
  }
}

function fill(path: string, parameters: unknown): string {
  const values = parameters as Record<string, unknown> | undefined;
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values?.[name])));
}
