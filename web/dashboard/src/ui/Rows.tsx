import type { ReactNode } from "react";
import { useTexts } from "~/i18n/texts";
import styles from "./Rows.module.css";
import { Scroll } from "./Scroll";

interface RowsProps {
  label: string;
  /** Their headings; null: of what can be done with a row. */
  columns: readonly (string | null)[];
  children: ReactNode;
}

/** Things with a few facts each, and what can be done with them. On a phone each is a block of its own. */
export function Rows({ label, columns, children }: RowsProps) {
  const { tables } = useTexts();
  return (
    <Scroll>
      <table className={styles.table}>
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            {columns.map((title) => (
              <th key={title} scope="col">
                {title ?? <span className="visually-hidden">{tables.actions}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Scroll>
  );
}
