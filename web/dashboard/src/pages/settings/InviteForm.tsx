import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type GivenInvitation, invitationsQuery, invite, ROLES, type Role } from "~/api/accounts";
import forms from "~/forms/Forms.module.css";
import { TextField } from "~/forms/fields";
import { NewForm } from "~/forms/NewForm";
import { Options } from "~/forms/Options";
import { useForm } from "~/forms/useForm";
import { useTexts } from "~/i18n/texts";
import { Code } from "~/ui/Copy";
import { isEmail } from "./values";

/** Invites somebody, then shows once the link that they join by, or says that it is mailed. */
export function InviteForm({ onClose }: { onClose: () => void }) {
  const { invitations, people } = useTexts();
  const client = useQueryClient();
  const [given, setGiven] = useState<GivenInvitation>();
  const form = useForm({
    saved: { email: "", role: "viewer" as Role },
    check: ({ email }) => ({ email: isEmail(email) ? undefined : people.noEmail }),
    send: async ({ email, role }) => {
      setGiven(await invite({ email: email.trim(), role }));
      await client.invalidateQueries(invitationsQuery);
    },
  });
  if (given) return <GivenLink given={given} onClose={onClose} />;
  return (
    <NewForm form={form} submit={invitations.invite}>
      <TextField
        form={form}
        name="email"
        type="email"
        label={people.email}
        autoComplete="off"
        data-autofocus
      />
      <Options
        label={people.role}
        options={ROLES.map((value) => ({ value, ...people.roles[value] }))}
        chosen={form.values.role}
        onChosen={(role) => form.set("role", role)}
      />
    </NewForm>
  );
}

export function GivenLink({ given, onClose }: { given: GivenInvitation; onClose: () => void }) {
  const { invitations, close } = useTexts();
  const { link, email } = given;
  return (
    <div className={forms.form}>
      <p role="status" className={forms.text}>
        {link ? invitations.handOver(email) : invitations.mailed(email)}
      </p>
      {link && <Code label={invitations.link} text={link} />}
      <div className={forms.foot}>
        <Button onClick={onClose} data-autofocus>
          {close}
        </Button>
      </div>
    </div>
  );
}
