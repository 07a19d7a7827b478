/** The tree of projects and folders, by mouse or keyboard as in WAI-ARIA's pattern. Only the lines in sight are made. */
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTexts } from "~/i18n/texts";
import { Icon } from "~/ui/icons";
import { useDropping } from "./dragging";
import styles from "./PlaceTree.module.css";
import { type Place, type Places, pathTo, type Row, rowsOf } from "./places";
import { LINE, useWindow } from "./useWindow";

interface TreeProps {
  label: string;
  places: Places;
  /** The place chosen; "": all of the catalog, undefined: none. */
  chosen: string | undefined;
  onChosen: (place: Place | undefined) => void;
  /** A first line for all of the catalog. */
  all?: string;
  /** Places that can't be chosen. */
  isClosedTo?: (place: Place) => boolean;
}

/** undefined: the line of all of the catalog. */
type Line = Row | undefined;

const TYPING_MS = 600;

export function PlaceTree(props: TreeProps) {
  const { label, places, chosen, onChosen, all } = props;
  const id = useId();
  const [open, setOpen] = useState<ReadonlySet<string>>(() => above(places, chosen));
  const lines = useMemo<Line[]>(
    () => [...(all ? [undefined] : []), ...rowsOf(places.projects, open)],
    [places, open, all],
  );
  const at = (key: string | undefined) => lines.findIndex((line) => (line?.place.id ?? "") === key);
  const [active, setActive] = useState(chosen ?? "");
  const current = Math.max(0, at(active));
  const tree = useRef<HTMLDivElement>(null);
  const shown = useWindow(tree, lines.length);
  const typed = useTyped();

  // Somebody went elsewhere by another way: open what leads there.
  const [followed, setFollowed] = useState(chosen);
  if (followed !== chosen) {
    setFollowed(chosen);
    setActive(chosen ?? "");
    setOpen(new Set([...open, ...above(places, chosen)]));
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: another line is why it scrolls
  useEffect(() => reveal(tree.current, current), [active, chosen]);

  const toggle = (place: Place, to = !open.has(place.id)) => {
    const after = new Set(open);
    if (to) after.add(place.id);
    else after.delete(place.id);
    setOpen(after);
  };
  const choose = (line: Line) => {
    if (line && props.isClosedTo?.(line.place)) return;
    setActive(line?.place.id ?? "");
    onChosen(line?.place);
  };
  const go = (index: number) => {
    const line = lines[Math.min(lines.length - 1, Math.max(0, index))];
    setActive(line?.place.id ?? "");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const line = lines[current];
    const isOpen = line && open.has(line.place.id);
    const keys: Record<string, () => void> = {
      ArrowDown: () => go(current + 1),
      ArrowUp: () => go(current - 1),
      Home: () => go(0),
      End: () => go(lines.length - 1),
      Enter: () => choose(line),
      " ": () => choose(line),
      ArrowRight: () => {
        if (!line?.place.children.length) return;
        if (isOpen) go(current + 1);
        else toggle(line.place, true);
      },
      ArrowLeft: () => {
        if (line && isOpen && line.place.children.length) toggle(line.place, false);
        else if (line?.place.above) go(at(line.place.above.id));
      },
      "*": () => setOpen(new Set([...open, ...siblingsOf(line, places).map((one) => one.id)])),
    };
    const act = event.altKey || event.ctrlKey || event.metaKey ? undefined : keys[event.key];
    if (!act && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      const text = typed(event.key);
      const order = [...lines.slice(current + 1), ...lines.slice(0, current + 1)];
      const found = order.find((one) => one?.place.name.toLowerCase().startsWith(text));
      if (found) setActive(found.place.id);
    }
    if (!act) return;
    event.preventDefault();
    act();
  };
  const inSight = current >= shown.from && current < shown.to;
  return (
    <div
      ref={tree}
      className={styles.tree}
      role="tree"
      aria-label={label}
      aria-activedescendant={inSight ? `${id}${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="none" style={{ height: lines.length * LINE }} className={styles.all}>
        {lines.slice(shown.from, shown.to).map((line, index) => (
          <TreeLine
            key={line?.place.id ?? ""}
            id={`${id}${line?.place.id ?? ""}`}
            line={line}
            title={line ? line.place.name : (all ?? "")}
            top={(shown.from + index) * LINE}
            isActive={shown.from + index === current}
            isChosen={(line?.place.id ?? "") === chosen}
            isOpen={line ? open.has(line.place.id) : false}
            isClosed={line ? (props.isClosedTo?.(line.place) ?? false) : false}
            siblings={places.projects.length + 1}
            onChosen={() => choose(line)}
            onToggle={() => line && toggle(line.place)}
          />
        ))}
      </div>
    </div>
  );
}

interface LineProps {
  id: string;
  line: Line;
  title: string;
  top: number;
  isActive: boolean;
  isChosen: boolean;
  isOpen: boolean;
  isClosed: boolean;
  /** Of the first level. */
  siblings: number;
  onChosen: () => void;
  onToggle: () => void;
}

function TreeLine({ line, title, isOpen, isChosen, isActive, isClosed, ...props }: LineProps) {
  const { untitled } = useTexts();
  const dropping = useDropping(line?.place);
  const first = !line || line.level === 1;
  const nested = Boolean(line?.place.children.length);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the tree's
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus, and says which line is meant
    <div
      id={props.id}
      role="treeitem"
      aria-level={line?.level ?? 1}
      aria-posinset={line ? line.number + (first ? 1 : 0) : 1}
      aria-setsize={first ? props.siblings : line?.of}
      aria-selected={isChosen}
      aria-expanded={nested ? isOpen : undefined}
      aria-disabled={isClosed || undefined}
      className={styles.line}
      style={{ top: props.top, paddingInlineStart: 6 + ((line?.level ?? 1) - 1) * 16 }}
      data-active={isActive || undefined}
      data-key={line?.place.id ?? ""}
      onClick={props.onChosen}
      {...dropping}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys do the same */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a mouse's way; it is no stop of its own */}
      <span
        className={styles.toggle}
        onClick={(event) => {
          event.stopPropagation();
          props.onToggle();
        }}
      >
        {nested && <Icon name={isOpen ? "chevron" : "right"} size={14} />}
      </span>
      <Icon name={line ? (line.place.kind === "project" ? "project" : "folder") : "catalog"} size={16} />
      <span className={styles.name} dir="auto" title={title}>
        {title || untitled}
      </span>
    </div>
  );
}

/** What has to be open for a place to be seen. */
function above(places: Places, id: string | undefined): ReadonlySet<string> {
  return new Set(
    pathTo(places.byId.get(id ?? ""))
      .slice(0, -1)
      .map((place) => place.id),
  );
}

function siblingsOf(line: Line, places: Places): readonly Place[] {
  return line?.place.above?.children ?? places.projects;
}

function reveal(tree: HTMLElement | null, index: number): void {
  if (!tree) return;
  const top = index * LINE;
  if (top < tree.scrollTop) tree.scrollTop = top;
  else if (top + LINE > tree.scrollTop + tree.clientHeight) tree.scrollTop = top + LINE - tree.clientHeight;
}

/** The letters typed in one go. */
function useTyped(): (letter: string) => string {
  const typed = useRef({ text: "", at: 0 });
  return (letter) => {
    const now = Date.now();
    const before = now - typed.current.at < TYPING_MS ? typed.current.text : "";
    typed.current = { text: before + letter.toLowerCase(), at: now };
    return typed.current.text;
  };
}
