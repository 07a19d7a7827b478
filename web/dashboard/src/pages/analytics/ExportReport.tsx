import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTexts } from "~/i18n/texts";
import { Icon } from "~/ui/icons";
import type { Search } from "~/url/search";

/** To the dialog of a new report, about the period that the page shows. */
export function ExportReport() {
  const { reports } = useTexts();
  return (
    <Button
      className="no-print"
      variant="default"
      size="sm"
      leftSection={<Icon name="reports" size={16} />}
      renderRoot={(props) => (
        <Link
          to="/reports"
          search={({ period, from, to }: Search) => ({ period, from, to, view: "new" })}
          {...props}
        />
      )}
    >
      {reports.button}
    </Button>
  );
}
