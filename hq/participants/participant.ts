/** A stretch of time in which a participant was owed every order; milliseconds since 1970. */
export interface Period {
  readonly openedAt: number;
  readonly closedAt?: number;
}

export interface Participant {
  readonly name: string;
  readonly createdAt: number;
  /** Set for those whose services send no order ids: unattributed claims are then no alarm. */
  readonly unattributedExpected: boolean;
  /** Queues that take what SNS could not deliver to this participant. */
  readonly deadLetterQueueUrls: readonly string[];
  /** Oldest first. */
  readonly periods: readonly Period[];
}

/** What a participant may be called: it becomes part of keys and of names on AWS. */
export const PARTICIPANT_NAME = /^[a-z][a-z0-9-]{0,31}$/;

/** Whether the participant is owed the orders that HQ publishes now. */
export function isOpen({ periods }: Participant): boolean {
  const last = periods.at(-1);
  return last !== undefined && last.closedAt === undefined;
}
