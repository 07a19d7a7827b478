/** Where the player is embedded: domains with their pages, and which placements waste their loads. */
import { useQuery } from "@tanstack/react-query";
import { referrersQuery } from "~/api/queries";
import { useTexts } from "~/i18n/texts";
import { NoPlays } from "~/page/NoPlays";
import { PeriodChoice } from "~/page/PeriodMenu";
import { useClock } from "~/page/useClock";
import type { Page } from "~/page/usePage";
import { readPeriod, resolve, writePeriod } from "~/periods/periods";
import { ExportMenu } from "~/ui/ExportMenu";
import { Ghost, Loaded, Panel } from "~/ui/Panel";
import styles from "./Referrers.module.css";
import { COLUMNS, type Column, ReferrersTable } from "./ReferrersTable";

const MOST_DOMAINS = 200;

export default function ReferrersTab({ page, name }: { page: Page; name: string }) {
  const { referrers } = useTexts();
  const order = orderOf(page.search.order);
  const own = readPeriod(page.search.referrer_period);
  const clock = useClock(own?.name);
  const period = own ? resolve(own.name, clock, own.custom) : page.period;
  const { from, to, running } = period;
  const shown = { ...page.filters, from, to, order: [`${order.column}.${order.falling ? "desc" : "asc"}`] };
  const query = useQuery(referrersQuery({ ...shown, per_page: MOST_DOMAINS } as never, running));
  return (
    <Panel
      title={referrers.title}
      actions={
        <div className={styles.actions}>
          <PeriodChoice
            label={referrers.period}
            period={period}
            onChosen={(name, span) => page.change({ referrer_period: writePeriod(name, span) })}
            none={{
              title: referrers.samePeriod,
              chosen: !own,
              onChosen: () => page.change({ referrer_period: undefined }),
            }}
          />
          <ExportMenu
            path="/v1/analytics/referrers"
            query={shown}
            name={`${name} ${from.slice(0, 10)} ${to.slice(0, 10)}`}
          />
        </div>
      }
    >
      <Loaded
        query={query}
        waiting={<Ghost lines={10} height={24} />}
        isEmpty={({ data }) => !data.length}
        empty={<NoPlays title={referrers.empty} />}
      >
        {({ data, meta }) => (
          <>
            <ReferrersTable
              domains={data}
              total={meta.total}
              order={order}
              onOrder={(column) => {
                const falling = column === order.column ? !order.falling : true;
                page.change({ order: `${column}.${falling ? "desc" : "asc"}` });
              }}
            />
            {meta.pagination.total > data.length && (
              <p className={styles.note}>{referrers.truncated(data.length, meta.pagination.total)}</p>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

/** As the address says; most loads first, if it says nothing that can be. */
function orderOf(text = ""): { column: Column; falling: boolean } {
  const [name, direction] = text.split(".");
  const column = COLUMNS.find((one) => one === name);
  return column ? { column, falling: direction !== "asc" } : { column: "player_loads", falling: true };
}
