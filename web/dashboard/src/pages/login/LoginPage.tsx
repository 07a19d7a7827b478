import { useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTexts } from "~/i18n/texts";
import { SignInForm } from "~/session/SignInForm";
import { BASE } from "~/url/base";
import { LoginBox } from "./LoginBox";

export function LoginPage() {
  const { login } = useTexts();
  const { next } = useSearch({ strict: false });
  const { history } = useRouter();
  const box = useRef<HTMLDivElement>(null);
  // There is nothing else to do here.
  useEffect(() => box.current?.querySelector<HTMLElement>("[data-autofocus]")?.focus(), []);
  return (
    <LoginBox title={login.title} ref={box}>
      <SignInForm onSignedIn={() => history.replace(BASE + inside(next))} />
    </LoginBox>
  );
}

/** Only ever a page of ours. */
function inside(next: string | undefined): string {
  return next?.startsWith("/") && !next.startsWith("//") ? next : "/";
}
