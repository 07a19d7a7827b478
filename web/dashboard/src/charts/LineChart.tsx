/** Lines over an axis: pointed at with a mouse, a finger or the arrow keys. Its numbers stand in a table elsewhere. */
import { type KeyboardEvent, type PointerEvent, type ReactNode, useMemo, useState } from "react";
import type { Unit } from "~/formats/formats";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import styles from "./LineChart.module.css";
import { named, ticks } from "./scale";
import { useWidth } from "./useWidth";

export interface Line {
  values: readonly (number | null)[];
  kind: "first" | "second";
  filled?: boolean;
  /** Has an axis of its own, so that it fills the height too. */
  apart?: boolean;
}

interface LineChartProps {
  label: string;
  height: number;
  unit: Unit;
  lines: readonly Line[];
  name: (index: number) => string;
  /** The points that are worth a name; all, if none are told. */
  worth?: readonly number[];
  /** Of the axis of values at least. */
  most?: number;
  /** Between the axis and the left edge. */
  gutter?: number;
  tip: (index: number) => ReactNode;
  /** A point of the first line that is named in the chart. */
  mark?: { index: number; label: string };
  onPoint?: (index: number | undefined) => void;
  onChosen?: (index: number) => void;
  children?: (x: (index: number) => number, height: number) => ReactNode;
}

const ABOVE = 10;
const BELOW = 24;
const NAME_ROOM = 76;
const NAME_LETTER = 6.6;

