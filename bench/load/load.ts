/** What the load generator is asked to do. */
export interface LoadOrder {
  readonly port: number;
  /** How many requests are under way at any time, each on a connection of its own. */
  readonly connections: number;
  /** How long load runs before anything is recorded, in milliseconds. */
  readonly leadInMs: number;
  /** How long it is recorded, in milliseconds. */
  readonly durationMs: number;
}

/** What it saw. */
export interface LoadSeen {
  /** Responses per second while it was recorded. */
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Responses from the first request to the last response, lead-in included; all of them were 200. */
  readonly responses: number;
  /** From the first request to the last response, in milliseconds. */
  readonly elapsedMs: number;
  /** Processor time of the load generator in that time, in milliseconds. */
  readonly cpuMs: number;
}
