/**
 * The collector's checks of spans, made before sending, so that one bad span never silences a play.
 * `contract/vectors/spans.json` holds both sides to the same rules.
 */
import {
  play_ms,
  sent_slack_ms,
  span_rate,
  span_slack_ms,
  spans as spans_max,
} from "../../../contract/limits.json";

/** `[at, wall, from, to, cont]`: start since the load, wall-clock length, content from and to (ms), continues the one before. */
export type Span = [at: number, wall: number, from: number, to: number, cont: 0 | 1];

/** Could it have been played, after `before` and within `elapsed` ms after the load? */
function plausible([at, wall, from, to]: Span, before: Span | undefined, elapsed: number): boolean {
  return (
    wall >= 0 &&
    at >= (before ? before[0] + before[1] : 0) &&
    Math.abs(to - from) <= wall * span_rate + span_slack_ms &&
    at + wall <= Math.min(elapsed + sent_slack_ms, play_ms)
  );
}

const numeric = (span: Span) => span.every(Number.isSafeInteger);

/** Why the collector would refuse a beacon with these spans; null: it takes them. */
export function refusal(spans: Span[], elapsed: number): "malformed" | "implausible" | null {
  const wellFormed = (span: Span) => span.length === 5 && numeric(span) && (span[4] === 0 || span[4] === 1);
  if (spans.length > spans_max || !spans.every(wellFormed)) return "malformed";
  return spans.every((span, i) => plausible(span, spans[i - 1], elapsed)) ? null : "implausible";
}

/** The spans without the offending ones, their positions within the content. What is left is never refused. */
export function mend(spans: Span[], elapsed: number, duration: number | null): Span[] {
  const kept: Span[] = [];
  const clip = (position: number) => Math.max(0, Math.min(position, duration ?? position));
  let dropped = false;
  for (const span of spans.slice(0, spans_max)) {
    const [at, wall, from, to, cont] = span;
    if (numeric(span) && plausible(span, kept[kept.length - 1], elapsed)) {
      // What continued a dropped beginning of a run must not be joined to the run before it.
      kept.push([at, wall, clip(from), clip(to), dropped ? 0 : cont]);
      dropped = false;
    } else dropped ||= !cont;
  }
  return kept;
}
