import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTexts } from "~/i18n/texts";
import { Empty } from "~/ui/Panel";

export function NotFound() {
  const { trouble } = useTexts();
  return (
    <Empty title={trouble.notFound} help={trouble.notFoundHelp}>
      <Button component={Link} to="/analytics" variant="default" size="xs">
        {trouble.home}
      </Button>
    </Empty>
  );
}
