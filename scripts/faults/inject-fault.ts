import { KEY_HEADER, PlatformClient } from '@interstella/local/platform';
import type { RunningKit } from '../kit/running-kit.ts';
import { type Fault, type HqFault, isHqFault, isSnsFault, type SnsFault } from './fault.ts';

const CALL_LIMIT_MS = 15_000;
/** Where the local endpoints take what is to be done to SNS's deliveries. */
const DISTURB_PATH = '/_interstella/disturb-deliveries';
/** Deliveries are put out of order by so many milliseconds at most. */
const SPREAD_MS = 2_000;

type Where = Pick<
  RunningKit,
  'endpointUrl' | 'endpointKey' | 'faultsUrl' | 'faultsKey' | 'platformUrl' | 'platformKey'
>;

/**
 * Breaks something of the kit that runs. It heals by itself, also when nobody is left who asked for it.
 *
 * @returns what was done, in words
 * @throws Error with what to do, if it cannot be done
 */
export async function injectFault(kit: Where, fault: Fault): Promise<string> {
  if (isHqFault(fault)) return breakHq(kit, fault);
  if (isSnsFault(fault)) return disturb(kit, fault);
  const { platformUrl: url, platformKey: key } = kit;
  return (await new PlatformClient({ url, key }).injectFault(fault)).what;
}

async function breakHq({ faultsUrl, faultsKey }: Where, fault: HqFault): Promise<string> {
  await send(`${faultsUrl}/faults`, 'POST', fault, { [KEY_HEADER]: faultsKey });
  const seconds = fault.forMs / 1_000;
  return fault.kind === 'kill' ? `HQ was killed, and is back in ${seconds} s` : `HQ hangs for ${seconds} s`;
}

async function disturb({ endpointUrl, endpointKey }: Where, { kind, forMs }: SnsFault): Promise<string> {
  const copies = kind === 'duplicate' ? 2 : 1;
  const asked = { copies, spreadMs: SPREAD_MS, forMs };
  await send(`${endpointUrl}${DISTURB_PATH}`, 'PUT', asked, { [KEY_HEADER]: endpointKey });
  const how = kind === 'duplicate' ? 'twice and in no order' : 'in no order';
  return `SNS delivers everything ${how} for ${forMs / 1_000} s`;
}

async function send(url: string, method: string, body: object, headers: Record<string, string> = {}) {
  const signal = AbortSignal.timeout(CALL_LIMIT_MS);
  const response = await fetch(url, { method, headers, body: JSON.stringify(body), signal }).catch(
    () => undefined,
  );
  if (response === undefined)
    throw new Error(`${new URL(url).origin} does not answer. Does the kit still run?`);
  const answer = (await response.json().catch(() => ({}))) as { error?: string };
  if (!response.ok) throw new Error(answer.error ?? `${url} answered ${response.status}.`);
}
