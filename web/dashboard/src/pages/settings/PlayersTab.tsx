/** How players get in: with which key, from which pages; and what is made of what they tell. */
import { Switch, Textarea, TextInput } from "@mantine/core";
import { shownHost } from "~/formats/hosts";
import { useTexts } from "~/i18n/texts";
import { KeysPanel } from "./KeysPanel";
import styles from "./Settings.module.css";
import { SettingsPart } from "./SettingsForm";
import { isDomain, isWhole, linesOf } from "./values";

const MOST_MINUTES = 1_440;
const MOST_LETTERS = 100;

export function PlayersTab() {
  return (
    <div className={styles.page}>
      <KeysPanel />
      <Domains />
      <Counting />
    </div>
  );
}

function Domains() {
  const { settings: texts } = useTexts();
  return (
    <SettingsPart
      title={texts.domains}
      help={texts.domainsHelp}
      read={({ allowed_domains }) => ({ allowed_domains: allowed_domains.map(shownHost).join("\n") })}
      write={(values) => ({ allowed_domains: linesOf(values.allowed_domains) })}
      check={(values) => {
        const wrong = linesOf(values.allowed_domains).find((line) => !isDomain(line));
        return { allowed_domains: wrong && texts.noDomain(wrong) };
      }}
    >
      {({ values, error, set }, editable) => (
        <Textarea
          name="allowed_domains"
          label={texts.domainsLabel}
          rows={4}
          placeholder={texts.anyDomain}
          value={values.allowed_domains}
          error={error("allowed_domains")}
          readOnly={!editable}
          spellCheck={false}
          onChange={(event) => set("allowed_domains", event.currentTarget.value)}
        />
      )}
    </SettingsPart>
  );
}

function Counting() {
  const { settings: texts } = useTexts();
  return (
    <SettingsPart
      title={texts.counting}
      help={texts.countingHelp}
      read={({ session_minutes, keep_query, keep_fragment, create_unknown }) => ({
        session_minutes: String(session_minutes),
        keep_query: keep_query.join(", "),
        keep_fragment,
        create_unknown,
      })}
      write={({ session_minutes, keep_query, keep_fragment, create_unknown }) => ({
        session_minutes: Number(session_minutes),
        keep_query: linesOf(keep_query),
        keep_fragment,
        create_unknown,
      })}
      check={({ session_minutes, keep_query }) => {
        const long = linesOf(keep_query).find((name) => name.length > MOST_LETTERS);
        return {
          session_minutes: isWhole(session_minutes, MOST_MINUTES) ? undefined : texts.noMinutes(MOST_MINUTES),
          keep_query: long && texts.longName(long, MOST_LETTERS),
        };
      }}
    >
      {({ values, error, set }, editable) => (
        <>
          <Switch
            name="create_unknown"
            label={texts.createUnknown}
            description={texts.createUnknownHelp}
            checked={values.create_unknown}
            disabled={!editable}
            onChange={(event) => set("create_unknown", event.currentTarget.checked)}
          />
          <TextInput
            name="session_minutes"
            label={texts.sessionMinutes}
            description={texts.sessionHelp}
            inputMode="numeric"
            className={styles.short}
            value={values.session_minutes}
            error={error("session_minutes")}
            readOnly={!editable}
            onChange={(event) => set("session_minutes", event.currentTarget.value)}
          />
          <TextInput
            name="keep_query"
            label={texts.keepQuery}
            description={texts.keepQueryHelp}
            placeholder="lesson, utm_source"
            value={values.keep_query}
            error={error("keep_query")}
            readOnly={!editable}
            spellCheck={false}
            onChange={(event) => set("keep_query", event.currentTarget.value)}
          />
          <Switch
            name="keep_fragment"
            label={texts.keepFragment}
            description={texts.keepFragmentHelp}
            checked={values.keep_fragment}
            disabled={!editable}
            onChange={(event) => set("keep_fragment", event.currentTarget.checked)}
          />
        </>
      )}
    </SettingsPart>
  );
}
