/** Projects or folders as tiles: the way down where there is no room for the tree. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTexts } from "~/i18n/texts";
import { Icon } from "~/ui/icons";
import { ActionsMenu } from "./ActionsMenu";
import { actionsOf } from "./actionsOf";
import type { Question } from "./Dialogs";
import { useDragged, useDropping } from "./dragging";
import { itemOfPlace, placeSearch } from "./items";
import styles from "./PlaceTiles.module.css";
import { type Place, pathTo } from "./places";

const FEW = 12;
const STEP = 120;

interface TilesProps {
  places: readonly Place[];
  /** Whether to say where each is. */
  withPath: boolean;
  onAsked: ((question: Question) => void) | undefined;
}

export function PlaceTiles({ places, withPath, onAsked }: TilesProps) {
  const { catalog, analytics } = useTexts();
  const [most, setMost] = useState(FEW);
  if (!places.length) return null;
  return (
    <>
      <ul className={styles.tiles} aria-label={catalog.places}>
        {places.slice(0, most).map((place) => (
          <Tile key={place.id} place={place} withPath={withPath} onAsked={onAsked} />
        ))}
      </ul>
      {places.length > most && (
        <button type="button" className={styles.more} onClick={() => setMost(most + STEP)}>
          {analytics.more(places.length)}
        </button>
      )}
    </>
  );
}

function Tile({ place, withPath, onAsked }: Omit<TilesProps, "places"> & { place: Place }) {
  const { untitled } = useTexts();
  const item = itemOfPlace(place);
  const dropping = useDropping(place);
  const dragging = useDragged([item]);
  const above = withPath ? pathTo(place.above) : [];
  return (
    <li className={styles.tile} data-key={place.id} {...(place.kind === "folder" && dragging)} {...dropping}>
      <Icon name={place.kind === "project" ? "project" : "folder"} size={17} />
      <span className={styles.names}>
        <Link
          to="/catalog"
          search={(before) => ({ ...before, ...placeSearch(place) })}
          className={styles.name}
          draggable={false}
          dir="auto"
          title={place.name}
        >
          {place.name || untitled}
        </Link>
        {above.length > 0 && (
          <span className={styles.path} dir="auto">
            {above.map(({ name }) => name).join(" / ")}
          </span>
        )}
      </span>
      {onAsked && <ActionsMenu name={place.name} actions={actionsOf(place, onAsked)} />}
    </li>
  );
}
