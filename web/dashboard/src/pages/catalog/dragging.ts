/** Things of the catalog dragged onto a place. By keyboard and by finger the dialog moves them. */
import { createContext, type DragEvent, type HTMLAttributes, use, useState } from "react";
import type { Item } from "~/api/catalog";
import { isWithin, type Place } from "./places";

interface Dragging {
  /** What is in the hand, while it is. */
  held: { current: readonly Item[] };
  onDropped: (items: readonly Item[], place: Place) => void;
}

export const DraggingContext = createContext<Dragging | undefined>(undefined);

type Handlers = HTMLAttributes<HTMLElement> & { "data-over"?: true | undefined };

/** What lets a place take what is dropped on it. */
export function useDropping(place: Place | undefined): Handlers {
  const dragging = use(DraggingContext);
  const [over, setOver] = useState(false);
  if (!dragging || !place) return {};
  const takes = () => canGo(dragging.held.current, place);
  return {
    onDragOver: (event: DragEvent) => {
      if (!takes()) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      if (takes()) dragging.onDropped(dragging.held.current, place);
    },
    "data-over": over || undefined,
  };
}

/** What lets something be dragged. */
export function useDragged(items: readonly Item[]): HTMLAttributes<HTMLElement> {
  const dragging = use(DraggingContext);
  if (!dragging) return {};
  return {
    draggable: true,
    onDragStart: (event: DragEvent) => {
      dragging.held.current = items;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", items.map(({ title }) => title).join("\n"));
    },
    onDragEnd: () => {
      dragging.held.current = [];
    },
  };
}

/** A folder does not go into itself; a project is in nothing. */
export function canGo(items: readonly Item[], place: Place): boolean {
  return items.length > 0 && items.every(({ kind, id }) => kind !== "project" && !isWithin(place, id));
}
