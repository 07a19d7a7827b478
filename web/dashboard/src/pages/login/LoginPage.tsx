import { useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTexts } from "~/i18n/texts";
import icon from "~/icon.svg";
import { ConnectionBar } from "~/layout/ConnectionBar";
import { SignInForm } from "~/session/SignInForm";
import { BASE } from "~/url/base";
import styles from "./LoginPage.module.css";

export function LoginPage() {
  const { login } = useTexts();
  const { next } = useSearch({ strict: false });
  const { history } = useRouter();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    document.title = login.title;
  }, [login]);
  // There is nothing else to do here.
  useEffect(() => box.current?.querySelector<HTMLElement>("[data-autofocus]")?.focus(), []);
  return (
    <main className={styles.page}>
      <div className={styles.box} ref={box}>
        <img src={icon} alt="" width={40} height={40} />
        <h1 className={styles.title}>{login.title}</h1>
        <SignInForm onSignedIn={() => history.replace(BASE + inside(next))} />
      </div>
      <ConnectionBar />
    </main>
  );
}

/** Only ever a page of ours. */
function inside(next: string | undefined): string {
  return next?.startsWith("/") && !next.startsWith("//") ? next : "/";
}
