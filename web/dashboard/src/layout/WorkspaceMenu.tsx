import { Menu } from "@mantine/core";
import { useTexts } from "~/i18n/texts";
import { chooseWorkspace, useSession, useWorkspace } from "~/session/session";
import { Icon } from "~/ui/icons";
import styles from "./Menu.module.css";

/** Which workspace this is, and the others. */
export function WorkspaceMenu() {
  const { nav } = useTexts();
  const { workspaces } = useSession();
  const current = useWorkspace();
  if (workspaces.length < 2)
    return (
      <div className={`${styles.button} ${styles.workspace}`}>
        <span dir="auto">{current.name}</span>
      </div>
    );
  return (
    <Menu position="bottom-start" width="target">
      <Menu.Target>
        <button type="button" className={`${styles.button} ${styles.workspace}`}>
          <span dir="auto">{current.name}</span>
          <Icon name="chevron" size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{nav.workspace}</Menu.Label>
        {workspaces.map((one) => (
          <Menu.Item
            key={one.id}
            onClick={() => chooseWorkspace(one.id)}
            rightSection={one.id === current.id && <Icon name="check" size={16} />}
          >
            {one.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
