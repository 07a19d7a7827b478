import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { useTexts } from "~/i18n/texts";
import styles from "./Crumbs.module.css";
import { placeSearch } from "./items";
import { type Place, pathTo } from "./places";

interface CrumbsProps {
  place: Place | undefined;
  /** Something is in the place: the place is a link too. */
  inside?: boolean;
}

/** Where one is in the catalog, and the way up. */
export function Crumbs({ place, inside = false }: CrumbsProps) {
  const { catalog, untitled } = useTexts();
  const path = [undefined, ...pathTo(place)];
  return (
    <span className={styles.crumbs}>
      {path.map((one, index) => {
        const name = one ? one.name || untitled : catalog.everything;
        return (
          <Fragment key={one?.id ?? ""}>
            {index > 0 && (
              <span className={styles.slash} aria-hidden="true">
                /
              </span>
            )}
            {index < path.length - 1 || inside ? (
              <Link
                to="/catalog"
                search={({ period, from, to }) => ({ period, from, to, ...placeSearch(one) })}
                className={styles.crumb}
                dir="auto"
              >
                {name}
              </Link>
            ) : (
              <span className={styles.here} dir="auto">
                {name}
              </span>
            )}
          </Fragment>
        );
      })}
    </span>
  );
}
