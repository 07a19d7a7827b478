/** Videos and live events with their figures. Click selects, double click and Enter open, arrow keys walk. */
import { Link, useNavigate } from "@tanstack/react-router";
import type { KeyboardEvent, MouseEvent } from "react";
import type { Content, Item } from "~/api/catalog";
import { shownHost } from "~/formats/hosts";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { Icon } from "~/ui/icons";
import { Explained, useDefinition } from "~/ui/metrics";
import { Rate, Value } from "~/ui/numbers";
import { ActionsMenu } from "./ActionsMenu";
import { FIGURES, type Order } from "./asked";
import styles from "./ContentsTable.module.css";
import { useDragged } from "./dragging";
import { itemOf, pageOf } from "./items";
import { type Place, pathTo } from "./places";
import { Thumbnail } from "./Thumbnail";
import type { Selection } from "./useSelection";

export interface Actions {
  edit: (content: Content) => void;
  move: (items: readonly Item[]) => void;
  remove: (items: readonly Item[]) => void;
}

interface TableProps {
  contents: readonly Content[];
  /** Where a content is; undefined: need not be said. */
  placeOf: ((content: Content) => Place | undefined) | undefined;
  order: Order;
  onOrder: (field: string) => void;
  selection: Selection;
  /** undefined: whoever looks may not change anything. */
  actions: Actions | undefined;
}

