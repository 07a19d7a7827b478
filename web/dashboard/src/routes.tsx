/** Every page and its address. First parts of paths are named in src/mutoscope/web/dashboard.py too. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { queryClient } from "./api/cache";
import { newestPlayQuery } from "./api/firstPlay";
import { Broken } from "./layout/Broken";
import { Frame } from "./layout/Frame";
import { NotFound } from "./layout/NotFound";
import { patiently } from "./layout/patiently";
import { sessionQuery } from "./session/session";
import { parseSearch, readSearch, stringifySearch } from "./url/search";

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

/** Whoever is not signed in is asked to, and comes back. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Frame,
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: "/login", search: { next: location.href } });
  },
});

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
  component: lazyRouteComponent(
    patiently(() => import("./pages/analytics/AnalyticsPage")),
    "AnalyticsPage",
  ),
});

const catalog = createRoute({
  getParentRoute: () => inside,
  path: "/catalog",
  component: lazyRouteComponent(() => import("./pages/catalog/CatalogPage"), "CatalogPage"),
});

const event = createRoute({
  getParentRoute: () => inside,
  path: "/events/$eventId",
  component: lazyRouteComponent(() => import("./pages/event/EventPage"), "EventPage"),
});

const video = createRoute({
  getParentRoute: () => inside,
  path: "/videos/$videoId",
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
  component: lazyRouteComponent(
    patiently(() => import("./pages/viewers/ViewersPage")),
    "ViewersPage",
  ),
});

const viewer = createRoute({
  getParentRoute: () => inside,
  path: "/viewers/$externalId",
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
  inside.addChildren([home, analytics, catalog, video, event, viewers, viewer, reports, settings, welcome]),
]);

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
