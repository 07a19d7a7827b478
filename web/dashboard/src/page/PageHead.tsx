import { type ReactNode, useEffect } from "react";
import styles from "./PageHead.module.css";

/** A page's name, and what governs all of it. */
export function PageHead({
  title,
  above,
  children,
}: {
  title: string;
  above?: ReactNode;
  children?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Mutoscope`;
  }, [title]);
  return (
    <header className={styles.head}>
      <div className={styles.names}>
        {above}
        <h1 className={styles.title} dir="auto">
          {title}
        </h1>
      </div>
      <div className={styles.tools}>{children}</div>
    </header>
  );
}
