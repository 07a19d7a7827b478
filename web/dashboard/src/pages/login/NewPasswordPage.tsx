/** Where the mail to whoever forgot their password leads. */
import { Link, useLocation } from "@tanstack/react-router";
import { PasswordField } from "~/forms/fields";
import { useForm } from "~/forms/useForm";
import { useTexts } from "~/i18n/texts";
import { LEAST_PASSWORD } from "~/pages/settings/values";
import { signInAnew } from "~/session/signing";
import { LoginBox } from "./LoginBox";
import { LoginForm } from "./LoginForm";
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
        <LoginForm form={form} submit={links.save}>
          <PasswordField form={form} name="password" label={links.password} autoComplete="new-password" />
        </LoginForm>
      )}
      <Link to="/forgotten" className={styles.back}>
        {links.forgotten}
      </Link>
    </LoginBox>
  );
}
