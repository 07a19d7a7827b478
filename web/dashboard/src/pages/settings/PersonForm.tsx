import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addMember, membersQuery, ROLES, type Role } from "~/api/accounts";
import forms from "~/forms/Forms.module.css";
import { NewForm } from "~/forms/NewForm";
import { Options } from "~/forms/Options";
import { useForm } from "~/forms/useForm";
import { useTexts } from "~/i18n/texts";
import { Code } from "~/ui/Copy";
import { isEmail, LEAST_PASSWORD } from "./values";

interface Person {
  email: string;
  name: string;
  role: Role;
  password: string;
}

const NOBODY: Person = { email: "", name: "", role: "viewer", password: "" };

/** Adds somebody, then shows once what they need to sign in. */
export function PersonForm({ onClose }: { onClose: () => void }) {
  const { people, copying, close } = useTexts();
  const client = useQueryClient();
  const [added, setAdded] = useState<Person>();
  const form = useForm({
    saved: NOBODY,
    check: ({ email, password }) => ({
      email: isEmail(email) ? undefined : people.noEmail,
      password:
        !password || password.length >= LEAST_PASSWORD ? undefined : people.shortPassword(LEAST_PASSWORD),
    }),
    send: async (person) => {
      const { password, name, ...rest } = person;
      await addMember({ ...rest, name: name.trim(), password: password || null });
      await client.invalidateQueries(membersQuery);
      setAdded(person);
    },
  });
  if (added)
    return (
      <div className={forms.form}>
        <p role="status" className={forms.text}>
          {added.password ? people.added : people.addedKnown}
        </p>
        <Code
          label={copying.access}
          text={[location.origin, added.email.trim().toLowerCase(), added.password]
            .filter(Boolean)
            .join("\n")}
        />
        <div className={forms.foot}>
          <Button onClick={onClose} data-autofocus>
            {close}
          </Button>
        </div>
      </div>
    );
  const { values, error, set } = form;
  return (
    <NewForm form={form} submit={people.add}>
      <TextInput
        name="email"
        type="email"
        label={people.email}
        autoComplete="off"
        value={values.email}
        error={error("email")}
        onChange={(event) => set("email", event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        name="name"
        label={people.name}
        autoComplete="off"
        maxLength={500}
        value={values.name}
        error={error("name")}
        onChange={(event) => set("name", event.currentTarget.value)}
      />
      <PasswordInput
        name="password"
        label={people.password}
        description={people.passwordHelp}
        autoComplete="new-password"
        value={values.password}
        error={error("password")}
        onChange={(event) => set("password", event.currentTarget.value)}
      />
      <Options
        label={people.role}
        options={ROLES.map((value) => ({ value, ...people.roles[value] }))}
        chosen={values.role}
        onChosen={(role) => set("role", role)}
      />
    </NewForm>
  );
}
