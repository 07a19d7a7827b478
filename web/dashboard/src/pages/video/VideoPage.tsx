/** One content: its player, how it is watched, where it is embedded, who watches it. */

import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { lazy, useEffect, useMemo, useState } from "react";
import { ApiError } from "~/api/client";
import { type Content, contentQuery } from "~/api/contents";
import { learnNames } from "~/api/names";
import { useTexts } from "~/i18n/texts";
import { NotFound } from "~/layout/NotFound";
import { patiently } from "~/layout/patiently";
import { EditButton, TabbedPage } from "~/page/TabbedPage";
import { type Page, usePage } from "~/page/usePage";
import { Crumbs } from "~/pages/catalog/Crumbs";
import { Dialogs, type Question } from "~/pages/catalog/Dialogs";
import type { Place } from "~/pages/catalog/places";
import { usePlaces } from "~/pages/catalog/usePlaces";
import { useMayEdit } from "~/session/session";
import { VideoOverview } from "./VideoOverview";
import styles from "./VideoPage.module.css";

const LiveTab = lazy(patiently(() => import("~/pages/live/LiveTab")));
const VideoViewersTab = lazy(patiently(() => import("~/pages/viewers/VideoViewersTab")));
const ReferrersTab = lazy(patiently(() => import("~/pages/referrers/ReferrersTab")));

const TABS = ["overview", "referrer", "viewers", "live"] as const;

export function VideoPage() {
  const { video, live, untitled } = useTexts();
  const { videoId } = useParams({ strict: false }) as { videoId: string };
  const shown = usePage();
  // The video is the page's own, not one of the filters that can be taken away.
  const page = useMemo(() => withVideo(shown, videoId), [shown, videoId]);
  const content = useQuery(contentQuery(videoId));
  const places = usePlaces();
  const mayEdit = useMayEdit();
  const [question, setQuestion] = useState<Question>();
  const edited = content.data;
  const title = edited?.title;
  useEffect(() => learnNames([[videoId, title ?? ""]]), [videoId, title]);
  if (content.error instanceof ApiError && content.error.status === 404) return <NotFound />;
  const tab = TABS.find((name) => name === shown.search.tab) ?? "overview";
  return (
    <>
      <TabbedPage
        page={shown}
        title={content.data ? title || untitled : content.error ? videoId : "\u00a0"}
        above={<Above content={content.data} place={places.byId.get(content.data?.place ?? "")} />}
        tools={mayEdit && <EditButton onEdit={edited && (() => setQuestion({ what: "edit", edited }))} />}
        chosen={tab}
        apply={tab === "viewers" ? [] : undefined}
        tabs={[
          ["overview", video.overview],
          ["referrer", video.referrer],
          ["viewers", video.viewers],
          ["live", live.tab],
        ]}
      >
        {tab === "overview" && <VideoOverview page={page} content={content.data} />}
        {tab === "referrer" && <ReferrersTab page={page} name={title || videoId} />}
        {tab === "viewers" && <VideoViewersTab page={page} name={title || videoId} />}
        {tab === "live" && <LiveTab filters={page.filters} />}
      </TabbedPage>
      <Dialogs question={question} places={places} onClose={() => setQuestion(undefined)} />
    </>
  );
}

/** The way up: of a stream to its event, of anything else to its place in the catalog. */
function Above({ content, place }: { content: Content | undefined; place: Place | undefined }) {
  const { event } = useTexts();
  if (!content?.event) return <Crumbs place={place} inside />;
  return (
    <span className={styles.above}>
      <Crumbs place={place} inside />
      <Link
        to="/events/$eventId"
        params={{ eventId: content.event }}
        search={({ period, from, to }) => ({ period, from, to })}
      >
        {event.back}
      </Link>
    </span>
  );
}

function withVideo(page: Page, videoId: string): Page {
  return { ...page, filters: { ...page.filters, video_id: [videoId] } };
}
