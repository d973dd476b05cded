/** What was found on dead-letter queues. */
export interface DeadLettersFound {
  /** The orders whose deliveries lie there. */
  readonly orderIds: ReadonlySet<string>;
  /** What could not be read, in sentences for the report. */
  readonly warnings: readonly string[];
}

/** Looks at dead-letter queues without taking anything away. Never rejects. */
export interface DeadLetters {
  find(queueUrls: readonly string[]): Promise<DeadLettersFound>;
}
