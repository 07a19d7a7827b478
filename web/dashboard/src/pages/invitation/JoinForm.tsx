import { Button, PasswordInput, TextInput } from "@mantine/core";
import { acceptInvitation } from "~/api/accounts";
import { ApiError } from "~/api/client";
import forms from "~/forms/Forms.module.css";
import { useForm } from "~/forms/useForm";
import { useTexts } from "~/i18n/texts";
import { LEAST_PASSWORD } from "~/pages/settings/values";
import styles from "./InvitationPage.module.css";

/** known: with the password that they have; else with a first one, and how they want to be called. */
export function JoinForm({
  secret,
  email,
  known,
  onJoined,
}: {
  secret: string;
  email: string;
  known: boolean;
  onJoined: () => void;
}) {
  const { joining, people, login } = useTexts();
  const form = useForm({
    saved: { name: "", password: "" },
    check: ({ password }) => ({
      password: password.length >= LEAST_PASSWORD ? undefined : people.shortPassword(LEAST_PASSWORD),
    }),
    send: async ({ name, password }) => {
      await acceptInvitation({ token: secret, password, name: name.trim() }).catch((error: unknown) => {
        throw told(error, joining.wrong, login.tooMany);
      });
      onJoined();
    },
  });
  return (
    <form className={styles.form} onSubmit={form.submit} noValidate>
      {/* Password managers want to know whose password it is. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      {!known && (
        <TextInput
          name="name"
          label={joining.name}
          autoComplete="name"
          maxLength={500}
          value={form.values.name}
          error={form.error("name")}
          onChange={(event) => form.set("name", event.currentTarget.value)}
        />
      )}
      <PasswordInput
        name="password"
        label={known ? joining.current : joining.password}
        autoComplete={known ? "current-password" : "new-password"}
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
        {joining.accept}
      </Button>
    </form>
  );
}

/** In words for whoever joins; of which field it is, stands before the colon. */
function told(error: unknown, wrong: string, tooMany: (seconds: number) => string): unknown {
  if (!(error instanceof ApiError)) return error;
  if (error.status === 401) return new Error(`password: ${wrong}`);
  return error.status === 429 ? new Error(tooMany(error.retryAfter ?? 60)) : error;
}
