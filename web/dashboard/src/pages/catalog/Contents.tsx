/** What is in a place, or was found: places first, then videos and live events, page by page. */
import { Button, Checkbox, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTexts } from "~/i18n/texts";
import { Pager } from "~/page/Pager";
import { SearchField } from "~/page/SearchField";
import { pageNumber } from "~/page/shown";
import type { Page } from "~/page/usePage";
import { Icon } from "~/ui/icons";
import { Empty, Ghost, Loaded } from "~/ui/Panel";
import { BY_PLAYERS, contentsOf, FALLING_FIRST, ORDERS, orderOf, PER_PAGE } from "./asked";
import styles from "./CatalogPage.module.css";
import { ContentsTable } from "./ContentsTable";
import { editedOf, type Question } from "./Dialogs";
import { itemOf } from "./items";
import { PlaceTiles } from "./PlaceTiles";
import { type Place, type Places, placesNamed } from "./places";
import { useSelection } from "./useSelection";

interface ContentsProps {
  page: Page;
  place: Place | undefined;
  places: Places;
  /** undefined: whoever looks may not change anything. */
  onAsked: ((question: Question) => void) | undefined;
}

export function Contents({ page, place, places, onAsked }: ContentsProps) {
  const { catalog } = useTexts();
  const { search, change } = page;
  const { q } = search;
  const number = pageNumber(search);
  const order = orderOf(search.order);
  const query = useQuery(contentsOf(page));
  const rows = query.data?.data ?? [];
  const selection = useSelection(rows.map(({ id }) => id));
  const selected = rows.filter(({ id }) => selection.has(id)).map(itemOf);
  const byPlayers = search.view === BY_PLAYERS;
  const found = q ? placesNamed(places, q) : (place?.children ?? places.projects);
  const reorder = (field: string) => {
    const falling = field === order.field ? !order.falling : FALLING_FIRST.includes(field);
    change({ order: `${field}.${falling ? "desc" : "asc"}` });
  };
  return (
    <>
      <div className={styles.tools}>
        <SearchField q={q} label={catalog.search} />
        <NativeSelect
          size="sm"
          aria-label={catalog.order}
          value={`${order.field}.${order.falling ? "desc" : "asc"}`}
          data={ORDERS.map((value) => ({ value, label: catalog.orders[value] }))}
          onChange={({ currentTarget }) =>
            change({ order: currentTarget.value === ORDERS[0] ? undefined : currentTarget.value })
          }
        />
      </div>
      <Checkbox
        className={styles.byPlayers}
        size="sm"
        label={catalog.byPlayers}
        description={byPlayers ? catalog.byPlayersHelp : undefined}
        checked={byPlayers}
        onChange={() => change({ view: byPlayers ? undefined : BY_PLAYERS, page: undefined })}
      />
      {number === 1 && !byPlayers && <PlaceTiles places={found} withPath={Boolean(q)} onAsked={onAsked} />}
      <SelectionBar
        count={selected.length}
        onMove={() => onAsked?.({ what: "move", items: selected })}
        onRemove={() => onAsked?.({ what: "remove", items: selected })}
        onClear={() => selection.set([])}
      />
      <Loaded
        query={query}
        waiting={<Ghost lines={8} height={54} />}
        isEmpty={({ meta }) => !meta.pagination.total}
        empty={
          byPlayers ? (
            <Empty title={catalog.noneByPlayers} />
          ) : (
            <Nothing q={q} place={place} onAsked={onAsked} hasPlaces={found.length > 0} />
          )
        }
      >
        {({ data, meta }) => (
          <>
            <ContentsTable
              contents={data}
              placeOf={
                q || !place
                  ? ({ folder_id, project_id }) => places.byId.get(folder_id ?? project_id ?? "")
                  : undefined
              }
              order={order}
              onOrder={reorder}
              selection={selection}
              actions={
                onAsked && {
                  edit: (content) => onAsked({ what: "edit", edited: editedOf(content) }),
                  move: (items) => onAsked({ what: "move", items }),
                  remove: (items) => onAsked({ what: "remove", items }),
                }
              }
            />
            <Pager page={page} number={number} per={PER_PAGE} total={meta.pagination.total} />
          </>
        )}
      </Loaded>
    </>
  );
}

interface SelectionBarProps {
  count: number;
  onMove: () => void;
  onRemove: () => void;
  onClear: () => void;
}

function SelectionBar({ count, onMove, onRemove, onClear }: SelectionBarProps) {
  const { catalog } = useTexts();
  return (
    <div className={styles.bar} data-open={count > 0 || undefined} role="status">
      {count > 0 && (
        <>
          <strong>{catalog.selected(count)}</strong>
          <Button variant="default" size="xs" leftSection={<Icon name="move" size={15} />} onClick={onMove}>
            {catalog.does.move}
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<Icon name="trash" size={15} />}
            onClick={onRemove}
          >
            {catalog.does.remove}
          </Button>
          <Button variant="subtle" size="xs" onClick={onClear}>
            {catalog.clearSelection}
          </Button>
        </>
      )}
    </div>
  );
}

interface NothingProps extends Pick<ContentsProps, "place" | "onAsked"> {
  q: string | undefined;
  hasPlaces: boolean;
}

function Nothing({ q, place, onAsked, hasPlaces }: NothingProps) {
  const { catalog } = useTexts();
  if (q) return hasPlaces ? null : <Empty title={catalog.notFound(q)} help={catalog.notFoundHelp} />;
  return (
    <Empty title={hasPlaces ? catalog.emptyHere : catalog.empty} help={onAsked ? catalog.emptyHelp : ""}>
      {onAsked && (
        <Button size="xs" variant="default" onClick={() => onAsked({ what: "add", kind: "video", place })}>
          {catalog.newVideo}
        </Button>
      )}
    </Empty>
  );
}
