import { useState } from "react";
import type { Item } from "~/api/catalog";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { Icon, type IconName } from "~/ui/icons";
import styles from "./Thumbnail.module.css";

interface ThumbnailProps {
  id: string;
  kind: Item["kind"];
  poster: string | null;
  duration: number | null;
}

const ICONS: Partial<Record<Item["kind"], IconName>> = { event: "live", stream: "live" };
const HUES = 12;

/** A content's picture with its length; where there is none, or it does not come, a ground of the content's own. */
export function Thumbnail({ id, kind, poster, duration }: ThumbnailProps) {
  const { catalog } = useTexts();
  const { moment } = useFormats();
  const [missing, setMissing] = useState<string>();
  return (
    <span className={styles.thumbnail} data-hue={hueOf(id)}>
      <Icon name={ICONS[kind] ?? "play"} size={18} />
      {poster && poster !== missing && (
        <img
          src={poster}
          alt=""
          loading="lazy"
          decoding="async"
          referrerPolicy="no-referrer"
          draggable={false}
          onError={() => setMissing(poster)}
        />
      )}
      {duration !== null && <span className={styles.length}>{moment(duration)}</span>}
      {kind !== "video" && <span className={styles.length}>{catalog.live}</span>}
    </span>
  );
}

/** The same for an id each time. */
function hueOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return sum % HUES;
}
