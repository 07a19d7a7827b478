/** How a CSV is written for the spreadsheet of whoever looks. */

/** A spreadsheet goes by the system's locale, of which the browser's tells most. */
export function dialectOf(locale: string) {
  const parts = new Intl.NumberFormat(locale).formatToParts(1.5);
  const comma = parts.some(({ type, value }) => type === "decimal" && value === ",");
  return comma
    ? ({ separator: "semicolon", decimal: "comma" } as const)
    : ({ separator: "comma", decimal: "point" } as const);
}

export const csvDialect = () => dialectOf(navigator.language);
