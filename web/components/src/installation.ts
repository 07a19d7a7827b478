/** Where a component's numbers go. The same for all components of a site, so one object to spread into each. */
export interface Installation {
  /** Address of the installation, such as `https://stats.example` or `https://school.example/stats`. */
  server: string;
  /** The workspace's public ingest key. (`key` means something else to React and Vue.) */
  ingestKey: string;
  /** Where beacons go, if the installation has a path of its own for them (`--collect-path`), such as `/c`. */
  collectPath?: string | undefined;
}

/** The address of something of the installation, such as `collect`. */
export const addressIn = (server: string, path: string) => new URL(path, server.replace(/\/*$/, "/"));

/** Frameworks hand over new objects at each rendering: what they say is compared, not which ones they are. */
export const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/**
 * Runs `leave` after what runs now, unless `stay` was called until then: React's strict mode takes a component away and
 * puts it back in one breath, and that is no end.
 */
export function createLeaving(leave: () => void) {
  let leaving = false;
  return {
    leave() {
      leaving = true;
      Promise.resolve().then(() => {
        if (leaving) leave();
      });
    },
    stay() {
      leaving = false;
    },
  };
}
