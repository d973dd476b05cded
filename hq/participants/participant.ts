import type { Period } from '../ledger/records.ts';
import type { StoredKey } from './api-keys.ts';

export interface Participant {
  readonly name: string;
  readonly createdAt: number;
  /** Set for those whose services send no order ids: unattributed claims are then no alarm. */
  readonly unattributedExpected: boolean;
  /**
   * How many direct orders are expected; absent for any number. More are red: a service that gives a published order a
   * `direct-` id of its own produces it twice, and nothing else tells.
   */
  readonly directExpected?: number | undefined;
  /** Queues that take what SNS could not deliver to this participant. */
  readonly deadLetterQueueUrls: readonly string[];
  /** The newest first. One that is not valid any more stays until the next rotation. */
  readonly keys: readonly StoredKey[];
  /** Oldest first. */
  readonly periods: readonly Period[];
}

export interface NewParticipant {
  readonly name: string;
  /** The participant's services send no order ids, so that unattributed claims are no alarm. */
  readonly unattributedExpected?: boolean;
  /** How many direct orders are expected, beyond which they are red. @default any number */
  readonly directExpected?: number;
  readonly deadLetterQueueUrls?: readonly string[];
}

/** What a participant may be called: it becomes part of keys and of names on AWS. */
export const PARTICIPANT_NAME = /^[a-z][a-z0-9-]{0,31}$/;
