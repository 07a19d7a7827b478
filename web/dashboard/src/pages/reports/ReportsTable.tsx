import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { downloadReport, giveUp, type Report, runAgain, underWay } from "~/api/reports";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { PERIODS } from "~/periods/periods";
import { Confirm } from "~/ui/Confirm";
import { Icon } from "~/ui/icons";
import { Rows } from "~/ui/Rows";
import styles from "./Reports.module.css";

export function ReportsTable({ reports }: { reports: readonly Report[] }) {
  const { reports: texts } = useTexts();
  return (
    <Rows label={texts.title} columns={[texts.report, texts.contents, texts.asked, texts.state, null]}>
      {reports.map((report) => (
        <ReportRow key={report.id} report={report} />
      ))}
    </Rows>
  );
}

function ReportRow({ report }: { report: Report }) {
  const { reports: texts, periods } = useTexts();
  const formats = useFormats();
  const { period } = report;
  const dates = formats.dates(period.first_day, period.last_day);
  const named = PERIODS.find((name) => name === period.name && name !== "custom");
  const title = named ? `${periods[named]}: ${dates}` : dates;
  const places = (report.folder_ids?.length ?? 0) + (report.project_ids?.length ?? 0);
  return (
    <tr data-key={report.id} data-state={report.state}>
      <th scope="row">{title}</th>
      <td>
        {report.kind === "digest" ? texts.digest : report.format?.toUpperCase()}
        <small>{places ? texts.chosen(places) : texts.everything}</small>
      </td>
      <td data-title={texts.asked}>
        <time dateTime={report.created_at}>{formats.instant(report.created_at)}</time>
        {report.email && <small dir="auto">{report.email}</small>}
      </td>
      <td>
        <State report={report} />
      </td>
      <td>
        <Actions report={report} name={dates} />
      </td>
    </tr>
  );
}

function State({ report }: { report: Report }) {
  const { reports: texts } = useTexts();
  const formats = useFormats();
  const { state, progress, error, mail, rows, expires_at: expires } = report;
  const notes = [
    state === "ready" && rows !== null && texts.rows(rows),
    state === "ready" && expires && texts.until(formats.day(expires)),
    mail && texts.mails[mail.state],
    error,
    report.next_attempt_at && texts.nextTry(formats.instant(report.next_attempt_at)),
    mail?.error,
    mail?.next_attempt_at && texts.nextTry(formats.instant(mail.next_attempt_at)),
  ].filter(Boolean);
  return (
    <>
      <span className={styles.state} data-state={state}>
        {texts.states[state]}
        {state === "running" && ` · ${formats.percent(progress)}`}
      </span>
      {underWay(report) && (
        <progress className={styles.progress} max={100} value={progress} aria-label={texts.states[state]} />
      )}
      {notes.length > 0 && <small>{notes.join(" · ")}</small>}
    </>
  );
}

function Actions({ report, name }: { report: Report; name: string }) {
  const { reports: texts } = useTexts();
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const onSuccess = () => client.invalidateQueries({ queryKey: ["reports"] });
  const load = useMutation({ mutationFn: () => downloadReport(report, `${texts.report} ${name}`) });
  const again = useMutation({ mutationFn: () => runAgain(report), onSuccess });
  const end = useMutation({ mutationFn: () => giveUp(report), onSuccess });
  const error = load.error ?? again.error ?? end.error;
  const running = underWay(report);
  const button = (action: string) => ({
    variant: "default",
    size: "xs",
    "aria-label": texts.about(action, name),
  });
  return (
    <div className={styles.actions}>
      {report.download && (
        <Button
          {...button(texts.download)}
          leftSection={<Icon name="download" size={15} />}
          loading={load.isPending}
          onClick={() => load.mutate()}
        >
          {texts.download}
        </Button>
      )}
      {!running && report.kind === "file" && (
        <Button {...button(texts.again)} loading={again.isPending} onClick={() => again.mutate()}>
          {texts.again}
        </Button>
      )}
      <Button
        {...button(running ? texts.cancel : texts.remove)}
        loading={end.isPending}
        onClick={() => (running ? end.mutate() : setSure(true))}
      >
        {running ? texts.cancel : <Icon name="trash" size={15} />}
      </Button>
      {error && (
        <small role="alert" className={styles.wrong}>
          {error.message}
        </small>
      )}
      <Confirm
        title={texts.about(texts.remove, name)}
        help={texts.removeHelp}
        action={texts.remove}
        opened={sure}
        onClose={() => setSure(false)}
        onConfirm={async () => {
          await giveUp(report);
          await onSuccess();
        }}
      />
    </div>
  );
}
