/** Search and commands: whatever the dashboard has, by its name. */
import { Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTexts } from "~/i18n/texts";
import { Icon } from "~/ui/icons";
import { useListbox } from "~/ui/useListbox";
import { type Command, useCommands } from "./commands";
import { useFound } from "./found";
import styles from "./Palette.module.css";

const TYPING_MS = 150;

interface PaletteProps {
  onClose: () => void;
  /** Tells the keys instead. */
  onKeys: () => void;
}

export default function Palette({ onClose, onKeys }: PaletteProps) {
  const { palette } = useTexts();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState("");
  const [asked] = useDebouncedValue(typed.trim(), TYPING_MS);
  const commands = useCommands(typed, onKeys);
  const found = useFound(asked);
  const all = [...commands, ...found.commands];
  const run = async ({ run, stays }: Command) => {
    try {
      await run();
      if (!stays) onClose();
    } catch (error) {
      setWrong((error as Error).message);
    }
  };
  const box = useListbox(palette.title, all.length, (index) => void run(all[index] as Command));
  const busy = found.busy || asked !== typed.trim();
  return (
    <Modal.Root opened onClose={onClose} size={600} lockScroll={false} yOffset="12vh">
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label={palette.title} radius={12}>
        <div className={styles.field}>
          <Icon name="search" />
          <input
            {...box.field}
            type="text"
            className={styles.input}
            aria-label={palette.field}
            placeholder={palette.field}
            value={typed}
            data-autofocus
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setWrong("");
              box.restart();
            }}
          />
        </div>
        <div {...box.list} className={styles.list} aria-busy={busy}>
          {grouped(all).map(([group, members]) => (
            // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
            <div key={group} role="group" aria-label={palette.groups[group]}>
              <div className={styles.group} aria-hidden="true">
                {palette.groups[group]}
              </div>
              {members.map(({ command, index }) => (
                <div key={command.key} {...box.option(index)} className={styles.option}>
                  <Icon name={command.icon} size={16} />
                  <span dir="auto">{command.title}</span>
                  {command.note && <small>{command.note}</small>}
                </div>
              ))}
            </div>
          ))}
        </div>
        <p role="status" className={all.length || busy ? "visually-hidden" : styles.nothing}>
          {busy ? "" : all.length ? palette.found(all.length) : palette.nothing(typed.trim())}
        </p>
        <p role="alert" className={styles.wrong}>
          {wrong}
        </p>
      </Modal.Content>
    </Modal.Root>
  );
}

type Member = { command: Command; index: number };

/** In the order in which the groups come; each command with its place among all. */
function grouped(all: readonly Command[]): [Command["group"], Member[]][] {
  const groups = new Map<Command["group"], Member[]>();
  for (const [index, command] of all.entries())
    groups.set(command.group, [...(groups.get(command.group) ?? []), { command, index }]);
  return [...groups];
}
