/** Every page and its address. First parts of paths are named in src/mutoscope/web/dashboard.py too. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { BASE } from "~/url/base";
import { queryClient } from "./api/cache";
import { projectsQuery } from "./api/catalog";
import { contentQuery } from "./api/contents";
import { newestPlayQuery } from "./api/firstPlay";
import { allTimeQuery, definitionsQuery } from "./api/queries";
import { chosenLanguage } from "./i18n/texts";
import { Broken } from "./layout/Broken";
import { Frame } from "./layout/Frame";
import { NotFound } from "./layout/NotFound";
import { patiently } from "./layout/patiently";
import { clockAt, overviewOf, type Shown, shownBy } from "./page/shown";
import { contentsOf } from "./pages/catalog/asked";
import { viewersOf } from "./pages/viewers/asked";
import { sessionQuery, workspaceOf } from "./session/session";
import { type Filters, parseSearch, readSearch, type Search, stringifySearch } from "./url/search";

const root = createRootRoute({
  component: Outlet,
  validateSearch: readSearch,
  errorComponent: ({ error }) => <Broken error={error as Error} />,
  notFoundComponent: NotFound,
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  component: lazyRouteComponent(
    patiently(() => import("./pages/login/LoginPage")),
    "LoginPage",
  ),
});

/** Of whoever is invited, signed in or not. */
const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  component: lazyRouteComponent(
    patiently(() => import("./pages/invitation/InvitationPage")),
    "InvitationPage",
  ),
});

const forgotten = createRoute({
  getParentRoute: () => root,
  path: "/forgotten",
  component: lazyRouteComponent(
    patiently(() => import("./pages/login/ForgottenPage")),
    "ForgottenPage",
  ),
});

const newPassword = createRoute({
  getParentRoute: () => root,
  path: "/new-password",
  component: lazyRouteComponent(
    patiently(() => import("./pages/login/NewPasswordPage")),
    "NewPasswordPage",
  ),
});

/** It asks whoever is not signed in itself: an address to come back to would tell the server the secret. */
const newEmail = createRoute({
  getParentRoute: () => root,
  path: "/new-email",
  component: lazyRouteComponent(
    patiently(() => import("./pages/login/NewEmailPage")),
    "NewEmailPage",
  ),
});

/** Whoever is not signed in is asked to, and comes back. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Frame,
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: "/login", search: { next: location.href } });
    void queryClient.prefetchQuery(definitionsQuery(chosenLanguage()));
    // Since when all time is, an answer says: without it a page would show another period under that name.
    const { period, referrer_period } = location.search as Search;
    if (period === "all_time" || referrer_period === "all_time")
      await queryClient.ensureQueryData(allTimeQuery({}));
    return { timezone: workspaceOf(session)?.timezone };
  },
});

interface Entered {
  location: { search: unknown };
  params: { videoId?: string; eventId?: string };
  context: { timezone: string | undefined };
  preload: boolean;
}

type Asked = Parameters<typeof queryClient.prefetchQuery>[0];

/** What a page asks first is asked while its script still loads. Pointing at a link to it asks nothing. */
function asking(first: (shown: Shown, params: Entered["params"]) => Asked[]) {
  return ({ location, params, context: { timezone }, preload }: Entered): void => {
    const search = location.search as Search;
    if (preload || !timezone) return;
    const ever = queryClient.getQueryData(allTimeQuery({}).queryKey);
    const shown = shownBy(search, clockAt(new Date(), timezone, ever));
    for (const query of first(shown, params)) void queryClient.prefetchQuery(query);
  };
}

/** The figures, where they are the tab that is open. */
function figures(shown: Shown, filters: Filters = {}): Asked[] {
  if (shown.search.tab) return [];
  return [overviewOf({ ...shown, filters: { ...shown.filters, ...filters } }) as Asked];
}

/** Where nothing was ever played, the first play comes first. */
const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: async () => {
    const newest = await queryClient.fetchQuery(newestPlayQuery);
    throw redirect({ to: newest ? "/analytics" : "/welcome" });
  },
});

const analytics = createRoute({
  getParentRoute: () => inside,
  path: "/analytics",
  loader: asking((shown) => figures(shown)),
  component: lazyRouteComponent(
    patiently(() => import("./pages/analytics/AnalyticsPage")),
    "AnalyticsPage",
  ),
});

const catalog = createRoute({
  getParentRoute: () => inside,
  path: "/catalog",
  loader: asking((shown) => [projectsQuery as Asked, contentsOf(shown) as Asked]),
  component: lazyRouteComponent(
    patiently(() => import("./pages/catalog/CatalogPage")),
    "CatalogPage",
  ),
});

const event = createRoute({
  getParentRoute: () => inside,
  path: "/events/$eventId",
  loader: asking((shown, { eventId = "" }) => figures(shown, { event_id: [eventId] })),
  component: lazyRouteComponent(
    patiently(() => import("./pages/event/EventPage")),
    "EventPage",
  ),
});

const video = createRoute({
  getParentRoute: () => inside,
  path: "/videos/$videoId",
  loader: asking((shown, { videoId = "" }) => [
    contentQuery(videoId) as Asked,
    ...figures(shown, { video_id: [videoId] }),
  ]),
  component: lazyRouteComponent(
    patiently(() => import("./pages/video/VideoPage")),
    "VideoPage",
  ),
});

const reports = createRoute({
  getParentRoute: () => inside,
  path: "/reports",
  component: lazyRouteComponent(
    patiently(() => import("./pages/reports/ReportsPage")),
    "ReportsPage",
  ),
});

const viewers = createRoute({
  getParentRoute: () => inside,
  path: "/viewers",
  loader: asking((shown) => [viewersOf(shown).query as Asked]),
  component: lazyRouteComponent(
    patiently(() => import("./pages/viewers/ViewersPage")),
    "ViewersPage",
  ),
});

/** Of earlier versions. */
const viewerByPath = createRoute({
  getParentRoute: () => inside,
  path: "/viewers/$externalId",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/viewer", search: (before: Search) => ({ ...before, id: params.externalId }) });
  },
});

const viewer = createRoute({
  getParentRoute: () => inside,
  path: "/viewer",
  component: lazyRouteComponent(
    patiently(() => import("./pages/viewers/ViewerPage")),
    "ViewerPage",
  ),
});

const welcome = createRoute({
  getParentRoute: () => inside,
  path: "/welcome",
  component: lazyRouteComponent(
    patiently(() => import("./pages/welcome/WelcomePage")),
    "WelcomePage",
  ),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  component: lazyRouteComponent(
    patiently(() => import("./pages/settings/SettingsPage")),
    "SettingsPage",
  ),
});

const routeTree = root.addChildren([
  login,
  forgotten,
  newPassword,
  newEmail,
  invitation,
  inside.addChildren([
    home,
    analytics,
    catalog,
    video,
    event,
    viewers,
    viewer,
    viewerByPath,
    reports,
    settings,
    welcome,
  ]),
]);

export const router = createRouter({
  routeTree,
  basepath: BASE || "/",
  // Whoever reads an address, loaders too, reads what is understood of it.
  parseSearch: (text) => readSearch(parseSearch(text)),
  stringifySearch,
  defaultPreload: "intent",
  scrollRestoration: true,
});

/** Loads the script of the page that the address names. */
export function loadPage(): void {
  for (const { routeId } of router.matchRoutes(router.latestLocation)) {
    void router.loadRouteChunk(router.routesById[routeId as keyof typeof router.routesById]);
  }
}

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
