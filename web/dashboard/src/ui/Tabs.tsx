import { Link } from "@tanstack/react-router";
import type { Search } from "~/url/search";
import styles from "./Tabs.module.css";

interface TabsProps<T extends string> {
  label: string;
  /** The first is the usual one, which the address does not name. */
  tabs: readonly (readonly [T, string])[];
  chosen: T;
}

/** On a phone there may be more of them than fit. */
const intoView = (tab: HTMLElement | null) => tab?.scrollIntoView({ block: "nearest", inline: "center" });

/** Parts of a page, each with an address of its own. */
export function Tabs<T extends string>({ label, tabs, chosen }: TabsProps<T>) {
  return (
    <nav aria-label={label} className={styles.tabs}>
      {tabs.map(([name, title], index) => (
        <Link
          key={name}
          to="."
          search={(before: Search) => ({ ...before, tab: index ? name : undefined })}
          className={styles.tab}
          activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
          aria-current={name === chosen ? "page" : undefined}
          data-chosen={name === chosen || undefined}
          ref={name === chosen ? intoView : undefined}
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}
