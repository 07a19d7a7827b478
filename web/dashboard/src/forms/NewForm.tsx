import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import styles from "./Forms.module.css";
import { Unsaved } from "./Unsaved";
import type { Form } from "./useForm";

/** A form in a dialog, about something that is to be made. */
export function NewForm<T>({
  form,
  submit,
  children,
}: {
  form: Form<T>;
  submit: string;
  children: ReactNode;
}) {
  return (
    <form className={styles.form} onSubmit={form.submit} noValidate>
      {children}
      <div className={styles.foot}>
        <span role="alert" className={styles.wrong}>
          {form.trouble}
        </span>
        <Button type="submit" loading={form.sending}>
          {submit}
        </Button>
      </div>
      <Unsaved when={form.dirty} />
    </form>
  );
}
