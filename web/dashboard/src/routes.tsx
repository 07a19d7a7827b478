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
import { Broken } from "./layout/Broken";
import { Frame } from "./layout/Frame";
import { NotFound } from "./layout/NotFound";
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
  component: lazyRouteComponent(() => import("./pages/login/LoginPage"), "LoginPage"),
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

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/analytics" });
  },
});

const analytics = createRoute({
  getParentRoute: () => inside,
  path: "/analytics",
  component: lazyRouteComponent(() => import("./pages/analytics/AnalyticsPage"), "AnalyticsPage"),
});

const video = createRoute({
  getParentRoute: () => inside,
  path: "/videos/$videoId",
  component: lazyRouteComponent(() => import("./pages/video/VideoPage"), "VideoPage"),
});

const reports = createRoute({
  getParentRoute: () => inside,
  path: "/reports",
  component: lazyRouteComponent(() => import("./pages/reports/ReportsPage"), "ReportsPage"),
});

const viewers = createRoute({
  getParentRoute: () => inside,
  path: "/viewers",
  component: lazyRouteComponent(() => import("./pages/viewers/ViewersPage"), "ViewersPage"),
});

const viewer = createRoute({
  getParentRoute: () => inside,
  path: "/viewers/$externalId",
  component: lazyRouteComponent(() => import("./pages/viewers/ViewerPage"), "ViewerPage"),
});

const routeTree = root.addChildren([
  login,
  inside.addChildren([home, analytics, video, viewers, viewer, reports]),
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
