import { Button, Popover, TextInput } from "@mantine/core";
import { useState } from "react";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { localDate } from "~/periods/localTime";
import { isDate, PERIODS, type Period, type PeriodName, type Span } from "~/periods/periods";
import { useWorkspace } from "~/session/session";
import { Icon } from "~/ui/icons";
import styles from "./PeriodMenu.module.css";
import type { Page } from "./usePage";

/** The period of a page. */
export function PeriodMenu({ page: { period, change } }: { page: Pick<Page, "period" | "change"> }) {
  const { periods } = useTexts();
  return (
    <PeriodChoice
      label={periods.label}
      period={period}
      onChosen={(name, span) =>
        change({ from: undefined, to: undefined, by: undefined, period: name, ...span })
      }
    />
  );
}

interface PeriodChoiceProps {
  label: string;
  period: Period;
  onChosen: (name: PeriodName, span?: Span) => void;
  /** Where there may be no period of its own: how that is called, whether it is so, and that it shall be. */
  none?: { title: string; chosen: boolean; onChosen: () => void };
}

/** One of the named periods, or any two dates. */
export function PeriodChoice({ label, period, onChosen, none }: PeriodChoiceProps) {
  const { periods } = useTexts();
  const formats = useFormats();
  const [open, setOpen] = useState(false);
  const close = (then: () => void) => () => {
    then();
    setOpen(false);
  };
  const dates = period.name === "last_24_hours" ? "" : formats.dates(period.from, period.to);
  const named = period.name === "custom" ? dates : periods[period.name];
  const title = none?.chosen ? none.title : named;
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          size="sm"
          leftSection={<Icon name="calendar" size={16} />}
          rightSection={<Icon name="chevron" size={14} />}
          onClick={() => setOpen(!open)}
          aria-label={`${label}: ${title}`}
          title={dates}
        >
          {title}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={styles.drop}>
        <ul className={styles.list}>
          {none && <Item title={none.title} chosen={none.chosen} onChosen={close(none.onChosen)} />}
          {PERIODS.filter((name) => name !== "custom").map((name) => (
            <Item
              key={name}
              title={periods[name]}
              chosen={name === period.name && !none?.chosen}
              onChosen={close(() => onChosen(name))}
            />
          ))}
        </ul>
        <CustomPeriod period={period} onChosen={(span) => close(() => onChosen("custom", span))()} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Item({ title, chosen, onChosen }: { title: string; chosen: boolean; onChosen: () => void }) {
  return (
    <li>
      <button type="button" className={styles.item} aria-current={chosen || undefined} onClick={onChosen}>
        {title}
        {chosen && <Icon name="check" size={16} />}
      </button>
    </li>
  );
}

function CustomPeriod({ period, onChosen }: { period: Period; onChosen: (span: Span) => void }) {
  const { periods } = useTexts();
  const { timezone } = useWorkspace();
  const today = localDate(Date.now(), timezone);
  const [from, setFrom] = useState(isDate(period.from) ? period.from : today);
  const [to, setTo] = useState(isDate(period.to) ? period.to : today);
  const good = isDate(from) && isDate(to) && from <= to;
  return (
    <form
      className={styles.custom}
      onSubmit={(event) => {
        event.preventDefault();
        if (good) onChosen({ from, to });
      }}
    >
      <TextInput
        type="date"
        size="xs"
        label={periods.from}
        value={from}
        max={to}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        size="xs"
        label={periods.to}
        value={to}
        min={from}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" disabled={!good}>
        {periods.apply}
      </Button>
    </form>
  );
}
