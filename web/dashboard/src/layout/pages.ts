/** The menu, from top to bottom. A new section has a line here, a route in routes.tsx, a name in the texts. */
import type { Texts } from "~/i18n/en";
import type { IconName } from "~/ui/icons";

interface Section {
  to: "/analytics" | "/catalog" | "/viewers" | "/reports" | "/settings";
  name: keyof Texts["nav"] & IconName;
}

export const SECTIONS: readonly Section[] = [
  { to: "/analytics", name: "analytics" },
  { to: "/catalog", name: "catalog" },
  { to: "/viewers", name: "viewers" },
  { to: "/reports", name: "reports" },
  { to: "/settings", name: "settings" },
];
