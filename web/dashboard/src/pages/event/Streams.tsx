/** The broadcasts of a live event with their figures, and under each what was recorded of it. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type LiveEvent, recordingsQuery, type Stream } from "~/api/catalog";
import { breakdownQuery } from "~/api/queries";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import type { Page } from "~/page/usePage";
import { ActionsMenu } from "~/pages/catalog/ActionsMenu";
import type { Question } from "~/pages/catalog/Dialogs";
import { Icon } from "~/ui/icons";
import { useDefinition } from "~/ui/metrics";
import { Value } from "~/ui/numbers";
import { Empty, Panel } from "~/ui/Panel";
import { Scroll } from "~/ui/Scroll";
import styles from "./EventPage.module.css";

const FIGURES = ["peak_concurrent_viewers", "views", "unique_views", "watch_time"] as const;
/** Of streams, and of recordings, that are shown: one question tells the figures of all of them. */
const MOST = 400;
type Counts = Partial<Record<(typeof FIGURES)[number], number | null>>;

interface StreamsProps {
  page: Page;
  event: LiveEvent;
  className?: string;
  onAsked: ((question: Question) => void) | undefined;
}

export function Streams({ page, event, className, onAsked }: StreamsProps) {
  const { event: texts, catalog } = useTexts();
  const { data } = useQuery(recordingsQuery(event.id, MOST));
  const recordings = data?.data ?? [];
  const streams = event.streams.slice(-MOST);
  const counts = useCounts(
    page,
    [...streams, ...recordings].map(({ id }) => id),
  );
  const all = event.streams.length + (data?.meta.pagination.total ?? 0);
  const shown = streams.length + recordings.length;
  const loose = recordings.filter((one) => !streams.some(({ id }) => id === one.stream_id));
  const row = (one: (typeof recordings)[number]) => (
    <ContentRow
      key={one.id}
      id={one.id}
      title={one.title}
      kind={texts.recording}
      when={one.created_at}
      counts={counts(one.id)}
      nested={one.stream_id !== null}
    />
  );
  return (
    <Panel
      title={texts.streams}
      className={className}
      actions={
        onAsked && (
          <Button
            variant="default"
            size="xs"
            leftSection={<Icon name="plus" size={15} />}
            onClick={() => onAsked({ what: "stream", event: event.id })}
          >
            {catalog.newStream}
          </Button>
        )
      }
    >
      {!event.streams.length && !recordings.length ? (
        <Empty title={texts.noStreams} help={texts.noStreamsHelp} />
      ) : (
        <Scroll>
          <StreamsTable withMenu={onAsked !== undefined}>
            {streams.map((stream) => [
              <ContentRow
                key={stream.id}
                id={stream.id}
                title={stream.name}
                kind={texts.stream}
                when={stream.created_at}
                counts={counts(stream.id)}
                menu={onAsked && <StreamMenu stream={stream} event={event.id} onAsked={onAsked} />}
              />,
              recordings.filter((one) => one.stream_id === stream.id).map(row),
            ])}
            {loose.map(row)}
          </StreamsTable>
          {shown < all && <p className={styles.note}>{texts.newest(shown, all)}</p>}
        </Scroll>
      )}
    </Panel>
  );
}

/** The figures of streams and recordings in the page's period, by id. */
function useCounts(page: Page, ids: readonly string[]): (id: string) => Counts {
  const { event_id: _, ...filters } = page.filters;
  const { from, to, running } = page.period;
  const shown = { ...filters, video_id: ids, from, to, group_by: ["video_id"], fields: [...FIGURES] };
  const { data } = useQuery({
    ...breakdownQuery({ ...shown, per_page: 1000 } as never, running),
    enabled: ids.length > 0,
  });
  return (id) => data?.find((row) => row.video_id === id) ?? {};
}

function StreamsTable({ withMenu, children }: { withMenu: boolean; children: ReactNode }) {
  const { event, catalog } = useTexts();
  const definition = useDefinition();
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">{event.streams}</caption>
      <thead>
        <tr>
          <th scope="col">{catalog.title}</th>
          {FIGURES.map((name) => (
            <th key={name} scope="col">
              {definition(name).title}
            </th>
          ))}
          <th scope="col">{event.began}</th>
          {withMenu && (
            <td>
              <span className="visually-hidden">{catalog.actions}</span>
            </td>
          )}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

interface RowProps {
  id: string;
  title: string;
  kind: string;
  when: string;
  counts: Counts;
  nested?: boolean;
  menu?: ReactNode;
}

function ContentRow({ id, title, kind, when, counts, nested = false, menu }: RowProps) {
  const { untitled } = useTexts();
  const formats = useFormats();
  const definition = useDefinition();
  return (
    <tr data-key={id} data-nested={nested || undefined}>
      <th scope="row">
        <Icon name={nested ? "play" : "live"} size={15} />
        <Link to="/videos/$videoId" params={{ videoId: id }} dir="auto">
          {title || untitled}
        </Link>
        <span className={styles.kind}>{kind}</span>
      </th>
      {FIGURES.map((name) => (
        <td key={name}>
          <Value value={counts[name] ?? 0} unit={definition(name).unit} />
        </td>
      ))}
      <td>
        <time dateTime={when} title={formats.instant(when)}>
          {formats.day(when)}
        </time>
      </td>
      {menu ? <td>{menu}</td> : nested && <td />}
    </tr>
  );
}

interface StreamMenuProps {
  stream: Stream;
  event: string;
  onAsked: (question: Question) => void;
}

function StreamMenu({ stream, event, onAsked }: StreamMenuProps) {
  const { id, name: title, description, source_url: source } = stream;
  const kind = "stream";
  return (
    <ActionsMenu
      name={title}
      actions={[
        [
          "edit",
          () =>
            onAsked({
              what: "edit",
              edited: { id, kind, title, description, source, duration: null, poster: null },
            }),
        ],
        ["remove", () => onAsked({ what: "remove", items: [{ id, kind, title, within: event }] })],
      ]}
    />
  );
}
