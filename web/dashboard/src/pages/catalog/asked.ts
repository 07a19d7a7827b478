/** Which contents are shown, and in which order. */
import { contentsQuery } from "~/api/catalog";
import { pageNumber, type Shown } from "~/page/shown";
import type { Filters } from "~/url/search";

export const FIGURES = ["views", "player_loads", "view_rate", "watch_depth"] as const;

export interface Order {
  field: string;
  falling: boolean;
}

export const PER_PAGE = 50;
/** The view of what players named and nobody put there: what is junk among it can be swept. */
export const BY_PLAYERS = "by-players";
export const ORDERS = [
  "created_at.desc",
  "created_at.asc",
  "title.asc",
  "title.desc",
  "views.desc",
  "views.asc",
  "player_loads.desc",
  "view_rate.asc",
  "view_rate.desc",
  "watch_depth.desc",
  "watch_depth.asc",
  "duration.desc",
  "duration.asc",
] as const;
export const FALLING_FIRST: readonly string[] = [...FIGURES, "created_at"];

export function contentsOf({ search, filters, period: { from, to } }: Shown) {
  const { field, falling } = orderOf(search.order);
  return contentsQuery({
    ...whereOf(search.q, filters),
    added_by: search.view === BY_PLAYERS ? "beacon" : undefined,
    from,
    to,
    kind: ["video", "event", "stream"],
    fields: [...FIGURES],
    order: [`${field}.${falling ? "desc" : "asc"}`],
    page: pageNumber(search),
    per_page: PER_PAGE,
  });
}

/** A search goes through everything, wherever one is. */
function whereOf(q: string | undefined, { project_id, folder_id }: Filters) {
  if (q) return { q };
  if (folder_id) return { folder_id: folder_id.slice(0, 1) };
  return project_id ? { project_id: project_id.slice(0, 1), without_folder: true } : {};
}

export function orderOf(text: string | undefined): Order {
  const known = ORDERS.find((one) => one === text) ?? (isOrder(text) ? text : ORDERS[0]);
  const [field = "", direction] = known.split(".");
  return { field, falling: direction === "desc" };
}

function isOrder(text: string | undefined): text is string {
  return /^(title|created_at|views|player_loads|view_rate|watch_depth)\.(asc|desc)$/.test(text ?? "");
}
