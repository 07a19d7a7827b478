import { expect, test } from "vitest";
import { ApiError, Unreachable } from "~/api/client";
import { refused } from "~/forms/refusal";
import { en } from "~/i18n/en";

const api = (status: number, detail: string) => new ApiError(status, 0, "denied", detail, undefined);

test("a refusal stands beside the field that it names", () => {
  expect(refused(api(400, "email: they are a member"), ["email"], en)).toEqual({
    name: "email",
    text: "they are a member",
  });
  expect(refused(api(400, "allowed_domains[2]: no"), ["allowed_domains"], en)?.name).toBe("allowed_domains");
});

test("what is about no field of the form is told whole", () => {
  expect(refused(api(400, "role: needs an owner"), ["email"], en)).toEqual({
    name: undefined,
    text: "role: needs an owner",
  });
  expect(refused(new Unreachable("no answer"), [], en)?.text).toBe(en.forms.unreachable);
  expect(refused(api(403, ""), [], en)?.text).toBe(en.trouble.denied);
  expect(refused(null, [], en)).toBeUndefined();
});
