import styles from "./Tip.module.css";

export interface TipRow {
  kind: "first" | "second";
  name: string;
  value: string;
}

/** What stands beside the point of a chart that is pointed at. */
export function Tip({ title, rows }: { title: string; rows: readonly TipRow[] }) {
  return (
    <>
      <p className={styles.title}>{title}</p>
      {rows.map(({ kind, name, value }) => (
        <p key={kind} className={styles.row}>
          <span className={styles.mark} data-kind={kind} />
          <span className={styles.name}>{name}</span>
          <b>{value}</b>
        </p>
      ))}
    </>
  );
}
