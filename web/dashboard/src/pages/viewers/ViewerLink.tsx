import { Link } from "@tanstack/react-router";
import type { Search } from "~/url/search";

/** To the viewer's page, in the period that is shown here. */
export function ViewerLink({ externalId }: { externalId: string }) {
  return (
    <Link to="/viewer" search={({ period, from, to }: Search) => ({ period, from, to, id: externalId })}>
      {externalId}
    </Link>
  );
}
