/** One viewer: how far they are in each video, where they watched it, and a way to forget them. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Progress, progressQuery } from "~/api/queries";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { PageHead } from "~/page/PageHead";
import { PeriodMenu } from "~/page/PeriodMenu";
import { usePage } from "~/page/usePage";
import { useWorkspace } from "~/session/session";
import { ExportMenu } from "~/ui/ExportMenu";
import { Icon } from "~/ui/icons";
import { useDefinition } from "~/ui/metrics";
import { Value } from "~/ui/numbers";
import { Empty, Ghost, Loaded, Panel } from "~/ui/Panel";
import { Scroll } from "~/ui/Scroll";
import type { Search } from "~/url/search";
import { Erase } from "./Erase";
import { Strip } from "./Strip";
import styles from "./Viewers.module.css";

const MOST = 1000;

export function ViewerPage() {
  const { viewers } = useTexts();
  const { role } = useWorkspace();
  const page = usePage();
  const externalId = page.search.id ?? "";
  const { from, to } = page.period;
  const query = useQuery(progressQuery({ external_id: externalId, from, to, per_page: MOST } as never));
  return (
    <>
      <PageHead
        title={externalId}
        above={
          <Link
            to="/viewers"
            search={({ period, from, to }: Search) => ({ period, from, to })}
            className={styles.back}
          >
            {viewers.back}
          </Link>
        }
      >
        {role === "owner" && <Erase externalId={externalId} />}
        <PeriodMenu page={page} />
      </PageHead>
      <Panel
        title={viewers.progress}
        actions={
          <ExportMenu path="/v1/viewer" query={{ external_id: externalId, from, to }} name={externalId} />
        }
      >
        <Loaded
          query={query}
          waiting={<Ghost lines={8} height={28} />}
          isEmpty={({ data }) => !data.length}
          empty={<Empty title={viewers.nothing} help={viewers.nothingHelp} />}
        >
          {({ data, meta }) => (
            <ProgressTable rows={data} videos={meta.pagination.total} completed={meta.total.completed} />
          )}
        </Loaded>
      </Panel>
    </>
  );
}

interface TableProps {
  rows: readonly Progress[];
  /** How many there are, and how many of them completed: more than these rows. */
  videos: number;
  completed: number;
}

function ProgressTable({ rows, videos, completed }: TableProps) {
  const { viewers } = useTexts();
  const definition = useDefinition();
  return (
    <>
      <p className={styles.summary}>{viewers.summary(videos, completed)}</p>
      <Scroll>
        <table className={styles.table}>
          <caption className="visually-hidden">{viewers.progress}</caption>
          <thead>
            <tr>
              <th scope="col">{definition("video_id").title}</th>
              <th scope="col" className={styles.parts}>
                {viewers.parts}
              </th>
              <th scope="col">{definition("watch_depth").title}</th>
              <th scope="col">{definition("watch_time").title}</th>
              <th scope="col">{definition("views").title}</th>
              <th scope="col">{viewers.position}</th>
              <th scope="col">{viewers.lastSeen}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <ProgressRow key={row.video_id} row={row} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {videos > rows.length && <p className={styles.note}>{viewers.firstVideos(rows.length, videos)}</p>}
    </>
  );
}

function ProgressRow({ row }: { row: Progress }) {
  const { viewers, untitled } = useTexts();
  const formats = useFormats();
  const context = Object.entries(row.context);
  return (
    <tr data-key={row.video_id}>
      <th scope="row">
        <span className={styles.video}>
          <Link to="/videos/$videoId" params={{ videoId: row.video_id }} dir="auto">
            {row.title || untitled}
          </Link>
          {row.completed && (
            <span className={styles.done} title={viewers.completed}>
              <Icon name="check" size={15} />
              <span className="visually-hidden">{viewers.completed}</span>
            </span>
          )}
        </span>
        {context.length > 0 && (
          <span className={styles.context}>
            {context.map(([key, value]) => (
              <span key={key} dir="auto">
                {key}: {value.join(", ")}
              </span>
            ))}
          </span>
        )}
      </th>
      <td className={styles.parts}>
        <Strip progress={row} />
      </td>
      <td>
        <Value value={row.watch_depth} unit="percent" />
      </td>
      <td>
        <Value value={row.watch_time} unit="seconds" />
      </td>
      <td>
        <Value value={row.views} unit="count" />
      </td>
      <td>{row.last_position === null ? "" : formats.moment(row.last_position)}</td>
      <td>
        <time dateTime={row.last_seen}>{formats.instant(row.last_seen)}</time>
      </td>
    </tr>
  );
}
