/** Things of the catalog as they are chosen, moved and deleted; and where they are opened. */
import type { Content, Item } from "~/api/catalog";
import type { Search } from "~/url/search";
import type { Place } from "./places";

export function itemOf({ id, kind, title }: Content): Item {
  return { id, kind, title };
}

export function itemOfPlace({ id, kind, name, projectId }: Place): Item {
  return { id, kind, title: name, within: kind === "folder" ? projectId : undefined };
}

/** The page of a content, in the period that is shown here. */
export function pageOf({ kind, id }: Pick<Content, "kind" | "id">) {
  const search = ({ period, from, to }: Search) => ({ period, from, to });
  return kind === "event"
    ? ({ to: "/events/$eventId", params: { eventId: id }, search } as const)
    : ({ to: "/videos/$videoId", params: { videoId: id }, search } as const);
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
