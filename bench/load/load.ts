/** A load to generate. */
export interface LoadSpec {
  readonly port: number;
  /** Requests at once, each on a connection of its own. */
  readonly connections: number;
  /** The part of the load that is not recorded, in milliseconds. */
  readonly leadInMs: number;
  /** The part of the load that is recorded, in milliseconds. */
  readonly durationMs: number;
}

/** The measurements of the load generator. */
export interface LoadResult {
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
