/** Everybody whom host pages named, found by a part of their id. */
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { type Viewer, viewersQuery } from "~/api/queries";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { FilterChips } from "~/page/FilterChips";
import { NoPlays } from "~/page/NoPlays";
import { PageHead } from "~/page/PageHead";
import { PeriodMenu } from "~/page/PeriodMenu";
import { ShareButton } from "~/page/ShareButton";
import { type Page, usePage } from "~/page/usePage";
import { ExportMenu } from "~/ui/ExportMenu";
import { Icon } from "~/ui/icons";
import { useDefinition } from "~/ui/metrics";
import { Value } from "~/ui/numbers";
import { Ghost, Loaded, Panel } from "~/ui/Panel";
import { Scroll } from "~/ui/Scroll";
import type { Search } from "~/url/search";
import { ViewerLink } from "./ViewerLink";
import styles from "./Viewers.module.css";

const PER_PAGE = 50;

export function ViewersPage() {
  const { nav, viewers } = useTexts();
  const page = usePage();
  const { from, to } = page.period;
  const { q } = page.search;
  const { project_id, folder_id, video_id, event_id } = page.filters;
  const shown = { q, from, to, project_id, folder_id, video_id, event_id };
  const number = Math.max(1, Math.floor(Number(page.search.page)) || 1);
  const query = useQuery(viewersQuery({ ...shown, page: number, per_page: PER_PAGE } as never));
  return (
    <>
      <PageHead title={nav.viewers}>
        <ShareButton />
        <PeriodMenu page={page} />
      </PageHead>
      <FilterChips page={page} />
      <Panel
        title={nav.viewers}
        hideTitle
        actions={
          <>
            <SearchField q={q} />
            <ExportMenu path="/v1/viewers" query={shown} name={nav.viewers} />
          </>
        }
      >
        <Loaded
          query={query}
          waiting={<Ghost lines={10} height={24} />}
          isEmpty={({ data }) => !data.length}
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
              <Pager page={page} number={number} total={meta.pagination.total} />
            </>
          )}
        </Loaded>
      </Panel>
    </>
  );
}

const TYPING_MS = 250;

/** What is typed is looked for when the hands rest; the address follows. */
function SearchField({ q }: { q: string | undefined }) {
  const { viewers } = useTexts();
  const navigate = useNavigate();
  const [typed, setTyped] = useState(q ?? "");
  useEffect(() => {
    if (typed === (q ?? "")) return;
    const timer = setTimeout(
      () =>
        void navigate({
          to: ".",
          search: (before: Search) => ({ ...before, q: typed || undefined, page: undefined }),
          replace: true,
        }),
      TYPING_MS,
    );
    return () => clearTimeout(timer);
  }, [typed, q, navigate]);
  return (
    <TextInput
      className={styles.search}
      type="search"
      size="sm"
      aria-label={viewers.search}
      placeholder={viewers.search}
      leftSection={<Icon name="search" size={16} />}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
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
              <td>
                <Value value={one.videos} unit="count" />
              </td>
              <td>
                <Value value={one.completed} unit="count" />
              </td>
              <td>
                <Value value={one.views} unit="count" />
              </td>
              <td>
                <Value value={one.watch_time} unit="seconds" />
              </td>
              <td>
                <Value value={one.watch_depth} unit="percent" />
              </td>
              <td>
                <time dateTime={one.last_seen}>{formats.instant(one.last_seen)}</time>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Pager({ page, number, total }: { page: Page; number: number; total: number }) {
  const { viewers } = useTexts();
  const last = Math.ceil(total / PER_PAGE);
  if (last < 2) return null;
  const show = (to: number) => page.change({ page: to > 1 ? String(to) : undefined });
  return (
    <nav className={styles.pager} aria-label={viewers.pages}>
      <Button variant="default" size="xs" disabled={number <= 1} onClick={() => show(number - 1)}>
        {viewers.previous}
      </Button>
      <span>{viewers.shown((number - 1) * PER_PAGE + 1, Math.min(number * PER_PAGE, total), total)}</span>
      <Button variant="default" size="xs" disabled={number >= last} onClick={() => show(number + 1)}>
        {viewers.next}
      </Button>
    </nav>
  );
}
