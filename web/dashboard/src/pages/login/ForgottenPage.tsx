/** For whoever forgot their password: it is the same whether or not the address has an account. */
import { Button, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { askForReset } from "~/api/accounts";
import forms from "~/forms/Forms.module.css";
import { useForm } from "~/forms/useForm";
import { useTexts } from "~/i18n/texts";
import { LoginBox } from "./LoginBox";
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
    <form className={styles.form} onSubmit={form.submit} noValidate>
      <p className={styles.text}>{links.forgottenHelp}</p>
      <TextInput
        name="email"
        type="email"
        label={login.email}
        autoComplete="username"
        value={form.values.email}
        error={form.error("email")}
        onChange={(event) => form.set("email", event.currentTarget.value)}
      />
      {form.trouble && (
        <p role="alert" className={forms.wrong}>
          {form.trouble}
        </p>
      )}
      <Button type="submit" fullWidth loading={form.sending}>
        {links.send}
      </Button>
    </form>
  );
}
