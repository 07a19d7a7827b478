import { ActionIcon, Menu } from "@mantine/core";
import { useTexts } from "~/i18n/texts";
import { Icon, type IconName } from "~/ui/icons";

export type Action = "edit" | "rename" | "folder" | "move" | "remove" | "analytics" | "add";

const ICONS: Record<Action, IconName> = {
  edit: "edit",
  rename: "edit",
  folder: "folder",
  move: "move",
  remove: "trash",
  analytics: "analytics",
  add: "plus",
};

interface ActionsMenuProps {
  /** Of what they are done to. */
  name: string;
  actions: readonly (readonly [Action, () => void])[];
}

/** What can be done to a thing of the catalog. */
export function ActionsMenu({ name, actions }: ActionsMenuProps) {
  const { catalog } = useTexts();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="md" aria-label={catalog.actionsOf(name)}>
          <Icon name="more" size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(([action, act]) => (
          <Menu.Item
            key={action}
            leftSection={<Icon name={ICONS[action]} size={16} />}
            color={action === "remove" ? "red" : undefined}
            onClick={act}
          >
            {catalog.does[action]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
