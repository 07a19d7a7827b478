/** Where an axis of values ends, and where its lines are. */
import type { Unit } from "~/formats/formats";

const MINUTE = 60;
const HOUR = 3600;
const TIMES = [
  1,
  2,
  5,
  10,
  15,
  30,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
];
const ROUND = [1, 2, 2.5, 5, 10];

/** From 0 to the last of the ticks, which is at least `most`. */
export function ticks(most: number, unit: Unit, wanted = 4): number[] {
  const step = stepOf(Math.max(most, Number.MIN_VALUE) / wanted, unit);
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

function stepOf(atLeast: number, unit: Unit): number {
  if (unit === "seconds") {
    const time = TIMES.find((one) => one >= atLeast);
    return time ?? HOUR * round(atLeast / HOUR, true);
  }
  return round(atLeast, unit === "count");
}

function round(atLeast: number, whole: boolean): number {
  if (whole && atLeast <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(atLeast));
  const factor = ROUND.find(
    (one) => one * power >= atLeast * (1 - 1e-9) && (!whole || Number.isInteger(one * power)),
  );
  return (factor ?? 10) * power;
}

/** Of so many points those whose names have room, evenly. */
export function named(points: number, width: number, room: number): number[] {
  if (points < 1) return [];
  const most = Math.max(1, Math.floor(width / room));
  const step = Math.max(1, Math.ceil(points / most));
  return Array.from({ length: Math.ceil(points / step) }, (_, index) => index * step);
}
