import { randomBytes } from 'node:crypto';
import { API_KEY_HEADER, type Resource } from '@interstella/libs/orders';
import type { Clock } from '../clock.ts';
import { type Answer, type Ask, Refusal } from '../http/answer.ts';
import type { ClaimWriter } from '../ledger/claim-writer.ts';
import type { Participants } from '../participants/participants.ts';
import { judgeClaim } from './judge.ts';

/** Longer keys are not even looked up. */
const KEY_LENGTH_LIMIT = 200;

export interface ReceivingParts {
  readonly claims: Pick<ClaimWriter, 'claim'>;
  readonly participants: Pick<Participants, 'nameOfKey'>;
  readonly resources: readonly Resource[];
  readonly now: Clock;
}

/**
 * The fulfillment API: judges a claim and answers `success` once the ledger has it, be it the first or a repeat.
 *
 * @throws Refusal 403 or 400; anything else means that the ledger did not answer
 */
export async function receive(
  { claims, participants, resources, now }: ReceivingParts,
  ask: Ask,
): Promise<Answer> {
  const apiKey = ask.headers[API_KEY_HEADER] ?? '';
  const participant =
    apiKey === '' || apiKey.length > KEY_LENGTH_LIMIT ? undefined : await participants.nameOfKey(apiKey);
  if (participant === undefined) {
    throw new Refusal(
      403,
      `The header ${API_KEY_HEADER} must be your API key of Interstella HQ; ${apiKey === '' ? 'there is none' : 'this one is not known'}.`,
      API_KEY_HEADER,
    );
  }
  const at = now();
  const { orderId, by, resources: fulfilled } = judgeClaim(ask, resources, new Date(at));
  // Made once per request, so that every request is counted, and once.
  const attemptId = randomBytes(9).toString('base64url');
  await claims.claim({ participant, orderId, resources: fulfilled, by, at, attemptId });
  return { status: 200, body: 'success' };
}
