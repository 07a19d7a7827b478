/** A field with a list below it, after the ARIA pattern of a combobox: the focus stays in the field, arrow keys choose. */
import { type KeyboardEvent, useEffect, useId, useState } from "react";

interface Listbox {
  field: Record<string, unknown>;
  list: { id: string; role: "listbox"; "aria-label": string };
  option: (index: number) => Record<string, unknown>;
  /** Chooses the first again, as when what is listed is another. */
  restart: () => void;
}

/** label: what is listed. */
export function useListbox(
  label: string,
  count: number,
  onChosen: (index: number) => void,
  open = true,
): Listbox {
  const id = useId();
  const [wanted, want] = useState(0);
  const active = Math.min(wanted, count - 1);
  const name = (index: number) => `${id}-${index}`;
  useEffect(() => {
    if (open && active >= 0) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [id, active, open]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || !open || count === 0) return;
    const to: Record<string, number> = {
      ArrowDown: (active + 1) % count,
      ArrowUp: (active - 1 + count) % count,
    };
    if (event.key in to) want(to[event.key] as number);
    else if (event.key === "Enter") onChosen(active);
    else return;
    event.preventDefault();
  };
  return {
    field: {
      role: "combobox",
      "aria-expanded": open && count > 0,
      "aria-controls": id,
      "aria-autocomplete": "list",
      "aria-activedescendant": open && active >= 0 ? name(active) : undefined,
      autoComplete: "off",
      spellCheck: false,
      onKeyDown,
    },
    list: { id, role: "listbox", "aria-label": label },
    option: (index) => ({
      id: name(index),
      role: "option",
      "aria-selected": index === active,
      onMouseMove: () => want(index),
      onMouseDown: (event: { preventDefault: () => void }) => event.preventDefault(), // the field keeps the focus
      onClick: () => onChosen(index),
    }),
    restart: () => want(0),
  };
}
