import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Content } from "~/api/contents";
import type { Overview as Answer } from "~/api/queries";
import { Timeline } from "~/charts/Timeline";
import { useTexts } from "~/i18n/texts";
import panels from "~/page/Panels.module.css";
import { overviewOf } from "~/page/shown";
import type { Page } from "~/page/usePage";
import { Countries } from "~/pages/analytics/Countries";
import { Overview } from "~/pages/analytics/Overview";
import { Referrers, Technology } from "~/pages/analytics/Tops";
import { Concurrency } from "~/pages/event/Concurrency";
import type { GroupTime } from "~/periods/periods";
import { useDefinition } from "~/ui/metrics";
import { Empty, Ghost, Loaded, Panel } from "~/ui/Panel";
import styles from "./VideoPage.module.css";
import { Watching } from "./Watching";

export function VideoOverview({ page, content }: { page: Page; content: Content | undefined }) {
  const { video } = useTexts();
  const query = useQuery(overviewOf(page));
  return (
    <div className={panels.page}>
      <Overview page={page} query={query} />
      {content?.kind === "stream" ? (
        <Concurrency page={page} className={panels.wide} />
      ) : (
        <>
          <Watching page={page} content={content} total={query.data?.total} />
          <Panel title={video.depth}>
            <Loaded query={query} waiting={<Ghost height={220} />}>
              {(data) => <Depth data={data} by={page.by} />}
            </Loaded>
          </Panel>
        </>
      )}
      <Countries page={page} query={query} />
      <Referrers page={page} query={query} />
      <Technology page={page} query={query} />
    </div>
  );
}

/** How deep viewings went, and how long they were in the mean. */
function Depth({ data, by }: { data: Answer; by: GroupTime }) {
  const { video } = useTexts();
  const definition = useDefinition();
  const depth = useMemo(
    () => data.timeline.map((one) => ({ date: one.date, value: one.watch_depth })),
    [data],
  );
  const average = useMemo(
    () => data.timeline.map((one) => ({ date: one.date, value: one.avg_watch_time })),
    [data],
  );
  if (depth.every(({ value }) => value === null)) return <Empty title={video.noViewings} />;
  return (
    <>
      <Timeline definition={definition("watch_depth")} by={by} moments={depth} height={220} />
      <h3 className={styles.small}>{definition("avg_watch_time").title}</h3>
      <Timeline definition={definition("avg_watch_time")} by={by} moments={average} height={180} />
    </>
  );
}
