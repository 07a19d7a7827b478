import { expect, test } from "vitest";
import { dialectOf } from "../src/api/csv";

test("a CSV is written as spreadsheets of the locale read it", () => {
  for (const locale of ["ru", "de-DE", "fr", "uk", "pl", "pt-BR"])
    expect(dialectOf(locale)).toEqual({ separator: "semicolon", decimal: "comma" });
  for (const locale of ["en-GB", "en-US", "zh", "ja", "he"])
    expect(dialectOf(locale)).toEqual({ separator: "comma", decimal: "point" });
});
