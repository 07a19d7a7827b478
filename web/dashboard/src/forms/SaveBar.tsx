import { Button } from "@mantine/core";
import { useTexts } from "~/i18n/texts";
import styles from "./Forms.module.css";
import { Unsaved } from "./Unsaved";
import type { Form } from "./useForm";

/** The end of a form about something that is there: save or drop what was changed, and word of how that went (done: of that it did, too). */
export function SaveBar<T>({ form, save, done = true }: { form: Form<T>; save?: string; done?: boolean }) {
  const { forms } = useTexts();
  return (
    <div className={styles.bar}>
      <Button type="submit" disabled={!form.dirty} loading={form.sending}>
        {save ?? forms.save}
      </Button>
      {form.dirty && (
        <Button variant="subtle" color="gray" onClick={form.reset} disabled={form.sending}>
          {forms.discard}
        </Button>
      )}
      <span role="status" className={styles.done}>
        {done && form.done && forms.saved}
      </span>
      <span role="alert" className={styles.wrong}>
        {form.trouble}
      </span>
      <Unsaved when={form.dirty} />
    </div>
  );
}
