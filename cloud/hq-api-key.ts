import { HqClientError, type KeyOverlap } from '@interstella/hq/client';
import { printedCommand } from '@interstella/terminal/printed-command.ts';
import { UsageError } from '@interstella/libs/errors';
import type { Headquarters } from './headquarters.ts';

const NAME_IS_TAKEN = 409;

export interface ApiKeyQuestion {
  readonly participant: string;
  /** Gives a participant that is there already another key. */
  readonly rotate: boolean;
  /** For how many minutes the old key then stays valid. */
  readonly overlapMinutes: KeyOverlap;
  /** What the commands are said for. */
  readonly environmentName: string;
}

export interface MadeApiKey {
  readonly apiKey: string;
  /** Whether there was one before. */
  readonly replaces: boolean;
}

/**
 * Has HQ make an API key for a participant: adds the participant or, where it is there already and that is wanted, gives
 * it a new key.
 *
 * @throws UsageError where HQ is not ours to instruct, or the participant has a key already; HqClientError
 */
export async function hqApiKey(
  hq: Headquarters | undefined,
  { participant, rotate, overlapMinutes, environmentName }: ApiKeyQuestion,
): Promise<MadeApiKey> {
  if (!hq)
    throw new UsageError(
      `Interstella HQ is not deployed here. Run \`${printedCommand('deploy hq', environmentName)}\` first.`,
    );
  if (!hq.isOurs) {
    throw new UsageError(
      `Only who has the admin key of Interstella HQ at ${hq.url} can add participants. Set HQ_ADMIN_KEY, or ask the instructor for an API key and give it to put-keys.`,
    );
  }
  try {
    return { apiKey: (await hq.client.addParticipant({ name: participant })).apiKey, replaces: false };
  } catch (error) {
    if (!(error instanceof HqClientError) || error.status !== NAME_IS_TAKEN) throw error;
    if (!rotate) {
      throw new UsageError(
        `${participant} takes part in Interstella HQ already, and has an API key that nobody can read there. Type that one, or pipe it in, without --participant. Or have HQ make another one with --rotate: the old one then stays valid for as long as --keep-old says.`,
      );
    }
    return { apiKey: (await hq.client.rotateKey(participant, overlapMinutes)).apiKey, replaces: true };
  }
}
