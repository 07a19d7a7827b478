/** Reports and digests that come by themselves. */
import { Button, NativeSelect } from "@mantine/core";
import { type UseQueryResult, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { csvDialect } from "~/api/csv";
import type { FileFormat } from "~/api/exports";
import {
  addSchedule,
  endSchedule,
  type NewSchedule,
  type Schedule,
  schedulesQuery,
  USUAL,
} from "~/api/reports";
import { useFormats } from "~/formats/useFormats";
import { TextField } from "~/forms/fields";
import { NewForm } from "~/forms/NewForm";
import { Options } from "~/forms/Options";
import { useForm } from "~/forms/useForm";
import { useTexts } from "~/i18n/texts";
import { usePage } from "~/page/usePage";
import { useWorkspace } from "~/session/session";
import { Confirm } from "~/ui/Confirm";
import { Dialog } from "~/ui/Dialog";
import { Icon } from "~/ui/icons";
import { Empty, Ghost, Loaded, Panel } from "~/ui/Panel";
import { Rows } from "~/ui/Rows";
import styles from "./Reports.module.css";

type Kind = Schedule["kind"];
type Every = Schedule["every"];

const KINDS: readonly Kind[] = ["digest", "file"];
const RHYTHMS: readonly Every[] = ["weekly", "monthly"];
const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, "0")}:00`,
}));

export function Schedules({ query }: { query: UseQueryResult<Schedule[]> }) {
  const { schedules } = useTexts();
  const { search, change } = usePage();
  const mayChange = useWorkspace().role !== "viewer";
  const close = () => change({ view: undefined });
  const create = mayChange && (
    <Button
      size="xs"
      variant="default"
      leftSection={<Icon name="plus" size={14} />}
      onClick={() => change({ view: "schedule" })}
    >
      {schedules.create}
    </Button>
  );
  return (
    <Panel title={schedules.title} className={styles.below} actions={create}>
      <Loaded
        query={query}
        waiting={<Ghost lines={2} height={28} />}
        isEmpty={(all) => !all.length}
        empty={<Empty title={schedules.none} help={schedules.noneHelp} />}
      >
        {(all) => (
          <Rows
            label={schedules.title}
            columns={[schedules.what, schedules.rhythm, schedules.to, schedules.next, null]}
          >
            {all.map((schedule) => (
              <ScheduleRow key={schedule.id} schedule={schedule} mayChange={mayChange} />
            ))}
          </Rows>
        )}
      </Loaded>
      <Dialog opened={search.view === "schedule"} onClose={close} title={schedules.create} keepOpen>
        <ScheduleForm onClose={close} />
      </Dialog>
    </Panel>
  );
}

function ScheduleRow({ schedule, mayChange }: { schedule: Schedule; mayChange: boolean }) {
  const { schedules, tables } = useTexts();
  const formats = useFormats();
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const { kind, every, hour, email, next_at: next, error } = schedule;
  return (
    <tr data-key={schedule.id}>
      <th scope="row">{schedules.kinds[kind].title}</th>
      <td>{schedules.at(schedules.rhythms[every], HOURS[hour]?.label ?? "")}</td>
      <td dir="auto">{email}</td>
      <td data-title={schedules.next}>
        {next ? <time dateTime={next}>{formats.instant(next)}</time> : schedules.unsubscribed}
        {next && error && <small>{schedules.failed(error)}</small>}
      </td>
      <td>
        {mayChange && (
          <Button
            variant="default"
            size="xs"
            aria-label={tables.about(schedules.end, email)}
            onClick={() => setSure(true)}
          >
            {schedules.end}
          </Button>
        )}
        <Confirm
          title={tables.about(schedules.end, email)}
          help={schedules.endHelp}
          action={schedules.end}
          opened={sure}
          onClose={() => setSure(false)}
          onConfirm={async () => {
            await endSchedule(schedule);
            await client.invalidateQueries(schedulesQuery);
          }}
        />
      </td>
    </tr>
  );
}

function ScheduleForm({ onClose }: { onClose: () => void }) {
  const { schedules, reports, exports } = useTexts();
  const client = useQueryClient();
  const form = useForm({
    saved: {
      kind: "digest" as Kind,
      every: "weekly" as Every,
      hour: 7,
      format: "csv" as FileFormat,
      email: "",
    },
    check: ({ email }) => ({ email: email.includes("@") ? undefined : schedules.emailMissing }),
    send: async ({ format, ...asked }) => {
      await addSchedule({
        ...asked,
        report: asked.kind === "file" ? { fields: [...USUAL], format, ...csvDialect() } : null,
      } as NewSchedule);
      await client.invalidateQueries(schedulesQuery);
    },
  });
  // Not before it is saved: whoever leaves something unsaved is asked first.
  useEffect(() => {
    if (form.done) onClose();
  }, [form.done, onClose]);
  const { kind, every, hour, format } = form.values;
  return (
    <NewForm form={form} submit={schedules.create}>
      <Options
        label={schedules.what}
        options={KINDS.map((value) => ({ value, ...schedules.kinds[value] }))}
        chosen={kind}
        onChosen={(value) => form.set("kind", value)}
      />
      <div className={styles.pair}>
        <NativeSelect
          label={schedules.rhythm}
          value={every}
          onChange={(event) => form.set("every", event.currentTarget.value as Every)}
          data={RHYTHMS.map((value) => ({ value, label: schedules.rhythms[value] }))}
        />
        <NativeSelect
          label={schedules.hour}
          value={String(hour)}
          onChange={(event) => form.set("hour", Number(event.currentTarget.value))}
          data={HOURS}
        />
      </div>
      {kind === "file" && (
        <NativeSelect
          label={reports.format}
          value={format}
          onChange={(event) => form.set("format", event.currentTarget.value as FileFormat)}
          data={[
            { value: "csv", label: exports.csv },
            { value: "xlsx", label: exports.xlsx },
          ]}
        />
      )}
      <TextField form={form} name="email" type="email" label={schedules.email} autoComplete="email" />
    </NewForm>
  );
}
