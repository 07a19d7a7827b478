/** A part of the workspace's settings: for owners to change, for the others to read. */
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type Changes, changeSettings, type Settings, settingsQuery } from "~/api/accounts";
import { SaveBar } from "~/forms/SaveBar";
import { different, type Form, type Problems, useForm } from "~/forms/useForm";
import { useTexts } from "~/i18n/texts";
import { sessionQuery, useWorkspace } from "~/session/session";
import { Ghost, Loaded, Panel } from "~/ui/Panel";
import styles from "./Settings.module.css";

interface PartProps<T> {
  title: string;
  help: string;
  /** The fields, out of the settings and back. */
  read: (settings: Settings) => T;
  write: (values: T) => Changes;
  check: (values: T) => Problems<T>;
  children: (form: Form<T>, editable: boolean) => ReactNode;
}

export function SettingsPart<T extends object>({ title, help, ...props }: PartProps<T>) {
  const query = useQuery(settingsQuery);
  return (
    <Panel title={title} className={styles.part}>
      <p className={styles.help}>{help}</p>
      <Loaded query={query} waiting={<Ghost lines={4} height={36} />}>
        {(settings) => <SettingsForm settings={settings} {...props} />}
      </Loaded>
    </Panel>
  );
}

interface FormProps<T> extends Omit<PartProps<T>, "title" | "help"> {
  settings: Settings;
}

function SettingsForm<T extends object>({ settings, read, write, check, children }: FormProps<T>) {
  const { settings: texts } = useTexts();
  const editable = useWorkspace().role === "owner";
  const client = useQueryClient();
  const saved = read(settings);
  const form = useForm({
    saved,
    check,
    // Only what is different is sent: what somebody else changes meanwhile stays.
    send: (values) => save(different(write(saved), write(values)), client),
  });
  return (
    <form className={styles.fields} onSubmit={form.submit} noValidate>
      {children(form, editable)}
      {editable ? <SaveBar form={form} /> : <p className={styles.note}>{texts.readOnly}</p>}
    </form>
  );
}

/** Name and time zone stand in the session, too. */
async function save(changes: Changes, client: QueryClient): Promise<void> {
  client.setQueryData(settingsQuery.queryKey, await changeSettings(changes));
  if ("name" in changes || "timezone" in changes) {
    await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
    await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
  }
}
