import { useSpoken } from "~/i18n/texts";
import { useWorkspace } from "~/session/session";
import { type Formats, formats } from "./formats";

let made: { locale: string; timezone: string; formats: Formats } | undefined;

/** In the person's language, in the workspace's time zone. Made once: every cell of a table asks for them. */
export function useFormats(): Formats {
  const { locale } = useSpoken();
  const { timezone } = useWorkspace();
  if (made?.locale !== locale || made.timezone !== timezone) {
    made = { locale, timezone, formats: formats(locale, timezone) };
  }
  return made.formats;
}
