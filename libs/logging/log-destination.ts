/** Where finished lines go. Neither call throws or rejects. */
export interface LogDestination {
  write(line: string): unknown;
  /** Resolves when all is written, or, if nobody reads, after a time of its own. */
  flush(): Promise<void>;
}
