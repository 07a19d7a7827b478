import { Button } from "@mantine/core";
import { Unreachable } from "~/api/client";
import { useTexts } from "~/i18n/texts";
import { Empty } from "~/ui/Panel";

/** A page that can't be shown at all. */
export function Broken({ error }: { error: Error }) {
  const { trouble } = useTexts();
  return (
    <Empty title={error instanceof Unreachable ? trouble.lost : trouble.broken} help={error.message}>
      <Button variant="default" size="xs" onClick={() => location.reload()}>
        {trouble.reload}
      </Button>
    </Empty>
  );
}
