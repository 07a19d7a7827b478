/** What the server says of mails and their links, in words for whoever asked. */
import { ApiError } from "~/api/client";
import type { Texts } from "~/i18n/en";

const TAKEN = 400201;

export function told(error: unknown, { links }: Texts): unknown {
  if (!(error instanceof ApiError)) return error;
  if (error.code === TAKEN) return new Error(links.taken);
  const said: Record<number, string> = {
    403: links.other,
    404: links.unknown,
    410: links.gone,
    429: links.tooMany(error.retryAfter ?? 60),
  };
  return said[error.status] ? new Error(said[error.status]) : error;
}
