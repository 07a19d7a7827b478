import type { AllTime, Overview } from "~/api/queries";
import { NOTHING } from "~/formats/formats";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { Explained, useDefinition } from "~/ui/metrics";
import { Change, Rate, Value } from "~/ui/numbers";
import styles from "./Figures.module.css";

export const MEASURES = [
  "views",
  "player_loads",
  "view_rate",
  "unique_views",
  "watch_time",
  "watch_depth",
] as const;
export type Measure = (typeof MEASURES)[number];

type Totals = Overview["total"];

interface FiguresProps {
  now: Totals | undefined;
  before: Totals | undefined;
  /** null: it could not be told. */
  ever: AllTime | null | undefined;
  chosen: Measure;
  stale: boolean;
  staleEver: boolean;
  onChosen: (measure: Measure) => void;
}

export function Figures({ now, before, ever, chosen, stale, staleEver, onChosen }: FiguresProps) {
  const { figures } = useTexts();
  const definition = useDefinition();
  return (
    <ul className={styles.figures} aria-label={figures.label}>
      {MEASURES.map((measure) => {
        const { title, help, unit } = definition(measure);
        return (
          <li
            key={measure}
            className={styles.figure}
            data-stale={(measure === "view_rate" ? staleEver : stale) || undefined}
          >
            <Explained help={help}>
              <button
                type="button"
                className={styles.button}
                aria-pressed={measure === chosen}
                data-measure={measure}
                onClick={() => onChosen(measure)}
              >
                <span className={styles.title}>{title}</span>
                <span className={styles.value}>
                  {measure === "view_rate" ? (
                    ever ? (
                      <Rate part={ever.views} whole={ever.loads} />
                    ) : (
                      blank(ever)
                    )
                  ) : now ? (
                    <Value value={now[measure]} unit={unit} />
                  ) : (
                    blank(now)
                  )}
                </span>
                {measure === "view_rate" ? (
                  <PeriodRate now={now} />
                ) : (
                  <Change now={now?.[measure] ?? null} before={before?.[measure]} />
                )}
              </button>
            </Explained>
          </li>
        );
      })}
    </ul>
  );
}

/** What stands where a number will, or where there will be none. */
function blank(value: null | undefined): string {
  return value === null ? NOTHING : "\u00a0";
}

/** The headline is of all time; this is the period's, beside it. */
function PeriodRate({ now }: { now: Totals | undefined }) {
  const { figures } = useTexts();
  const formats = useFormats();
  const rate = now ? formats.rate(now.views ?? 0, now.player_loads ?? 0) : "";
  return (
    <span className={styles.beside}>
      <span>{figures.allTime}</span>
      {now && <span>{figures.inPeriod(rate)}</span>}
    </span>
  );
}
