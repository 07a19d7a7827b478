import { Button, Popover, TextInput } from "@mantine/core";
import { useState } from "react";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { isDate, localDate, PERIODS, type Period } from "~/periods/periods";
import { useWorkspace } from "~/session/session";
import { Icon } from "~/ui/icons";
import styles from "./PeriodMenu.module.css";
import type { Page } from "./usePage";

/** The period: one of the named ones, or any two dates. */
export function PeriodMenu({ page }: { page: Pick<Page, "period" | "search" | "change"> }) {
  const { periods } = useTexts();
  const { period, change, search } = page;
  const formats = useFormats();
  const [open, setOpen] = useState(false);
  const show = (to: Parameters<Page["change"]>[0]) => {
    change({ from: undefined, to: undefined, by: undefined, ...to });
    setOpen(false);
  };
  const dates = period.name === "last_24_hours" ? "" : formats.dates(period.from, period.to);
  const title = period.name === "custom" ? dates : periods[period.name];
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          size="sm"
          leftSection={<Icon name="calendar" size={16} />}
          rightSection={<Icon name="chevron" size={14} />}
          onClick={() => setOpen(!open)}
          aria-label={`${periods.label}: ${title}`}
          title={dates}
        >
          {title}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={styles.drop}>
        <ul className={styles.list}>
          {PERIODS.filter((name) => name !== "custom").map((name) => (
            <li key={name}>
              <button
                type="button"
                className={styles.item}
                aria-current={name === period.name || undefined}
                onClick={() => show({ period: name })}
              >
                {periods[name]}
                {name === period.name && <Icon name="check" size={16} />}
              </button>
            </li>
          ))}
        </ul>
        <CustomPeriod
          period={period}
          search={search}
          onChosen={(from, to) => show({ period: "custom", from, to })}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

interface CustomProps {
  period: Period;
  search: Page["search"];
  onChosen: (from: string, to: string) => void;
}

function CustomPeriod({ period, search, onChosen }: CustomProps) {
  const { periods } = useTexts();
  const { timezone } = useWorkspace();
  const today = localDate(new Date(), timezone);
  const [from, setFrom] = useState(search.from ?? (isDate(period.from) ? period.from : today));
  const [to, setTo] = useState(search.to ?? (isDate(period.to) ? period.to : today));
  const good = isDate(from) && isDate(to) && from <= to;
  return (
    <form
      className={styles.custom}
      onSubmit={(event) => {
        event.preventDefault();
        if (good) onChosen(from, to);
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
