import { type MantineColorScheme, Menu, useMantineColorScheme } from "@mantine/core";
import { chooseLanguage, LANGUAGES, type Language, useSpoken } from "~/i18n/texts";
import { useSession } from "~/session/session";
import { signOut } from "~/session/signing";
import { OF_THEME } from "~/styles/theme";
import { Icon } from "~/ui/icons";
import { BASE } from "~/url/base";
import styles from "./Menu.module.css";

const SCHEMES: readonly MantineColorScheme[] = ["light", "dark", "auto"];

/** Who is signed in; language, theme, the way out. */
export function AccountMenu() {
  const { language, texts } = useSpoken();
  const { user } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme(OF_THEME);
  const { nav } = texts;
  const chosen = <Icon name="check" size={16} />;
  return (
    <Menu position="top-start" width="target">
      <Menu.Target>
        <button
          type="button"
          className={styles.button}
          aria-label={`${nav.account}: ${user.name || user.email}`}
        >
          <Icon name="user" />
          <span>{user.name || user.email}</span>
          <Icon name="chevron" size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{nav.theme}</Menu.Label>
        {SCHEMES.map((one) => (
          <Menu.Item
            key={one}
            onClick={() => setColorScheme(one)}
            rightSection={one === colorScheme && chosen}
          >
            {nav[one]}
          </Menu.Item>
        ))}
        <Menu.Label>{nav.language}</Menu.Label>
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <Menu.Item
            key={code}
            lang={code}
            onClick={() => chooseLanguage(code as Language)}
            rightSection={code === language && chosen}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component="a" href={`${BASE}/docs`} target="_blank" rel="noopener">
          {nav.api}
        </Menu.Item>
        <Menu.Item onClick={() => void signOut()}>{nav.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
