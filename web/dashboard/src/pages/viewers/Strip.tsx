/** Which parts of a video were watched, along its length. */
import type { Progress } from "~/api/queries";
import { NOTHING } from "~/formats/formats";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import styles from "./Viewers.module.css";

type Parts = Pick<Progress, "parts" | "length">;

/** progress: undefined while it is asked for; null where it could not be had. */
export function Strip({ progress }: { progress: Parts | undefined | null }) {
  const formats = useFormats();
  const { viewers } = useTexts();
  if (progress === undefined) return <div className={styles.pending} data-pending aria-hidden="true" />;
  if (!progress?.length) return <span className={styles.faint}>{NOTHING}</span>;
  const { parts, length } = progress;
  const told = parts.map((part) => `${formats.moment(part.from)}–${formats.moment(part.to)}`).join(", ");
  return (
    <svg
      className={styles.strip}
      viewBox="0 0 1000 10"
      preserveAspectRatio="none"
      role="img"
      aria-label={told || viewers.noParts}
    >
      <title>{told || viewers.noParts}</title>
      <rect className={styles.whole} width={1000} height={10} />
      {parts.map((part) => (
        <rect
          key={part.from}
          className={styles.part}
          x={(part.from / length) * 1000}
          width={((part.to - part.from) / length) * 1000}
          height={10}
        />
      ))}
    </svg>
  );
}
