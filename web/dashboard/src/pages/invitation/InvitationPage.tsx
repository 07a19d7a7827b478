/** Where the link of an invitation leads: what it is to, and the ways to accept it. */
import { Button, SegmentedControl } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { acceptInvitation, type Offer, offerQuery, refuseInvitation } from "~/api/accounts";
import { ApiError } from "~/api/client";
import { useTexts } from "~/i18n/texts";
import icon from "~/icon.svg";
import { ConnectionBar } from "~/layout/ConnectionBar";
import login from "~/pages/login/LoginPage.module.css";
import { chooseWorkspace, sessionQuery } from "~/session/session";
import { leaveSession } from "~/session/signing";
import { Ghost, Loaded } from "~/ui/Panel";
import styles from "./InvitationPage.module.css";
import { JoinForm } from "./JoinForm";

export function InvitationPage() {
  const { joining } = useTexts();
  const secret = useLocation({ select: ({ hash }) => hash });
  const query = useQuery(offerQuery(secret));
  const unknown = query.error instanceof ApiError && query.error.status < 500;
  const title = query.data ? joining.title(query.data.workspace.name) : joining.page;
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <main className={login.page}>
      <div className={login.box}>
        <img src={icon} alt="" width={40} height={40} />
        {unknown ? (
          <Told title={joining.unknown} help={joining.unknownHelp} />
        ) : (
          <Loaded query={query} waiting={<Ghost lines={3} height={36} />}>
            {(offer) => <Offered secret={secret} offer={offer} />}
          </Loaded>
        )}
      </div>
      <ConnectionBar />
    </main>
  );
}

function Told({ title, help, children }: { title: string; help: string; children?: ReactNode }) {
  return (
    <>
      <h1 className={login.title}>{title}</h1>
      <p className={styles.text}>{help}</p>
      {children}
    </>
  );
}

function Offered({ secret, offer }: { secret: string; offer: Offer }) {
  const { joining, people } = useTexts();
  const { workspace, email, role, state, invited_by: inviter } = offer;
  const refusing = useMutation({ mutationFn: () => refuseInvitation(secret) });
  if (refusing.isSuccess) return <Told title={joining.title(workspace.name)} help={joining.declined} />;
  if (state !== "pending")
    return (
      <Told title={joining.gone[state]} help={state === "accepted" ? "" : joining.goneHelp}>
        {state === "accepted" && (
          <Button component={Link} to="/" fullWidth>
            {joining.signIn}
          </Button>
        )}
      </Told>
    );
  return (
    <>
      <h1 className={login.title} dir="auto">
        {joining.title(workspace.name)}
      </h1>
      <p className={styles.text}>
        {inviter ? joining.by(inviter.name || inviter.email, email) : joining.byNobody(email)}
      </p>
      <p className={styles.role}>
        <b>{people.roles[role].title}</b>
        {people.roles[role].help}
      </p>
      <Ways secret={secret} offer={offer} />
      <Button
        variant="subtle"
        fullWidth
        className={styles.decline}
        loading={refusing.isPending}
        onClick={() => refusing.mutate()}
      >
        {joining.decline}
      </Button>
      {refusing.error && (
        <p role="alert" className={styles.wrong}>
          {refusing.error.message}
        </p>
      )}
    </>
  );
}

/** By whom it is accepted: whoever is signed in, or somebody by a password. */
function Ways({ secret, offer }: { secret: string; offer: Offer }) {
  const { joining } = useTexts();
  const session = useQuery(sessionQuery);
  const [known, setKnown] = useState(false);
  const joined = () => chooseWorkspace(offer.workspace.id);
  const user = session.data?.user;
  if (session.isPending) return <Ghost lines={1} height={36} />;
  if (user?.email === offer.email) return <JoinAtOnce secret={secret} onJoined={joined} />;
  if (user) return <OtherAccount email={user.email} invited={offer.email} />;
  return (
    <>
      <SegmentedControl
        orientation="vertical"
        fullWidth
        className={styles.which}
        aria-label={joining.which}
        value={known ? "known" : "new"}
        onChange={(value) => setKnown(value === "known")}
        data={[
          { value: "new", label: joining.newHere },
          { value: "known", label: joining.account },
        ]}
      />
      <JoinForm key={String(known)} secret={secret} email={offer.email} known={known} onJoined={joined} />
    </>
  );
}

function JoinAtOnce({ secret, onJoined }: { secret: string; onJoined: () => void }) {
  const { joining } = useTexts();
  const accepting = useMutation({
    mutationFn: () => acceptInvitation({ token: secret, password: null, name: "" }),
    onSuccess: onJoined,
  });
  return (
    <>
      <Button fullWidth loading={accepting.isPending} onClick={() => accepting.mutate()}>
        {joining.accept}
      </Button>
      {accepting.error && (
        <p role="alert" className={styles.wrong}>
          {accepting.error.message}
        </p>
      )}
    </>
  );
}

function OtherAccount({ email, invited }: { email: string; invited: string }) {
  const { joining } = useTexts();
  const leaving = useMutation({ mutationFn: leaveSession });
  return (
    <>
      <p className={styles.text} role="status">
        {joining.other(email)} {joining.otherHelp(invited)}
      </p>
      <Button fullWidth loading={leaving.isPending} onClick={() => leaving.mutate()}>
        {joining.signOut}
      </Button>
    </>
  );
}
