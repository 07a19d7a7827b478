/** A live event: how many watched at once, its broadcasts and what was recorded of them, and the figures of all. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { lazy, useEffect, useMemo, useState } from "react";
import { eventQuery, type LiveEvent } from "~/api/catalog";
import { ApiError } from "~/api/client";
import { learnNames } from "~/api/names";
import { useTexts } from "~/i18n/texts";
import { NotFound } from "~/layout/NotFound";
import { patiently } from "~/layout/patiently";
import panels from "~/page/Panels.module.css";
import { overviewOf } from "~/page/shown";
import { EditButton, TabbedPage } from "~/page/TabbedPage";
import { type Page, usePage } from "~/page/usePage";
import { Countries } from "~/pages/analytics/Countries";
import { Overview } from "~/pages/analytics/Overview";
import { Referrers, Technology } from "~/pages/analytics/Tops";
import { Crumbs } from "~/pages/catalog/Crumbs";
import { Dialogs, type Question } from "~/pages/catalog/Dialogs";
import { usePlaces } from "~/pages/catalog/usePlaces";
import { useMayEdit } from "~/session/session";
import { Concurrency } from "./Concurrency";
import { Streams } from "./Streams";

const LiveTab = lazy(patiently(() => import("~/pages/live/LiveTab")));
const ReferrersTab = lazy(patiently(() => import("~/pages/referrers/ReferrersTab")));

const TABS = ["overview", "referrer", "live"] as const;

export function EventPage() {
  const { video, live, untitled } = useTexts();
  const { eventId } = useParams({ strict: false }) as { eventId: string };
  const shown = usePage();
  // The event is the page's own, not one of the filters that can be taken away.
  const page = useMemo(
    () => ({ ...shown, filters: { ...shown.filters, event_id: [eventId] } }),
    [shown, eventId],
  );
  const query = useQuery(eventQuery(eventId));
  const places = usePlaces();
  const mayEdit = useMayEdit();
  const navigate = useNavigate();
  const [question, setQuestion] = useState<Question>();
  const event = query.data;
  const name = event?.name;
  useEffect(() => learnNames([[eventId, name ?? ""]]), [eventId, name]);
  if (query.error instanceof ApiError && query.error.status === 404) return <NotFound />;
  const tab = TABS.find((one) => one === shown.search.tab) ?? "overview";
  const place = places.byId.get(event?.folder_id ?? event?.project_id ?? "");
  return (
    <>
      <TabbedPage
        page={shown}
        title={event ? name || untitled : query.error ? eventId : "\u00a0"}
        above={<Crumbs place={place} inside />}
        tools={
          mayEdit && (
            <EditButton onEdit={event && (() => setQuestion({ what: "edit", edited: editedOf(event) }))} />
          )
        }
        chosen={tab}
        tabs={[
          ["overview", video.overview],
          ["referrer", video.referrer],
          ["live", live.tab],
        ]}
      >
        {tab === "overview" && (
          <EventOverview page={page} event={event} onAsked={mayEdit ? setQuestion : undefined} />
        )}
        {tab === "referrer" && <ReferrersTab page={page} name={name || eventId} />}
        {tab === "live" && <LiveTab filters={page.filters} />}
      </TabbedPage>
      <Dialogs
        question={question}
        places={places}
        onClose={() => setQuestion(undefined)}
        onRemoved={([gone]) => gone?.id === eventId && void navigate({ to: "/catalog" })}
      />
    </>
  );
}

interface EventOverviewProps {
  page: Page;
  event: LiveEvent | undefined;
  onAsked: ((question: Question) => void) | undefined;
}

function EventOverview({ page, event, onAsked }: EventOverviewProps) {
  const query = useQuery(overviewOf(page));
  return (
    <div className={panels.page}>
      <Overview page={page} query={query} />
      <Concurrency page={page} className={panels.wide} />
      {event && <Streams page={page} event={event} className={panels.wide} onAsked={onAsked} />}
      <Countries page={page} query={query} />
      <Referrers page={page} query={query} />
      <Technology page={page} query={query} />
    </div>
  );
}

function editedOf({ id, name, description, poster }: LiveEvent) {
  return {
    id,
    kind: "event",
    title: name,
    description,
    poster: poster?.original ?? null,
    duration: null,
    source: null,
  } as const;
}
