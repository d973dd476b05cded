import { HqClientError } from '@interstella/hq/client';
import { UsageError } from '../terminal/usage-error.ts';
import type { Headquarters } from './headquarters.ts';

const NAME_IS_TAKEN = 409;

/**
 * Has HQ make an API key for a participant: adds the participant or, where it is there already, gives it a new key.
 *
 * @throws UsageError where HQ is not ours to instruct; HqClientError
 */
export async function hqApiKey(hq: Headquarters | undefined, participant: string): Promise<string> {
  if (!hq)
    throw new UsageError('Interstella HQ is not deployed here. Run `npx interstella deploy hq` first.');
  if (!hq.isOurs) {
    throw new UsageError(
      `Only who has the admin key of Interstella HQ at ${hq.url} can add participants. Set HQ_ADMIN_KEY, or ask the instructor for an API key and give it to put-keys.`,
    );
  }
  try {
    return (await hq.client.addParticipant({ name: participant })).apiKey;
  } catch (error) {
    if (!(error instanceof HqClientError) || error.status !== NAME_IS_TAKEN) throw error;
    return (await hq.client.rotateKey(participant)).apiKey;
  }
}
