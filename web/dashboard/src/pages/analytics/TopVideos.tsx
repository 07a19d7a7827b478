import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Overview } from "~/api/queries";
import { useTexts } from "~/i18n/texts";
import panels from "~/page/Panels.module.css";
import type { Page } from "~/page/usePage";
import { Icon } from "~/ui/icons";
import { Ghost, Loaded, Panel } from "~/ui/Panel";
import styles from "./AnalyticsPage.module.css";
import { Bars } from "./Bars";

/** The 25 most viewed, at the bottom of the page. */
export function TopVideos({ page, query }: { page: Page; query: UseQueryResult<Overview> }) {
  const { analytics, untitled } = useTexts();
  return (
    <Panel title={analytics.videos} className={panels.wide}>
      <Loaded query={query} waiting={<Ghost lines={12} height={23} />}>
        {({ top }) => (
          <Bars
            page={page}
            label={analytics.videos}
            filter="video_id"
            few={25}
            bars={top.videos.map((video) => ({
              key: video.video_id,
              title: video.name || untitled,
              views: video.views ?? 0,
              loads: video.player_loads ?? 0,
              after: <OpenVideo id={video.video_id} title={video.name || untitled} />,
            }))}
          />
        )}
      </Loaded>
    </Panel>
  );
}

/** To the video's own page, for the same period. */
function OpenVideo({ id, title }: { id: string; title: string }) {
  const { analytics } = useTexts();
  return (
    <Link
      to="/videos/$videoId"
      params={{ videoId: id }}
      search={({ period, from, to }) => ({ period, from, to })}
      className={styles.open}
      aria-label={analytics.open(title)}
    >
      <Icon name="right" size={18} />
    </Link>
  );
}
