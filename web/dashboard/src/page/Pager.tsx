import { Button } from "@mantine/core";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import styles from "./Pager.module.css";
import type { Page } from "./usePage";

interface PagerProps {
  page: Pick<Page, "change">;
  /** Of the page shown, from 1. */
  number: number;
  per: number;
  total: number;
}

/** From page to page of a list, by the address. Past the last page, it leads back to that. */
export function Pager({ page, number, per, total }: PagerProps) {
  const { pager } = useTexts();
  const { count } = useFormats();
  const last = Math.ceil(total / per);
  if (last < 2 && number <= last) return null;
  const show = (to: number) => page.change({ page: to > 1 ? String(to) : undefined });
  return (
    <nav className={styles.pager} aria-label={pager.label}>
      <Button
        variant="default"
        size="xs"
        disabled={number <= 1}
        onClick={() => show(Math.min(number - 1, last))}
      >
        {pager.previous}
      </Button>
      <span>
        {number > last
          ? pager.beyond(count(total))
          : pager.shown(count((number - 1) * per + 1), count(Math.min(number * per, total)), count(total))}
      </span>
      <Button variant="default" size="xs" disabled={number >= last} onClick={() => show(number + 1)}>
        {pager.next}
      </Button>
    </nav>
  );
}
