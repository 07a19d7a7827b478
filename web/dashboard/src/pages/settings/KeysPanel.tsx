import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createKey, deleteKey, type IngestKey, keysQuery } from "~/api/accounts";
import { useFormats } from "~/formats/useFormats";
import { TextField } from "~/forms/fields";
import { NewForm } from "~/forms/NewForm";
import { useForm } from "~/forms/useForm";
import { useTexts } from "~/i18n/texts";
import { useWorkspace } from "~/session/session";
import { Confirm } from "~/ui/Confirm";
import { CopyButton } from "~/ui/Copy";
import { Icon } from "~/ui/icons";
import { ListPanel } from "./ListPanel";
import styles from "./Settings.module.css";

export function KeysPanel() {
  const { settings: texts, tables } = useTexts();
  const owner = useWorkspace().role === "owner";
  const query = useQuery(keysQuery);
  const [making, setMaking] = useState(false);
  return (
    <ListPanel
      title={texts.keys}
      help={texts.keysHelp}
      query={query}
      columns={[texts.purpose, texts.key, tables.made, ...(owner ? [null] : [])]}
      row={(key) => <KeyRow key={key.key} ingestKey={key} owner={owner} />}
      usually={2}
      create={owner ? texts.newKey : undefined}
      quiet
      creating={making}
      onCreating={setMaking}
      form={<KeyForm onMade={() => setMaking(false)} />}
    />
  );
}

function KeyRow({ ingestKey, owner }: { ingestKey: IngestKey; owner: boolean }) {
  const { settings: texts, tables } = useTexts();
  const formats = useFormats();
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const { key, name, created_at } = ingestKey;
  return (
    <tr data-key={key}>
      <th scope="row" dir="auto">
        {name}
      </th>
      <td>
        <div className={styles.secret}>
          <code>{key}</code>
          <CopyButton text={key} label={tables.about(texts.key, name)} />
        </div>
      </td>
      <td>
        <time dateTime={created_at}>{formats.instant(created_at)}</time>
      </td>
      {owner && (
        <td>
          <Button
            variant="default"
            size="xs"
            aria-label={tables.about(texts.deleteKey, name)}
            onClick={() => setSure(true)}
          >
            <Icon name="trash" size={15} />
          </Button>
          <Confirm
            title={tables.about(texts.deleteKey, name)}
            help={texts.deleteKeyHelp}
            action={texts.deleteKey}
            opened={sure}
            onClose={() => setSure(false)}
            onConfirm={async () => {
              await deleteKey(ingestKey);
              await client.invalidateQueries(keysQuery);
            }}
          />
        </td>
      )}
    </tr>
  );
}

function KeyForm({ onMade }: { onMade: () => void }) {
  const { settings: texts } = useTexts();
  const client = useQueryClient();
  const form = useForm({
    saved: { name: "" },
    check: ({ name }) => ({ name: name.trim() ? undefined : texts.purposeMissing }),
    send: async ({ name }) => {
      await createKey(name.trim());
      await client.invalidateQueries(keysQuery);
      onMade();
    },
  });
  return (
    <NewForm form={form} submit={texts.newKey}>
      <TextField
        form={form}
        name="name"
        label={texts.purpose}
        placeholder={texts.keyExample}
        maxLength={500}
        data-autofocus
      />
    </NewForm>
  );
}
