/** How many watched at once, over time, with the peak marked. */
import { useMemo } from "react";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { useDefinition } from "~/ui/metrics";
import { type Line, LineChart } from "./LineChart";
import { Tip } from "./Tip";

interface Point {
  date: string;
  peak_concurrent_viewers: number;
}

interface CurveProps {
  timeline: readonly Point[];
  /** When it was asked: later it is not yet known. */
  until: number;
  height: number;
}

/** Players tell of themselves so often, and for so long after an instant not all have. */
const BEAT_MS = 15_000;

export function ConcurrencyCurve({ timeline, until, height }: CurveProps) {
  const { event } = useTexts();
  const formats = useFormats();
  const { title } = useDefinition()("peak_concurrent_viewers");
  const known = useMemo(
    () => timeline.filter(({ date }) => Date.parse(date) <= until - BEAT_MS),
    [timeline, until],
  );
  const lines = useMemo<Line[]>(() => {
    const values = timeline.map((one, index) => (index < known.length ? one.peak_concurrent_viewers : null));
    return [{ kind: "first", values, filled: true }];
  }, [timeline, known]);
  const peak = known.reduce((before, one) => Math.max(before, one.peak_concurrent_viewers), 0);
  const date = (index: number) => timeline[index]?.date ?? "";
  const days = useMemo(
    () => firstsOf(timeline.map((one) => formats.bucket(one.date, "day"))),
    [timeline, formats],
  );
  const isLong = days.length > 1;
  const moment = (date: string) => (isLong ? formats.instant(date) : formats.time(date));
  return (
    <>
      <LineChart
        label={title}
        height={height}
        unit="count"
        lines={lines}
        {...(peak > 0 && {
          mark: {
            index: known.findIndex((one) => one.peak_concurrent_viewers === peak),
            label: event.peakMark(formats.count(peak)),
          },
        })}
        name={(index) => formats.bucket(date(index), isLong ? "day" : "hour")}
        {...(isLong && { worth: days })}
        tip={(index) => (
          <Tip
            title={moment(date(index))}
            rows={[
              { kind: "first", name: title, value: formats.value(lines[0]?.values[index] ?? null, "count") },
            ]}
          />
        )}
      />
      <Steps title={title} timeline={known} moment={moment} />
    </>
  );
}

interface StepsProps {
  title: string;
  timeline: readonly Point[];
  moment: (date: string) => string;
}

/** The same for whoever does not see the chart: only where it changes. */
function Steps({ title, timeline, moment }: StepsProps) {
  const { chart } = useTexts();
  const formats = useFormats();
  const steps = timeline.filter(
    (one, index) => one.peak_concurrent_viewers !== timeline[index - 1]?.peak_concurrent_viewers,
  );
  return (
    <div className="visually-hidden">
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{chart.time}</th>
            <th scope="col">{title}</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((one) => (
            <tr key={one.date}>
              <th scope="row">{moment(one.date)}</th>
              <td>{formats.count(one.peak_concurrent_viewers)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Where a name is not that of the point before. */
function firstsOf(names: readonly string[]): number[] {
  return [...names.keys()].filter((index) => index > 0 && names[index] !== names[index - 1]);
}
