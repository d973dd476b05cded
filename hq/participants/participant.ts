import type { Period } from '../ledger/records.ts';
import type { StoredKey } from './api-keys.ts';

export interface Participant {
  readonly name: string;
  readonly createdAt: number;
  /** The participant's services send no order ids, so its unattributed claims are not red. */
  readonly unattributedExpected: boolean;
  /**
   * How many direct orders are expected; absent if any number is. More are red: they are the only sign of a service that
   * gives published orders new `direct-` ids and so produces them twice.
   */
  readonly directExpected?: number | undefined;
  /** The queues to which SNS moves messages that it could not deliver to this participant. */
  readonly deadLetterQueueUrls: readonly string[];
  /** Newest first. An expired key stays until the next rotation. */
  readonly keys: readonly StoredKey[];
  /** Oldest first. */
  readonly periods: readonly Period[];
}

export interface NewParticipant {
  readonly name: string;
  /** The participant's services send no order ids, so its unattributed claims are not red. */
  readonly unattributedExpected?: boolean;
  /** How many direct orders are expected; more are red. @default any number */
  readonly directExpected?: number;
  readonly deadLetterQueueUrls?: readonly string[];
}

/** The pattern of a participant's name, which becomes part of keys and of names on AWS. */
export const PARTICIPANT_NAME = /^[a-z][a-z0-9-]{0,31}$/;
