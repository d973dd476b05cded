/** What was found on dead-letter queues. */
export interface DeadLettersFound {
  /** The orders whose deliveries lie there, as far as is known. */
  readonly orderIds: ReadonlySet<string>;
  /** Whether these are all. If not, nobody can say of any other order that it is not there. */
  readonly complete: boolean;
  /** What could not be seen, in sentences for the report. */
  readonly warnings: readonly string[];
}

/** Looks at dead-letter queues without taking anything away. Never rejects. */
export interface DeadLetters {
  find(queueUrls: readonly string[]): Promise<DeadLettersFound>;
}
