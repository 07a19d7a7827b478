/** Where the mail to whoever forgot their password leads. */
import { Button, PasswordInput } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import forms from "~/forms/Forms.module.css";
import { useForm } from "~/forms/useForm";
import { useTexts } from "~/i18n/texts";
import { LEAST_PASSWORD } from "~/pages/settings/values";
import { signInAnew } from "~/session/signing";
import { LoginBox } from "./LoginBox";
import styles from "./LoginPage.module.css";
import { told } from "./told";

export function NewPasswordPage() {
  const texts = useTexts();
  const { links, people } = texts;
  const secret = useLocation({ select: ({ hash }) => hash });
  const form = useForm({
    saved: { password: "" },
    check: ({ password }) => ({
      password: password.length >= LEAST_PASSWORD ? undefined : people.shortPassword(LEAST_PASSWORD),
    }),
    send: ({ password }) =>
      signInAnew(secret, password).catch((error: unknown) => {
        throw told(error, texts);
      }),
  });
  return (
    <LoginBox title={links.choose}>
      <p className={styles.text}>{secret ? links.chooseHelp : links.unknown}</p>
      {secret && (
        <form className={styles.form} onSubmit={form.submit} noValidate>
          <PasswordInput
            name="password"
            label={links.password}
            autoComplete="new-password"
            value={form.values.password}
            error={form.error("password")}
            onChange={(event) => form.set("password", event.currentTarget.value)}
          />
          {form.trouble && (
            <p role="alert" className={forms.wrong}>
              {form.trouble}
            </p>
          )}
          <Button type="submit" fullWidth loading={form.sending}>
            {links.save}
          </Button>
        </form>
      )}
      <Link to="/forgotten" className={styles.back}>
        {links.forgotten}
      </Link>
    </LoginBox>
  );
}
