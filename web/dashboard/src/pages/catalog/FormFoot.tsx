import { Button } from "@mantine/core";
import { Unreachable } from "~/api/client";
import { useTexts } from "~/i18n/texts";
import styles from "./Forms.module.css";

interface FootProps {
  label: string;
  onCancel: () => void;
  busy: boolean;
  error: Error | null;
  disabled?: boolean;
  danger?: boolean;
}

/** What went wrong, the way out, and the way on. What was entered stays, whatever the server says. */
export function FormFoot({ label, onCancel, busy, error, disabled = false, danger = false }: FootProps) {
  const { catalog, trouble } = useTexts();
  return (
    <div className={styles.foot}>
      <span role="alert" className={styles.wrong}>
        {error && (error instanceof Unreachable ? trouble.lost : error.message)}
      </span>
      <Button variant="default" onClick={onCancel} data-autofocus={danger || undefined}>
        {catalog.cancel}
      </Button>
      <Button type="submit" loading={busy} disabled={disabled} {...(danger && { color: "red" })}>
        {label}
      </Button>
    </div>
  );
}
