/** Numbers as people read them, with the exact value beside for machines. */
import { change, NOTHING, type Unit } from "~/formats/formats";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import styles from "./numbers.module.css";

export function Value({ value, unit }: { value: number | null; unit: Unit }) {
  const formats = useFormats();
  if (value === null) return <span>{NOTHING}</span>;
  return <data value={value}>{formats.value(value, unit)}</data>;
}

/** A whole percent, rounded up. */
export function Rate({ part, whole }: { part: number; whole: number }) {
  const formats = useFormats();
  return <data value={whole ? (part / whole) * 100 : 0}>{formats.rate(part, whole)}</data>;
}

/** How a number changed against the period before. More is good for every measure that is shown with it. */
export function Change({ now, before }: { now: number | null; before: number | null | undefined }) {
  const formats = useFormats();
  const { figures } = useTexts();
  const percent = change(now, before);
  if (percent === undefined) return <span className={styles.none}>&nbsp;</span>;
  const shown = formats.percent(Math.abs(percent));
  const said = percent === 0 ? figures.same : percent > 0 ? figures.up(shown) : figures.down(shown);
  return (
    <span className={styles.change} data-trend={Math.sign(percent)}>
      <span aria-hidden="true">
        {percent > 0 ? "↑" : percent < 0 ? "↓" : ""} {shown}
      </span>
      <span className="visually-hidden">{said}</span>
    </span>
  );
}
