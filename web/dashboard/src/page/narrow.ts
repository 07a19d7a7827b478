import { queryClient } from "~/api/cache";
import { allTimeQuery } from "~/api/queries";
import { type FilterName, toggled } from "~/url/search";
import { overviewOf } from "./shown";
import type { Page } from "./usePage";

/** Narrow the page to a value, or no longer. What it will ask then is asked at once, before anything is drawn. */
export function narrow(page: Page, name: FilterName, value: string): void {
  const to = { [name]: toggled(page.search, name, value)[name] };
  const filters = { ...page.filters, ...to };
  void queryClient.prefetchQuery(overviewOf({ ...page, filters }) as never);
  void queryClient.prefetchQuery(allTimeQuery(filters as never));
  page.change(to);
}
