import { acceptInvitation } from "~/api/accounts";
import { ApiError } from "~/api/client";
import { PasswordField, TextField } from "~/forms/fields";
import { useForm } from "~/forms/useForm";
import { useTexts } from "~/i18n/texts";
import { LoginForm } from "~/pages/login/LoginForm";
import { LEAST_PASSWORD } from "~/pages/settings/values";

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
    <LoginForm form={form} submit={joining.accept}>
      {/* Password managers want to know whose password it is. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      {!known && (
        <TextField form={form} name="name" label={joining.name} autoComplete="name" maxLength={500} />
      )}
      <PasswordField
        form={form}
        name="password"
        label={known ? joining.current : joining.password}
        autoComplete={known ? "current-password" : "new-password"}
      />
    </LoginForm>
  );
}

/** In words for whoever joins; of which field it is, stands before the colon. */
function told(error: unknown, wrong: string, tooMany: (seconds: number) => string): unknown {
  if (!(error instanceof ApiError)) return error;
  if (error.status === 401) return new Error(`password: ${wrong}`);
  return error.status === 429 ? new Error(tooMany(error.retryAfter ?? 60)) : error;
}
