/** Oneself: how one is called, one's address and one's password. */
import { TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { askForEmail, membersQuery, renameMyself } from "~/api/accounts";
import { PasswordField, TextField } from "~/forms/fields";
import { SaveBar } from "~/forms/SaveBar";
import { useForm } from "~/forms/useForm";
import { useTexts } from "~/i18n/texts";
import { sessionQuery, useSession } from "~/session/session";
import { changePassword } from "~/session/signing";
import { Panel } from "~/ui/Panel";
import styles from "./Settings.module.css";
import { LEAST_PASSWORD } from "./values";

export function AccountTab() {
  return (
    <div className={styles.page}>
      <Name />
      <Email />
      <Password />
    </div>
  );
}

function Name() {
  const { account, people } = useTexts();
  const { user } = useSession();
  const client = useQueryClient();
  const form = useForm({
    saved: { name: user.name },
    check: () => ({}),
    send: async ({ name }) => {
      await renameMyself(name.trim());
      await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
      await client.invalidateQueries(membersQuery);
    },
  });
  return (
    <Panel title={account.profile} className={styles.part}>
      <form className={styles.fields} onSubmit={form.submit} noValidate>
        <TextInput label={people.email} value={user.email} readOnly variant="filled" />
        <TextField
          form={form}
          name="name"
          label={account.name}
          description={account.nameHelp}
          autoComplete="name"
          maxLength={500}
        />
        <SaveBar form={form} />
      </form>
    </Panel>
  );
}

function Email() {
  const texts = useTexts();
  const { account, links } = texts;
  const [answer, setAnswer] = useState("");
  const form = useForm({
    saved: { email: "", current_password: "" },
    check: ({ email, current_password }) => ({
      email: email.trim() ? undefined : account.emailMissing,
      current_password: current_password ? undefined : account.currentMissing,
    }),
    send: async ({ email, current_password }) => {
      setAnswer("");
      const mails = await askForEmail({ email: email.trim(), current_password });
      setAnswer(mails ? account.linkSent(email.trim()) : links.noMailsEmail);
    },
  });
  return (
    <Panel title={account.email} className={styles.part}>
      <p className={styles.help}>{account.emailHelp}</p>
      <form className={styles.fields} onSubmit={form.submit} noValidate>
        <TextField form={form} name="email" type="email" label={account.newEmail} autoComplete="email" />
        <PasswordField
          form={form}
          name="current_password"
          label={account.current}
          autoComplete="current-password"
        />
        {answer && (
          <p role="status" className={styles.note}>
            {answer}
          </p>
        )}
        <SaveBar form={form} save={account.sendLink} done={false} />
      </form>
    </Panel>
  );
}

function Password() {
  const { account, people } = useTexts();
  const { user } = useSession();
  const form = useForm({
    saved: { current_password: "", password: "" },
    check: ({ current_password, password }) => ({
      current_password: current_password ? undefined : account.currentMissing,
      password: password.length >= LEAST_PASSWORD ? undefined : people.shortPassword(LEAST_PASSWORD),
    }),
    send: changePassword,
  });
  return (
    <Panel title={account.password} className={styles.part}>
      <p className={styles.help}>{account.passwordHelp}</p>
      <form className={styles.fields} onSubmit={form.submit} noValidate>
        {/* Password managers want to know whose password it is. */}
        <input type="hidden" name="username" autoComplete="username" value={user.email} readOnly />
        <PasswordField
          form={form}
          name="current_password"
          label={account.current}
          autoComplete="current-password"
        />
        <PasswordField form={form} name="password" label={account.new} autoComplete="new-password" />
        <SaveBar form={form} save={account.change} />
      </form>
    </Panel>
  );
}
