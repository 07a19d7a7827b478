/** A ranked list: what, how much of it, and a bar behind. A row is a link that narrows the page to it. */
import { useLocation } from "@tanstack/react-router";
import { type MouseEvent, type ReactNode, useState } from "react";
import { useTexts } from "~/i18n/texts";
import { narrow } from "~/page/narrow";
import type { Page } from "~/page/usePage";
import { useDefinition } from "~/ui/metrics";
import { Rate, Value } from "~/ui/numbers";
import { Empty } from "~/ui/Panel";
import { BASE } from "~/url/base";
import { type FilterName, stringifySearch, toggled } from "~/url/search";
import styles from "./Bars.module.css";

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
  page: Page;
  label: string;
  filter: FilterName;
  bars: readonly Bar[];
  /** Rows shown at first. */
  few?: number;
}

/** Of a list that the API cuts: there may be more. */
const TOPS = 25;

export function Bars({ page, label, filter, bars, few = 8 }: BarsProps) {
  const { analytics, filters } = useTexts();
  const chosen = page.filters[filter] ?? [];
  const definition = useDefinition();
  const [all, setAll] = useState(false);
  if (!bars.length) return <Empty title={analytics.nothing} />;
  const most = Math.max(1, ...bars.map((bar) => bar.views));
  const shown = all ? bars : bars.slice(0, few);
  return (
    <div style={{ minHeight: Math.min(few, 8) * 34 + 30 }}>
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
                <Narrow page={page} filter={filter} value={bar.key} label={filters.only(bar.title)}>
                  {bar.before}
                  <span className={styles.title} dir="auto">
                    {bar.title}
                  </span>
                </Narrow>
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
          {all
            ? analytics.less
            : bars.length < TOPS
              ? analytics.more(bars.length)
              : analytics.top(bars.length)}
        </button>
      )}
    </div>
  );
}

interface NarrowProps {
  page: Page;
  filter: FilterName;
  value: string;
  label: string;
  children: ReactNode;
}

/** A link to the page narrowed to a value. Plain, not the router's: a page has up to eighty, and each of those is slow. */
function Narrow({ page, filter, value, label, children }: NarrowProps) {
  const path = useLocation({ select: ({ pathname }) => pathname });
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // a new tab, a download
    event.preventDefault();
    narrow(page, filter, value);
  };
  return (
    <a
      href={BASE + path + stringifySearch(toggled(page.search, filter, value))}
      onClick={follow}
      className={styles.link}
      aria-label={label}
      aria-current={page.filters[filter]?.includes(value) || undefined}
    >
      {children}
    </a>
  );
}
