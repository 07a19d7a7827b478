/** Everybody whom host pages named, found by a part of their id. */
import { useQuery } from "@tanstack/react-query";
import type { Viewer } from "~/api/queries";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { FilterChips } from "~/page/FilterChips";
import { NoPlays } from "~/page/NoPlays";
import { PageHead } from "~/page/PageHead";
import { Pager } from "~/page/Pager";
import { PeriodMenu } from "~/page/PeriodMenu";
import { SearchField } from "~/page/SearchField";
import { ShareButton } from "~/page/ShareButton";
import { pageNumber } from "~/page/shown";
import { usePage } from "~/page/usePage";
import { ExportMenu } from "~/ui/ExportMenu";
import { useDefinition } from "~/ui/metrics";
import { Value } from "~/ui/numbers";
import { Ghost, Loaded, Panel } from "~/ui/Panel";
import { Scroll } from "~/ui/Scroll";
import { CONTENT_FILTERS } from "~/url/search";
import { PER_PAGE, viewersOf } from "./asked";
import { ViewerLink } from "./ViewerLink";
import styles from "./Viewers.module.css";

export function ViewersPage() {
  const { nav, viewers } = useTexts();
  const page = usePage();
  const { q } = page.search;
  const asked = viewersOf(page);
  const query = useQuery(asked.query);
  return (
    <>
      <PageHead title={nav.viewers}>
        <ShareButton />
        <PeriodMenu page={page} />
      </PageHead>
      <FilterChips page={page} apply={CONTENT_FILTERS} />
      <Panel
        title={nav.viewers}
        hideTitle
        actions={
          <>
            <SearchField q={q} label={viewers.search} />
            <ExportMenu path="/v1/viewers" query={asked.found} name={nav.viewers} />
          </>
        }
      >
        <Loaded
          query={query}
          waiting={<Ghost lines={10} height={24} />}
          isEmpty={({ meta }) => !meta.pagination.total}
          empty={
            <NoPlays
              title={q ? viewers.notFound(q) : viewers.nobody}
              help={q ? viewers.notFoundHelp : viewers.nobodyHelp}
            />
          }
        >
          {({ data, meta }) => (
            <>
              <ViewersTable viewers={data} />
              <Pager
                page={page}
                number={pageNumber(page.search)}
                per={PER_PAGE}
                total={meta.pagination.total}
              />
            </>
          )}
        </Loaded>
      </Panel>
    </>
  );
}

function ViewersTable({ viewers: shown }: { viewers: readonly Viewer[] }) {
  const { nav, viewers } = useTexts();
  const definition = useDefinition();
  const formats = useFormats();
  return (
    <Scroll>
      <table className={styles.table} data-list>
        <caption className="visually-hidden">{nav.viewers}</caption>
        <thead>
          <tr>
            <th scope="col">{definition("external_id").title}</th>
            <th scope="col">{viewers.videos}</th>
            <th scope="col">{viewers.completed}</th>
            <th scope="col">{definition("views").title}</th>
            <th scope="col">{definition("watch_time").title}</th>
            <th scope="col">{definition("watch_depth").title}</th>
            <th scope="col">{viewers.lastSeen}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => (
            <tr key={one.external_id} data-key={one.external_id}>
              <th scope="row" dir="auto">
                <ViewerLink externalId={one.external_id} />
              </th>
              <td data-title={viewers.videos}>
                <Value value={one.videos} unit="count" />
              </td>
              <td data-title={viewers.completed}>
                <Value value={one.completed} unit="count" />
              </td>
              <td data-title={definition("views").title}>
                <Value value={one.views} unit="count" />
              </td>
              <td data-title={definition("watch_time").title}>
                <Value value={one.watch_time} unit="seconds" />
              </td>
              <td data-title={definition("watch_depth").title}>
                <Value value={one.watch_depth} unit="percent" />
              </td>
              <td data-title={viewers.lastSeen}>
                <time dateTime={one.last_seen}>{formats.instant(one.last_seen)}</time>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
