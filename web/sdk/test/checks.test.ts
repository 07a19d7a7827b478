import { describe, expect, test } from "vitest";
import file from "../../../contract/vectors/spans.json";
import { mend, refusal, type Span } from "../src/checks";

interface Vector {
  name: string;
  spans: Span[];
  loaded: number;
  sent: number;
  duration: number | null;
  expect: "implausible" | "malformed" | null;
  fixed?: Span[];
}

const vectors = file as unknown as Vector[];

describe("shared vectors", () => {
  test.each(vectors)("$name", ({ spans, loaded, sent, duration, expect: reason, fixed }) => {
    expect(refusal(spans, sent - loaded)).toBe(reason);
    const sends = fixed ?? (reason === null ? spans : null);
    if (!sends) return;
    const mended = mend(spans, sent - loaded, duration);
    expect(mended).toEqual(sends);
    expect(refusal(mended, sent - loaded)).toBeNull();
  });
});
