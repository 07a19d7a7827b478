import { Link } from "@tanstack/react-router";
import { useTexts } from "~/i18n/texts";
import { Icon } from "~/ui/icons";
import { AccountMenu } from "./AccountMenu";
import { Logo } from "./Logo";
import styles from "./Menu.module.css";
import { SECTIONS } from "./pages";
import { WorkspaceMenu } from "./WorkspaceMenu";

export function Menu() {
  const { nav } = useTexts();
  return (
    <div className={styles.menu}>
      <div className={styles.logo}>
        <Logo />
      </div>
      <WorkspaceMenu />
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
