import { useTexts } from "~/i18n/texts";
import { Icon } from "~/ui/icons";
import { useDefinition } from "~/ui/metrics";
import { FILTERS, type FilterName, type Filters, toggled } from "~/url/search";
import styles from "./FilterChips.module.css";
import { useLearnedNames } from "./useLearnedNames";
import type { Page } from "./usePage";
import { useNames } from "./useValueNames";

const NONE = Object.fromEntries(FILTERS.map((name) => [name, undefined])) as Filters;

interface FilterChipsProps {
  page: Pick<Page, "filters" | "search" | "change">;
  /** The filters that apply to what is shown; others stay in the address. */
  apply: readonly FilterName[];
}

/** What the page is narrowed to, and the way back. */
export function FilterChips({ page, apply }: FilterChipsProps) {
  const { filters: texts } = useTexts();
  const { filters, search, change } = page;
  const definition = useDefinition();
  const nameOf = useNames();
  useLearnedNames(filters);
  const chosen = apply.flatMap((name) => (filters[name] ?? []).map((value) => ({ name, value })));
  if (!chosen.length) return null;
  return (
    <ul className={styles.chips} aria-label={texts.label}>
      {chosen.map(({ name, value }) => {
        const told = nameOf(name, value);
        return (
          <li key={`${name} ${value}`} className={styles.chip}>
            <span className={styles.name}>{definition(name).title}</span>
            <span className={styles.value} dir="auto">
              {told}
            </span>
            <button
              type="button"
              className={styles.remove}
              aria-label={texts.remove(`${definition(name).title}: ${told}`)}
              onClick={() => change(toggled(search, name, value))}
            >
              <Icon name="close" size={13} />
            </button>
          </li>
        );
      })}
      {chosen.length > 1 && (
        <li>
          <button type="button" className={styles.clear} onClick={() => change(NONE)}>
            {texts.clear}
          </button>
        </li>
      )}
    </ul>
  );
}
