import { lazily } from "~/formats/lazily";

/** The form of a word that goes with a number. */
export function plurals(
  language: string,
): (n: number, forms: Partial<Record<Intl.LDMLPluralRule, string>>) => string {
  const rules = lazily(() => new Intl.PluralRules(language));
  const number = lazily(() => new Intl.NumberFormat(language));
  return (n, forms) => (forms[rules().select(n)] ?? forms.other ?? "").replace("#", number().format(n));
}
