/** What stands around every page: the menu, the account, word of trouble. */
import { useSuspenseQuery } from "@tanstack/react-query";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { useTexts } from "~/i18n/texts";
import { SignInAgain } from "~/session/SignInAgain";
import { SessionContext, sessionQuery } from "~/session/session";
import { Icon } from "~/ui/icons";
import { ConnectionBar } from "./ConnectionBar";
import styles from "./Frame.module.css";
import { Logo } from "./Logo";
import { Menu } from "./Menu";
import { patiently } from "./patiently";
import { useShortcuts } from "./useShortcuts";

const Palette = lazy(patiently(() => import("~/palette/Palette")));
const KeyboardHelp = lazy(patiently(() => import("~/palette/KeyboardHelp")));

/** What is open over the page. */
type Over = "search" | "keys" | undefined;

export function Frame() {
  const { data: session } = useSuspenseQuery(sessionQuery);
  return (
    <SessionContext value={session}>
      <Around />
    </SessionContext>
  );
}

function Around() {
  const { nav } = useTexts();
  const [over, setOver] = useState<Over>();
  const search = useCallback(() => setOver("search"), []);
  const keys = useCallback(() => setOver("keys"), []);
  useShortcuts(search, keys);
  const [open, setOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is why it closes
  useEffect(() => setOpen(false), [path]);
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#content">
        {nav.skip}
      </a>
      <header className={styles.top}>
        <button
          type="button"
          className={styles.burger}
          aria-expanded={open}
          aria-controls="menu"
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? "close" : "menu"} size={20} />
          <span className="visually-hidden">{nav.menu}</span>
        </button>
        <Logo />
        <button type="button" className={`${styles.burger} ${styles.search}`} onClick={search}>
          <Icon name="search" size={20} />
          <span className="visually-hidden">{nav.search}</span>
        </button>
      </header>
      <aside id="menu" className={styles.menu} data-open={open || undefined}>
        <Menu onSearch={search} />
      </aside>
      <main id="content" className={styles.content} tabIndex={-1}>
        <ConnectionBar />
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      <Suspense>
        {over === "search" && <Palette onClose={() => setOver(undefined)} onKeys={keys} />}
        {over === "keys" && <KeyboardHelp onClose={() => setOver(undefined)} />}
      </Suspense>
      <SignInAgain />
    </div>
  );
}
