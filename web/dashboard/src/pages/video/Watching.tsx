/** The player, and under it which parts of the video were watched. */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import type { Content } from "~/api/contents";
import { type Overview, retentionQuery } from "~/api/queries";
import { useTexts } from "~/i18n/texts";
import type { Page } from "~/page/usePage";
import { Explained } from "~/ui/metrics";
import { Empty, Ghost, Loaded, Panel, Waiting } from "~/ui/Panel";
import { Player } from "./Player";
import { RetentionChart } from "./RetentionChart";
import styles from "./Watching.module.css";

interface WatchingProps {
  page: Page;
  content: Content | undefined;
  total: Overview["total"] | undefined;
}

const SLICES = 100;

export function Watching({ page, content, total }: WatchingProps) {
  const { video } = useTexts();
  const { from, to } = page.period;
  const [{ video_id: [id] = [] }] = [page.filters];
  const { video_id: _, ...filters } = page.filters;
  const query = useQuery(retentionQuery({ ...filters, video_id: id, from, to, slices: SLICES } as never));
  const player = useRef<HTMLVideoElement>(null);
  const [position, setPosition] = useState<number>();
  const length = content?.duration ?? lengthOf(total);
  const seek = useCallback((seconds: number) => {
    setPosition(seconds);
    if (player.current) player.current.currentTime = seconds;
  }, []);
  return (
    <Panel
      title={
        <Explained help={video.retentionHelp}>
          <span>{video.retention}</span>
        </Explained>
      }
      actions={query.data && <span className={styles.count}>{video.viewings(query.data.viewings)}</span>}
    >
      <Player key={id} ref={player} content={content} position={position} onPosition={setPosition} />
      <div className={styles.chart}>
        {content || total ? (
          <Loaded
            query={query}
            waiting={<Ghost height={160} />}
            isEmpty={({ slices, viewings }) => !slices || !viewings || !length}
            empty={<Nothing known={Boolean(length)} viewings={query.data?.viewings ?? 0} />}
          >
            {({ slices, viewings }) => (
              <RetentionChart
                slices={slices ?? []}
                viewings={viewings}
                length={length ?? 0}
                position={position}
                onSeek={seek}
              />
            )}
          </Loaded>
        ) : (
          // Without a length there would be nothing to see, and it comes with either of them.
          <Waiting>
            <Ghost height={160} />
          </Waiting>
        )}
      </div>
    </Panel>
  );
}

function Nothing({ known, viewings }: { known: boolean; viewings: number }) {
  const { video } = useTexts();
  if (viewings || known)
    return (
      <Empty title={viewings ? video.noLength : video.noViewings} help={viewings ? video.noLengthHelp : ""} />
    );
  return <Empty title={video.noViewings} />;
}

/** What was played tells how long the content is: every view adds its length to the duration. */
function lengthOf(total: Overview["total"] | undefined): number | undefined {
  return total?.views && total.duration ? total.duration / total.views : undefined;
}
