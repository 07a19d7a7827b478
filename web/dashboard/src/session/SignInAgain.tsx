/** A session that ends does not take the page with it: whoever signs in again finds everything as it was. */
import { Modal } from "@mantine/core";
import { useEffect, useState } from "react";
import { queryClient } from "~/api/cache";
import { whenSessionEnds } from "~/api/client";
import { useTexts } from "~/i18n/texts";
import { SignInForm } from "./SignInForm";
import { useSession } from "./session";

export function SignInAgain() {
  const { login } = useTexts();
  const { user } = useSession();
  const [ended, setEnded] = useState(false);
  useEffect(() => {
    whenSessionEnds(() => setEnded(true));
    return () => whenSessionEnds(() => undefined);
  }, []);
  return (
    <Modal
      opened={ended}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={login.ended}
      centered
    >
      <SignInForm
        email={user.email}
        onSignedIn={() => {
          setEnded(false);
          void queryClient.invalidateQueries();
        }}
      />
    </Modal>
  );
}
