/** Who may ask from a program. */
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createToken, revokeToken, SCOPES, type Scope, type Token, tokensQuery } from "~/api/accounts";
import { useFormats } from "~/formats/useFormats";
import forms from "~/forms/Forms.module.css";
import { TextField } from "~/forms/fields";
import { NewForm } from "~/forms/NewForm";
import { Options } from "~/forms/Options";
import { useForm } from "~/forms/useForm";
import { useTexts } from "~/i18n/texts";
import { usePage } from "~/page/usePage";
import { Confirm } from "~/ui/Confirm";
import { Code } from "~/ui/Copy";
import { BASE, installation } from "~/url/base";
import { ListPanel } from "./ListPanel";
import styles from "./Settings.module.css";

export function TokensTab() {
  const { tokens, tables } = useTexts();
  const { search, change } = usePage();
  const query = useQuery(tokensQuery);
  const close = () => change({ view: undefined });
  return (
    <div className={styles.page}>
      <ListPanel
        title={tokens.title}
        help={
          <>
            {tokens.help}{" "}
            <a href={`${BASE}/docs`} target="_blank" rel="noopener">
              {tokens.docs}
            </a>
          </>
        }
        query={query}
        columns={[tokens.name, tokens.scope, tables.made, tokens.used, null]}
        row={(token) => <TokenRow key={token.id} token={token} />}
        none={{ title: tokens.none, help: tokens.noneHelp }}
        usually={3}
        create={tokens.create}
        creating={search.view === "new"}
        onCreating={(creating) => change({ view: creating ? "new" : undefined })}
        form={<TokenForm onClose={close} />}
      />
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
      <TextField
        form={form}
        name="name"
        label={tokens.name}
        placeholder={tokens.nameExample}
        maxLength={500}
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
