import { expect, test } from "vitest";
import { change, formats, NOTHING, readMoment } from "~/formats/formats";

const en = formats("en", "Europe/Berlin");
const ru = formats("ru", "Europe/Moscow");
/** Languages put narrow and unbreakable spaces where we see just spaces. */
const plain = (text: string) => text.replace(/[\u00a0\u202f\u2009]/g, " ");

test("rates are whole percents, rounded up", () => {
  expect(en.rate(20, 85)).toBe("24%");
  expect(en.rate(1, 3)).toBe("34%");
  expect(en.rate(45, 100)).toBe("45%");
  expect(en.rate(0, 7)).toBe("0%");
  expect(en.rate(5, 0)).toBe("0%");
  expect(en.rate(3, 2)).toBe("150%");
  expect(plain(ru.rate(20, 85))).toBe("24 %");
});

test("every whole percent stays what it is", () => {
  for (let percent = 0; percent <= 100; percent += 1) expect(en.rate(percent * 3, 300)).toBe(`${percent}%`);
});

test("durations", () => {
  expect(plain(en.duration(0))).toBe("0 sec");
  expect(plain(en.duration(65))).toBe("1 min 5 sec");
  expect(plain(en.duration(3600))).toBe("1 hr");
  expect(plain(en.duration(3 * 3600 + 720))).toBe("3 hr 12 min");
  expect(plain(en.duration(29_559_274))).toBe("8,211 hr");
  expect(plain(ru.duration(65))).toBe("1 мин 5 с");
});

test("moments of a video", () => {
  expect([0, 9.9, 61, 3661].map(en.moment)).toEqual(["0:00", "0:09", "1:01", "1:01:01"]);
});

test("numbers", () => {
  expect(en.count(1_234_567)).toBe("1,234,567");
  expect(plain(ru.count(1_234_567))).toBe("1 234 567");
  expect(en.value(61.64, "percent")).toBe("61.6%");
  expect(en.value(null, "percent")).toBe(NOTHING);
});

test("buckets are told in the workspace's time zone", () => {
  expect(en.bucket("2024-02-29T23:00:00Z", "day")).toBe("Mar 1");
  expect(en.bucket("2024-02-29T23:00:00Z", "month", true)).toBe("March 2024");
});

test("countries", () => {
  expect([en.country("DE"), ru.country("DE"), en.country(""), en.country("ZZ")]).toEqual([
    "Germany",
    "Германия",
    undefined,
    "Unknown Region",
  ]);
});

test("change", () => {
  expect(change(150, 100)).toBe(50);
  expect(change(0, 100)).toBe(-100);
  expect(change(1_234, 1_000)).toBe(23);
  expect(change(1_012, 1_000)).toBe(1.2);
  expect(change(9_999, 10_000)).toBe(0);
  expect(change(5, 0)).toBeUndefined();
  expect(change(5, null)).toBeUndefined();
  expect(change(null, 5)).toBeUndefined();
});

test.each([
  ["90", 90],
  ["1:30", 90],
  ["1:02:03", 3723],
  [" 2:05,5 ", 125.5],
  ["90:00", 5400],
])("%s is a length", (text, seconds) => expect(readMoment(text)).toBe(seconds));

test.each(["", "0", "1:60", "one", "-5", "1:2:3:4", "200:00:00"])("%s is no length", (text) =>
  expect(readMoment(text)).toBeUndefined(),
);
