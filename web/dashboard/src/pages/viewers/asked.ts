import { viewersQuery } from "~/api/queries";
import { pageNumber, type Shown } from "~/page/shown";

export const PER_PAGE = 50;

/** Viewers: all of those found, as for a file, and the page of them that is shown. */
export function viewersOf({ search, filters, period: { from, to } }: Shown) {
  const { project_id, folder_id, video_id, event_id } = filters;
  const found = { q: search.q, from, to, project_id, folder_id, video_id, event_id };
  const page = { page: pageNumber(search), per_page: PER_PAGE };
  return { found, query: viewersQuery({ ...found, ...page } as never) };
}
