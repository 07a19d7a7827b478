import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { newestPlayQuery } from "~/api/firstPlay";
import { useTexts } from "~/i18n/texts";
import { Empty } from "~/ui/Panel";

/** In place of plays that there are not; where there never was one, the way to the first. */
export function NoPlays({ title, help }: { title: string; help?: string }) {
  const { welcome } = useTexts();
  const { data: newest } = useQuery(newestPlayQuery);
  if (newest !== null) return <Empty title={title} help={help} />;
  return (
    <Empty title={welcome.nobody} help={welcome.nobodyHelp}>
      <Button component={Link} to="/welcome" size="xs">
        {welcome.begin}
      </Button>
    </Empty>
  );
}
