import { useState } from "react";
import { type Item, move } from "~/api/catalog";
import { useTexts } from "~/i18n/texts";
import { canGo } from "./dragging";
import { FormFoot } from "./FormFoot";
import styles from "./Forms.module.css";
import { PlaceTree } from "./PlaceTree";
import { type Place, type Places, pathTo } from "./places";
import { ofEach, useChange } from "./useChange";

interface MoveFormProps {
  items: readonly Item[];
  /** Where they were dropped. */
  to?: Place | undefined;
  places: Places;
  onDone: () => void;
}

export function MoveForm({ items, to, places, onDone }: MoveFormProps) {
  const { catalog } = useTexts();
  const [place, setPlace] = useState(to);
  const change = useChange((to: Place) => ofEach(items, (item) => move(item, to)), onDone);
  const path = pathTo(place)
    .map(({ name }) => name)
    .join(" / ");
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (place) change.mutate(place);
      }}
    >
      <p className={styles.help}>{catalog.moveHelp}</p>
      <div className={styles.tree}>
        <PlaceTree
          label={catalog.moveTo}
          places={places}
          chosen={place?.id}
          onChosen={setPlace}
          isClosedTo={(one) => !canGo(items, one)}
        />
      </div>
      <p className={styles.help} aria-live="polite" dir="auto">
        {path && catalog.goesTo(path)}
      </p>
      <FormFoot
        label={catalog.move}
        busy={change.isPending}
        error={change.error}
        disabled={!place}
        onCancel={onDone}
      />
    </form>
  );
}
