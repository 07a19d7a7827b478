/** Who watched which parts of a video: a strip for each viewer. */
import { useQuery } from "@tanstack/react-query";
import { progressQuery, type Viewer, viewersQuery } from "~/api/queries";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import type { Page } from "~/page/usePage";
import { ExportMenu } from "~/ui/ExportMenu";
import { useDefinition } from "~/ui/metrics";
import { Value } from "~/ui/numbers";
import { Empty, Ghost, Loaded, Panel } from "~/ui/Panel";
import { Scroll } from "~/ui/Scroll";
import { Strip } from "./Strip";
import { ViewerLink } from "./ViewerLink";
import styles from "./Viewers.module.css";

const MOST = 25;

export default function VideoViewersTab({ page, name }: { page: Page; name: string }) {
  const { viewers, video } = useTexts();
  const definition = useDefinition();
  const { from, to } = page.period;
  const [videoId = ""] = page.filters.video_id ?? [];
  const shown = { video_id: [videoId], from, to };
  const query = useQuery(viewersQuery({ ...shown, per_page: MOST } as never));
  return (
    <Panel title={video.viewers} actions={<ExportMenu path="/v1/viewers" query={shown} name={name} />}>
      <Loaded
        query={query}
        waiting={<Ghost lines={10} height={24} />}
        isEmpty={({ data }) => !data.length}
        empty={<Empty title={viewers.nobody} help={viewers.nobodyHelp} />}
      >
        {({ data, meta }) => (
          <>
            <Scroll>
              <table className={styles.table}>
                <caption className="visually-hidden">{video.viewers}</caption>
                <thead>
                  <tr>
                    <th scope="col">{definition("external_id").title}</th>
                    <th scope="col" className={styles.parts}>
                      {viewers.parts}
                    </th>
                    <th scope="col">{definition("watch_depth").title}</th>
                    <th scope="col">{definition("watch_time").title}</th>
                    <th scope="col">{viewers.lastSeen}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.map((one) => (
                    <ViewerRow key={one.external_id} viewer={one} shown={shown} />
                  ))}
                </tbody>
              </table>
            </Scroll>
            {meta.pagination.total > data.length && (
              <p className={styles.note}>{viewers.first(data.length, meta.pagination.total)}</p>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function ViewerRow({ viewer, shown }: { viewer: Viewer; shown: object }) {
  const formats = useFormats();
  const { data, isError } = useQuery(progressQuery({ ...shown, external_id: viewer.external_id } as never));
  const progress = data ? (data.data[0] ?? null) : isError ? null : undefined;
  return (
    <tr data-key={viewer.external_id}>
      <th scope="row" dir="auto">
        <ViewerLink externalId={viewer.external_id} />
      </th>
      <td className={styles.parts}>
        <Strip progress={progress} />
      </td>
      <td>
        <Value value={viewer.watch_depth} unit="percent" />
      </td>
      <td>
        <Value value={viewer.watch_time} unit="seconds" />
      </td>
      <td>
        <time dateTime={viewer.last_seen}>{formats.instant(viewer.last_seen)}</time>
      </td>
    </tr>
  );
}
