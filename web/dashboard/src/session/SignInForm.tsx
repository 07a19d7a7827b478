import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { ApiError, Unreachable } from "~/api/client";
import type { Texts } from "~/i18n/en";
import { useTexts } from "~/i18n/texts";
import { BASE } from "~/url/base";
import styles from "./SignInForm.module.css";
import { signIn } from "./signing";

/** email: who it has to be, where that is known. */
export function SignInForm({ email, onSignedIn }: { email?: string; onSignedIn: () => void }) {
  const texts = useTexts();
  const { login, links } = texts;
  const signing = useMutation({
    mutationFn: (form: FormData) => signIn(String(form.get("email")), String(form.get("password"))),
    onSuccess: onSignedIn,
  });
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        signing.mutate(new FormData(event.currentTarget));
      }}
    >
      <TextInput
        name="email"
        type="email"
        label={login.email}
        autoComplete="username"
        defaultValue={email}
        required
        withAsterisk={false}
        data-autofocus={!email || undefined}
      />
      <PasswordInput
        name="password"
        label={login.password}
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus={email ? true : undefined}
      />
      <p className={styles.error} role="alert">
        {signing.error && said(signing.error, texts)}
      </p>
      <Button type="submit" fullWidth loading={signing.isPending}>
        {login.submit}
      </Button>
      <a className={styles.forgotten} href={`${BASE}/forgotten`}>
        {links.forgotten}
      </a>
    </form>
  );
}

function said(error: Error, { login, trouble }: Texts): string {
  if (error instanceof Unreachable) return trouble.lost;
  if (!(error instanceof ApiError)) return error.message;
  if (error.status === 429) return login.tooMany(error.retryAfter ?? 60);
  return error.status === 401 || error.status === 403 ? login.wrong : error.message;
}
