import { queryClient } from "~/api/cache";
import { allTimeQuery } from "~/api/queries";
import { type FilterName, toggled } from "~/url/search";
import { overviewOf, type Shown } from "./shown";

/** What the page will ask once it is narrowed to a row: a click asks it at once, before anything is drawn. */
export function askAhead(page: Shown, name: FilterName, value: string): void {
  const filters = { ...page.filters, [name]: toggled(page.search, name, value)[name] };
  void queryClient.prefetchQuery(overviewOf({ ...page, filters }) as never);
  void queryClient.prefetchQuery(allTimeQuery(filters as never));
}
