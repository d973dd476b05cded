/** Writes finished lines. Its methods never throw or reject. */
export interface LogDestination {
  write(line: string): unknown;
  /** Resolves when everything is written, or after a time limit if nobody reads. */
  flush(): Promise<void>;
}
