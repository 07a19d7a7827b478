/** The workspace at a glance; every row narrows all of it. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { learnNames } from "~/api/names";
import { useTexts } from "~/i18n/texts";
import { patiently } from "~/layout/patiently";
import { FilterChips } from "~/page/FilterChips";
import { PageHead } from "~/page/PageHead";
import { PeriodMenu } from "~/page/PeriodMenu";
import { ShareButton } from "~/page/ShareButton";
import { overviewOf } from "~/page/shown";
import { usePage } from "~/page/usePage";
import { Coming } from "~/ui/Panel";
import { Tabs } from "~/ui/Tabs";
import styles from "./AnalyticsPage.module.css";
import { Countries } from "./Countries";
import { ExportReport } from "./ExportReport";
import { Overview } from "./Overview";
import { Referrers, Technology } from "./Tops";
import { TopVideos } from "./TopVideos";

const LiveTab = lazy(patiently(() => import("~/pages/live/LiveTab")));
const ReferrersTab = lazy(patiently(() => import("~/pages/referrers/ReferrersTab")));

const TABS = ["overview", "referrer", "live"] as const;

export function AnalyticsPage() {
  const { analytics, video, live } = useTexts();
  const page = usePage();
  const tab = TABS.find((name) => name === page.search.tab) ?? "overview";
  const query = useQuery({ ...overviewOf(page), enabled: tab === "overview" });
  const videos = query.data?.top.videos;
  useEffect(() => {
    learnNames((videos ?? []).map(({ video_id, name }) => [video_id, name]));
  }, [videos]);
  return (
    <>
      <PageHead title={analytics.title}>
        <ExportReport />
        <ShareButton />
        <PeriodMenu page={page} />
      </PageHead>
      <Tabs
        label={video.tabs}
        chosen={tab}
        tabs={[
          ["overview", video.overview],
          ["referrer", video.referrer],
          ["live", live.tab],
        ]}
      />
      <FilterChips page={page} />
      <Suspense fallback={<Coming />}>
        {tab === "overview" && (
          <div className={styles.page}>
            <Overview page={page} query={query} />
            <Countries page={page} query={query} />
            <Referrers page={page} query={query} />
            <Technology page={page} query={query} />
            <TopVideos page={page} query={query} />
          </div>
        )}
        {tab === "referrer" && <ReferrersTab page={page} name={analytics.title} />}
        {tab === "live" && <LiveTab filters={page.filters} />}
      </Suspense>
    </>
  );
}
