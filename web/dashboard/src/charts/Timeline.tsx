/** How a measure went over time, with the period before as a second line. */
import { useMemo } from "react";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { placesOf } from "~/periods/localTime";
import type { GroupTime } from "~/periods/periods";
import { useWorkspace } from "~/session/session";
import type { Definition } from "~/ui/metrics";
import { type Line, LineChart } from "./LineChart";
import { Tip, type TipRow } from "./Tip";

export interface Moment {
  date: string;
  value: number | null;
}

interface TimelineProps {
  definition: Definition;
  by: GroupTime;
  moments: readonly Moment[];
  before?: readonly Moment[] | undefined;
  /** When it was asked: what begins later has not been yet. */
  until?: number | undefined;
  height?: number;
}

export function Timeline({ definition, by, moments: told, until, height = 252, ...props }: TimelineProps) {
  const formats = useFormats();
  const { timezone } = useWorkspace();
  const { unit, title } = definition;
  const moments = useMemo(
    () => told.map((one) => (until && Date.parse(one.date) > until ? { ...one, value: null } : one)),
    [told, until],
  );
  const before = useMemo(
    () => props.before && (by === "hour" ? atSameTimes(moments, props.before, timezone) : props.before),
    [moments, props.before, by, timezone],
  );
  const lines = useMemo(() => {
    const values: Line["values"] = moments.map(({ value }) => value);
    const earlier = before && moments.map((_, index) => before[index]?.value ?? null);
    const found: Line[] = [{ kind: "first", values, filled: true }];
    return earlier ? [...found, { kind: "second" as const, values: earlier }] : found;
  }, [moments, before]);
  const row = (kind: TipRow["kind"], moment: Moment | undefined): TipRow[] =>
    moment
      ? [{ kind, name: formats.bucket(moment.date, by, true), value: formats.value(moment.value, unit) }]
      : [];
  return (
    <>
      <LineChart
        label={title}
        height={height}
        unit={unit}
        lines={lines}
        name={(index) => formats.bucket(moments[index]?.date ?? "", by)}
        tip={(index) => (
          <Tip title={title} rows={[...row("first", moments[index]), ...row("second", before?.[index])]} />
        )}
      />
      <MomentTable definition={definition} by={by} moments={moments} before={before} />
    </>
  );
}

/** Of the period before what was then at the same time of the same day of it: one of them may lack an hour. */
function atSameTimes(
  moments: readonly Moment[],
  before: readonly Moment[],
  timezone: string,
): (Moment | undefined)[] {
  const places = placesOf(before, timezone);
  const byPlace = new Map([...before].reverse().map((one, index) => [places.at(-1 - index), one]));
  return placesOf(moments, timezone).map((place) => byPlace.get(place));
}

interface TableProps extends Pick<TimelineProps, "definition" | "by" | "moments"> {
  before: readonly (Moment | undefined)[] | undefined;
}

/** The same for whoever does not see the chart. */
function MomentTable({ definition, by, moments, before }: TableProps) {
  const { chart } = useTexts();
  const formats = useFormats();
  const rows = useMemo(
    () =>
      moments.map(({ date, value }, index) => (
        <tr key={date}>
          <th scope="row">{formats.bucket(date, by, true)}</th>
          <td>{formats.value(value, definition.unit)}</td>
          {before && <td>{formats.value(before[index]?.value ?? null, definition.unit)}</td>}
        </tr>
      )),
    [moments, before, by, definition.unit, formats],
  );
  return (
    <div className="visually-hidden">
      <table>
        <caption>{definition.title}</caption>
        <thead>
          <tr>
            <th scope="col">{chart.time}</th>
            <th scope="col">{definition.title}</th>
            {before && <th scope="col">{chart.before}</th>}
          </tr>
        </thead>
        <tbody>{rows}</tbody>
      </table>
    </div>
  );
}
