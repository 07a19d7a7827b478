/** Files that were made, are being made, and the way to another. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { reportsQuery, schedulesQuery } from "~/api/reports";
import { useTexts } from "~/i18n/texts";
import { PageHead } from "~/page/PageHead";
import { usePage } from "~/page/usePage";
import { Dialog } from "~/ui/Dialog";
import { Icon } from "~/ui/icons";
import { Empty, Ghost, Loaded, Panel } from "~/ui/Panel";
import { ReportForm } from "./ReportForm";
import styles from "./Reports.module.css";
import { ReportsTable } from "./ReportsTable";
import { Schedules } from "./Schedules";

const STEP = 50;

export function ReportsPage() {
  const { reports } = useTexts();
  const { search, change } = usePage();
  const [most, setMost] = useState(STEP);
  const query = useQuery(reportsQuery(most));
  const schedules = useQuery(schedulesQuery);
  const close = () => change({ view: undefined });
  const create = (
    <Button
      className="no-print"
      size="sm"
      leftSection={<Icon name="plus" size={16} />}
      onClick={() => change({ view: "new" })}
    >
      {reports.create}
    </Button>
  );
  return (
    <>
      <PageHead title={reports.title}>{create}</PageHead>
      <Panel title={reports.title} hideTitle>
        <p className={styles.help}>{reports.help}</p>
        <Loaded
          query={query}
          waiting={<Ghost lines={8} height={28} />}
          isEmpty={({ data }) => !data.length}
          empty={<Empty title={reports.none} help={reports.noneHelp} />}
        >
          {({ data, meta }) => (
            <>
              <ReportsTable reports={data} />
              {meta.pagination.total > data.length && (
                <Button
                  className={styles.more}
                  variant="default"
                  size="xs"
                  onClick={() => setMost(most + STEP)}
                >
                  {reports.more}
                </Button>
              )}
            </>
          )}
        </Loaded>
      </Panel>
      {/* Not before the list above has its height, so that nothing moves. */}
      {!query.isPending && <Schedules query={schedules} />}
      <Dialog opened={search.view === "new"} onClose={close} title={reports.create} size="lg">
        <ReportForm onAsked={close} />
      </Dialog>
    </>
  );
}
