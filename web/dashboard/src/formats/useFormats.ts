import { useMemo } from "react";
import { useSpoken } from "~/i18n/texts";
import { useWorkspace } from "~/session/session";
import { type Formats, formats } from "./formats";

/** In the person's language, in the workspace's time zone. */
export function useFormats(): Formats {
  const { locale } = useSpoken();
  const { timezone } = useWorkspace();
  return useMemo(() => formats(locale, timezone), [locale, timezone]);
}
