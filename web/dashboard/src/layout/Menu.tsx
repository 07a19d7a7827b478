import { Link } from "@tanstack/react-router";
import { useTexts } from "~/i18n/texts";
import { Icon } from "~/ui/icons";
import { AccountMenu } from "./AccountMenu";
import { Logo } from "./Logo";
import styles from "./Menu.module.css";
import { SECTIONS } from "./pages";
import { SEARCH_KEYS } from "./useShortcuts";
import { WorkspaceMenu } from "./WorkspaceMenu";

/** onSearch: opens the search. */
export function Menu({ onSearch }: { onSearch: () => void }) {
  const { nav } = useTexts();
  return (
    <div className={styles.menu}>
      <div className={styles.logo}>
        <Logo />
      </div>
      <WorkspaceMenu />
      <button
        type="button"
        className={`${styles.button} ${styles.search}`}
        onClick={onSearch}
        aria-keyshortcuts="Control+K Meta+K /"
      >
        <Icon name="search" size={16} />
        <span>{nav.search}</span>
        <small aria-hidden="true">{SEARCH_KEYS}</small>
      </button>
      <nav aria-label={nav.main}>
        <ul className={styles.list}>
          {SECTIONS.map(({ to, name }) => (
            <li key={to}>
              <Link to={to} className={styles.link} activeOptions={{ includeSearch: false }}>
                <Icon name={name} />
                {nav[name]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.foot}>
        <AccountMenu />
      </div>
    </div>
  );
}
