import { useMemo } from "react";
import type { Retention } from "~/api/queries";
import { type Line, LineChart } from "~/charts/LineChart";
import { Tip } from "~/charts/Tip";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import styles from "./Watching.module.css";

interface RetentionChartProps {
  slices: NonNullable<Retention["slices"]>;
  viewings: number;
  /** Of the content, seconds. */
  length: number;
  /** Of the player, seconds. */
  position: number | undefined;
  onSeek: (seconds: number) => void;
}

/** Which share of the viewings saw each part, and how often a viewing played it. */
export function RetentionChart({ slices, viewings, length, position, onSeek }: RetentionChartProps) {
  const { video } = useTexts();
  const formats = useFormats();
  const lines = useMemo<Line[]>(
    () => [
      { kind: "first", values: slices.map(({ viewed }) => viewed), filled: true },
      { kind: "second", values: slices.map(({ plays }) => (plays / viewings) * 100) },
    ],
    [slices, viewings],
  );
  const begin = (index: number) => ((slices[index]?.from ?? 0) / 100) * length;
  return (
    <>
      <LineChart
        label={`${video.retention}. ${video.seek}`}
        height={176}
        unit="percent"
        most={100}
        lines={lines}
        name={(index) => formats.moment(begin(index))}
        onChosen={(index) => onSeek(begin(index))}
        tip={(index) => (
          <Tip
            title={`${formats.moment(begin(index))} – ${formats.moment(begin(index + 1) || length)}`}
            rows={[
              { kind: "first", name: video.viewed, value: formats.percent(lines[0]?.values[index] ?? 0) },
              { kind: "second", name: video.plays, value: formats.percent(lines[1]?.values[index] ?? 0) },
            ]}
          />
        )}
      >
        {(x, bottom) =>
          position !== undefined && (
            <line
              className={styles.playhead}
              x1={x((position / length) * slices.length)}
              x2={x((position / length) * slices.length)}
              y1={10}
              y2={bottom}
            />
          )
        }
      </LineChart>
      <p className={styles.legend}>
        <span>
          <i />
          {video.viewed}
        </span>
        <span>
          <i />
          {video.plays}
        </span>
      </p>
      <RetentionTable slices={slices} viewings={viewings} length={length} />
    </>
  );
}

function RetentionTable({
  slices,
  viewings,
  length,
}: Pick<RetentionChartProps, "slices" | "viewings" | "length">) {
  const { video, chart } = useTexts();
  const formats = useFormats();
  return (
    <div className="visually-hidden">
      <table>
        <caption>{video.retention}</caption>
        <thead>
          <tr>
            <th scope="col">{chart.time}</th>
            <th scope="col">{video.viewed}</th>
            <th scope="col">{video.plays}</th>
          </tr>
        </thead>
        <tbody>
          {slices.map(({ from, viewed, plays }) => (
            <tr key={from}>
              <th scope="row">{formats.moment((from / 100) * length)}</th>
              <td>{formats.percent(viewed)}</td>
              <td>{formats.percent((plays / viewings) * 100)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
