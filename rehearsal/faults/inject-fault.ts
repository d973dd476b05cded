import { DISTURB_PATH, KEY_HEADER } from '@interstella/local/control-key';
import type { PlatformClient } from '@interstella/local/platform';
import { type Fault, type HqFault, isHqFault, isSnsFault, type SnsFault } from './fault.ts';

const CALL_LIMIT_MS = 10_000;
/** Deliveries are put out of order by so many milliseconds at most. */
const SPREAD_MS = 2_000;

/** The parts of a kit that can be broken. */
export interface Breakable {
  readonly platform: Pick<PlatformClient, 'injectFault'>;
  /** The AWS endpoints, and what opens the way to disturb their deliveries. */
  readonly endpointUrl: string;
  readonly endpointKey: string;
  /** Resolves when it is broken; heals it by itself. */
  readonly breakHq: (fault: HqFault) => Promise<void>;
}

/**
 * Breaks a part of a kit. It heals by itself, also when nobody is left who asked for it.
 *
 * @returns what was done, in words
 * @throws Error with what to do, if it cannot be done
 */
export async function injectFault(kit: Breakable, fault: Fault): Promise<string> {
  if (isSnsFault(fault)) return disturb(kit, fault);
  if (!isHqFault(fault)) return (await kit.platform.injectFault(fault)).what;
  await kit.breakHq(fault);
  const seconds = fault.forMs / 1_000;
  return fault.kind === 'kill' ? `HQ was killed, and is back in ${seconds} s` : `HQ hangs for ${seconds} s`;
}

async function disturb({ endpointUrl, endpointKey }: Breakable, { kind, forMs }: SnsFault): Promise<string> {
  const copies = kind === 'duplicate' ? 2 : 1;
  const response = await fetch(`${endpointUrl}${DISTURB_PATH}`, {
    method: 'PUT',
    headers: { [KEY_HEADER]: endpointKey },
    body: JSON.stringify({ copies, spreadMs: SPREAD_MS, forMs }),
    signal: AbortSignal.timeout(CALL_LIMIT_MS),
  }).catch(() => undefined);
  if (response === undefined) throw new Error(`${endpointUrl} does not answer. Does the kit still run?`);
  const answer = (await response.json().catch(() => ({}))) as { error?: string };
  if (!response.ok) throw new Error(answer.error ?? `${endpointUrl} answered ${response.status}.`);
  const how = kind === 'duplicate' ? 'twice and in no order' : 'in no order';
  return `SNS delivers everything ${how} for ${forMs / 1_000} s`;
}
