import { type ReactNode, useState } from "react";
import type { Domain } from "~/api/queries";
import { shownAddress, shownHost } from "~/formats/hosts";
import { useTexts } from "~/i18n/texts";
import { Icon } from "~/ui/icons";
import { Explained, useDefinition } from "~/ui/metrics";
import { Rate, Value } from "~/ui/numbers";
import styles from "./Referrers.module.css";

const NUMBERS = ["views", "player_loads", "view_rate"] as const;
export const COLUMNS = ["domain", ...NUMBERS] as const;
export type Column = (typeof COLUMNS)[number];

interface Counts {
  views: number | null;
  player_loads: number | null;
}

interface TableProps {
  domains: readonly Domain[];
  /** Of all domains, more than these. */
  total: Counts;
  order: { column: Column; falling: boolean };
  onOrder: (column: Column) => void;
}

/** Domains with their totals; each opens to its pages. */
export function ReferrersTable({ domains, total, order, onOrder }: TableProps) {
  const { referrers } = useTexts();
  const definition = useDefinition();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const allOpen = domains.every(({ domain }) => open.has(domain));
  const toggle = (name: string) => {
    const next = new Set(open);
    if (!next.delete(name)) next.add(name);
    setOpen(next);
  };
  const heading = (column: Column, title: string, help: string) => (
    <th
      scope="col"
      aria-sort={order.column === column ? (order.falling ? "descending" : "ascending") : undefined}
      key={column}
    >
      <Explained help={help}>
        <button type="button" className={styles.sort} onClick={() => onOrder(column)}>
          {title}
          {order.column === column && <Icon name={order.falling ? "down" : "up"} size={14} />}
        </button>
      </Explained>
    </th>
  );
  return (
    <>
      <button
        type="button"
        className={`${styles.all} no-print`}
        onClick={() => setOpen(allOpen ? new Set() : new Set(domains.map(({ domain }) => domain)))}
      >
        {allOpen ? referrers.collapseAll : referrers.expandAll}
      </button>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <caption className="visually-hidden">{referrers.title}</caption>
          <thead>
            <tr>
              {heading("domain", referrers.url, definition("page").help)}
              {NUMBERS.map((name) => heading(name, definition(name).title, definition(name).help))}
            </tr>
          </thead>
          {domains.map((one) => (
            <tbody key={one.domain} data-domain={one.domain}>
              <DomainRows domain={one} open={open.has(one.domain)} onToggle={() => toggle(one.domain)} />
            </tbody>
          ))}
          <tfoot>
            <Row name={referrers.total} counts={total} />
          </tfoot>
        </table>
      </div>
    </>
  );
}

interface DomainProps {
  domain: Domain;
  open: boolean;
  onToggle: () => void;
}

function DomainRows({ domain, open, onToggle }: DomainProps) {
  const { referrers, unknown } = useTexts();
  const name = shownHost(domain.domain) || unknown;
  const more = domain.pages_total - domain.pages.length;
  const toggle = (
    <button
      type="button"
      className={styles.domain}
      aria-expanded={open}
      aria-label={referrers.expand(name)}
      onClick={onToggle}
    >
      <Icon name={open ? "chevron" : "right"} size={16} />
      <span title={domain.domain}>{name}</span>
    </button>
  );
  return (
    <>
      <Row name={toggle} counts={domain} />
      {open &&
        domain.pages.map((page) => (
          <Row key={page.url} name={<PageName url={page.url} path={page.path} />} counts={page} nested />
        ))}
      {open && more > 0 && (
        <tr>
          <td colSpan={4} className={styles.more}>
            {referrers.morePages(more)}
          </td>
        </tr>
      )}
    </>
  );
}

function PageName({ url, path }: { url: string; path: string }) {
  const { referrers, unknown } = useTexts();
  if (!url) return <span className={styles.faint}>{unknown}</span>;
  const shown = shownAddress(url);
  if (!/^https?:\/\//.test(url)) return <span>{shown}</span>;
  return (
    <>
      <a href={url} title={url} target="_blank" rel="noopener noreferrer">
        {shown}
      </a>
      {!path && <span className={styles.faint}> {referrers.pageUnknown}</span>}
    </>
  );
}

function Row({ name, counts, nested = false }: { name: ReactNode; counts: Counts; nested?: boolean }) {
  const { views, player_loads: loads } = counts;
  return (
    <tr data-nested={nested || undefined}>
      <th scope="row" className={styles.name}>
        {name}
      </th>
      <td>
        <Value value={views} unit="count" />
      </td>
      <td>
        <Value value={loads} unit="count" />
      </td>
      <td>
        <RateCell views={views ?? 0} loads={loads ?? 0} />
      </td>
    </tr>
  );
}

/** Loads enough to say so, and few of them became views. */
const MANY_LOADS = 20;
const LOW_RATE = 0.2;

function RateCell({ views, loads }: { views: number; loads: number }) {
  const { referrers } = useTexts();
  const low = loads >= MANY_LOADS && views / loads < LOW_RATE;
  const rate = <Rate part={views} whole={loads} />;
  if (!low) return rate;
  return (
    <span className={styles.low} title={referrers.low}>
      {rate}
      <span className="visually-hidden">{referrers.low}</span>
    </span>
  );
}
