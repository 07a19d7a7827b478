/** The tree of projects and folders: how they lie in each other, and which of them show. */
import type { Project } from "~/api/catalog";

/** The project of what is in no other; a name like any other, the same in every language. */
export const UNSORTED = "Unsorted";

/** A project, or a folder in one. */
export interface Place {
  id: string;
  kind: "project" | "folder";
  name: string;
  projectId: string;
  /** What it is in; of a project: nothing. */
  above: Place | undefined;
  children: Place[];
}

export interface Places {
  projects: readonly Place[];
  byId: ReadonlyMap<string, Place>;
}

export function placesOf(projects: readonly Project[]): Places {
  const byId = new Map<string, Place>();
  const tops = projects.map(({ id, name, folders }) => {
    const project: Place = { id, kind: "project", name, projectId: id, above: undefined, children: [] };
    byId.set(id, project);
    for (const one of folders) {
      const { id: folderId, name: folderName } = one;
      const made: Place = {
        id: folderId,
        kind: "folder",
        name: folderName,
        projectId: id,
        above: project,
        children: [],
      };
      byId.set(folderId, made);
    }
    // By name already; parents may come after what is in them.
    for (const one of folders) {
      const folder = byId.get(one.id);
      const above = byId.get(one.parent_id ?? id) ?? project;
      if (!folder) continue;
      folder.above = above;
      above.children.push(folder);
    }
    return project;
  });
  return { projects: tops, byId };
}

/** From the project down to the place itself. */
export function pathTo(place: Place | undefined): Place[] {
  return place ? [...pathTo(place.above), place] : [];
}

/** Whether a place is another, or lies in it, however deep. */
export function isWithin(place: Place | undefined, other: string): boolean {
  return place !== undefined && (place.id === other || isWithin(place.above, other));
}

export interface Row {
  place: Place;
  /** From 1, as aria-level counts. */
  level: number;
  /** Its number among its siblings, from 1, and theirs. */
  number: number;
  of: number;
}

/** The lines of a tree in which some places are open. */
export function rowsOf(places: readonly Place[], open: ReadonlySet<string>, level = 1): Row[] {
  return places.flatMap((place, index) => [
    { place, level, number: index + 1, of: places.length },
    ...(open.has(place.id) ? rowsOf(place.children, open, level + 1) : []),
  ]);
}

/** Folders below a place, at every level. */
export function foldersIn(place: Place): number {
  return place.children.reduce((sum, child) => sum + 1 + foldersIn(child), 0);
}

/** Places by a part of their name, without regard to case and accents. */
export function placesNamed({ byId }: Places, text: string): Place[] {
  const words = folded(text).split(/\s+/).filter(Boolean);
  return [...byId.values()].filter(({ name }) => words.every((word) => folded(name).includes(word)));
}

function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
