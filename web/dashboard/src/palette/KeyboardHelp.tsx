import { useTexts } from "~/i18n/texts";
import { SEARCH_KEYS } from "~/layout/useShortcuts";
import { Dialog } from "~/ui/Dialog";
import styles from "./Palette.module.css";

export default function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const { keyboard } = useTexts();
  const keys: [string[], string][] = [
    [[SEARCH_KEYS, "/"], keyboard.open],
    [["?"], keyboard.help],
    [["Tab", "Shift Tab"], keyboard.skip],
    [["↑", "↓", "←", "→"], keyboard.move],
    [["Enter"], keyboard.choose],
    [["Esc"], keyboard.closing],
    [["Space", "F2", "Delete"], keyboard.catalog],
  ];
  return (
    <Dialog opened onClose={onClose} title={keyboard.title}>
      <dl className={styles.keys}>
        {keys.map(([all, text]) => (
          <div key={text}>
            <dt>{text}</dt>
            <dd>
              {all.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
