/** The figures of a period, each of which the chart below can show. */
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Overview as Answer, allTimeQuery, overviewQuery } from "~/api/queries";
import { Timeline } from "~/charts/Timeline";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { NoPlays } from "~/page/NoPlays";
import panels from "~/page/Panels.module.css";
import type { Page } from "~/page/usePage";
import type { GroupTime } from "~/periods/periods";
import { Choices } from "~/ui/Choices";
import { useDefinition } from "~/ui/metrics";
import { Ghost, Loaded, Panel } from "~/ui/Panel";
import { Figures, MEASURES, type Measure } from "./Figures";
import overview from "./Overview.module.css";

interface OverviewProps {
  page: Page;
  query: UseQueryResult<Answer>;
  title?: string;
}

export function Overview({ page, query }: OverviewProps) {
  const { figures, analytics, groupTimes } = useTexts();
  const definition = useDefinition();
  const { period, filters, by, possible, search, change } = page;
  const measure = MEASURES.find((name) => name === search.measure) ?? "views";
  // What stands beside the figures waits for them: asked for at once, all three would come late.
  const arrived = query.isSuccess && !query.isPlaceholderData;
  const compared = useQuery({
    ...overviewQuery({ ...filters, ...period.before, group_time: by } as never, period.running),
    enabled: arrived && period.before !== undefined,
  });
  const before = period.before && !(arrived && compared.isPlaceholderData) ? compared.data : undefined;
  // Where figures change, the rate of all time is one of them.
  const ever = useQuery({ ...allTimeQuery(filters as never), enabled: query.isSuccess });
  return (
    <Panel title={figures.label} hideTitle className={`${panels.wide} ${overview.panel}`}>
      <Figures
        now={query.data?.total}
        before={before?.total}
        ever={ever.data ?? (ever.isError ? null : undefined)}
        chosen={measure}
        stale={query.isPlaceholderData}
        staleEver={ever.isPlaceholderData}
        onChosen={(name) => change({ measure: name === "views" ? undefined : name })}
      />
      <div className={overview.tools}>
        <Compare page={page} />
        <Choices<GroupTime>
          label={groupTimes.label}
          choices={possible.map((name) => [name, groupTimes[name]])}
          chosen={by}
          onChosen={(name) => change({ by: name })}
        />
      </div>
      <div className={overview.chart}>
        <Loaded
          query={query}
          waiting={<Ghost height={234} />}
          isEmpty={({ total }) => total.player_loads === 0 && total.watch_time === 0}
          empty={<NoPlays title={analytics.empty} help={analytics.emptyHelp} />}
        >
          {({ timeline }) => (
            <MeasureOverTime
              measure={measure}
              definition={definition(measure)}
              by={by}
              timeline={timeline}
              until={query.dataUpdatedAt}
              before={search.compare && before?.timeline}
            />
          )}
        </Loaded>
      </div>
    </Panel>
  );
}

function Compare({ page: { period, search, change } }: { page: Page }) {
  const { periods } = useTexts();
  const formats = useFormats();
  if (!period.before) return <span />;
  const { from, to } = period.before;
  const told = to.includes("T") ? "" : periods.before(formats.dates(from, to));
  return (
    <label className={`${overview.compare} no-print`} title={told}>
      <input
        type="checkbox"
        checked={search.compare === "yes"}
        onChange={(event) => change({ compare: event.currentTarget.checked ? "yes" : undefined })}
      />
      {periods.compare}
    </label>
  );
}

interface OverTimeProps {
  measure: Measure;
  definition: ReturnType<ReturnType<typeof useDefinition>>;
  by: GroupTime;
  timeline: Answer["timeline"];
  until: number;
  before: Answer["timeline"] | undefined;
}

function MeasureOverTime({ measure, definition, by, timeline, until, before }: OverTimeProps) {
  const moments = useMemo(
    () => timeline.map((one) => ({ date: one.date, value: one[measure] })),
    [timeline, measure],
  );
  const earlier = useMemo(
    () => before?.map((one) => ({ date: one.date, value: one[measure] })),
    [before, measure],
  );
  return (
    <Timeline definition={definition} by={by} moments={moments} before={earlier} until={until} height={252} />
  );
}
