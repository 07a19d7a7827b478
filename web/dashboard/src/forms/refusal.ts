/** What a server's refusal says, and which field it is about. */
import { ApiError, Unreachable } from "~/api/client";
import type { Texts } from "~/i18n/en";

export interface Refusal {
  /** Of the field that is wrong; undefined: none in particular. */
  name: string | undefined;
  text: string;
}

/** The API's `detail` begins with the field's name: `timezone: "X" is no time zone`, `allowed_domains[2]: …`. */
export function refused(error: Error | null, names: readonly string[], texts: Texts): Refusal | undefined {
  if (!error) return undefined;
  if (error instanceof Unreachable) return { name: undefined, text: texts.forms.unreachable };
  const [, name, text] = /^([a-z_]+)[^:]*: (.*)$/s.exec(error.message) ?? [];
  if (name && text && names.includes(name)) return { name, text };
  const denied = error instanceof ApiError && error.status === 403 && !error.detail;
  return { name: undefined, text: denied ? texts.trouble.denied : error.message };
}
