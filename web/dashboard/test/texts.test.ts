import { expect, test } from "vitest";
import { en } from "~/i18n/en";
import { plurals } from "~/i18n/plural";
import { ru } from "~/i18n/ru";

/** Every text's place, and whether it is a function. */
function places(texts: object, above = ""): string[] {
  return Object.entries(texts).flatMap(([name, text]) =>
    typeof text === "object" ? places(text, `${above}${name}.`) : [`${above}${name} ${typeof text}`],
  );
}

test("both languages say the same things", () => {
  expect(places(ru).sort()).toEqual(places(en).sort());
});

test("no text is empty, and none was left in the other language", () => {
  const all = (texts: object): string[] =>
    Object.values(texts).flatMap((text) =>
      typeof text === "object" ? all(text) : typeof text === "string" ? [text] : [],
    );
  expect(all(en).filter((text) => !text.trim() || /[а-яё]/i.test(text))).toEqual([]);
  expect(
    all(ru).filter(
      (text) =>
        !/[а-яё]/i.test(text) && !["REST API", "URL", "CSV"].includes(text) && !text.startsWith("Excel"),
    ),
  ).toEqual([]);
});

test("words go with numbers", () => {
  const n = plurals("ru");
  const forms = { one: "# зритель", few: "# зрителя", many: "# зрителей", other: "# зрителя" };
  expect([1, 3, 5, 21, 11].map((count) => n(count, forms))).toEqual([
    "1 зритель",
    "3 зрителя",
    "5 зрителей",
    "21 зритель",
    "11 зрителей",
  ]);
});
