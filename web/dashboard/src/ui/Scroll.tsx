import type { ReactNode } from "react";
import styles from "./Scroll.module.css";

/** What may be wider than the screen: by finger, wheel or arrow keys. It has a name of its own, as a table's caption. */
export function Scroll({ children }: { children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: only what has the focus is scrolled by keys
    <div className={styles.scroll} tabIndex={0}>
      {children}
    </div>
  );
}
