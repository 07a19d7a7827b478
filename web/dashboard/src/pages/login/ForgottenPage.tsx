/** For whoever forgot their password: it is the same whether or not the address has an account. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { askForReset } from "~/api/accounts";
import { TextField } from "~/forms/fields";
import { useForm } from "~/forms/useForm";
import { useTexts } from "~/i18n/texts";
import { LoginBox } from "./LoginBox";
import { LoginForm } from "./LoginForm";
import styles from "./LoginPage.module.css";
import { told } from "./told";

export function ForgottenPage() {
  const texts = useTexts();
  const { links } = texts;
  const [answer, setAnswer] = useState("");
  return (
    <LoginBox title={links.forgottenTitle}>
      {answer ? (
        <p role="status" className={styles.text}>
          {answer}
        </p>
      ) : (
        <Ask onAnswer={setAnswer} />
      )}
      <Link to="/login" className={styles.back}>
        {links.back}
      </Link>
    </LoginBox>
  );
}

function Ask({ onAnswer }: { onAnswer: (text: string) => void }) {
  const texts = useTexts();
  const { links, login, account } = texts;
  const form = useForm({
    saved: { email: "" },
    check: ({ email }) => ({ email: email.trim() ? undefined : account.emailMissing }),
    send: async ({ email }) => {
      const mails = await askForReset(email.trim()).catch((error: unknown) => {
        throw told(error, texts);
      });
      onAnswer(mails ? links.onItsWay(email.trim()) : links.noMails);
    },
  });
  return (
    <LoginForm form={form} submit={links.send}>
      <p className={styles.text}>{links.forgottenHelp}</p>
      <TextField form={form} name="email" type="email" label={login.email} autoComplete="username" />
    </LoginForm>
  );
}
