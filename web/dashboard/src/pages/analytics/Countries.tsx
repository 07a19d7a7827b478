/** Where viewers are: a map, the countries, the cities. */
import type { UseQueryResult } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import type { Overview } from "~/api/queries";
import { useTexts } from "~/i18n/texts";
import { patiently } from "~/layout/patiently";
import { narrow } from "~/page/narrow";
import panels from "~/page/Panels.module.css";
import type { Page } from "~/page/usePage";
import { useValueNames } from "~/page/useValueNames";
import { Choices } from "~/ui/Choices";
import { Ghost, Loaded, Panel } from "~/ui/Panel";
import { Bars } from "./Bars";
import countries from "./Countries.module.css";
import { Top } from "./Tops";

const WorldMap = lazy(patiently(() => import("./WorldMap")));

const VIEWS = ["countries", "cities"] as const;

export function Countries({ page, query }: { page: Page; query: UseQueryResult<Overview> }) {
  const { analytics } = useTexts();
  const nameOf = useValueNames();
  const view = page.search.view === "cities" ? "cities" : "countries";
  return (
    <Panel
      title={analytics[view]}
      className={panels.wide}
      actions={
        <Choices
          label={analytics.countries}
          choices={VIEWS.map((name) => [name, analytics[name]])}
          chosen={view}
          onChosen={(name) => page.change({ view: name === "cities" ? name : undefined })}
        />
      }
    >
      <div className={countries.sides}>
        {/* What goes wrong is told once, where the list would be. */}
        {(query.data || !query.error) && (
          <div className={countries.map}>
            <Loaded query={query} waiting={null}>
              {({ top }) => (
                <Suspense>
                  <WorldMap
                    countries={top.countries}
                    chosen={page.filters.country ?? []}
                    onChosen={(code) => narrow(page, "country", code)}
                  />
                </Suspense>
              )}
            </Loaded>
          </div>
        )}
        {view === "cities" ? (
          <Top page={page} query={query} kind="cities" />
        ) : (
          <Loaded query={query} waiting={<Ghost lines={8} height={23} />}>
            {({ top }) => (
              <Bars
                page={page}
                label={analytics.countries}
                filter="country"
                bars={top.countries.map((row) => ({
                  key: row.code,
                  title: nameOf("country", row.code),
                  views: row.views ?? 0,
                  loads: row.player_loads ?? 0,
                }))}
              />
            )}
          </Loaded>
        )}
      </div>
    </Panel>
  );
}
