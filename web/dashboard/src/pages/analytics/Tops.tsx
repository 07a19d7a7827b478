/** Platforms, operating systems, browsers; placements. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { Overview } from "~/api/queries";
import { useTexts } from "~/i18n/texts";
import type { Page } from "~/page/usePage";
import { useValueNames } from "~/page/useValueNames";
import { Choices } from "~/ui/Choices";
import { Ghost, Loaded, Panel } from "~/ui/Panel";
import type { FilterName } from "~/url/search";
import { Bars } from "./Bars";

interface TopsProps {
  page: Page;
  query: UseQueryResult<Overview>;
}

type Kind = "devices" | "oses" | "browsers" | "cities" | "domains";

const FILTER_OF: Record<Kind, FilterName> = {
  devices: "device",
  oses: "os",
  browsers: "browser",
  cities: "city",
  domains: "domain",
};

const TECHNOLOGY = ["devices", "oses", "browsers"] as const;

export function Technology({ page, query }: TopsProps) {
  const { analytics } = useTexts();
  const kind = TECHNOLOGY.find((name) => name === page.search.platform) ?? "devices";
  return (
    <Panel
      title={analytics[kind]}
      actions={
        <Choices
          label={analytics.technology}
          choices={TECHNOLOGY.map((name) => [name, analytics.short[name]])}
          chosen={kind}
          onChosen={(name) => page.change({ platform: name === "devices" ? undefined : name })}
        />
      }
    >
      <Top page={page} query={query} kind={kind} />
    </Panel>
  );
}

export function Referrers({ page, query }: TopsProps) {
  const { analytics } = useTexts();
  return (
    <Panel title={analytics.domains}>
      <Top page={page} query={query} kind="domains" />
    </Panel>
  );
}

export function Top({ page, query, kind }: TopsProps & { kind: Kind }) {
  const { analytics } = useTexts();
  const nameOf = useValueNames();
  const filter = FILTER_OF[kind];
  return (
    <Loaded query={query} waiting={<Ghost lines={8} height={23} />}>
      {({ top }) => (
        <Bars
          page={page}
          label={analytics[kind]}
          filter={filter}
          bars={top[kind]
            .filter((row) => row.player_loads)
            .map((row) => ({
              key: row.name,
              title: nameOf(filter, row.name),
              views: row.views ?? 0,
              loads: row.player_loads ?? 0,
            }))}
        />
      )}
    </Loaded>
  );
}
