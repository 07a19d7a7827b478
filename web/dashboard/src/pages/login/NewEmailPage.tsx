/** Where the mail to a new address leads: whoever is signed in confirms that it is theirs. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { confirmEmail } from "~/api/accounts";
import forms from "~/forms/Forms.module.css";
import { useTexts } from "~/i18n/texts";
import { SignInForm } from "~/session/SignInForm";
import { sessionQuery } from "~/session/session";
import { leaveSession } from "~/session/signing";
import { Ghost, Loaded } from "~/ui/Panel";
import { LoginBox } from "./LoginBox";
import styles from "./LoginPage.module.css";
import { told } from "./told";

export function NewEmailPage() {
  const { links } = useTexts();
  const session = useQuery(sessionQuery);
  return (
    <LoginBox title={links.email}>
      <Loaded query={session} waiting={<Ghost lines={2} height={36} />}>
        {(found) =>
          found ? (
            <Confirm email={found.user.email} />
          ) : (
            <>
              <p className={styles.text}>{links.emailSignIn}</p>
              <SignInForm onSignedIn={() => undefined} />
            </>
          )
        }
      </Loaded>
    </LoginBox>
  );
}

function Confirm({ email }: { email: string }) {
  const texts = useTexts();
  const { links, joining } = texts;
  const secret = useLocation({ select: ({ hash }) => hash });
  const client = useQueryClient();
  const leaving = useMutation({ mutationFn: leaveSession });
  const confirming = useMutation({
    mutationFn: () =>
      confirmEmail(secret).catch((error: unknown) => {
        throw told(error, texts);
      }),
    onSuccess: () => client.fetchQuery({ ...sessionQuery, staleTime: 0 }),
  });
  if (confirming.data)
    return (
      <>
        <p className={styles.text} role="status">
          {links.changed(confirming.data)}
        </p>
        <Button component={Link} to="/" fullWidth>
          {links.goOn}
        </Button>
      </>
    );
  return (
    <div className={styles.form}>
      <p className={styles.text}>{secret ? links.emailHelp(email) : links.unknown}</p>
      {confirming.error && (
        <p role="alert" className={forms.wrong}>
          {confirming.error.message}
        </p>
      )}
      <Button fullWidth disabled={!secret} loading={confirming.isPending} onClick={() => confirming.mutate()}>
        {links.confirm}
      </Button>
      <Button variant="subtle" fullWidth loading={leaving.isPending} onClick={() => leaving.mutate()}>
        {joining.signOut}
      </Button>
    </div>
  );
}