export function LineChart(props: LineChartProps) {
  const { label, height, lines, unit, name, most = 0 } = props;
  const { chart } = useTexts();
  const formats = useFormats();
  const [place, width] = useWidth<HTMLDivElement>();
  const [pointed, setPointed] = useState<number>();
  const points = lines[0]?.values.length ?? 0;
  const marks = useMemo(
    () => ticks(Math.max(most, peak(lines.filter((line) => !line.apart))), unit),
    [lines, most, unit],
  );
  const widest = Math.max(...marks.map((mark) => formats.axis(mark, unit).length));
  const gutter = props.gutter ?? Math.max(46, 14 + widest * NAME_LETTER);
  const inner = { width: Math.max(0, width - gutter - 10), height: height - ABOVE - BELOW };
  const x = (index: number) => gutter + (points > 1 ? (index / (points - 1)) * inner.width : inner.width / 2);
  const top = marks.at(-1) ?? 1;
  const y = (value: number, of = top) => ABOVE + inner.height * (1 - value / (of || 1));

  const point = (index: number | undefined) => {
    setPointed(index);
    props.onPoint?.(index);
  };
  const onPointerMove = ({ clientX, currentTarget }: PointerEvent) => {
    const at = (clientX - currentTarget.getBoundingClientRect().left - gutter) / (inner.width || 1);
    point(Math.min(points - 1, Math.max(0, Math.round(at * (points - 1)))));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -points, End: points }[event.key];
    if (event.key === "Enter" && pointed !== undefined) props.onChosen?.(pointed);
    if (step === undefined) return;
    event.preventDefault();
    point(Math.min(points - 1, Math.max(0, (pointed ?? (step > 0 ? -1 : points)) + step)));
  };
  const shown = pointed !== undefined && pointed < points ? pointed : undefined;
  return (
    // biome-ignore lint/a11y/useSemanticElements: no element is a chart
    <div
      ref={place}
      className={styles.chart}
      style={{ height }}
      role="group"
      aria-label={`${label}. ${chart.keys}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its arrow keys move from point to point
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => point(undefined)}
      onPointerMove={onPointerMove}
      onPointerLeave={() => point(undefined)}
      onClick={() => pointed !== undefined && props.onChosen?.(pointed)}
      data-choosable={props.onChosen ? true : undefined}
    >
      {width > 0 && (
        <svg width={width} height={height} aria-hidden="true">
          {marks.map((mark) => (
            <g key={mark}>
              <line className={styles.grid} x1={gutter} x2={width - 10} y1={y(mark)} y2={y(mark)} />
              <text className={styles.name} x={gutter - 8} y={y(mark)} dy="0.32em" textAnchor="end">
                {formats.axis(mark, unit)}
              </text>
            </g>
          ))}
          {thinned(props.worth ?? [...Array(points).keys()], points, inner.width).map((index) => (
            <text
              key={index}
              className={styles.name}
              x={x(index)}
              y={height - 6}
              textAnchor={anchor(index, points, gutter)}
            >
              {name(index)}
            </text>
          ))}
          {[...lines].reverse().map((line) => {
            const of = line.apart ? (ticks(peak([line]), "count").at(-1) ?? 1) : top;
            const at = (value: number) => y(value, of);
            return (
              <g key={line.kind} data-kind={line.kind}>
                {line.filled && <path className={styles.fill} d={area(line.values, x, at, y(0))} />}
                <path className={styles.line} d={path(line.values, x, at)} />
                {alone(line.values).map((index) => (
                  <circle
                    key={index}
                    className={styles.dot}
                    cx={x(index)}
                    cy={at(line.values[index] ?? 0)}
                    r={3}
                  />
                ))}
                {shown !== undefined && line.values[shown] != null && (
                  <circle className={styles.dot} cx={x(shown)} cy={at(line.values[shown])} r={4} />
                )}
              </g>
            );
          })}
          {props.mark && (
            <Mark
              x={x(props.mark.index)}
              y={y(lines[0]?.values[props.mark.index] ?? 0)}
              width={width}
              label={props.mark.label}
            />
          )}
          {props.children?.(x, inner.height + ABOVE)}
          {shown !== undefined && (
            <line
              className={styles.pointer}
              x1={x(shown)}
              x2={x(shown)}
              y1={ABOVE}
              y2={ABOVE + inner.height}
            />
          )}
        </svg>
      )}
      {shown !== undefined && (
        <div
          className={styles.tip}
          role="status"
          style={{ left: x(shown) }}
          data-side={x(shown) > width / 2 ? "left" : "right"}
        >
          {props.tip(shown)}
        </div>
      )}
    </div>
  );
}

interface MarkProps {
  x: number;
  y: number;
  width: number;
  label: string;
}

/** A dot with its name beside it, on the side that has the room. */
function Mark({ x, y, width, label }: MarkProps) {
  const left = x > width / 2;
  return (
    <g className={styles.mark}>
      <circle cx={x} cy={y} r={4} />
      <text x={x + (left ? -9 : 9)} y={y} dy="0.32em" textAnchor={left ? "end" : "start"}>
        {label}
      </text>
    </g>
  );
}

function peak(lines: readonly Line[]): number {
  return lines.reduce(
    (most, line) => line.values.reduce<number>((m, value) => Math.max(m, value ?? 0), most),
    0,
  );
}

type Place = (value: number) => number;

function path(values: Line["values"], x: Place, y: Place): string {
  let drawn = "";
  let open = false;
  values.forEach((value, index) => {
    if (value !== null) drawn += `${open ? "L" : "M"}${x(index).toFixed(1)},${y(value).toFixed(1)}`;
    open = value !== null;
  });
  return drawn;
}

/** Closed down to the axis, stretch by stretch. */
function area(values: Line["values"], x: Place, y: Place, base: number): string {
  let drawn = "";
  let from: number | undefined;
  const close = (to: number) => {
    if (from !== undefined) drawn += `L${x(to).toFixed(1)},${base}L${x(from).toFixed(1)},${base}Z`;
    from = undefined;
  };
  values.forEach((value, index) => {
    if (value === null) {
      close(index - 1);
      return;
    }
    drawn += `${from === undefined ? "M" : "L"}${x(index).toFixed(1)},${y(value).toFixed(1)}`;
    from ??= index;
  });
  close(values.length - 1);
  return drawn;
}

/** Points with nothing on either side, of which no line would be seen. */
function alone(values: Line["values"]): number[] {
  const nothing = (index: number) => values[index] === null || values[index] === undefined;
  return [...values.keys()].filter((index) => !nothing(index) && nothing(index - 1) && nothing(index + 1));
}

/** Names stay inside: at the left they may reach below the axis of values. */
function anchor(index: number, points: number, gutter: number): "start" | "middle" | "end" {
  if (points > 1 && index === points - 1) return "end";
  return index === 0 && points > 1 && gutter < NAME_ROOM / 2 ? "start" : "middle";
}

/** Of the points worth a name so many as have room; they may be few at one end. */
function thinned(worth: readonly number[], points: number, width: number): readonly number[] {
  const stretch = ((worth.at(-1) ?? 0) - (worth[0] ?? 0)) / Math.max(1, points - 1);
  return named(worth.length, width * stretch, NAME_ROOM).map((place) => worth[place] ?? 0);
}
