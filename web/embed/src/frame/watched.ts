/** What was watched of a content: intervals of seconds, joined where they touch. Pure. */
import type { Interval } from "../protocol";

/** Players begin and end a picture early or late: the last half second counts as watched to the end. */
const END = 0.5;

export function union(intervals: readonly Interval[]): Interval[] {
  const joined: Interval[] = [];
  for (const [from, to] of [...intervals].sort(([a], [b]) => a - b)) {
    const last = joined[joined.length - 1];
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else if (to > from) joined.push([from, to]);
  }
  return joined;
}

export const total = (intervals: readonly Interval[]) =>
  intervals.reduce((sum, [from, to]) => sum + to - from, 0);

/** Those of the marks (percents) that so many seconds reach. */
export const reached = (marks: readonly number[], watched: number, duration: number) =>
  duration > 0 ? marks.filter((mark) => watched >= Math.min((mark / 100) * duration, duration - END)) : [];
