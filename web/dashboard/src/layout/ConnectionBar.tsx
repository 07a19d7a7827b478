import { useConnectionLost } from "~/api/connection";
import { useTexts } from "~/i18n/texts";
import styles from "./ConnectionBar.module.css";

/** Says when the server is away. It floats: nothing on the page moves. */
export function ConnectionBar() {
  const { trouble } = useTexts();
  const lost = useConnectionLost();
  return (
    <div className={styles.place} role="status">
      {lost && <span className={styles.bar}>{trouble.lost}</span>}
    </div>
  );
}
