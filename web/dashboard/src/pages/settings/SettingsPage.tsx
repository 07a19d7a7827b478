/** What the workspace is set to, who may do what in it, and how players and programs get to it. */
import { useTexts } from "~/i18n/texts";
import { PageHead } from "~/page/PageHead";
import { usePage } from "~/page/usePage";
import { useWorkspace } from "~/session/session";
import { Empty, Panel } from "~/ui/Panel";
import { Tabs } from "~/ui/Tabs";
import { AccountTab } from "./AccountTab";
import { EmbedTab } from "./EmbedTab";
import { PeopleTab } from "./PeopleTab";
import { PlayersTab } from "./PlayersTab";
import { TokensTab } from "./TokensTab";
import { WorkspaceTab } from "./WorkspaceTab";

const TABS = ["workspace", "players", "embed", "people", "tokens", "account"] as const;

/** What only owners may even look at. */
const OWNERS: readonly string[] = ["people", "tokens"];

export function SettingsPage() {
  const { nav, settings } = useTexts();
  const { search } = usePage();
  const owner = useWorkspace().role === "owner";
  const tab = TABS.find((name) => name === search.tab) ?? "workspace";
  const offered = TABS.filter((name) => owner || !OWNERS.includes(name));
  return (
    <>
      <PageHead title={nav.settings} />
      <Tabs
        label={nav.settings}
        chosen={tab}
        tabs={offered.map((name) => [name, settings.tabs[name]] as const)}
      />
      {!owner && OWNERS.includes(tab) ? (
        <Panel title={settings.tabs[tab]}>
          <Empty title={settings.owners} help={settings.ownersHelp} />
        </Panel>
      ) : (
        <Tab name={tab} />
      )}
    </>
  );
}

function Tab({ name }: { name: (typeof TABS)[number] }) {
  switch (name) {
    case "workspace":
      return <WorkspaceTab />;
    case "players":
      return <PlayersTab />;
    case "embed":
      return <EmbedTab />;
    case "people":
      return <PeopleTab />;
    case "tokens":
      return <TokensTab />;
    case "account":
      return <AccountTab />;
  }
}