export function ContentsTable({ contents, order, onOrder, selection, actions, placeOf }: TableProps) {
  const { catalog } = useTexts();
  const definition = useDefinition();
  const heading = (field: string, title: string, help = "") => (
    <th
      key={field}
      scope="col"
      data-field={field}
      aria-sort={order.field === field ? (order.falling ? "descending" : "ascending") : undefined}
    >
      <Explained help={help}>
        <button type="button" className={styles.sort} onClick={() => onOrder(field)}>
          {title}
          {order.field === field && <Icon name={order.falling ? "down" : "up"} size={14} />}
        </button>
      </Explained>
    </th>
  );
  const all = contents.length > 0 && contents.every(({ id }) => selection.has(id));
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">{catalog.contents}</caption>
      <thead>
        <tr>
          {actions && (
            <td className={styles.check}>
              <input
                type="checkbox"
                aria-label={catalog.selectAll}
                checked={all}
                ref={(box) => {
                  if (box) box.indeterminate = !all && selection.size > 0;
                }}
                onChange={() => selection.set(all ? [] : contents.map(({ id }) => id))}
              />
            </td>
          )}
          {heading("title", catalog.name)}
          {FIGURES.map((name) => heading(name, definition(name).title, definition(name).help))}
          {heading("created_at", catalog.added)}
          {actions && (
            <td className={styles.menu}>
              <span className="visually-hidden">{catalog.actions}</span>
            </td>
          )}
        </tr>
      </thead>
      <tbody onKeyDown={walk}>
        {contents.map((content) => (
          <ContentRow
            key={content.id}
            content={content}
            place={placeOf?.(content)}
            selection={selection}
            actions={actions}
            dragged={selection.has(content.id) ? contents.filter(({ id }) => selection.has(id)) : [content]}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  content: Content;
  place: Place | undefined;
  selection: Selection;
  actions: Actions | undefined;
  /** What goes along when the row is dragged. */
  dragged: readonly Content[];
}

function ContentRow({ content, place, selection, actions, dragged }: RowProps) {
  const { catalog, untitled } = useTexts();
  const formats = useFormats();
  const navigate = useNavigate();
  const definition = useDefinition();
  const { id, kind, title, created_at: added } = content;
  const name = title || untitled;
  const chosen = selection.has(id);
  const dragging = useDragged(dragged.map(itemOf));
  const open = () => void navigate(pageOf(content));
  const onKeyDown = (event: KeyboardEvent) => {
    if (!actions || event.target instanceof HTMLInputElement) return;
    const item = chosen ? dragged.map(itemOf) : [itemOf(content)];
    const act = {
      " ": () => selection.toggle(id),
      F2: () => actions.edit(content),
      Delete: () => actions.remove(item),
    }[event.key];
    if (!act || isControl(event.target)) return;
    event.preventDefault();
    act();
  };
  const onClick = (event: MouseEvent<HTMLTableRowElement>) => {
    if (!actions || isControl(event.target, "a")) return;
    selection.click(id, event);
    nameIn(event.currentTarget)?.focus(); // keys are for the row clicked then
  };
  return (
    <tr
      data-key={id}
      data-chosen={chosen || undefined}
      onClick={onClick}
      onDoubleClick={(event) => !isControl(event.target) && open()}
      onKeyDown={onKeyDown}
      {...(actions && dragging)}
    >
      {actions && (
        <td className={styles.check}>
          <input
            type="checkbox"
            aria-label={catalog.select(name)}
            checked={chosen}
            onChange={() => selection.toggle(id)}
          />
        </td>
      )}
      <th scope="row" className={styles.content}>
        <Thumbnail id={id} kind={kind} poster={content.poster} duration={content.duration} />
        <span className={styles.names}>
          <Link {...pageOf(content)} className={styles.title} dir="auto" draggable={false} onClick={once}>
            {name}
          </Link>
          <span className={styles.sub}>
            {kind !== "video" && <span>{catalog.kinds[kind]}</span>}
            {content.first_domain && (
              <span dir="auto">{catalog.firstOn(shownHost(content.first_domain))}</span>
            )}
            {place && <Path place={place} />}
            {!place && kind === "video" && content.description && (
              <span className={styles.description} dir="auto">
                {content.description}
              </span>
            )}
          </span>
        </span>
      </th>
      {FIGURES.map((measure) => (
        <td key={measure} data-field={measure} data-title={definition(measure).title}>
          {measure === "view_rate" ? (
            <Rate part={content.views ?? 0} whole={content.player_loads ?? 0} />
          ) : (
            <Value value={content[measure] ?? null} unit={definition(measure).unit} />
          )}
        </td>
      ))}
      <td data-field="created_at">
        <time dateTime={added} title={formats.instant(added ?? "")}>
          {formats.day(added ?? "")}
        </time>
      </td>
      {actions && (
        <td className={styles.menu}>
          <ActionsMenu
            name={name}
            actions={[
              ["edit", () => actions.edit(content)],
              ["move", () => actions.move([itemOf(content)])],
              ["remove", () => actions.remove([itemOf(content)])],
            ]}
          />
        </td>
      )}
    </tr>
  );
}

function Path({ place }: { place: Place }) {
  return (
    <span className={styles.path} dir="auto">
      {pathTo(place)
        .map(({ name }) => name)
        .join(" / ")}
    </span>
  );
}

/** Up and down lead from row to row, to the same thing in it. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" } as const;
  const direction = step[event.key as keyof typeof step];
  const here = event.target as HTMLElement;
  const row = direction && here.closest("tr")?.[direction];
  if (!row || here.getAttribute("aria-haspopup")) return;
  event.preventDefault();
  (here instanceof HTMLInputElement ? row.querySelector("input") : nameIn(row))?.focus();
}

/** The link by which a row has the focus. */
function nameIn(row: Element): HTMLElement | null {
  return row.querySelector<HTMLElement>("th a");
}

/** Whether a click was meant for something in the row rather than the row. */
function isControl(target: EventTarget, more = ""): boolean {
  return target instanceof Element && target.closest(`input, button${more && `, ${more}`}`) !== null;
}

/** The second click of a double click on a name would fall on whatever the page that it opens has there. */
function once(event: MouseEvent): void {
  if (event.detail !== 1) return;
  const stop = (next: globalThis.MouseEvent) => {
    if (next.detail < 2) return;
    next.stopPropagation();
    next.preventDefault();
  };
  document.addEventListener("click", stop, { capture: true });
  setTimeout(() => document.removeEventListener("click", stop, { capture: true }), DOUBLE_CLICK_MS);
}

const DOUBLE_CLICK_MS = 500;
