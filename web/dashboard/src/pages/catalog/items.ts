/** Things of the catalog as they are chosen, moved and deleted; and where they are opened. */
import type { Content, Item } from "~/api/catalog";
import type { Place } from "./places";

export function itemOf({ id, kind, title }: Content): Item {
  return { id, kind, title };
}

export function itemOfPlace({ id, kind, name, projectId }: Place): Item {
  return { id, kind, title: name, within: kind === "folder" ? projectId : undefined };
}

/** The page of a content. */
export function pageOf({ kind, id }: Pick<Content, "kind" | "id">) {
  return kind === "event"
    ? ({ to: "/events/$eventId", params: { eventId: id } } as const)
    : ({ to: "/videos/$videoId", params: { videoId: id } } as const);
}

/** A place in the catalog's address. */
export function placeSearch(place: Place | undefined) {
  return {
    project_id: place?.kind === "project" ? [place.id] : undefined,
    folder_id: place?.kind === "folder" ? [place.id] : undefined,
    q: undefined,
    page: undefined,
  };
}
