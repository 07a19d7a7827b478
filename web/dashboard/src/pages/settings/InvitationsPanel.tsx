/** Who is invited into the workspace, and what became of it. */
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  type GivenInvitation,
  type Invitation,
  invitationsQuery,
  inviteAgain,
  revokeInvitation,
} from "~/api/accounts";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { usePage } from "~/page/usePage";
import { Confirm } from "~/ui/Confirm";
import { Dialog } from "~/ui/Dialog";
import { Icon } from "~/ui/icons";
import { GivenLink, InviteForm } from "./InviteForm";
import { ListPanel } from "./ListPanel";
import styles from "./Settings.module.css";

export function InvitationsPanel() {
  const { invitations, people } = useTexts();
  const { search, change } = usePage();
  const query = useQuery({ ...invitationsQuery, select: shown });
  const [given, setGiven] = useState<GivenInvitation>();
  const close = () => change({ view: undefined });
  return (
    <>
      <ListPanel
        title={invitations.title}
        help={invitations.help}
        query={query}
        columns={[people.email, people.role, invitations.state, invitations.until, null]}
        row={(one) => <InvitationRow key={one.id} invitation={one} onGiven={setGiven} />}
        none={{ title: invitations.none }}
        usually={2}
        create={invitations.invite}
        creating={search.view === "new"}
        onCreating={(creating) => change({ view: creating ? "new" : undefined })}
        form={<InviteForm onClose={close} />}
      />
      <Dialog opened={Boolean(given)} onClose={() => setGiven(undefined)} title={invitations.link} keepOpen>
        {given && <GivenLink given={given} onClose={() => setGiven(undefined)} />}
      </Dialog>
    </>
  );
}

/** Who has accepted is among the people; what was withdrawn is nobody's business any more. */
const shown = (all: Invitation[]) =>
  all.filter(({ state }) => state === "pending" || state === "expired" || state === "refused");

function InvitationRow({
  invitation,
  onGiven,
}: {
  invitation: Invitation;
  onGiven: (given: GivenInvitation) => void;
}) {
  const { invitations, people, tables } = useTexts();
  const formats = useFormats();
  const client = useQueryClient();
  const [asked, setAsked] = useState<"again" | "withdraw">();
  const { email, role, state, mail, mail_error, expires_at } = invitation;
  const again = mail ? invitations.again : invitations.newLink;
  const done = () => client.invalidateQueries(invitationsQuery);
  return (
    <tr data-key={email}>
      <th scope="row" dir="auto">
        {email}
      </th>
      <td data-title={people.role}>{people.roles[role].title}</td>
      <td data-title={invitations.state}>
        {state === "pending" && mail ? invitations.mails[mail] : invitations.states[state]}
        {state === "pending" && mail_error && <small>{mail_error}</small>}
      </td>
      <td data-title={invitations.until}>
        <time dateTime={expires_at}>{formats.instant(expires_at)}</time>
      </td>
      <td>
        <div className={styles.secret}>
          {state !== "refused" && (
            <Button
              variant="default"
              size="xs"
              aria-label={tables.about(again, email)}
              onClick={() => setAsked("again")}
            >
              {again}
            </Button>
          )}
          <Button
            variant="default"
            size="xs"
            aria-label={tables.about(invitations.withdraw, email)}
            onClick={() => setAsked("withdraw")}
          >
            <Icon name="trash" size={15} />
          </Button>
        </div>
        <Confirm
          title={tables.about(again, email)}
          help={invitations.againHelp}
          action={again}
          opened={asked === "again"}
          onClose={() => setAsked(undefined)}
          onConfirm={async () => {
            onGiven(await inviteAgain(invitation));
            await done();
          }}
        />
        <Confirm
          title={tables.about(invitations.withdraw, email)}
          help={invitations.withdrawHelp}
          action={invitations.withdraw}
          opened={asked === "withdraw"}
          onClose={() => setAsked(undefined)}
          onConfirm={async () => {
            await revokeInvitation(invitation);
            await done();
          }}
        />
      </td>
    </tr>
  );
}
