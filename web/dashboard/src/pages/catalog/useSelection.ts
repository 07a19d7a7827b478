import { type MouseEvent, useState } from "react";

export interface Selection {
  size: number;
  has: (id: string) => boolean;
  set: (ids: readonly string[]) => void;
  toggle: (id: string) => void;
  /** As file managers do: alone; with Ctrl one more; with Shift all up to it. */
  click: (id: string, event: MouseEvent) => void;
}

/** What is selected of a list. Whatever leaves the list is selected no more. */
export function useSelection(list: readonly string[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState("");
  const here = new Set(list.filter((id) => chosen.has(id)));
  const set = (ids: readonly string[]) => setChosen(new Set(ids));
  const toggle = (id: string) => {
    const after = new Set(here);
    if (!after.delete(id)) after.add(id);
    setChosen(after);
    setLast(id);
  };
  const click: Selection["click"] = (id, event) => {
    const [from, to] = [list.indexOf(last), list.indexOf(id)];
    if (event.shiftKey && from >= 0) {
      set([...here, ...list.slice(Math.min(from, to), Math.max(from, to) + 1)]);
      getSelection()?.removeAllRanges();
    } else if (event.ctrlKey || event.metaKey) toggle(id);
    else {
      set(here.size === 1 && here.has(id) ? [] : [id]);
      setLast(id);
    }
  };
  return { size: here.size, has: (id) => here.has(id), set, toggle, click };
}
