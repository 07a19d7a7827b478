/** What can be done from anywhere, by name. */
import { useMantineColorScheme } from "@mantine/core";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { download } from "~/api/exports";
import type { Texts } from "~/i18n/en";
import { chooseLanguage, LANGUAGES, type Language, useTexts } from "~/i18n/texts";
import { SECTIONS } from "~/layout/pages";
import { usePage } from "~/page/usePage";
import { PERIODS } from "~/periods/periods";
import { useWorkspace } from "~/session/session";
import { signOut } from "~/session/signing";
import { OF_THEME } from "~/styles/theme";
import { copyText } from "~/ui/Copy";
import type { IconName } from "~/ui/icons";
import type { Search } from "~/url/search";

export interface Command {
  key: string;
  group: keyof Texts["palette"]["groups"];
  icon: IconName;
  title: string;
  note?: string;
  run: () => unknown;
  /** It opens something in place of the search. */
  stays?: boolean;
}

const SETTINGS = ["workspace", "players", "embed", "people", "tokens", "account"] as const;
const FOR_OWNERS: readonly string[] = ["people", "tokens", "new-token", "new-person"];

/** Those whose name has every word of what was typed; at first the pages and the actions. */
export function useCommands(typed: string, onKeys: () => void): Command[] {
  const owner = useWorkspace().role === "owner";
  const all = [usePages(), useActions(onKeys), usePeriods(), useLook()].flat();
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(({ key, group, title, note = "" }) => {
    if (!owner && FOR_OWNERS.includes(key)) return false;
    if (!words.length) return (group === "pages" && !note) || group === "actions";
    return words.every((word) => `${title} ${note}`.toLowerCase().includes(word));
  });
}

function usePages(): Command[] {
  const { nav, settings, welcome } = useTexts();
  const navigate = useNavigate();
  const group = "pages";
  return [
    ...SECTIONS.map(({ to, name }) => ({
      key: name,
      group,
      icon: name,
      title: nav[name],
      run: () => navigate({ to }),
    })),
    ...SETTINGS.map((tab) => ({
      key: tab,
      group,
      icon: "settings",
      title: settings.tabs[tab],
      note: nav.settings,
      run: () => navigate({ to: "/settings", search: { tab: tab === "workspace" ? undefined : tab } }),
    })),
    { key: "welcome", group, icon: "play", title: welcome.title, run: () => navigate({ to: "/welcome" }) },
  ] as Command[];
}

function useActions(onKeys: () => void): Command[] {
  const { palette, nav, share, analytics } = useTexts();
  const { period, filters } = usePage();
  const navigate = useNavigate();
  const { from, to } = period;
  const actions: Omit<Command, "group">[] = [
    {
      key: "new-report",
      icon: "plus",
      title: palette.newReport,
      run: () => navigate({ to: "/reports", search: { view: "new" } }),
    },
    {
      key: "new-token",
      icon: "plus",
      title: palette.newToken,
      run: () => navigate({ to: "/settings", search: { tab: "tokens", view: "new" } }),
    },
    {
      key: "new-person",
      icon: "plus",
      title: palette.newPerson,
      run: () => navigate({ to: "/settings", search: { tab: "people", view: "new" } }),
    },
    {
      key: "export",
      icon: "download",
      title: palette.exportVideos,
      run: () =>
        download(
          "/v1/analytics",
          { ...filters, from, to, group_by: "video_id" },
          "csv",
          `${analytics.title} ${from.slice(0, 10)} ${to.slice(0, 10)}`,
        ),
    },
    {
      key: "share",
      icon: "link",
      title: share.help,
      run: () => copyText(location.href),
    },
    { key: "keys", icon: "table", title: palette.keys, run: onKeys, stays: true },
    { key: "sign-out", icon: "user", title: nav.signOut, run: signOut },
  ];
  return actions.map((action) => ({ ...action, group: "actions" }));
}

/** Pages that have a period keep what else they show; from others the way leads to the analytics. */
const PERIODICAL = /^\/(analytics|videos|viewers|events)\b/;

function usePeriods(): Command[] {
  const { palette, periods } = useTexts();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  return PERIODS.filter((name) => name !== "custom").map((name) => ({
    key: name,
    group: "periods",
    icon: "calendar",
    title: palette.period(periods[name]),
    run: () =>
      navigate({
        to: PERIODICAL.test(pathname) ? "." : "/analytics",
        search: (before: Search) => ({
          ...before,
          period: name,
          from: undefined,
          to: undefined,
          by: undefined,
        }),
      }),
  }));
}

function useLook(): Command[] {
  const { palette, nav } = useTexts();
  const { setColorScheme } = useMantineColorScheme(OF_THEME);
  const group = "look";
  return [
    ...(["light", "dark", "auto"] as const).map((scheme) => ({
      key: scheme,
      group,
      icon: scheme === "dark" ? "moon" : "sun",
      title: palette.theme(nav[scheme]),
      run: () => setColorScheme(scheme),
    })),
    ...Object.entries(LANGUAGES).map(([code, name]) => ({
      key: code,
      group,
      icon: "user",
      title: palette.language(name),
      run: () => chooseLanguage(code as Language),
    })),
  ] as Command[];
}
