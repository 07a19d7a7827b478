import { type ReactNode, type Ref, useEffect } from "react";
import icon from "~/icon.svg";
import { ConnectionBar } from "~/layout/ConnectionBar";
import styles from "./LoginPage.module.css";

interface LoginBoxProps {
  title: string;
  ref?: Ref<HTMLDivElement>;
  children: ReactNode;
}

/** The frame of pages for whoever need not be signed in. */
export function LoginBox({ title, ref, children }: LoginBoxProps) {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <main className={styles.page}>
      <div className={styles.box} ref={ref}>
        <img src={icon} alt="" width={40} height={40} />
        <h1 className={styles.title}>{title}</h1>
        {children}
      </div>
      <ConnectionBar />
    </main>
  );
}
