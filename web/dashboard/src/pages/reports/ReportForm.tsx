/** What a report is to be about. */
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { csvDialect } from "~/api/csv";
import type { FileFormat } from "~/api/exports";
import { askFor, FIELD_GROUPS, type Field, type NewReport, REQUIRED, USUAL } from "~/api/reports";
import { useTexts } from "~/i18n/texts";
import { usePage } from "~/page/usePage";
import { localDate } from "~/periods/localTime";
import { isDate, PERIODS, type PeriodName } from "~/periods/periods";
import { useWorkspace } from "~/session/session";
import { FolderTree, NOWHERE, type Places } from "./FolderTree";
import styles from "./Reports.module.css";

const ORDER: readonly Field[] = Object.values(FIELD_GROUPS).flat();

export function ReportForm({ onAsked }: { onAsked: () => void }) {
  const { reports, exports, periods } = useTexts();
  const { search } = usePage();
  const client = useQueryClient();
  const today = localDate(Date.now(), useWorkspace().timezone);
  const [period, setPeriod] = useState<PeriodName>(search.period ?? "this_month");
  const [from, setFrom] = useState(search.from ?? today);
  const [to, setTo] = useState(search.to ?? today);
  const [places, setPlaces] = useState<Places>(NOWHERE);
  const [fields, setFields] = useState<ReadonlySet<Field>>(new Set(USUAL));
  const [format, setFormat] = useState<FileFormat>("csv");
  const [email, setEmail] = useState("");
  const asking = useMutation({
    mutationFn: (body: NewReport) => askFor(body),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["reports"] });
      onAsked();
    },
  });
  const custom = period === "custom";
  const good = !custom || (isDate(from) && isDate(to) && from <= to);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    asking.mutate({
      period,
      ...(custom && { from, to }),
      fields: ORDER.filter((field) => fields.has(field)),
      format,
      ...csvDialect(),
      ...(places.folders.size && { folder_ids: [...places.folders] }),
      ...(places.projects.size && { project_ids: [...places.projects] }),
      ...(email && { email }),
    } as NewReport);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <div className={styles.pair}>
        <NativeSelect
          label={periods.label}
          value={period}
          onChange={(event) => setPeriod(event.currentTarget.value as PeriodName)}
          data={PERIODS.map((name) => ({ value: name, label: periods[name] }))}
          data-autofocus
        />
        <NativeSelect
          label={reports.format}
          value={format}
          onChange={(event) => setFormat(event.currentTarget.value as FileFormat)}
          data={[
            { value: "csv", label: exports.csv },
            { value: "xlsx", label: exports.xlsx },
          ]}
        />
        {custom && (
          <>
            <DateInput label={periods.from} value={from} onChange={setFrom} />
            <DateInput label={periods.to} value={to} onChange={setTo} />
          </>
        )}
      </div>
      <FolderTree chosen={places} onChange={setPlaces} />
      <Fields chosen={fields} onChange={setFields} />
      <TextInput
        type="email"
        label={reports.email}
        value={email}
        autoComplete="email"
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <div className={styles.foot}>
        <span role="alert" className={styles.wrong}>
          {asking.error?.message}
        </span>
        <Button type="submit" disabled={!good} loading={asking.isPending}>
          {reports.generate}
        </Button>
      </div>
    </form>
  );
}

interface DateProps {
  label: string;
  value: string;
  onChange: (date: string) => void;
}

function DateInput({ label, value, onChange }: DateProps) {
  return (
    <TextInput
      type="date"
      label={label}
      value={value}
      required
      withAsterisk={false}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface FieldsProps {
  chosen: ReadonlySet<Field>;
  onChange: (chosen: ReadonlySet<Field>) => void;
}

function Fields({ chosen, onChange }: FieldsProps) {
  const { reports } = useTexts();
  const groups = Object.entries(FIELD_GROUPS) as [keyof typeof FIELD_GROUPS, readonly Field[]][];
  const toggle = (field: Field) => {
    const after = new Set(chosen);
    if (!after.delete(field)) after.add(field);
    onChange(after);
  };
  return groups.map(([group, fields]) => (
    <fieldset key={group} className={styles.group}>
      <legend>{reports.groups[group]}</legend>
      <div className={styles.fields}>
        {fields.map((field) => (
          <Checkbox
            key={field}
            size="xs"
            label={reports.fields[field]}
            title={REQUIRED.includes(field) ? reports.required : undefined}
            disabled={REQUIRED.includes(field)}
            checked={chosen.has(field)}
            onChange={() => toggle(field)}
          />
        ))}
      </div>
    </fieldset>
  ));
}
