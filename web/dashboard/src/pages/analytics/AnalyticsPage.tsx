/** The workspace at a glance; every row narrows all of it. */
import { useQuery } from "@tanstack/react-query";
import { lazy, useEffect } from "react";
import { learnNames } from "~/api/names";
import { useTexts } from "~/i18n/texts";
import { patiently } from "~/layout/patiently";
import panels from "~/page/Panels.module.css";
import { overviewOf } from "~/page/shown";
import { TabbedPage } from "~/page/TabbedPage";
import { usePage } from "~/page/usePage";
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
    <TabbedPage
      page={page}
      title={analytics.title}
      tools={<ExportReport />}
      chosen={tab}
      tabs={[
        ["overview", video.overview],
        ["referrer", video.referrer],
        ["live", live.tab],
      ]}
    >
      {tab === "overview" && (
        <div className={panels.page}>
          <Overview page={page} query={query} />
          <Countries page={page} query={query} />
          <Referrers page={page} query={query} />
          <Technology page={page} query={query} />
          <TopVideos page={page} query={query} />
        </div>
      )}
      {tab === "referrer" && <ReferrersTab page={page} name={analytics.title} />}
      {tab === "live" && <LiveTab filters={page.filters} />}
    </TabbedPage>
  );
}
