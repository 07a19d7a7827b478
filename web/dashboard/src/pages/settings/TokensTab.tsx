/** Who may ask from a program. */
import { Button, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createToken, revokeToken, SCOPES, type Scope, type Token, tokensQuery } from "~/api/accounts";
import { useFormats } from "~/formats/useFormats";
import forms from "~/forms/Forms.module.css";
import { NewForm } from "~/forms/NewForm";
import { Options } from "~/forms/Options";
import { useForm } from "~/forms/useForm";
import { useTexts } from "~/i18n/texts";
import { usePage } from "~/page/usePage";
import { Confirm } from "~/ui/Confirm";
import { Code } from "~/ui/Copy";
import { Dialog } from "~/ui/Dialog";
import { Icon } from "~/ui/icons";
import { Empty, Ghost, Loaded, Panel } from "~/ui/Panel";
import { Rows } from "~/ui/Rows";
import { BASE, installation } from "~/url/base";
import styles from "./Settings.module.css";

export function TokensTab() {
  const { tokens, tables } = useTexts();
  const { search, change } = usePage();
  const query = useQuery(tokensQuery);
  const close = () => change({ view: undefined });
  return (
    <div className={styles.page}>
      <Panel
        title={tokens.title}
        className={styles.part}
        actions={
          <Button
            size="xs"
            leftSection={<Icon name="plus" size={14} />}
            onClick={() => change({ view: "new" })}
          >
            {tokens.create}
          </Button>
        }
      >
        <p className={styles.help}>
          {tokens.help}{" "}
          <a href={`${BASE}/docs`} target="_blank" rel="noopener">
            {tokens.docs}
          </a>
        </p>
        <Loaded
          query={query}
          waiting={<Ghost lines={3} height={28} />}
          isEmpty={(all) => !all.length}
          empty={<Empty title={tokens.none} help={tokens.noneHelp} />}
        >
          {(all) => (
            <Rows label={tokens.title} columns={[tokens.name, tokens.scope, tables.made, tokens.used, null]}>
              {all.map((token) => (
                <TokenRow key={token.id} token={token} />
              ))}
            </Rows>
          )}
        </Loaded>
      </Panel>
      <Dialog opened={search.view === "new"} onClose={close} title={tokens.create} keepOpen>
        <TokenForm onClose={close} />
      </Dialog>
    </div>
  );
}

function TokenRow({ token }: { token: Token }) {
  const { tokens, tables } = useTexts();
  const formats = useFormats();
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const { name, scope, created_at, last_used_at } = token;
  return (
    <tr data-key={token.id}>
      <th scope="row" dir="auto">
        {name}
      </th>
      <td data-title={tokens.scope}>{tokens.scopes[scope].title}</td>
      <td data-title={tables.made}>
        <time dateTime={created_at}>{formats.instant(created_at)}</time>
      </td>
      <td data-title={tokens.used}>
        {last_used_at ? (
          <time dateTime={last_used_at}>{formats.instant(last_used_at)}</time>
        ) : (
          <span className={styles.note}>{tokens.never}</span>
        )}
      </td>
      <td>
        <Button
          variant="default"
          size="xs"
          aria-label={tables.about(tokens.revoke, name)}
          onClick={() => setSure(true)}
        >
          {tokens.revoke}
        </Button>
        <Confirm
          title={tables.about(tokens.revoke, name)}
          help={tokens.revokeHelp}
          action={tokens.revoke}
          opened={sure}
          onClose={() => setSure(false)}
          onConfirm={async () => {
            await revokeToken(token);
            await client.invalidateQueries(tokensQuery);
          }}
        />
      </td>
    </tr>
  );
}

/** Makes a token, then shows it: the only time that it can be seen. */
function TokenForm({ onClose }: { onClose: () => void }) {
  const { tokens } = useTexts();
  const client = useQueryClient();
  const [secret, setSecret] = useState<string>();
  const form = useForm({
    saved: { name: "", scope: "read" as Scope },
    check: ({ name }) => ({ name: name.trim() ? undefined : tokens.nameMissing }),
    send: async ({ name, scope }) => {
      setSecret(await createToken({ name: name.trim(), scope }));
      await client.invalidateQueries(tokensQuery);
    },
  });
  if (secret) return <Secret secret={secret} onClose={onClose} />;
  return (
    <NewForm form={form} submit={tokens.create}>
      <TextInput
        name="name"
        label={tokens.name}
        placeholder={tokens.nameExample}
        maxLength={500}
        value={form.values.name}
        error={form.error("name")}
        onChange={(event) => form.set("name", event.currentTarget.value)}
        data-autofocus
      />
      <Options
        label={tokens.scope}
        options={SCOPES.map((value) => ({ value, ...tokens.scopes[value] }))}
        chosen={form.values.scope}
        onChosen={(scope) => form.set("scope", scope)}
      />
    </NewForm>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { tokens } = useTexts();
  const address = `${installation()}/v1/analytics/overview?period=this_month`;
  return (
    <div className={forms.form}>
      <p role="status" className={styles.once}>
        {tokens.once}
      </p>
      <Code label={tokens.token} text={secret} />
      <p className={styles.note}>{tokens.example}</p>
      <Code label={tokens.example} text={`curl -H "Authorization: Bearer ${secret}" \\\n  "${address}"`} />
      <div className={forms.foot}>
        <Button onClick={onClose}>{tokens.kept}</Button>
      </div>
    </div>
  );
}
