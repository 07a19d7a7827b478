/** A ranked list: what, how much of it, and a bar behind. A row is a link that narrows the page to it. */
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTexts } from "~/i18n/texts";
import { type FilterName, type Search, toggled } from "~/url/search";
import styles from "./Bars.module.css";
import { useDefinition } from "./metrics";
import { Rate, Value } from "./numbers";
import { Empty } from "./Panel";

export interface Bar {
  key: string;
  title: string;
  views: number;
  loads: number;
  /** Before the title, or instead of it. */
  before?: ReactNode;
  after?: ReactNode;
}

interface BarsProps {
  label: string;
  filter: FilterName;
  bars: readonly Bar[];
  chosen: readonly string[];
  /** A row was clicked; the page follows. */
  onNarrow: (key: string) => void;
  /** Rows shown at first. */
  few?: number;
}

export function Bars({ label, filter, bars, chosen, onNarrow, few = 8 }: BarsProps) {
  const { analytics, filters } = useTexts();
  const definition = useDefinition();
  const [all, setAll] = useState(false);
  if (!bars.length) return <Empty title={analytics.nothing} />;
  const most = Math.max(1, ...bars.map((bar) => bar.views));
  const shown = all ? bars : bars.slice(0, few);
  return (
    <div style={{ minHeight: few * 34 + 30 }}>
      <table className={styles.bars}>
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{label}</span>
            </th>
            <th scope="col">{definition("views").title}</th>
            <th scope="col" className={styles.rate}>
              {definition("view_rate").title}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((bar) => (
            <tr key={bar.key} data-key={bar.key} data-chosen={chosen.includes(bar.key) || undefined}>
              <th scope="row">
                <span className={styles.bar} style={{ width: `${(bar.views / most) * 100}%` }} />
                <Link
                  to="."
                  search={(before: Search) => toggled(before, filter, bar.key)}
                  resetScroll={false}
                  onClick={() => onNarrow(bar.key)}
                  className={styles.link}
                  aria-label={filters.only(bar.title)}
                  aria-current={chosen.includes(bar.key) || undefined}
                >
                  {bar.before}
                  <span className={styles.title} dir="auto">
                    {bar.title}
                  </span>
                </Link>
                {bar.after && <span className={styles.after}>{bar.after}</span>}
              </th>
              <td>
                <Value value={bar.views} unit="count" />
              </td>
              <td className={styles.rate}>
                <Rate part={bar.views} whole={bar.loads} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {bars.length > few && (
        <button type="button" className={`${styles.more} no-print`} onClick={() => setAll(!all)}>
          {all ? analytics.less : analytics.more(bars.length)}
        </button>
      )}
    </div>
  );
}
