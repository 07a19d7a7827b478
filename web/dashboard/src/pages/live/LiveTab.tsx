/** Who watches now: how many over the last hour, what, and the plays begun last. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Live, useLive } from "~/api/live";
import { concurrencyQuery } from "~/api/queries";
import { ConcurrencyCurve } from "~/charts/ConcurrencyCurve";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { NoPlays } from "~/page/NoPlays";
import { useMinute } from "~/page/useMinute";
import { useValueNames } from "~/page/useValueNames";
import { Value } from "~/ui/numbers";
import { Empty, Ghost, Loaded, Panel } from "~/ui/Panel";
import type { Filters } from "~/url/search";
import styles from "./LiveTab.module.css";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export default function LiveTab({ filters }: { filters: Filters }) {
  const { live: texts } = useTexts();
  const { video_id, project_id, folder_id, event_id } = filters;
  const chosen = { video_id, project_id, folder_id, event_id };
  const live = useLive(chosen as never);
  const now = useMinute().getTime() + MINUTE_MS;
  const instant = (ms: number) => new Date(ms).toISOString();
  const hour = useQuery(
    concurrencyQuery({ ...chosen, from: instant(now - HOUR_MS), to: instant(now) } as never),
  );
  return (
    <div className={styles.page}>
      <Panel title={texts.now} className={styles.wide}>
        <p className={styles.count} role="status" aria-live="polite">
          {live ? <Value value={live.total.online} unit="count" /> : "\u00a0"}
          <span>{live && texts.viewers(live.total.viewers)}</span>
        </p>
        <Loaded query={hour} waiting={<Ghost height={190} />}>
          {({ timeline }) => <ConcurrencyCurve timeline={timeline} until={hour.dataUpdatedAt} height={200} />}
        </Loaded>
      </Panel>
      <Panel title={texts.what}>{live ? <Contents live={live} /> : <Ghost lines={4} height={24} />}</Panel>
      <Panel title={texts.newest}>{live ? <Plays live={live} /> : <Ghost lines={4} height={24} />}</Panel>
    </div>
  );
}

function Contents({ live }: { live: Live }) {
  const { live: texts, untitled } = useTexts();
  if (!live.contents.length) return <NoPlays title={texts.nobody} />;
  return (
    <ul className={styles.list}>
      {live.contents.map((one) => (
        <li key={one.video_id} data-key={one.video_id}>
          <span>
            <Link to="/videos/$videoId" params={{ videoId: one.video_id }} dir="auto">
              {one.title || untitled}
            </Link>
            {one.event_id && (
              <Link
                to="/events/$eventId"
                params={{ eventId: one.event_id }}
                className={styles.event}
                dir="auto"
              >
                {live.events.find(({ event_id }) => event_id === one.event_id)?.title || untitled}
              </Link>
            )}
          </span>
          <span className={styles.faint}>{texts.peak(one.peak_concurrent_viewers)}</span>
          <b>
            <Value value={one.online} unit="count" />
          </b>
        </li>
      ))}
    </ul>
  );
}

const MOST_PLAYS = 20;

function Plays({ live }: { live: Live }) {
  const { live: texts, untitled } = useTexts();
  const formats = useFormats();
  const nameOf = useValueNames();
  if (!live.plays.length) return <Empty title={texts.nobody} />;
  return (
    <ul className={styles.list}>
      {live.plays.slice(0, MOST_PLAYS).map((one) => (
        <li key={one.id}>
          <span dir="auto">{one.title || untitled}</span>
          <span className={styles.faint}>
            {[
              nameOf("country", one.country),
              nameOf("device", one.device),
              one.domain && nameOf("domain", one.domain),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
          <b>{formats.moment(one.position)}</b>
        </li>
      ))}
    </ul>
  );
}
