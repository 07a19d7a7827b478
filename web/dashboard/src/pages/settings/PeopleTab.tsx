/** Who may do what in the workspace. */
import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeRole, type Member, membersQuery, ROLES, type Role, removeMember } from "~/api/accounts";
import { useFormats } from "~/formats/useFormats";
import { refused } from "~/forms/refusal";
import { useTexts } from "~/i18n/texts";
import { sessionQuery, useSession } from "~/session/session";
import { Confirm } from "~/ui/Confirm";
import { Icon } from "~/ui/icons";
import { Ghost, Loaded, Panel } from "~/ui/Panel";
import { Rows } from "~/ui/Rows";
import { BASE } from "~/url/base";
import { InvitationsPanel } from "./InvitationsPanel";
import styles from "./Settings.module.css";

export function PeopleTab() {
  const { people, tables } = useTexts();
  const query = useQuery(membersQuery);
  return (
    <div className={styles.page}>
      <Panel title={people.title} className={styles.part}>
        <p className={styles.help}>{people.help}</p>
        <Loaded query={query} waiting={<Ghost lines={3} height={36} />}>
          {(members) => (
            <Rows label={people.title} columns={[people.person, people.role, tables.since, null]}>
              {members.map((member) => (
                <PersonRow key={member.id} member={member} />
              ))}
            </Rows>
          )}
        </Loaded>
      </Panel>
      <InvitationsPanel />
    </div>
  );
}

function PersonRow({ member }: { member: Member }) {
  const texts = useTexts();
  const { people, tables } = texts;
  const formats = useFormats();
  const client = useQueryClient();
  const { user } = useSession();
  const [leaving, setLeaving] = useState(false);
  const me = member.id === user.id;
  const role = useMutation({
    mutationFn: (to: Role) => changeRole(member, to),
    onSettled: () => client.invalidateQueries(membersQuery),
    // Whoever gives up a role of their own sees at once what is left to them.
    onSuccess: () => me && client.fetchQuery({ ...sessionQuery, staleTime: 0 }),
  });
  return (
    <tr data-key={member.email}>
      <th scope="row">
        <span dir="auto">{member.name || member.email}</span>
        {me && <span className={styles.me}>{people.you}</span>}
        {member.name && <small>{member.email}</small>}
      </th>
      <td>
        <NativeSelect
          size="xs"
          className={styles.role}
          aria-label={tables.about(people.role, member.email)}
          value={role.isPending ? role.variables : member.role}
          data={ROLES.map((value) => ({ value, label: people.roles[value].title }))}
          error={refused(role.error, ["role"], texts)?.text}
          onChange={(event) => role.mutate(event.currentTarget.value as Role)}
        />
      </td>
      <td data-title={tables.since}>
        <time dateTime={member.created_at}>{formats.instant(member.created_at)}</time>
      </td>
      <td>
        <Button
          variant="default"
          size="xs"
          aria-label={tables.about(people.remove, member.email)}
          onClick={() => setLeaving(true)}
        >
          <Icon name="trash" size={15} />
        </Button>
        <Confirm
          title={tables.about(people.remove, member.name || member.email)}
          help={me ? people.removeMe : people.removeHelp}
          action={people.remove}
          opened={leaving}
          onClose={() => setLeaving(false)}
          onConfirm={async () => {
            await removeMember(member);
            if (me) location.assign(`${BASE}/`);
            else await client.invalidateQueries(membersQuery);
          }}
        />
      </td>
    </tr>
  );
}
