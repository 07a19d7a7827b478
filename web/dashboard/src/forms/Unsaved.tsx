/** Whoever leaves a page with something unsaved on it is asked first. */
import { Button } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useTexts } from "~/i18n/texts";
import { Dialog } from "~/ui/Dialog";
import styles from "./Forms.module.css";

export function Unsaved({ when }: { when: boolean }) {
  const { forms } = useTexts();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => when,
    enableBeforeUnload: () => when,
    withResolver: true,
  });
  return (
    <Dialog opened={status === "blocked"} onClose={() => reset?.()} title={forms.unsaved}>
      <p className={styles.text}>{forms.unsavedHelp}</p>
      <div className={styles.foot}>
        <Button variant="default" onClick={() => proceed?.()}>
          {forms.leave}
        </Button>
        <Button onClick={() => reset?.()} data-autofocus>
          {forms.stay}
        </Button>
      </div>
    </Dialog>
  );
}
