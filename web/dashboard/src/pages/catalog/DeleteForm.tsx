/** Says what becomes of the content and of its figures, before it is done. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { contentsQuery, type Item, type Leftovers, remove } from "~/api/catalog";
import { useTexts } from "~/i18n/texts";
import { FormFoot } from "./FormFoot";
import styles from "./Forms.module.css";
import { foldersIn, type Place, type Places } from "./places";
import { ofEach, useChange } from "./useChange";

interface DeleteFormProps {
  items: readonly Item[];
  places: Places;
  onDone: () => void;
  onRemoved?: ((items: readonly Item[]) => void) | undefined;
}

export function DeleteForm({ items, places, onDone, onRemoved }: DeleteFormProps) {
  const { catalog } = useTexts();
  const [first] = items;
  const place = items.length === 1 ? places.byId.get(first?.id ?? "") : undefined;
  const [leftovers, setLeftovers] = useState<Leftovers>(place?.kind === "folder" ? "parent" : "unsorted");
  const change = useChange(
    () => ofEach(items, (item) => remove(item, leftovers)),
    () => {
      onRemoved?.(items);
      onDone();
    },
  );
  const kinds = new Set(items.map(({ kind }) => kind));
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(undefined);
      }}
    >
      {place ? (
        <PlaceLeftovers place={place} chosen={leftovers} onChosen={setLeftovers} />
      ) : (
        <ul className={styles.facts}>
          {kinds.has("event") && <li>{catalog.removal.event}</li>}
          {kinds.has("stream") && <li>{catalog.removal.stream}</li>}
          <li>{catalog.removal.plays}</li>
          {(kinds.has("video") || kinds.has("stream")) && <li>{catalog.removal.back}</li>}
        </ul>
      )}
      <FormFoot
        label={catalog.remove}
        busy={change.isPending}
        error={change.error}
        onCancel={onDone}
        danger
      />
    </form>
  );
}

interface LeftoversProps {
  place: Place;
  chosen: Leftovers;
  onChosen: (leftovers: Leftovers) => void;
}

function PlaceLeftovers({ place, chosen, onChosen }: LeftoversProps) {
  const { catalog } = useTexts();
  const where =
    place.kind === "project" ? { project_id: [place.id] } : { folder_id: [place.id], nested: true };
  const kind = ["video", "event", "stream"] as const;
  const { data } = useQuery(contentsQuery({ ...where, kind: [...kind], fields: ["views"], per_page: 1 }));
  const folders = foldersIn(place);
  const contents = data?.meta.pagination.total;
  const { removal } = catalog;
  if (contents === 0 && !folders) return <p className={styles.help}>{removal.empty}</p>;
  const choices: readonly (readonly [Leftovers, string, string])[] = [
    ...(place.kind === "folder"
      ? [["parent", removal.parent(place.above?.name ?? ""), removal.parentHelp] as const]
      : []),
    ["unsorted", removal.unsorted, removal.unsortedHelp],
    ["delete", removal.delete, place.kind === "folder" ? removal.deleteHelp : removal.deleteProjectHelp],
  ];
  return (
    <>
      <p className={styles.help}>
        {contents === undefined
          ? "\u00a0"
          : removal.inside(catalog.things(contents), catalog.folders(folders))}
      </p>
      <fieldset className={styles.choices}>
        <legend>{removal.question}</legend>
        {choices.map(([value, title, help]) => (
          <label key={value} className={styles.choice}>
            <input
              type="radio"
              name="leftovers"
              value={value}
              checked={value === chosen}
              onChange={() => onChosen(value)}
            />
            <span>
              {title}
              <small>{help}</small>
            </span>
          </label>
        ))}
      </fieldset>
    </>
  );
}
