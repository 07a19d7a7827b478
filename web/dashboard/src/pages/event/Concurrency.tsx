/** How many watched at once, with the moment of the peak marked. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLive } from "~/api/live";
import { concurrencyQuery } from "~/api/queries";
import { type Line, LineChart } from "~/charts/LineChart";
import { Tip } from "~/charts/Tip";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import type { Page } from "~/page/usePage";
import { useDefinition } from "~/ui/metrics";
import { Empty, Ghost, Loaded, Panel } from "~/ui/Panel";
import styles from "./EventPage.module.css";

const HEIGHT = 230;
const DAY_MS = 86_400_000;

/** Of the contents that the page's filters name. */
export function Concurrency({ page, className }: { page: Page; className?: string }) {
  const { event } = useTexts();
  const formats = useFormats();
  const { filters, period } = page;
  const { event_id, video_id } = filters;
  const live = useLive({ event_id, video_id });
  const query = useQuery({
    ...concurrencyQuery({ ...filters, from: period.from, to: period.to } as never),
    refetchInterval: period.running && 60_000,
  });
  return (
    <Panel
      title={event.concurrency}
      className={className}
      actions={
        <span className={styles.now} role="status" data-online={live?.total.online}>
          {live && event.online(live.total.online)}
        </span>
      }
    >
      <Loaded
        query={query}
        waiting={<Ghost height={HEIGHT} />}
        isEmpty={({ total }) => !total.peak_concurrent_viewers}
        empty={<Empty title={event.nobody} />}
      >
        {({ total, timeline }) => (
          <>
            <p className={styles.peak}>
              <strong>
                <data value={total.peak_concurrent_viewers}>
                  {event.peak(
                    formats.count(total.peak_concurrent_viewers),
                    formats.instant(total.peak_at ?? ""),
                  )}
                </data>
              </strong>
              <span>{event.average(formats.value(total.average_concurrent_viewers, "count"))}</span>
            </p>
            <Curve timeline={timeline} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

interface Point {
  date: string;
  peak_concurrent_viewers: number;
}

function Curve({ timeline }: { timeline: readonly Point[] }) {
  const { event } = useTexts();
  const formats = useFormats();
  const { title } = useDefinition()("peak_concurrent_viewers");
  const values = useMemo(() => timeline.map((one) => one.peak_concurrent_viewers), [timeline]);
  const lines = useMemo<Line[]>(() => [{ kind: "first", values, filled: true }], [values]);
  const most = values.reduce((before, value) => Math.max(before, value), 0);
  const date = (index: number) => timeline[index]?.date ?? "";
  const isLong = Date.parse(date(timeline.length - 1)) - Date.parse(date(0)) > 2 * DAY_MS;
  return (
    <>
      <LineChart
        label={title}
        height={HEIGHT}
        unit="count"
        lines={lines}
        mark={{ index: values.indexOf(most), label: event.peakMark(formats.count(most)) }}
        name={(index) => formats.bucket(date(index), isLong ? "day" : "hour")}
        tip={(index) => (
          <Tip
            title={formats.instant(date(index))}
            rows={[{ kind: "first", name: title, value: formats.count(values[index] ?? 0) }]}
          />
        )}
      />
      <Steps timeline={timeline} />
    </>
  );
}

/** The same for whoever does not see the chart: only where it changes. */
function Steps({ timeline }: { timeline: readonly Point[] }) {
  const { chart } = useTexts();
  const formats = useFormats();
  const { title } = useDefinition()("peak_concurrent_viewers");
  const steps = timeline.filter(
    (one, index) => one.peak_concurrent_viewers !== timeline[index - 1]?.peak_concurrent_viewers,
  );
  return (
    <div className="visually-hidden">
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{chart.time}</th>
            <th scope="col">{title}</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((one) => (
            <tr key={one.date}>
              <th scope="row">{formats.instant(one.date)}</th>
              <td>{formats.count(one.peak_concurrent_viewers)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
