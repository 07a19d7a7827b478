/** What the host page says of a player. */
export interface Options {
  /** The workspace's public ingest key. */
  key: string;
  /** Id of the video or stream. */
  video: string;
  /** Address of the collector, such as `https://stats.example/collect`. */
  endpoint: string;
  /** The host page's own id of the viewer. */
  viewer?: string | undefined;
  /** The host page's own pairs, such as course and lesson; at most 10. */
  context?: Record<string, string> | undefined;
  live?: boolean | undefined;
  /** false: no session, no device, no viewer. Holds for plays that begin after it was set. */
  consent?: boolean | undefined;
  /** Minutes without a beacon after which a session ends; 30 unless told. */
  session?: number | undefined;
  /** Names of query parameters that stay in the addresses of page and referrer. */
  keepQuery?: readonly string[] | undefined;
  /** Whether routes in the fragments of these addresses stay, such as `#/lesson/12`. */
  keepFragment?: boolean | undefined;
  /** The page that the player is embedded in, where it isn't this one. */
  page?: string | undefined;
  /** That page's referrer. */
  referrer?: string | undefined;
  /** Name and version of the player. */
  player?: string | undefined;
}

/** The hold on a tracked player. */
export interface Handle {
  /** The current play; empty if there is none. */
  readonly id: string;
  /** Ends the play and lets go of the player. */
  stop(): void;
  /** The player got other content: ends the play and begins the next one. */
  update(options: Partial<Options>): void;
  /** Holds from the next play on. */
  consent(given: boolean): void;
  /** An ad stands in the place of the content, or no longer: nothing between counts. */
  ad(on: boolean): void;
  /** Sends the current state now. */
  flush(): void;
}
