import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { chosenLanguage } from "~/i18n/texts";
import { type Session, workspaceOf } from "~/session/session";

const session = { workspaces: [{ id: "a" }, { id: "b" }] } as Session;

function stored(value: string | null) {
  vi.stubGlobal("localStorage", { getItem: () => value });
  vi.stubGlobal("navigator", { languages: ["ru-RU", "en"] });
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("whatever the browser remembers, there is a language and a workspace", () => {
  const names = fc.constantFrom(
    "toString",
    "constructor",
    "__proto__",
    "hasOwnProperty",
    "undefined",
    "null",
    "",
  );
  fc.assert(
    fc.property(fc.option(fc.oneof(names, fc.string())), (value) => {
      fc.pre(value !== "en" && value !== "b");
      stored(value);
      expect(chosenLanguage()).toBe("ru");
      expect(workspaceOf(session)?.id).toBe("a");
    }),
  );
  stored("en");
  expect(chosenLanguage()).toBe("en");
  stored("b");
  expect(workspaceOf(session)?.id).toBe("b");
});

test("storage that is blocked", () => {
  const blocked = () => {
    throw new DOMException("denied", "SecurityError");
  };
  vi.stubGlobal("localStorage", { getItem: blocked });
  vi.stubGlobal("navigator", { languages: ["de"] });
  expect(chosenLanguage()).toBe("en");
  expect(workspaceOf(session)?.id).toBe("a");
});
