/** How many watched at once, with the moment of the peak marked. */
import { useQuery } from "@tanstack/react-query";
import { useLive } from "~/api/live";
import { concurrencyQuery } from "~/api/queries";
import { ConcurrencyCurve } from "~/charts/ConcurrencyCurve";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import type { Page } from "~/page/usePage";
import { Empty, Ghost, Loaded, Panel } from "~/ui/Panel";
import styles from "./EventPage.module.css";

const HEIGHT = 230;

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
            <ConcurrencyCurve timeline={timeline} until={query.dataUpdatedAt} height={HEIGHT} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}
