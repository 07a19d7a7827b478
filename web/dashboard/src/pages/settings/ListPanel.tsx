import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "~/ui/Dialog";
import { Icon } from "~/ui/icons";
import { Empty, Ghost, Loaded, Panel } from "~/ui/Panel";
import { Rows } from "~/ui/Rows";
import styles from "./Settings.module.css";

interface ListPanelProps<T> {
  title: string;
  help: ReactNode;
  query: UseQueryResult<T[]>;
  columns: readonly (string | null)[];
  row: (one: T) => ReactNode;
  /** What is said where there are none. */
  none?: { title: string; help?: string };
  /** How many there mostly are. */
  usually: number;
  /** What makes another one; undefined: one may not. */
  create: string | undefined;
  quiet?: boolean;
  creating: boolean;
  onCreating: (creating: boolean) => void;
  /** The form in the dialog that makes it. */
  form: ReactNode;
}

/** A list of a workspace's things, and the dialog that makes another one. */
export function ListPanel<T>({
  title,
  help,
  query,
  columns,
  row,
  none,
  usually,
  ...made
}: ListPanelProps<T>) {
  const { create, quiet = false, creating, onCreating, form } = made;
  return (
    <Panel
      title={title}
      className={styles.part}
      actions={
        create && (
          <Button
            variant={quiet ? "default" : "filled"}
            size="xs"
            leftSection={<Icon name="plus" size={14} />}
            onClick={() => onCreating(true)}
          >
            {create}
          </Button>
        )
      }
    >
      <p className={styles.help}>{help}</p>
      <Loaded
        query={query}
        waiting={<Ghost lines={usually} height={28} />}
        isEmpty={(all) => !all.length && Boolean(none)}
        empty={none && <Empty {...none} />}
      >
        {(all) => (
          <Rows label={title} columns={columns}>
            {all.map(row)}
          </Rows>
        )}
      </Loaded>
      <Dialog opened={creating} onClose={() => onCreating(false)} title={create ?? ""} keepOpen>
        {form}
      </Dialog>
    </Panel>
  );
}
