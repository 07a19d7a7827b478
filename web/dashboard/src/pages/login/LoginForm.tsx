import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import forms from "~/forms/Forms.module.css";
import type { Form } from "~/forms/useForm";
import styles from "./LoginPage.module.css";

/** A form in the frame of pages for whoever need not be signed in. */
export function LoginForm<T>({
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
      {form.trouble && (
        <p role="alert" className={forms.wrong}>
          {form.trouble}
        </p>
      )}
      <Button type="submit" fullWidth loading={form.sending}>
        {submit}
      </Button>
    </form>
  );
}
