import { describe, expect, it } from "vitest";
import type { Project } from "~/api/catalog";
import { canGo } from "~/pages/catalog/dragging";
import { foldersIn, isWithin, pathTo, placesNamed, placesOf, rowsOf } from "~/pages/catalog/places";

const folder = (id: string, parent_id: string | null, name = id) => ({
  id,
  name,
  parent_id,
  project_id: "p",
});
// By name, as the API answers: a parent may come after what is in it.
const PROJECTS = [
  {
    id: "p",
    name: "Course",
    folders: [folder("a", "z"), folder("b", null, "Élan"), folder("c", "a"), folder("z", null)],
  },
  { id: "q", name: "Other", folders: [] },
] as unknown as Project[];
const places = placesOf(PROJECTS);
const place = (id: string) => places.byId.get(id);

describe("places", () => {
  it("lie in each other", () => {
    expect(pathTo(place("c")).map(({ name }) => name)).toEqual(["Course", "z", "a", "c"]);
    expect(pathTo(undefined)).toEqual([]);
    expect(isWithin(place("c"), "z")).toBe(true);
    expect(isWithin(place("z"), "c")).toBe(false);
    expect(foldersIn(place("p") as never)).toBe(4);
  });

  it("show as far as they are open", () => {
    const lines = rowsOf(places.projects, new Set(["p", "z"]));
    expect(lines.map((line) => [line.place.id, line.level, line.number, line.of])).toEqual([
      ["p", 1, 1, 2],
      ["b", 2, 1, 2],
      ["z", 2, 2, 2],
      ["a", 3, 1, 1],
      ["q", 1, 2, 2],
    ]);
  });

  it("are found without regard to case and accents", () => {
    expect(placesNamed(places, "ELAN").map(({ id }) => id)).toEqual(["b"]);
    expect(placesNamed(places, "o r").map(({ id }) => id)).toEqual(["p", "q"]);
  });

  it("take anything but what they lie in", () => {
    const item = (kind: string, id: string) => [{ kind, id, title: "" }] as never;
    expect(canGo(item("video", "v"), place("c") as never)).toBe(true);
    expect(canGo(item("folder", "z"), place("c") as never)).toBe(false);
    expect(canGo(item("folder", "c"), place("q") as never)).toBe(true);
    expect(canGo(item("project", "q"), place("p") as never)).toBe(false);
    expect(canGo([], place("p") as never)).toBe(false);
  });
});
