import { Checkbox, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { settingsQuery, zonesQuery } from "~/api/accounts";
import { useTexts } from "~/i18n/texts";
import styles from "./Settings.module.css";
import { SettingsPart } from "./SettingsForm";
import { isWhole } from "./values";

const MOST_DAYS = 36_500;

export function WorkspaceTab() {
  return (
    <div className={styles.page}>
      <NameAndZone />
      <Retention />
    </div>
  );
}

function NameAndZone() {
  const { settings: texts } = useTexts();
  const list = useId();
  const { data: zones } = useQuery(zonesQuery);
  return (
    <SettingsPart
      title={texts.tabs.workspace}
      help={texts.workspaceHelp}
      read={({ name, timezone }) => ({ name, timezone })}
      write={(values) => ({ name: values.name.trim(), timezone: values.timezone.trim() })}
      check={({ name, timezone }) => ({
        name: name.trim() ? undefined : texts.nameMissing,
        timezone: zones && !zones.includes(timezone.trim()) ? texts.noZone : undefined,
      })}
    >
      {({ values, error, set }, editable) => (
        <>
          <TextInput
            name="name"
            label={texts.name}
            maxLength={500}
            value={values.name}
            error={error("name")}
            readOnly={!editable}
            onChange={(event) => set("name", event.currentTarget.value)}
          />
          <TextInput
            name="timezone"
            label={texts.timezone}
            description={texts.timezoneHelp}
            list={list}
            value={values.timezone}
            error={error("timezone")}
            readOnly={!editable}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => set("timezone", event.currentTarget.value)}
          />
          <datalist id={list}>
            {zones?.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </SettingsPart>
  );
}

/** Who lets plays be deleted that are kept so far, says so once more. */
function Retention() {
  const { settings: texts } = useTexts();
  const { data: now } = useQuery(settingsQuery);
  const shorter = (days: string) =>
    isWhole(days, MOST_DAYS) && Number(days) < (now?.retention_days ?? Number.POSITIVE_INFINITY);
  return (
    <SettingsPart
      title={texts.retention}
      help={texts.retentionHelp}
      read={({ retention_days: days }) => ({
        retention_days: days === null ? "" : String(days),
        sure: false,
      })}
      write={({ retention_days: days }) => ({ retention_days: days.trim() ? Number(days) : null })}
      check={({ retention_days: days, sure }) => ({
        retention_days: !days.trim() || isWhole(days, MOST_DAYS) ? undefined : texts.noDays(MOST_DAYS),
        sure: shorter(days) && !sure ? texts.notSure : undefined,
      })}
    >
      {({ values, error, set }, editable) => (
        <>
          <TextInput
            name="retention_days"
            label={texts.days}
            description={texts.daysHelp}
            inputMode="numeric"
            className={styles.short}
            placeholder={texts.forEver}
            value={values.retention_days}
            error={error("retention_days")}
            readOnly={!editable}
            onChange={(event) => set("retention_days", event.currentTarget.value)}
          />
          {shorter(values.retention_days) && (
            <Checkbox
              name="sure"
              label={texts.sure(Number(values.retention_days))}
              checked={values.sure}
              error={error("sure")}
              onChange={(event) => set("sure", event.currentTarget.checked)}
            />
          )}
        </>
      )}
    </SettingsPart>
  );
}
