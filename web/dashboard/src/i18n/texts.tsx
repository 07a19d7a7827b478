/** The language of the page: chosen, else the browser's; every text of it comes from `en.ts` or `ru.ts`. */

import { createContext, type ReactNode, use } from "react";
import { recall, remember } from "~/session/remembered";
import type { Texts } from "./en";

export const LANGUAGES = { en: "English", ru: "Русский" } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = "mutoscope-language";
const LOADERS: Record<Language, () => Promise<Texts>> = {
  en: async () => (await import("./en")).en,
  ru: async () => (await import("./ru")).ru,
};

interface Spoken {
  language: Language;
  locale: string; // for numbers and dates: en-GB where that is the browser's
  texts: Texts;
}

const Spoken = createContext<Spoken | undefined>(undefined);

export async function loadTexts(): Promise<Spoken> {
  const language = chosenLanguage();
  const locale = navigator.languages.find((one) => one.startsWith(language)) ?? language;
  document.documentElement.lang = language;
  return { language, locale, texts: await LOADERS[language]() };
}

/** The page is loaded anew: nothing that was said in the other language stays. */
export function chooseLanguage(language: Language): void {
  remember(KEY, language);
  location.reload();
}

export function TextsProvider({ spoken, children }: { spoken: Spoken; children: ReactNode }) {
  return <Spoken value={spoken}>{children}</Spoken>;
}

export function useSpoken(): Spoken {
  const spoken = use(Spoken);
  if (!spoken) throw new Error("no texts here");
  return spoken;
}

export function useTexts(): Texts {
  return useSpoken().texts;
}

export function chosenLanguage(): Language {
  const wanted = [recall(KEY), ...navigator.languages.map((one) => one.slice(0, 2))];
  return (
    (wanted.find((one) => one !== null && Object.hasOwn(LANGUAGES, one)) as Language | undefined) ?? "en"
  );
}
