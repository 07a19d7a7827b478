import { keepPreviousData } from "@tanstack/react-query";
import { ApiError, Unreachable } from "./client";

const MINUTE_MS = 60_000;
const MOST_TRIES = 3;

/** Whether a question that failed so often is asked once more. */
export function isWorthAnother(failures: number, error: Error): boolean {
  const refused = error instanceof ApiError && error.status < 500;
  return !refused && !(error instanceof Unreachable) && failures < MOST_TRIES - 1;
}

/** Of what a page shows: the numbers before stay until new ones come, however long the server is away. */
export const patient = {
  placeholderData: keepPreviousData,
  retry: (failures: number, error: Error) => error instanceof Unreachable || isWorthAnother(failures, error),
  // That it is there again is heard at once (connection.ts), and all is asked then.
  retryDelay: (failures: number, error: Error) =>
    error instanceof Unreachable ? MINUTE_MS : 1_000 * 2 ** failures,
} as const;
